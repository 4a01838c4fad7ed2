import type { DetectorAnswer, Model, ModelsAnswer, OrderAnswer } from '../../core/api-models.ts';
import type { ModelOrder } from '../../core/detector.ts';
import type { ModelReport } from '../../core/model-report.ts';
import type { Share } from '../../core/precision.ts';
import { count, duration } from '../../core/words.ts';
import type { ModelsWorld } from '../../dashboard/routes-models.ts';
import type { KeptOrder } from '../../store/model-orders.ts';
import { checkedOrder, keptModels, orderWords } from '../models.ts';
import type { KindBook } from './kinds.ts';
import { type ModelParts, WebReview } from './review.ts';

const LOOKED_BACK = 30 * 86_400_000;
/** Surprise from which a row counts as odd, see `ModelReport.surprising`. */
const SURPRISING = 3;

/** Answers of the pages of models and of the review. */
export function modelsWorld(parts: ModelParts, book: KindBook): ModelsWorld {
  const review = new WebReview(parts);
  return {
    models: () => modelsPage(parts, book),
    retrain: ({ models }, by) => orderModels(parts, { kind: 'retrain', models }, by),
    rollback: ({ model, version }, by) => orderModels(parts, { kind: 'rollback', model, version }, by),
    review: (query) => review.page(query),
    beginReview: (body) => review.begin(body),
    label: (body, by) => review.label(body, by),
  };
}

/** Every detector with its models, as of the latest snapshot. */
async function modelsPage(parts: ModelParts, book: KindBook): Promise<ModelsAnswer> {
  const { store, config } = parts;
  const now = parts.now();
  const [{ switchedOn }, { allDetectors }] = await Promise.all([
    import('../choose-detectors.ts'),
    import('../../detectors/index.ts'),
  ]);
  const { models, waiting, precision } = keptModels(store, now);
  const on = new Set(switchedOn(config.detectors).map(({ name }) => name));
  const found = store.findings.byDetector(now - LOOKED_BACK);
  const { span, asOf } = book.now();
  const detectors = allDetectors.map(({ name, question }): DetectorAnswer => {
    const told = found.get(name);
    const latest = told === undefined ? [] : store.findings.list({ detector: name, limit: 1 });
    const judged = precision.detectors.find(({ detector }) => detector === name);
    return {
      ...{ name, question, on: on.has(name) },
      maturity: latest[0]?.finding.maturity || null,
      ...{ findings: told?.count ?? 0, lastFinding: told?.latest ?? null },
      precision: judged === undefined ? null : shareOf(judged),
      models: models
        .filter((model) => model.name === name || model.name.startsWith(`${name}.`))
        .map((model) => modelOf(model, waiting, now)),
    };
  });
  const { pages, missed, all } = precision;
  return {
    detectors,
    precision: { pages, missed, all: shareOf(all) },
    ...{ since: span?.[0] ?? null, asOf, running: parts.engine !== null },
  };
}

/** Keeps what somebody wants of the models. Throws USAGE when it names something that there is not, STATE_LOCKED. */
function orderModels(parts: ModelParts, order: ModelOrder, by: string): OrderAnswer {
  const at = parts.now();
  checkedOrder(order, keptModels(parts.store, at));
  parts.write(({ orders }) => orders.add({ at, by, order }));
  const running = parts.engine !== null;
  return {
    words: `${orderWords(order)} ${running ? 'within seconds' : 'when logsift run is started'}`,
    running,
  };
}

function modelOf(model: ModelReport, waiting: readonly KeptOrder[], now: number): Model {
  const { current, earlier, surprises, drift, drifted, ...rest } = model;
  return {
    ...{ name: rest.name, learner: rest.learner, nextFit: rest.nextFit, trouble: rest.trouble },
    ...{ judged: rest.judged, surprising: rest.surprising, drift, drifted },
    maturity: maturityOf(model, now),
    driftWords: driftWords(model),
    current: current === null ? null : { ...current },
    earlier: earlier.map((one) => ({ ...one })),
    duel: rest.duel === null ? null : structuredClone(rest.duel),
    scores:
      surprises === undefined || surprises.counts.every((rows) => rows === 0)
        ? null
        : { width: surprises.width, threshold: SURPRISING, counts: [...surprises.counts] },
    waiting: waiting.flatMap(({ order }) => wordsFor(order, rest.name)),
  };
}

function maturityOf({ current }: ModelReport, now: number): string {
  if (current === null) return 'not learnt yet: too little came';
  const { rows, fittedAt, version } = current;
  const from = rows === 0 ? '' : ` from ${count(rows, 'row')}`;
  return `version ${version}, learnt${from} ${duration(Math.max(0, now - fittedAt))} ago`;
}

function driftWords({ current, drift, drifted }: ModelReport): string {
  if (current === null || drift === null) return 'not known yet';
  return drifted ? 'what comes has become odder to it' : 'within chance';
}

function wordsFor(order: ModelOrder, name: string): string[] {
  if (order.kind === 'rollback') return order.model === name ? [`back to version ${order.version}`] : [];
  if (order.kind === 'contamination') return [];
  const meant =
    order.models === 'all' || order.models.some((one) => name === one || name.startsWith(`${one}.`));
  return meant ? ['learnt anew'] : [];
}

function shareOf({ judged, real, interval: [low, high] }: Share) {
  return { judged, real, interval: [low, high] as [number, number] };
}
