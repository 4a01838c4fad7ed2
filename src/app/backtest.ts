import type { BacktestPage, BacktestResult } from '../core/backtest-result.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { loadRules } from '../filter/load-rules.ts';
import { rotatedOf } from '../sources/rotated.ts';
import { ExpectedList } from '../store/expected.ts';
import { viewStore } from '../store/store.ts';
import { budgetOf } from './budget-of.ts';
import { switchedOn } from './choose-detectors.ts';
import type { Config } from './config.ts';
import { IncidentContext, MemorySource } from './incident-context.ts';
import { pageOf } from './incidents-now.ts';
import type { InputOptions } from './inputs.ts';
import { JudgedNow, type JudgedSource, judgedUntilNow } from './judged-now.ts';
import { type Outcome, Pipeline } from './pipeline.ts';
import { type SilenceSource, SilencesNow, silencesUntilNow } from './silences-now.ts';
import { topologyOf } from './topology-of.ts';
import { walk } from './walk.ts';
import { withLimits } from './with-limits.ts';
import { withPlaces } from './with-places.ts';

/** Incidents below the page line that are given back at most, the latest. */
const MOST_INCIDENTS = 5000;

export interface BacktestOptions extends Omit<InputOptions, 'since'> {
  readonly config: Config;
  /** Epoch ms: from then on it is told what would have been paged. */
  readonly since: number;
  /** Epoch ms: what is older is not even learnt from. */
  readonly learnFrom: number;
  /** Folder of the raw ring, where it is read too. */
  readonly ring?: string | undefined;
  /** Files of samples, OTLP as lines of JSON. */
  readonly samples?: readonly string[] | undefined;
  /** Called between chunks: lines so far, and the time of the log that was come to (epoch ms). */
  readonly onProgress?: (lines: number, at: number) => Promise<void> | void;
}

/**
 * What would have been paged, had this configuration been running: past logs walked through once, so that at every
 * moment only what came before is known, with the rules, what is expected, the grouping and the budget as configured.
 * The same events give the same incident ids as live. Files are read with their rotated brothers. Fails as `scan` does.
 */
export async function backtest(options: BacktestOptions): Promise<BacktestResult> {
  const { config, since, learnFrom, signal } = options;
  const expected = await ExpectedList.read(config.state.folder);
  const topology = topologyOf(config);
  const said = saidIn(config);
  const silenced: { at: number; headline: string; id: string }[] = [];
  const silences = new SilencesNow({
    ...{ source: said.silences, configured: config.silences, topology },
    onHidden({ at, headline, incident: id }) {
      if (at >= since && silenced.length < MOST_INCIDENTS) silenced.push({ at, headline, id });
    },
  });
  const judged = new JudgedNow({
    ...{ source: said.judged, resolve: (id) => pipeline.live.engine.miner.resolve(id) ?? id },
    feedback: (feedback) => pipeline.live.engine.feedback(feedback),
  });
  const context = new IncidentContext({
    ...{ topology, window: config.topology.window, source: new MemorySource() },
    resolve: (id) => pipeline.live.engine.miner.resolve(id) ?? id,
  });
  const pipeline: Pipeline = new Pipeline({
    rules: loadRules({ files: config.rules.files, noPacks: !config.rules.packs }),
    detectors: withLimits(withPlaces(switchedOn(config.detectors), config), config),
    features: config.features,
    timeZone: config.timezone,
    nameOf: (host) => topology.nameOf(host),
    incidents: context.incidents,
    budget: budgetOf(config, topology),
    ...{ judged, silences },
    hushed: (incident, at) => expected.coversAt(pageOf(incident), at),
    onEvent(event) {
      const { engine } = pipeline.live;
      context.observe(event, { seen: engine.to - engine.from, hosts: engine.profiles.hostCount });
    },
  });
  const told = new Told(since);
  const { onProgress } = options;
  const walked = await walk({
    ...options,
    ...{ inputs: await withRotated(options.inputs), since: learnFrom, pipeline },
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
    from: since,
    onOutcome(outcome, at) {
      context.second();
      told.take(outcome, at);
    },
    ...(onProgress === undefined ? {} : { between: (lines) => onProgress(lines, pipeline.live.engine.to) }),
  });
  const { engine } = pipeline.live;
  return {
    schemaVersion: 1,
    ...{ from: numberOf(engine.from), to: numberOf(engine.to), since, budget: config.budget.rate },
    lines: walked.read.reduce((sum, { reader }) => sum + reader.counters.lines, walked.ringLines),
    inputs: walked.read.length + (walked.ringLines > 0 ? 1 : 0),
    ...{ ...told.result(), silenced, unread: walked.unread },
    interrupted: signal?.aborted ?? false,
    notes: [...expected.notes, ...walked.notes],
  };
}

