import type { LlmPrompt } from '../core/llm.ts';
import { joined, own, type Redactor } from './redact.ts';
import type { AnalystView, SummaryView, TriageView } from './view.ts';

export interface PromptOptions {
  readonly redactor: Redactor;
  /** Random letters and digits that nothing in the data can know; 16 at least. */
  readonly nonce: string;
  /** Most characters of the data; a default fits a small model. */
  readonly most?: number;
}

/** What is sent, and what was left out of it. */
export interface BuiltPrompt {
  readonly prompt: LlmPrompt;
  readonly version: string;
  /** A sentence for each kind of thing that did not fit. */
  readonly leftOut: readonly string[];
}

/** The question about one incident. */
export function incidentPrompt(view: AnalystView, { redactor }: PromptOptions): BuiltPrompt {
  return built(joined([own``, redactor.text(view.incident.headline)]), redactor);
}

/** The question about a day. */
export function summaryPrompt(view: SummaryView, { redactor }: PromptOptions): BuiltPrompt {
  return built(joined(redactor.lines(view.figures)), redactor);
}

/** The question about one line. */
export function triagePrompt(view: TriageView, { redactor }: PromptOptions): BuiltPrompt {
  return built(redactor.text(view.line), redactor);
}

function built(user: LlmPrompt['user'], _redactor: Redactor): BuiltPrompt {
  return { prompt: { system: own``, user, maxTokens: 900 }, version: '', leftOut: [] };
}
