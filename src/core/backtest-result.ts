import type { Incident } from './incident.ts';
import type { Rate } from './option-values.ts';
import type { UnreadInput } from './scan-result.ts';

/** A message that would have interrupted somebody. */
export interface BacktestPage {
  /** Epoch ms of the log's clock at which it would have left. */
  readonly at: number;
  /** What it would have said then. */
  readonly headline: string;
  /** The incident as it was in the end. */
  readonly incident: Incident;
  /** Headlines of other incidents that would have become part of it. */
  readonly joined: readonly string[];
}

/** What a configuration would have made of past logs. Times in epoch ms. */
export interface BacktestResult {
  readonly schemaVersion: 1;
  /** First and last event read; NaN when there was none with a time. */
  readonly from: number;
  readonly to: number;
  /** From then on pages are shown; what comes before was only learnt from. */
  readonly since: number;
  readonly budget: Rate;
  readonly lines: number;
  readonly inputs: number;
  readonly pages: readonly BacktestPage[];
  /** What would have been in the digest because the budget had no room, the first headline of each. */
  readonly digest: readonly { readonly at: number; readonly headline: string; readonly id: string }[];
  /** What would not have been told because of silences, the first headline of each. */
  readonly silenced: readonly { readonly at: number; readonly headline: string; readonly id: string }[];
  /** Incidents that went on at or after `since`, those below the page line among them. */
  readonly incidents: readonly Incident[];
  readonly unread: readonly UnreadInput[];
  readonly interrupted: boolean;
  readonly notes: readonly string[];
}
