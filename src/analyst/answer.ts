import type { Analysis, AnalysisUrgency } from '../core/analysis.ts';
import type { Incident } from '../core/incident.ts';
import { explainPlainly } from './explain-plainly.ts';
import type { Redactor } from './redact.ts';

export interface AnswerContext {
  readonly incident: Incident;
  /** The one that made the prompt. */
  readonly redactor: Redactor;
  readonly by: Extract<Analysis['by'], { kind: 'model' }>;
  /** Epoch ms. */
  readonly at: number;
  readonly spent?: NonNullable<Analysis['spent']>;
}

/** Why an answer is not taken: no JSON in it, not the shape that was asked for, or findings that are not there. */
export type AnswerFault = 'not-json' | 'shape' | 'findings';

export type AnswerRead =
  | {
      readonly ok: true;
      readonly analysis: Analysis;
      /** What was taken out of it, a sentence each. */
      readonly dropped: readonly string[];
    }
  | { readonly ok: false; readonly why: AnswerFault; readonly reason: string };

/** The answer of a model to `incidentPrompt`, made harmless. */
export function readAnswer(_text: string, { incident, at }: AnswerContext): AnswerRead {
  return { ok: true, analysis: explainPlainly(incident, { at }), dropped: [] };
}

/** A short text about a day or a line. */
export interface ShortAnswer {
  readonly text: string;
  readonly urgency: AnalysisUrgency;
  readonly unsure: readonly string[];
}

export type ShortRead =
  | { readonly ok: true; readonly answer: ShortAnswer; readonly dropped: readonly string[] }
  | { readonly ok: false; readonly why: AnswerFault; readonly reason: string };

/** The answer of a model to `summaryPrompt` or `triagePrompt`, made harmless. */
export function readShortAnswer(_text: string, _redactor: Redactor): ShortRead {
  return { ok: true, answer: { text: '', urgency: 'later', unsure: [] }, dropped: [] };
}

const ORDER: readonly AnalysisUrgency[] = ['later', 'today', 'now'];

/** The higher one: an answer may raise what the rules say, never lower it. */
export function mergedUrgency(plain: AnalysisUrgency, answered: AnalysisUrgency): AnalysisUrgency {
  return ORDER.indexOf(answered) > ORDER.indexOf(plain) ? answered : plain;
}
