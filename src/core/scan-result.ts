import type { Category } from './categories.ts';
import type { ErrorCode } from './errors.ts';
import type { Finding } from './finding.ts';

/** What a run of `scan` found and what it rests on; the JSON output is this shape. Times are RFC 3339 UTC. */
export interface ScanResult {
  readonly schemaVersion: 1;
  /** Oddest first. */
  readonly findings: readonly Finding[];
  readonly read: readonly InputReport[];
  readonly unread: readonly UnreadInput[];
  readonly totals: ScanTotals;
  /** What the rules did. */
  readonly filter: FilterReport;
  /** First and last time in the events, null in a log without times. */
  readonly from: string | null;
  readonly to: string | null;
  /** How the judgement was made: every tenth against the rest, or one pass from `reportingFrom` on. */
  readonly baseline: 'rest-of-log' | 'share' | 'file' | 'none' | 'cached';
  /** True when it was stopped before the end; the findings are of the part that was read. */
  readonly interrupted: boolean;
  /** Things a person should know: caps that were reached, a spool that was full, clocks that ran backwards. */
  readonly notes: readonly string[];
  /** Findings left out because a person said that they are expected. */
  readonly expected?: number;
  /** What a report with pictures shows beside the findings; there when it was asked for. */
  readonly overview?: Overview;
}

/** The log as a whole. */
export interface Overview {
  /** Null when no event had a time. */
  readonly timeline: Timeline | null;
  /** The commonest kinds of line, and how many more there are. */
  readonly templates: readonly TemplateSummary[];
  readonly moreTemplates: number;
}

/** Events over time: bucket i covers `width` ms from `from` + i × width on. */
export interface Timeline {
  readonly from: string;
  readonly width: number;
  /** By what events say of themselves: syslog severity 0–3, 4, 5–7, or nothing. All of equal length. */
  readonly counts: readonly {
    readonly level: 'error' | 'warning' | 'info' | 'unknown';
    readonly counts: readonly number[];
  }[];
  /** Events that are in no bucket: without a time, or more than 400 days from all others. */
  readonly notShown: number;
}

/** Nothing vanishes uncounted: lines = events + folded + empty + filtered; events = dropped + kept + escalated + filtered. */
export interface ScanTotals {
  readonly lines: number;
  readonly bytes: number;
  readonly events: number;
  /** Lines joined to the event before them (stack traces). */
  readonly folded: number;
  /** Lines without a character in them. */
  readonly empty: number;
  /** Events left out by --since, --until, --host. */
  readonly filtered: number;
  /** Events that a rule drops: learnt from, not stored. */
  readonly dropped: number;
  /** Events that are stored as they are. */
  readonly kept: number;
  /** Events that a rule calls bad. */
  readonly escalated: number;
  /** Lines no format fitted; they are events all the same. */
  readonly unparsed: number;
  readonly truncated: number;
  readonly templates: number;
  readonly seconds: number;
}

/** What the rules of the filter did, in lines. */
export interface FilterReport {
  readonly categories: readonly { readonly category: Category; readonly lines: number }[];
  /** Rules that matched something, the most hits first. */
  readonly rules: readonly {
    readonly id: string;
    readonly action: 'drop' | 'keep' | 'escalate';
    readonly hits: number;
    /** Lines it would have decided about, had it not expired. */
    readonly expired: number;
    /** Lines it would have dropped, had their kind not been new. */
    readonly keptAsNew: number;
  }[];
  /** What drop rules held back and expired ones let through, the gravest first; at most 50. */
  readonly wouldHaveShown: readonly {
    readonly rule: string;
    readonly outcome: 'held back' | 'let through';
    readonly kind: string;
    readonly example: string;
    readonly gravity: number;
    readonly lines: number;
  }[];
}

/** One input that was read. */
export interface InputReport {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  readonly events: number;
  /** Share of lines, 0–1, that a format understood. */
  readonly understood: number;
  /** Format names with the number of lines each understood, most first. */
  readonly formats: readonly { readonly format: string; readonly lines: number }[];
  /** Commonest shapes that were not understood, with an example each. */
  readonly notUnderstood: readonly {
    readonly shape: string;
    readonly lines: number;
    readonly example: string;
  }[];
}

/** One input that could not be read, and why. */
export interface UnreadInput {
  readonly name: string;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** How far a run has come; for the progress line. */
export interface Progress {
  readonly lines: number;
  /** 0–1, null when the size of the input is not known. */
  readonly done: number | null;
  readonly linesPerSecond: number;
  readonly secondsLeft: number | null;
  readonly stage: 'learning' | 'judging';
}

/** A kind of line as `logsift templates` shows it. */
export interface TemplateSummary {
  readonly id: string;
  readonly text: string;
  readonly count: number;
  /** Of all events, 0–1. */
  readonly share: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly hosts: readonly { readonly value: string; readonly count: number }[];
  readonly slots: readonly SlotSummary[];
  readonly example: string;
}

/** A slot's values: the commonest with their counts, or a note that there are too many to keep. */
export interface SlotSummary {
  readonly distinct: number;
  readonly highCardinality: boolean;
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Derived properties of addresses, paths and ports: facet name → commonest values. */
  readonly facets: readonly {
    readonly facet: string;
    readonly values: readonly { readonly value: string; readonly count: number }[];
  }[];
  /** Quantiles of the slot's numbers, null when it holds none. */
  readonly numbers: {
    readonly min: number;
    readonly median: number;
    readonly p95: number;
    readonly max: number;
  } | null;
}
