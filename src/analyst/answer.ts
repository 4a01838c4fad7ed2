import type { AdvisedAction, Analysis, AnalysisUrgency } from '../core/analysis.ts';
import type { Incident } from '../core/incident.ts';
import { count } from '../core/words.ts';
import { commandFault, isGraveAdvice } from './answer-command.ts';
import { readJson } from './answer-json.ts';
import { answerSchema, shortSchema } from './answer-schema.ts';
import { plainUrgency } from './explain-plainly.ts';
import { plainAnswer } from './plain-answer.ts';
import type { Redactor } from './redact.ts';

/** Characters that fit where it is shown. */
const LONGEST = { headline: 120, happening: 700, cause: 400, what: 240, reason: 240, unsure: 200, text: 900 };
const MOST_ACTIONS = 5;
const MOST_UNSURE = 5;
/** So many digits of an id are enough, where they fit one only. */
const LEAST_ID = 6;

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

/** What became of an answer. */
export type AnswerRead =
  | {
      readonly ok: true;
      readonly analysis: Analysis;
      /** What was taken out of it, a sentence each. */
      readonly dropped: readonly string[];
    }
  | { readonly ok: false; readonly why: AnswerFault; readonly reason: string };

/**
 * The answer of a model to `incidentPrompt`, made harmless: plain text with the real names, its urgency never below
 * that of the rules, only commands that look. An answer that rests on no finding, or on one that is not of this
 * incident, is not taken.
 */
export function readAnswer(text: string, { incident, redactor, by, at, spent }: AnswerContext): AnswerRead {
  const read = readJson(text, answerSchema);
  if ('fault' in read) return { ok: false, why: read.fault, reason: read.reason };
  const { value } = read;
  const findings = citedFindings(value.findings, incident);
  if (typeof findings === 'string') return { ok: false, why: 'findings', reason: findings };
  const dropped = new Dropped();
  const plain = (given: string, most: number) => dropped.of(plainAnswer(given, redactor, most));
  const happening = plain(value.happening, LONGEST.happening);
  if (happening === '')
    return { ok: false, why: 'shape', reason: 'the answer says nothing once links are out of it' };
  const cause = value.cause == null ? '' : plain(value.cause.text, LONGEST.cause);
  const analysis: Analysis = {
    ...{ incident: incident.id, by, at, happening, findings },
    headline: plain(value.headline, LONGEST.headline) || plain(incident.headline, LONGEST.headline),
    cause: value.cause == null || cause === '' ? null : { text: cause, confidence: value.cause.confidence },
    urgency: mergedUrgency(plainUrgency(incident), value.urgency),
    actions: advised(value.actions ?? [], redactor, dropped),
    unsure: (value.unsure ?? [])
      .slice(0, MOST_UNSURE)
      .map((one) => plain(one, LONGEST.unsure))
      .filter((one) => one !== ''),
    ...(spent === undefined ? {} : { spent }),
  };
  return { ok: true, analysis, dropped: dropped.sentences };
}

/** A short text about a day or a line. */
export interface ShortAnswer {
  readonly text: string;
  readonly urgency: AnalysisUrgency;
  readonly unsure: readonly string[];
}

/** What became of the answer about a day or a line. */
export type ShortRead =
  | { readonly ok: true; readonly answer: ShortAnswer; readonly dropped: readonly string[] }
  | { readonly ok: false; readonly why: AnswerFault; readonly reason: string };

/** The answer of a model to `summaryPrompt` or `triagePrompt`, made harmless. */
export function readShortAnswer(text: string, redactor: Redactor): ShortRead {
  const read = readJson(text, shortSchema);
  if ('fault' in read) return { ok: false, why: read.fault, reason: read.reason };
  const dropped = new Dropped();
  const plain = (given: string, most: number) => dropped.of(plainAnswer(given, redactor, most));
  const said = plain(read.value.text, LONGEST.text);
  if (said === '')
    return { ok: false, why: 'shape', reason: 'the answer says nothing once links are out of it' };
  const unsure = (read.value.unsure ?? [])
    .slice(0, MOST_UNSURE)
    .map((one) => plain(one, LONGEST.unsure))
    .filter((one) => one !== '');
  return {
    ok: true,
    answer: { text: said, urgency: read.value.urgency, unsure },
    dropped: dropped.sentences,
  };
}

