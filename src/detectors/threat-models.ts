import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import type { Fits } from '../core/fits.ts';
import type { ModelReport } from '../core/model-report.ts';
import { type BoostedTrees, restoreBoostedTrees } from '../ml/index.ts';
import type { Comparison, TwoScores } from '../ml/mass-volume.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import { type KeptModel, ModelKeeper, type SavedModels, savedKeeper } from './model-keeper.ts';
import { FEATURES } from './threat-features.ts';
import { type Known, shippedThreats } from './threat-model.ts';

const MINUTE = 60_000;
const MAX_VERDICTS = 200;
/** Verdicts before trees are grown anew, and new ones before they are again, sooner than once a week. */
const ENOUGH = 8;
const MORE = 4;
/** What one verdict weighs beside a row of what ships. */
const WEIGHT = 2;
/** New trees take effect so long after the verdict that made them due, ms of the log. */
const DUE = 10 * MINUTE;
/** Of so many verdicts, and rows of what ships, one is kept from the trial. */
const FOLDS = { verdicts: 4, shipped: 5 };
/** The column that holds what a row turned out to be. */
const LABEL = FEATURES.length;
const LEAST = 2;

type Row = readonly number[];

/** What people said of a finding: the rows at which it was told, the last one the worst. */
interface Verdict {
  readonly rows: readonly Row[];
  readonly label: number;
}

/** Trees that are being grown: without what they are measured on, and with it. */
interface Growing {
  readonly trial: DueFit;
  readonly full: DueFit;
  /** Rows with what they are; what people judged, and what ships. */
  readonly judged: readonly Row[];
  readonly shipped: readonly Row[];
}

/**
 * The trees that are asked whether it is a threat: those that ship with logsift, then such as were grown anew from those
 * rows and from what people said. New ones are taken when they are no worse on verdicts that the trial did not know than
 * the ones in use, and than those that ship, for which rows of what ships are looked at as well.
 */
export class ThreatModels {
  readonly #shipped: { readonly model: BoostedTrees; readonly known: readonly Known[] };
  readonly #keeper: ModelKeeper<BoostedTrees>;
  #verdicts: Verdict[] = [];
  #fresh = 0;
  #growing: Growing | null = null;

  constructor() {
    const shipped = shippedThreats();
    this.#shipped = shipped;
    this.#keeper = new ModelKeeper(kindOf(shipped.model));
  }

  get model(): BoostedTrees {
    return this.#keeper.model ?? this.#shipped.model;
  }

  /** Whether people here had a part in it. */
  get isOwn(): boolean {
    return this.model !== this.#shipped.model;
  }

  /** A cluster is judged at a time (epoch ms): what the trees make of it is followed. */
  observe(row: Row, time: number): void {
    if (this.#keeper.model === null) {
      const { model, known } = this.#shipped;
      const rows = known.map((one) => one.row);
      const measured = { recent: [], known: [], knew: model };
      this.#keeper.offer({ time, rows, trial: model, model: () => model, measured });
    }
    this.#keeper.observe(row, time);
  }

