/** A metric's value at a time. */
export interface Sample {
  /** What is measured, in words for a person: `disk used of /var`. */
  readonly metric: string;
  readonly host: string | null;
  /** Epoch ms. */
  readonly time: number;
  readonly value: number;
  /** `%`, `ms`; absent for a number without one. */
  readonly unit?: string;
}
