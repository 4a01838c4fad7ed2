import { z } from 'zod';

/** Whether numbers of a column are added up, or the highest counts. */
export type Column = 'sum' | 'max';

const savedSchema = z.object({
  rows: z.array(z.tuple([z.string(), z.array(z.number())])),
  other: z.array(z.number()).nullable(),
});

/** Rows and what is beyond the cap, as JSON. */
export type SavedTable = z.infer<typeof savedSchema>;

/** Rows of numbers by a name out of a log. With `most` names the rest shares one row, `other`. */
export class CappedTable {
  readonly rows = new Map<string, number[]>();
  /** Of all names that there was no room for; null while there was. */
  other: number[] | null = null;
  readonly #columns: readonly Column[];
  readonly #most: number;

  constructor(columns: readonly Column[], most: number) {
    this.#columns = columns;
    this.#most = most;
  }

  /** The row of a name, to be changed. */
  row(name: string): number[] {
    let row = this.rows.get(name);
    if (row !== undefined) return row;
    if (this.rows.size >= this.#most) {
      this.other ??= this.#empty();
      return this.other;
    }
    row = this.#empty();
    this.rows.set(name, row);
    return row;
  }

  /** Takes in all that another table of the same columns holds. */
  add({ rows, other }: CappedTable): void {
    for (const [name, row] of rows) this.#addTo(this.row(name), row);
    if (other !== null) {
      this.other ??= this.#empty();
      this.#addTo(this.other, other);
    }
  }

  save(): SavedTable {
    return { rows: [...this.rows], other: this.other };
  }

  /** Takes back what `save` gave. Throws a ZodError. */
  load(saved: unknown): void {
    const { rows, other } = savedSchema.parse(saved);
    for (const [name, row] of rows) this.#addTo(this.row(name), row);
    this.other = other;
  }

  #addTo(to: number[], from: readonly number[]): void {
    this.#columns.forEach((kind, i) => {
      const value = from[i] ?? 0;
      to[i] = kind === 'sum' ? to[i]! + value : Math.max(to[i]!, value);
    });
  }

  #empty(): number[] {
    return this.#columns.map(() => 0);
  }
}
