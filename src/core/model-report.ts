/** A new model beside the one in use, both measured on rows that the new one had not seen. */
export interface Duel {
  /** Epoch ms of the log's clock. */
  readonly at: number;
  readonly taken: boolean;
  /**
   * How well each tells rows of the last day from such that could have come, 0–1, or how probable what people said is to
   * each; null where there were too few.
   */
  readonly recent: DuelFigures | null;
  /**
   * How far rows of about a month ago are as usual to each as those of the last day: 0.5 if they are, 0 if not at all; or
   * how probable what was known from the first is to each.
   */
  readonly past: DuelFigures | null;
  /** Why it was not taken, or what was said in its favour; one phrase. */
  readonly because: string;
}

export interface DuelFigures {
  readonly before: number;
  readonly after: number;
  readonly rows: number;
}

/** A version of a model that is in use or can be gone back to. */
export interface ModelVersion {
  readonly version: number;
  /** Epoch ms of the log's clock at which it was fitted, and from how many rows. */
  readonly fittedAt: number;
  readonly rows: number;
}

/** What is said of a model that was learnt from the logs. */
export interface ModelReport {
  /** Detector and, where it has several, which: `windows.hosts`. */
  readonly name: string;
  /** `isolation forest`. */
  readonly learner: string;
  /** The one in use; null before the first, and when none could be used. */
  readonly current: ModelVersion | null;
  /** Those before it that can be gone back to, the latest first. */
  readonly earlier: readonly ModelVersion[];
  /** Epoch ms of the log's clock at which the next is fitted; null before the first, when there is enough. */
  readonly nextFit: number | null;
  /** What was judged by it lately, and how much of that with a surprise of 3 or more: a thousandth is usual. */
  readonly judged: number;
  readonly surprising: number;
  /** The same by how surprising: `counts[i]` from `i * width` on up to the next, the last one all beyond. */
  readonly surprises?: { readonly width: number; readonly counts: readonly number[] };
  /** By how much recent rows are odder to it than those it learnt from, 0–1; null while too few came. */
  readonly drift: number | null;
  readonly drifted: boolean;
  /** The last time that a new one was to take its place. */
  readonly duel: Duel | null;
  /** What is wrong with it, as a sentence; null when nothing is. */
  readonly trouble: string | null;
}
