/** What a person says of a line. */
export type ReviewLabel = 'odd' | 'fine' | 'skip';

/** Lines of a kind, by how surprising they are, of which some are looked at. */
export interface ReviewStratum {
  readonly name: string;
  /** Whether findings told of these lines. */
  readonly shown: boolean;
  readonly lines: number;
}

/** A share with the interval in which the true one lies with 95 %. */
export interface ReviewShare {
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
  readonly judged: number;
}

/** What came of looking at lines. */
export interface ReviewResult {
  readonly lines: number;
  /** Days that the lines came in. */
  readonly days: number;
  readonly sampled: number;
  readonly labels: { readonly [label in ReviewLabel]: number };
  readonly strata: readonly (ReviewStratum & { readonly judged: number; readonly odd: number })[];
  /** Of all lines; null before any was judged. */
  readonly odd: ReviewShare | null;
  /** Of those that findings told of; null where none was judged. */
  readonly precision: ReviewShare | null;
}
