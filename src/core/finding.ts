import type { Category } from './categories.ts';
/** What a finding is about; at least one key is set. */
export interface About {
  readonly host?: string;
  readonly app?: string;
  /** Template id. */
  readonly template?: string;
  readonly actor?: string;
  readonly metric?: string;
}

/** A line that shows what the finding says. */
export interface Evidence {
  readonly source: string;
  readonly file?: string;
  readonly line?: number;
  readonly text: string;
}

/** One detector's remark. Emitting the same `id` again replaces the earlier version. */
export interface Finding {
  readonly id: string;
  readonly detector: string;
  readonly about: About;
  /** What kind of trouble it is, where a rule said so. */
  readonly category?: Category;
  /** Epoch ms of the first and last line of evidence; NaN in a log without times. */
  readonly from: number;
  readonly to: number;
  /** Lines the finding stands for. */
  readonly count: number;
  /** −log10 of the probability of such a score when all is normal, corrected for looks per day; ≥ 0. */
  readonly surprise: number;
  /** The same before the correction; breaks ties. */
  readonly rawSurprise: number;
  /** How bad it reads, 0–1. */
  readonly gravity: number;
  /** A rule asked for it to be above the page line, whatever its surprise. */
  readonly page?: true;
  readonly evidence: readonly Evidence[];
  /** What normal looks like here, in words. */
  readonly expected: string;
  /** What came instead, in words. */
  readonly seen: string;
  /** The reason, one sentence. */
  readonly because: string;
  /** What other detectors remarked about the same matter, the strongest first; see `incidents/merge.ts`. */
  readonly also?: readonly { readonly id: string; readonly detector: string; readonly because: string }[];
  /** What is known beside its lines, a sentence each, where it stands for an incident: changes, notes, others like it. */
  readonly beside?: readonly string[];
  /** It goes on until the same finding comes without this: what stopped has not come back. */
  readonly ongoing?: true;
  /** Where it stands for an incident: when that was over (epoch ms, null while it is not), ids merged into it, its hosts. */
  readonly incident?: {
    readonly over: number | null;
    readonly aliases: readonly string[];
    readonly hosts?: readonly string[];
  };
  /** How much history the judgement rests on, in words. */
  readonly maturity: string;
  /** The same as `expected` and `seen` where both are numbers, for a small picture. */
  readonly figure?: Figure;
  /** Where several numbers were looked at together: each with the range in which it usually lies. */
  readonly figures?: readonly Figure[];
}

/** A number, and the range in which such numbers usually lie. */
export interface Figure {
  /** What is counted, or the unit of what is measured: `lines per hour`, `ms`; empty where there is none. */
  readonly label: string;
  readonly usual: readonly [low: number, high: number];
  readonly typical: number;
  readonly seen: number;
}

/** Findings at or above this rank deserve to interrupt a person. */
export const PAGE_LINE = 3;

/** Order of attention: surprise + 4·(gravity − ½); at least the page line where a rule says so. */
export function rank(finding: Pick<Finding, 'surprise' | 'gravity' | 'page'>): number {
  const value = finding.surprise + 4 * (finding.gravity - 0.5);
  return finding.page === true ? Math.max(PAGE_LINE, value) : value;
}

/** How much attention a finding asks for, in one word. */
export type Urgency = 'urgent' | 'odd' | 'minor';

/** In words what `rank` says in numbers; `urgent` is what may interrupt a person. */
export function urgency(finding: Finding): Urgency {
  const value = rank(finding);
  return value >= PAGE_LINE ? 'urgent' : value >= 1 ? 'odd' : 'minor';
}

/** Sorts the oddest first; ties are broken by the uncorrected surprise, then by time and id. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    rank(b) - rank(a) ||
    b.rawSurprise - a.rawSurprise ||
    (a.from || 0) - (b.from || 0) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** A finding as it comes back from JSON, where a time that is none (NaN) was written as null. */
export function revivedFinding(saved: Finding): Finding {
  const { from, to } = saved as { readonly from: number | null; readonly to: number | null };
  return { ...saved, from: from ?? Number.NaN, to: to ?? Number.NaN };
}