  /** People said what a finding was, at a time of the log (epoch ms). */
  hear(verdict: Verdict, time: number, fits: Fits): void {
    this.#verdicts.push(verdict);
    if (this.#verdicts.length > MAX_VERDICTS) this.#verdicts.shift();
    this.#fresh++;
    if (this.#fresh >= MORE) this.#begin(time, fits);
  }

  /** Takes trees that are due, or begins to grow some when it is time and there is something new to learn. */
  tick(time: number, fits: Fits): void {
    if (this.#growing !== null) {
      if (time >= this.#growing.full.due) this.#take(this.#growing);
    } else if (this.#keeper.model !== null && this.#keeper.isDue(time)) {
      if (this.#fresh > 0) this.#begin(time, fits);
      if (this.#growing === null) this.#keeper.failed(time);
    }
  }

  /** Does what people want of them, at a time of the log's clock. */
  obey(order: ModelOrder, time: number): void {
    this.#keeper.obey(order, time);
  }

  report(): ModelReport {
    return this.#keeper.report();
  }

  /** JSON-safe state but for the trees. */
  save(): SavedThreatModels {
    const growing = this.#growing;
    return {
      keeper: this.#keeper.save(),
      verdicts: this.#verdicts.map(({ rows, label }) => ({ label, rows: rows.map(withNulls) })),
      fresh: this.#fresh,
      growing: growing && {
        ...{ trial: growing.trial.save(), full: growing.full.save() },
        ...{ judged: growing.judged.map(withNulls), shipped: growing.shipped.map(withNulls) },
      },
    };
  }

  /** The trees, JSON-safe; null stands for those that ship. */
  saveModels(): SavedModels {
    return this.#keeper.saveModels();
  }

  /** Takes back what `save` and `saveModels` gave. */
  load(
    { keeper, verdicts, fresh, growing }: z.output<typeof savedThreatModels>,
    { models, fits }: { models: SavedModels; fits: Fits },
  ): void {
    this.#growing?.trial.drop();
    this.#growing?.full.drop();
    this.#keeper.load(keeper, models);
    this.#verdicts = verdicts;
    this.#fresh = fresh;
    this.#growing = growing && {
      ...growing,
      ...{ trial: DueFit.load(fits, growing.trial), full: DueFit.load(fits, growing.full) },
    };
  }

  #begin(time: number, fits: Fits): void {
    if (this.#verdicts.length < ENOUGH || this.#growing !== null) return;
    this.#fresh = 0;
    const [verdicts, held] = split(this.#verdicts, FOLDS.verdicts);
    const [shipped, heldShipped] = split(this.#shipped.known, FOLDS.shipped);
    const due = time + DUE;
    const grown = (from: readonly Known[], said: readonly Verdict[]) =>
      new DueFit(fits, { kind: 'boosted-trees', input: inputOf(from, said), due });
    this.#growing = {
      trial: grown(shipped, verdicts),
      full: grown(this.#shipped.known, this.#verdicts),
      judged: held.map(({ rows, label }) => [...rows.at(-1)!, label]),
      shipped: heldShipped.map(({ row, label }) => [...row, label]),
    };
  }

  #take({ trial, full, judged, shipped }: Growing): void {
    this.#growing = null;
    const [tried, grown] = [trial.take(), full.take()];
    if (!tried.ok || !grown.ok) {
      this.#keeper.failed(full.due);
      return;
    }
    const { rows } = full.input as { readonly rows: Row[] };
    const measured = { recent: judged, known: [...judged, ...shipped], knew: this.#shipped.model };
    const model = () => restoreBoostedTrees(grown.model);
    this.#keeper.offer({ time: full.due, rows, trial: restoreBoostedTrees(tried.model), model, measured });
  }
}

function kindOf(shipped: BoostedTrees): KeptModel<BoostedTrees> {
  return {
    ...{ name: 'threat', learner: 'boosted trees', stride: 1, look: 128, least: LEAST },
    save: (model) => (model === shipped ? null : model.save()),
    restore: (saved) => (saved === null ? shipped : restoreBoostedTrees(saved)),
    score: (model, row) => model.predict(row.length > LABEL ? row.slice(0, LABEL) : row),
    compare: compareTruth,
  };
}

/** How probable what rows turned out to be is on average, to one and to the other; and the error of the difference. */
function compareTruth(rows: readonly Row[], { before, after }: TwoScores): Comparison {
  const truth = (row: Row, probability: number) => (row[LABEL] === 1 ? probability : 1 - probability);
  const each = rows.map((row) => [truth(row, before(row)), truth(row, after(row))] as const);
  const mean = (of: (one: readonly [number, number]) => number) =>
    each.reduce((sum, one) => sum + of(one), 0) / each.length;
  const [one, other] = [mean(([a]) => a), mean(([, b]) => b)];
  const variance = mean(([a, b]) => (b - a - (other - one)) ** 2);
  return { before: one, after: other, error: Math.sqrt(variance / Math.max(1, each.length - 1)) };
}

function inputOf(shipped: readonly Known[], verdicts: readonly Verdict[]) {
  const said = verdicts.flatMap(({ rows, label }) => rows.map((row) => ({ row, label })));
  const all = [...shipped, ...Array.from({ length: WEIGHT }, () => said).flat()];
  return {
    rows: all.map(({ row }) => [...row]),
    labels: all.map(({ label }) => label),
    options: { trees: 80, depth: 4, rate: 0.15, seed: 1, names: [...FEATURES] },
  };
}

/** All but each `of`-th, and these. */
function split<Item>(items: readonly Item[], of: number): [Item[], Item[]] {
  return [items.filter((_, i) => (i + 1) % of !== 0), items.filter((_, i) => (i + 1) % of === 0)];
}

/** JSON has no NaN. */
function withNulls(row: Row): (number | null)[] {
  return row.map((value) => (Number.isNaN(value) ? null : value));
}

const rowOf = (length: number) =>
  z
    .array(z.number().nullable())
    .length(length)
    .transform((row) => row.map((value) => value ?? Number.NaN));
/** JSON-safe row of a cluster, with null for NaN; read as it was. */
export const savedThreatRow = rowOf(LABEL);
const labelled = z.array(rowOf(LABEL + 1));

/** JSON-safe state of `ThreatModels`. */
export const savedThreatModels = z.strictObject({
  keeper: savedKeeper,
  verdicts: z
    .array(z.strictObject({ label: z.number(), rows: z.array(savedThreatRow).min(1) }))
    .max(MAX_VERDICTS),
  fresh: z.int().min(0),
  growing: z
    .strictObject({ trial: savedDueFit, full: savedDueFit, judged: labelled, shipped: labelled })
    .nullable(),
});
export type SavedThreatModels = z.input<typeof savedThreatModels>;
