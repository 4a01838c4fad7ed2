import type { Evidence } from './finding.ts';
import type { InputReport, UnreadInput } from './scan-result.ts';

/** What of two logs differs; the JSON output is this shape. Times are RFC 3339 UTC. */
export interface DiffResult {
  readonly schemaVersion: 1;
  readonly a: DiffSide;
  readonly b: DiffSide;
  /** What rates are relative to: hours, or 1,000 lines where one of the logs carries no times. */
  readonly per: 'hour' | '1,000 lines';
  /** What matters most first. */
  readonly differences: readonly Difference[];
  /** Kinds of line that are in both and alike. */
  readonly alike: number;
  readonly interrupted: boolean;
  readonly notes: readonly string[];
}

/** One of the two logs. */
export interface DiffSide {
  readonly name: string;
  /** Events that were compared. */
  readonly events: number;
  /** Events outside of what was asked for. */
  readonly filtered: number;
  readonly kinds: number;
  readonly from: string | null;
  readonly to: string | null;
  /** How much it covers, in the unit that rates are relative to. */
  readonly covers: number;
  readonly read: readonly InputReport[];
  readonly unread: readonly UnreadInput[];
}

/** What every difference says of its kind of line. */
interface Common {
  readonly template: { readonly id: string; readonly text: string };
  /** Lines of this kind in a and in b. */
  readonly counts: readonly [a: number, b: number];
  /** −log10 of the probability of such a difference between two alike logs. */
  readonly surprise: number;
  /** How bad the line reads, 0–1. */
  readonly gravity: number;
  /** A line of this kind: the first of b, or of a where b has none. */
  readonly evidence: Evidence;
}

/** A value of a slot, and in which share of the lines it stood. */
export interface ValueShare {
  readonly value: string;
  readonly shares: readonly [a: number, b: number];
}

export type Difference = Common &
  (
    | { readonly kind: 'new' | 'gone' }
    /** Comes `ratio` times as often in b, relative to `per`. */
    | {
        readonly kind: 'faster' | 'slower';
        readonly ratio: number;
        readonly rates: readonly [a: number, b: number];
      }
    /** Values of the 1-based `slot` that came, went, or changed their share. */
    | { readonly kind: 'values'; readonly slot: number; readonly values: readonly ValueShare[] }
    /** The median of the numbers in the 1-based `slot` moved. */
    | {
        readonly kind: 'number';
        readonly slot: number;
        readonly medians: readonly [a: number, b: number];
      }
  );