const ORDER: readonly AnalysisUrgency[] = ['later', 'today', 'now'];

/** The higher one: an answer may raise what the rules say, never lower it. */
export function mergedUrgency(plain: AnalysisUrgency, answered: AnalysisUrgency): AnalysisUrgency {
  return ORDER.indexOf(answered) > ORDER.indexOf(plain) ? answered : plain;
}

/** The findings it rests on, or what is wrong with them. */
function citedFindings(cited: readonly string[], { findings }: Incident): string[] | string {
  const ids = findings.map(({ id }) => id);
  const found = new Set<string>();
  for (const given of cited) {
    const id = given.trim().replace(/^(?:finding|id)[\s:#]+/i, '');
    const fitting = ids.includes(id)
      ? [id]
      : ids.filter((one) => id.length >= LEAST_ID && one.startsWith(id.toLowerCase()));
    if (fitting.length !== 1)
      return `the answer rests on ${JSON.stringify(given.slice(0, 40))}, which is no finding of this incident`;
    found.add(fitting[0]!);
  }
  return found.size === 0 ? 'the answer names no finding that it rests on' : [...found];
}

type GivenAction = {
  readonly what: string;
  readonly reason?: string | null | undefined;
  readonly command?: string | null | undefined;
};

function advised(given: readonly GivenAction[], redactor: Redactor, dropped: Dropped): AdvisedAction[] {
  const actions: AdvisedAction[] = [];
  for (const { what, reason, command } of given) {
    if (actions.length >= MOST_ACTIONS) {
      dropped.say('more actions than five');
      break;
    }
    if (isGraveAdvice(`${what} ${reason ?? ''}`)) {
      dropped.say('an action that nobody should take on the word of a model');
      continue;
    }
    const parts = [
      plainAnswer(what, redactor, LONGEST.what),
      plainAnswer(reason ?? '', redactor, LONGEST.reason),
    ];
    if (parts.some(({ invented }) => invented > 0)) {
      dropped.say('an action about a name that is not in the data');
      continue;
    }
    const [said, why] = parts.map((part) => dropped.of(part)) as [string, string];
    if (said === '') continue;
    const typed = commandOf(command, redactor, dropped);
    actions.push({ what: said, reason: why, ...(typed === null ? {} : { command: typed }) });
  }
  return actions;
}

/** A command as text, null where there is none or where it is not passed on. */
function commandOf(given: string | null | undefined, redactor: Redactor, dropped: Dropped): string | null {
  const typed = given?.trim() ?? '';
  if (typed === '') return null;
  const named = redactor.back(typed);
  const plain = plainAnswer(typed, redactor, LONGEST.what);
  const fault =
    commandFault(typed) ??
    commandFault(named) ??
    (signsOf(named) === signsOf(typed) ? null : 'a name in it would be read by a shell') ??
    (plain.links > 0
      ? 'it contains a link'
      : plain.invented > 0
        ? 'it names something that is not in the data'
        : null);
  if (fault === null) return named;
  dropped.say(`a command: ${fault}`);
  return null;
}

/** How many characters of it a shell reads as more than themselves. */
function signsOf(command: string): number {
  return command.replace(/[\p{L}\p{N}_.,:@/+=%-]/gu, '').length;
}

/** What was taken out, each kind once with how often. */
class Dropped {
  readonly #counts = new Map<string, number>();

  say(what: string, n = 1): void {
    if (n > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + n);
  }

  /** Notes what was taken out of a text, and gives back what is left. */
  of({
    text,
    links,
    invented,
  }: {
    readonly text: string;
    readonly links: number;
    readonly invented: number;
  }): string {
    this.say('links', links);
    this.say('names that are not in the data', invented);
    return text;
  }

  get sentences(): string[] {
    return [...this.#counts].map(([what, n]) => (n === 1 ? what : `${what} (${count(n, 'time')})`));
  }
}
