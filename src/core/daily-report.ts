import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import type { MailReport } from './mail-report.ts';
import type { ModelReport } from './model-report.ts';
import type { Precision } from './precision.ts';
import type { Status } from './status.ts';

/** A message that left, or is to. */
export interface ToldMessage {
  readonly key: string;
  /** `escalation`: somebody else was called, as nobody had acknowledged the page. */
  readonly kind: 'page' | 'escalation' | 'update' | 'digest';
  readonly headline: string;
  /** Ids of the incidents that it tells of. */
  readonly incidents: readonly string[];
  /** Epoch ms at which it was put. */
  readonly at: number;
  /** By one channel at least. */
  readonly delivered: boolean;
}

/** What became of the lines of a time, step by step; null where it was not counted. */
export interface Reduction {
  /** Lines that were understood as events, repeated ones as often as they were. */
  readonly lines: number | null;
  readonly stored: number | null;
  readonly findings: number;
  readonly incidents: number;
  readonly pages: number;
  /** Calls of somebody else about the same, as nobody had acknowledged a page. */
  readonly escalations: number;
}

/** Incidents by what a language model made of them, and what it cost; money in US dollars, of calls with a known price. */
export interface AnalystSpending {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly money: number;
  readonly answered: number;
  readonly failed: number;
  readonly cached: number;
  readonly refused: number;
}

/** Some of something, and how many there are. */
export interface Listed<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** Something that was not told of and should have been. */
export interface Missed {
  /** Epoch ms. */
  readonly at: number;
  readonly host?: string;
  readonly line?: string;
  readonly note?: string;
  readonly by: string;
}

/** Something that was not told because of a silence. */
export interface SilencedThing {
  /** Epoch ms. */
  readonly at: number;
  readonly headline: string;
  readonly incident: string;
  /** Whose silence it was, where that is known. */
  readonly by: string | null;
}

/** Lines of a host, and how many there were in a time as long before it; null where nothing was counted then. */
export interface Talker {
  readonly name: string;
  readonly lines: number;
  readonly before: number | null;
}

/** Lines by stretches of `width` ms from `from` on. */
export interface LinesOverTime {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** What happened in a time, for somebody who was not there. Times in epoch ms. */
export interface DailyReport {
  readonly from: number;
  readonly to: number;
  readonly messages: Listed<ToldMessage>;
  /** Incidents without a page of their own, the highest first. */
  readonly below: Listed<Incident>;
  /** Kinds of lines, values and places that were never seen before. */
  readonly novel: Listed<Finding>;
  /** Hosts and regular lines that stopped. */
  readonly silent: Listed<Finding>;
  /** Numbers on their way to a limit. */
  readonly ahead: Listed<Finding>;
  /** Faults that come day after day. */
  readonly chronic: Listed<Finding>;
  /** What people said of the pages of that time. */
  readonly precision: Precision;
  /** What people say should have been told of, by when it was. */
  readonly missed: Listed<Missed>;
  /** What was not told because of silences. */
  readonly silenced: Listed<SilencedThing>;
  /** Incidents that are not over at the end of it. */
  readonly open: number;
  readonly reduction: Reduction;
  /** Null where nothing was counted. */
  readonly lines: LinesOverTime | null;
  /** Hosts with the most lines. */
  readonly talkers: Listed<Talker>;
  /** How many pages there might have been; null for those who do not know the configuration. */
  readonly budget: { readonly count: number; readonly perMs: number } | null;
  /** Of mail servers; null where there was no mail. */
  readonly mail: MailReport | null;
  /** Findings about programs of mail servers. */
  readonly mailOdd: Listed<Finding>;
  /** The day in a few sentences by a model; null where none wrote any. */
  readonly summary: { readonly text: string; readonly model: string } | null;
  /** What a language model was asked; null where none was. */
  readonly analyst: AnalystSpending | null;
  /** What was learnt from, as of the last snapshot. */
  readonly models: readonly ModelReport[];
  /** What the running logsift says of itself; null where none answers. */
  readonly status: Status | null;
}
