/** A kind of line that comes oftener or less often in an odd session than in the nearest known one. */
export interface SessionDifferenceJson {
  /** Text of the kind of line. */
  readonly line: string;
  readonly came: number;
  readonly usual: number;
}

/** A line of an odd session that never came in this order. */
export interface SessionPlaceJson {
  /** `file:line`. */
  readonly where: string;
  readonly line: string;
  /** Lines, this one the last, that are known to come in this order; 0 for a kind of line never seen. */
  readonly known: number;
}

/** A session that does not fit among the others, and why. */
export interface OddSession {
  readonly id: string;
  /** Above 0.5, up to 1. */
  readonly score: number;
  /** Lines of the session. */
  readonly lines: number;
  /** Times of its first and last line, RFC 3339; null where the lines have none. */
  readonly from: string | null;
  readonly to: string | null;
  /** `file:line` of its first line. */
  readonly where: string;
  /** The reasons in words, the weightiest first. */
  readonly because: readonly string[];
  /** Kinds of line that no session had that was learnt from. */
  readonly newLines: readonly string[];
  /** Whether its kinds of line, all known, never came together. */
  readonly newSet: boolean;
  readonly length: 'short' | 'long' | null;
  /** Distance of its mix of lines to the nearest known one, 0 to 1, and how many sessions had that. */
  readonly distance: number;
  readonly nearestSessions: number;
  readonly differences: readonly SessionDifferenceJson[];
  readonly places: readonly SessionPlaceJson[];
}

/** What `logsift sessions` found. */
export interface SessionsResult {
  /** The oddest first. */
  readonly odd: readonly OddSession[];
  /** Sessions judged, and sessions that were learnt from beforehand; 0 when each tenth was judged by the rest. */
  readonly sessions: number;
  readonly learnt: number;
  /** Events read, and those that belong to no session. */
  readonly events: number;
  readonly withoutSession: number;
  /** Kinds of line. */
  readonly kinds: number;
  readonly notes: readonly string[];
}
