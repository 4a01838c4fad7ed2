import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import type { ModelReport } from '../core/model-report.ts';
import { type IsolationForest, restoreIsolationForest } from '../ml/index.ts';
import { type KeptModel, ModelKeeper, savedKeeper, savedModels } from './model-keeper.ts';
import { fitWindows } from './window-rows.ts';

/** A row of a minute, and when that was (epoch ms). */
export interface MinuteRow {
  readonly from: number;
  readonly row: readonly number[];
}

/** What a forest is of: the minutes of all hosts together, or of single ones. */
export type Which = 'all' | 'hosts';
const BOTH: readonly Which[] = ['all', 'hosts'];

/** The forests of one pass, kept fresh. */
export class WindowModels {
  readonly #keepers = { all: new ModelKeeper(kindOf('all')), hosts: new ModelKeeper(kindOf('hosts')) };
  /** Share of minutes that are odd, as people saw it; null while nobody looked. */
  #contamination: number | null = null;

  /** The forest in use; null while there is none. */
  of(which: Which): IsolationForest | null {
    return this.#keepers[which].model;
  }

  /** A usual minute came. */
  observe(which: Which, { row, from }: MinuteRow): void {
    this.#keepers[which].observe(row, from);
  }

  isDue(which: Which, time: number): boolean {
    return this.#keepers[which].isDue(time);
  }

  /** Fits a forest on rows, at least one, and lets it in when it is no worse than the one before. */
  fit(which: Which, known: readonly MinuteRow[], time: number): void {
    const keeper = this.#keepers[which];
    const held = keeper.heldFrom(time);
    const rows = known.map(({ row }) => row);
    const before = known.filter(({ from }) => from < held).map(({ row }) => row);
    const fitted = (from: readonly (readonly number[])[]) => fitWindows(from, this.#contamination);
    // Where all are held out there is nothing that could be measured fairly.
    const trial = fitted(before.length > 0 ? before : rows);
    keeper.offer({ time, rows, trial, model: () => (before.length === rows.length ? trial : fitted(rows)) });
  }

  obey(order: ModelOrder, time: number): void {
    if (order.kind === 'contamination') {
      this.#contamination = order.share;
      this.obey({ kind: 'retrain', models: 'all' }, time);
    } else for (const which of BOTH) this.#keepers[which].obey(order, time);
  }

  reports(): readonly ModelReport[] {
    return BOTH.map((which) => this.#keepers[which].report());
  }

  /** JSON-safe state but for the forests. */
  save(): SavedWindowModels {
    const { all, hosts } = this.#keepers;
    return { all: all.save(), hosts: hosts.save(), contamination: this.#contamination };
  }

  /** The forests, JSON-safe. */
  saveForests(): SavedForests {
    const { all, hosts } = this.#keepers;
    return { all: all.saveModels(), hosts: hosts.saveModels() };
  }

  /** Takes back what `save` and `saveForests` gave. */
  load(saved: z.output<typeof savedWindowModels>, forests: SavedForests): void {
    for (const which of BOTH) this.#keepers[which].load(saved[which], forests[which]);
    this.#contamination = saved.contamination;
  }
}

function kindOf(which: Which): KeptModel<IsolationForest> {
  return {
    ...{ name: `windows.${which}`, learner: 'isolation forest', stride: 6 },
    save: (forest) => forest.save(),
    restore: restoreIsolationForest,
    score: (forest, row) => forest.score(row),
  };
}

/** JSON-safe state of `WindowModels`. */
export const savedWindowModels = z.strictObject({
  ...{ all: savedKeeper, hosts: savedKeeper },
  contamination: z.number().gt(0).max(0.5).nullable(),
});
export type SavedWindowModels = z.input<typeof savedWindowModels>;

/** JSON-safe forests of `WindowModels`. */
export const savedForests = z.strictObject({ all: savedModels, hosts: savedModels });
export type SavedForests = z.infer<typeof savedForests>;