/** What people said and silenced so far, where a daemon has run. */
function saidIn({ state }: Config): { readonly judged: JudgedSource; readonly silences: SilenceSource } {
  try {
    const store = viewStore(state.folder);
    try {
      return { judged: judgedUntilNow(store), silences: silencesUntilNow(store) };
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    const nothing = { version: '', all: () => [] };
    return {
      judged: { ...nothing, findingsOf: () => [] },
      silences: { ...nothing, hidden: () => [] },
    };
  }
}

/** Files with their rotated brothers, the oldest first; what is no file stays as it is. */
async function withRotated(inputs: readonly string[]): Promise<string[]> {
  const all = await Promise.all(
    inputs.map(async (input) => {
      const other = input === '-' || input === 'journal' || /[*?[]/.test(input);
      return other ? [input] : [...(await rotatedOf(input)).reverse(), input];
    }),
  );
  return [...new Set(all.flat())];
}

/** What became of every incident, as time goes on. */
class Told {
  readonly #since: number;
  readonly #incidents = new Map<string, Incident>();
  readonly #pages = new Map<string, { at: number; headline: string; joined: Map<string, string> }>();
  readonly #digest = new Map<string, { at: number; headline: string; id: string }>();

  constructor(since: number) {
    this.#since = since;
  }

  take({ decided }: Outcome, at: number): void {
    for (const { incident, decision, page } of decided) {
      const { id, aliases, headline } = incident;
      if (!(at >= this.#since)) continue;
      this.#incidents.delete(id);
      this.#incidents.set(id, incident);
      for (const alias of aliases) this.#incidents.delete(alias);
      if (decision === 'digest' && !this.#digest.has(id)) this.#digest.set(id, { at, headline, id });
      if (decision === 'page') this.#pages.set(id, { at, headline, joined: new Map() });
      if (decision === 'page' || decision === 'update') this.#digest.delete(id);
      if (decision === 'update' && page !== null && page !== id && !aliases.includes(page)) {
        this.#pages.get(page)?.joined.set(id, headline);
      }
    }
    if (this.#incidents.size > 2 * MOST_INCIDENTS) this.#trim();
  }

  result(): Pick<BacktestResult, 'pages' | 'digest' | 'incidents'> {
    this.#trim();
    const pages = [...this.#pages].flatMap(([id, { joined, ...page }]): BacktestPage[] => {
      const incident = this.#incidentOf(id);
      return incident === undefined ? [] : [{ ...page, incident, joined: [...joined.values()] }];
    });
    const incidents = [...this.#incidents.values()].sort((a, b) => (a.from || 0) - (b.from || 0));
    return { pages, digest: [...this.#digest.values()], incidents };
  }

  /** What was paged may have been merged into another since. */
  #incidentOf(id: string): Incident | undefined {
    return (
      this.#incidents.get(id) ?? [...this.#incidents.values()].find(({ aliases }) => aliases.includes(id))
    );
  }

  #trim(): void {
    for (const [id, { aliases }] of this.#incidents) {
      if (this.#incidents.size <= MOST_INCIDENTS) return;
      if (this.#pages.has(id) || aliases.some((alias) => this.#pages.has(alias))) continue;
      this.#incidents.delete(id);
    }
  }
}

function numberOf(time: number): number {
  return Number.isFinite(time) ? time : Number.NaN;
}
