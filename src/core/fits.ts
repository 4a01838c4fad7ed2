/**
 * Fits models away from the stream. What a fit gives depends on its input alone, and a detector takes it at a time of
 * the log's clock that was fixed when it began: results do not depend on how fast a machine is.
 */
export interface Fits {
  /**
   * Begins a fit. Where too many are begun and not yet taken it is refused: its `take` says so.
   *
   * @param kind a name of `src/ml/fit-kinds.ts`
   * @param input what that kind learns from: plain data that can be cloned; numbers, never words of the log
   */
  begin(kind: string, input: unknown): Fit;
}

/** A fit that was begun; it ends by `take` or by `drop`. */
export interface Fit {
  /** The saved model, or why there is none; waits for it when it is not ready yet, a minute at most. */
  take(): Fitted;
  /** It is wanted no more. */
  drop(): void;
}

/** What became of a fit. */
export type Fitted =
  | { readonly ok: true; readonly model: unknown }
  | { readonly ok: false; readonly reason: string };

/** What became of the fits that were begun: `begun` = `taken` + `failed` + `refused` + `dropped` + `open`. */
export interface FitCounts {
  readonly begun: number;
  readonly taken: number;
  readonly failed: number;
  readonly refused: number;
  readonly dropped: number;
  readonly open: number;
}
