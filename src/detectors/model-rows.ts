import { z } from 'zod';

const DAY = 86_400_000;
const RECENT = 256;
const EPOCH = 15 * DAY;
const EPOCHS = 3;
const PAST = 128;
const DIGITS = 6;

/** A row as it is kept. */
interface TimedRow {
  /** Epoch ms of the log's clock. */
  readonly time: number;
  readonly row: readonly number[];
}

/** Rows kept to measure models on: the latest, spread over a day, and some of about a month ago. */
export class ModelRows {
  /** The oldest first. */
  #recent: TimedRow[] = [];
  /** The latest stretch first. */
  #epochs: { start: number; seen: number; rows: (readonly number[])[] }[] = [];

  add(row: readonly number[], time: number): void {
    const short = row.map((value) => Number(value.toPrecision(DIGITS)));
    this.#recent.push({ time, row: short });
    if (this.#recent.length > RECENT) this.#recent.shift();
    if (!(time - (this.#epochs[0]?.start ?? Number.NEGATIVE_INFINITY) < EPOCH)) {
      this.#epochs.unshift({ start: time, seen: 0, rows: [] });
      this.#epochs.splice(EPOCHS);
    }
    const epoch = this.#epochs[0]!;
    const place = epoch.seen++;
    // Every row for the first, then ever fewer: those kept are spread over the stretch, and the same in a replay.
    const at = place < PAST ? place : (place * 7919) % epoch.seen;
    if (at < PAST) epoch.rows[at] = short;
  }

  since(time: number): readonly (readonly number[])[] {
    return this.#recent.flatMap((one) => (one.time >= time ? [one.row] : []));
  }

  /** Rows of 15 to 45 days ago; none before there are such. */
  get past(): readonly (readonly number[])[] {
    return this.#epochs[EPOCHS - 1]?.rows ?? [];
  }

  /** JSON-safe state. */
  save(): SavedModelRows {
    const epochs = this.#epochs.map((one) => ({ ...one, rows: one.rows.map((row) => [...row]) }));
    return { recent: this.#recent.map(({ time, row }) => ({ time, row: [...row] })), epochs };
  }

  /** What `save` described. */
  static load(saved: z.output<typeof savedModelRows>): ModelRows {
    const rows = new ModelRows();
    rows.#recent = saved.recent;
    rows.#epochs = saved.epochs;
    return rows;
  }
}

// A number that is none is null in JSON.
const row = z.array(z.union([z.number(), z.nan(), z.null()]).transform((value) => value ?? Number.NaN));

/** JSON-safe state of `ModelRows`. */
export const savedModelRows = z.strictObject({
  recent: z.array(z.strictObject({ time: z.number(), row })).max(RECENT),
  epochs: z
    .array(z.strictObject({ start: z.number(), seen: z.int().min(0), rows: z.array(row).max(PAST) }))
    .max(EPOCHS),
});
export type SavedModelRows = z.input<typeof savedModelRows>;
