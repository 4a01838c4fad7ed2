/** One measured figure of `npm run bench` or `npm run quality`. */
export interface Result {
  /** Unique within a run: `scan 100 MB: peak memory`. */
  readonly name: string;
  readonly value: number;
  /** Of `value` and `bar`: `lines/s`, `MB`, `s`, empty for a share. */
  readonly unit: string;
  /** What it should reach; absent for figures that are only for information. */
  readonly bar?: number;
  /** Which direction is good. */
  readonly better: 'higher' | 'lower';
}

/** Whether a figure reaches its bar; true when it has none, false for a figure that is not a number. */
export function reaches(result: Result): boolean {
  if (result.bar === undefined) return true;
  return result.better === 'higher' ? result.value >= result.bar : result.value <= result.bar;
}
