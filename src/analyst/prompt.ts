import { incidentUrgency } from '../core/incident.ts';
import type { LlmPrompt, Redacted } from '../core/llm.ts';
import { period } from '../core/when.ts';
import { ANSWER_JSON_SCHEMA, SHORT_JSON_SCHEMA } from './answer-schema.ts';
import { namesIn, textsIn } from './names-in.ts';
import { incidentParts, listed, quoted, say, type Writing } from './prompt-parts.ts';
import { LeftOut, MEASURES, type Measure } from './prompt-size.ts';
import {
  AFTER_DATA,
  BEFORE_DATA,
  INCIDENT_SYSTEM,
  PROMPT_VERSION,
  SUMMARY_SYSTEM,
  TRIAGE_SYSTEM,
} from './prompt-text.ts';
import { fenced, ident, joined, own, type Redactor } from './redact.ts';
import type { AnalystView, KnownNames, SummaryView, TriageView } from './view.ts';

/** Characters of data that keep a call of a small model within a cent. */
const MOST = 10_000;
/** Tokens of an answer. */
const ANSWER_TOKENS = 900;
const SHORT_TOKENS = 400;

export interface PromptOptions {
  readonly redactor: Redactor;
  /** Random letters and digits that nothing in the data can know; 12 at least. */
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

interface Task {
  readonly system: Redacted;
  readonly kind: keyof typeof BEFORE_DATA;
  readonly maxTokens: number;
  readonly schema: NonNullable<LlmPrompt['schema']>;
  /** Names that are known, and all texts in which others may be met. */
  readonly known: KnownNames;
  readonly texts: Iterable<string>;
}

/** The question about one incident. Throws RangeError for a nonce that is none. */
export function incidentPrompt(given: AnalystView, options: PromptOptions): BuiltPrompt {
  const { view, leftOut } = fitting(given);
  const task: Task = {
    ...{ system: INCIDENT_SYSTEM, kind: 'incident', maxTokens: ANSWER_TOKENS, schema: ANSWER_JSON_SCHEMA },
    ...{ known: namesIn(view), texts: textsIn({ ...view, known: null }) },
  };
  return built(task, options, (writing) => {
    for (const [what, n] of leftOut) writing.leftOut.add(what, n);
    return incidentParts(view, writing);
  });
}

/** The question about a day. Throws RangeError for a nonce that is none. */
export function summaryPrompt(view: SummaryView, options: PromptOptions): BuiltPrompt {
  const task: Task = {
    ...{ system: SUMMARY_SYSTEM, kind: 'summary', maxTokens: SHORT_TOKENS, schema: SHORT_JSON_SCHEMA },
    ...{
      known: namesIn(view),
      texts: textsIn({ ...view, incidents: view.incidents.map(({ headline, root }) => [headline, root]) }),
    },
  };
  return built(task, options, (writing) => summaryParts(view, writing));
}

/** The question about one line. Throws RangeError for a nonce that is none. */
export function triagePrompt(view: TriageView, options: PromptOptions): BuiltPrompt {
  const task: Task = {
    ...{ system: TRIAGE_SYSTEM, kind: 'triage', maxTokens: SHORT_TOKENS, schema: SHORT_JSON_SCHEMA },
    ...{ known: view.known, texts: [view.line, ...view.context.slice(-MOST_CONTEXT)] },
  };
  return built(task, options, (writing) => triageParts(view, writing));
}

const MOST_CONTEXT = 200;
/** Pieces of evidence before which lines are told. */
const MOST_GROUPS = 10;

/** A view without what no prompt has room for, so that nobody spends time on reading it, and how much that was. */
function fitting(view: AnalystView): { view: AnalystView; leftOut: readonly (readonly [string, number])[] } {
  const [widest] = MEASURES as readonly [Measure, ...Measure[]];
  const { incident } = view;
  let evidence = 0;
  const findings = incident.findings.map((finding, i) => {
    const most =
      finding.id === incident.root.id ? widest.rootEvidence : i < widest.whole ? widest.evidence : 0;
    evidence += Math.max(0, finding.evidence.length - most);
    return { ...finding, evidence: finding.evidence.slice(0, most) };
  });
  const before = view.before
    .slice(0, MOST_GROUPS)
    .map((group) => ({ ...group, lines: group.lines.slice(-widest.before) }));
  const linesOf = (groups: AnalystView['before']) => groups.reduce((sum, { lines }) => sum + lines.length, 0);
  const root = { ...incident.root, evidence: incident.root.evidence.slice(0, widest.rootEvidence) };
  return {
    view: { ...view, before, incident: { ...incident, root, findings } },
    leftOut: [
      ['lines of evidence', evidence],
      ['lines of context', linesOf(view.before) - linesOf(before)],
    ],
  };
}

function built(
  { system, kind, maxTokens, schema, known: names, texts }: Task,
  { redactor, nonce, most = MOST }: PromptOptions,
  parts: (writing: Writing) => Redacted[],
): BuiltPrompt {
  redactor.know(names);
  redactor.learn(new Set(texts));
  const known: Writing['known'] = new Map();
  let said: { readonly data: Redacted; readonly leftOut: LeftOut } | null = null;
  for (const measure of MEASURES) {
    const leftOut = new LeftOut();
    const pieces = parts({ redactor, measure, leftOut, known });
    const notes = leftOut.sentences.map((one) => own`- ${say(one, { redactor, known })}`);
    const all = notes.length === 0 ? pieces : [...pieces, own`LEFT OUT for want of room`, ...notes];
    said = { data: fenced(all, nonce), leftOut };
    if (said.data.length <= most) break;
  }
  const { data, leftOut } = said!;
  const user = joined([BEFORE_DATA[kind], data, AFTER_DATA[kind]]);
  return {
    prompt: { system, user, maxTokens, schema },
    version: PROMPT_VERSION,
    leftOut: leftOut.sentences,
  };
}

function summaryParts(view: SummaryView, writing: Writing): Redacted[] {
  const { measure, leftOut } = writing;
  const shown = view.incidents.slice(0, measure.told);
  leftOut.add('incidents', view.incidents.length - shown.length + view.moreIncidents);
  return [
    own`DAY ${say(period(view.from, view.to, view.timeZone), writing)}`,
    ...listed(own`COUNTED`, view.figures, { ...writing, measure: { ...measure, beside: 20 } }),
    ...shown.flatMap((incident, i) => [
      own`INCIDENT ${ident(incident.id)} (${ident(incidentUrgency(incident))}, ${incident.state === 'open' ? own`open` : own`over`}): ${say(incident.headline, writing)}`,
      ...(i < measure.whole && incident.ties.length > 0
        ? incident.ties.slice(0, 2).map(({ because }) => own`  together: ${say(because, writing)}`)
        : []),
      ...(i < measure.whole ? [own`  because: ${say(incident.root.because, writing)}`] : []),
    ]),
  ];
}

function triageParts(view: TriageView, writing: Writing): Redacted[] {
  const { measure, leftOut } = writing;
  const all = view.context.slice(-MOST_CONTEXT);
  const shown = measure.before === 0 ? [] : all.slice(-measure.before * 5);
  leftOut.add('lines of context', view.context.length - shown.length);
  return [
    own`THE LINE`,
    ...quoted([view.line], writing),
    ...(shown.length === 0 ? [] : [own`AROUND IT`, ...quoted(shown, writing)]),
  ];
}
