/** A metric's value at a time. */
export interface Sample {
  readonly metric: string;
  readonly host: string | null;
  /** Epoch ms. */
  readonly time: number;
  readonly value: number;
}
