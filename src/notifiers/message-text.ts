import { placeOf } from '../core/evidence.ts';
import { shortId } from '../core/expected.ts';
import { type Evidence, type Finding, urgency } from '../core/finding.ts';
import type { Message, MessageAction } from '../core/notifier.ts';
import { odds } from '../core/odds.ts';
import { moment, period } from '../core/when.ts';
import { count } from '../core/words.ts';
import { escapeForTerminal, truncateToWidth } from '../kit/terminal.ts';
import { webLink } from './inert.ts';

/** Findings told in full; of further ones only the reason. */
const IN_FULL = 3;
const IN_SHORT = 10;
const MAX_EVIDENCE = 3;
const MAX_SENTENCE = 500;
const MAX_LINE = 300;
const MAX_HEADLINE = 150;
const MAX_BODY = 20;
const MOST_ACTIONS = 8;
const MAX_LABEL = 75;

/** One finding as people are told it. All texts are one line, without control characters, and cut with a mark. */
export interface FindingText {
  /** Empty where the headline has said it. */
  readonly because: string;
  /** How urgent, where and when. */
  readonly circumstances: string;
  readonly expected: string;
  readonly seen: string;
  /** Lines of the log with where they stand. */
  readonly evidence: readonly { readonly place: string; readonly text: string }[];
  /** `and 40 more lines`; empty when all are shown. */
  readonly more: string;
  readonly odds: string;
  /** What `logsift expected` takes. */
  readonly id: string;
}

/** A message as people are told it, before the markup of a service. */
export interface MessageText {
  readonly headline: string;
  readonly body: readonly string[];
  readonly findings: readonly FindingText[];
  /** Reasons of findings that are not told in full, and how many are not told at all. */
  readonly others: readonly string[];
  readonly said: string;
  readonly link: string | null;
  /** What can be done, each behind a link of ours. */
  readonly actions: readonly MessageAction[];
}

/** The words of a message, bounded whatever came in; still to be escaped for the markup it is put into. */
export function messageText(message: Message, timeZone?: string): MessageText {
  const { findings } = message;
  const short = findings.slice(IN_FULL, IN_FULL + IN_SHORT).map(({ because }) => sentence(because));
  const untold = findings.length - IN_FULL - short.length;
  const body = message.body.slice(0, MAX_BODY).map(sentence);
  const unsaid = message.body.length - body.length;
  return {
    headline: cut(message.headline, MAX_HEADLINE),
    body: unsaid > 0 ? [...body, `and ${count(unsaid, 'more line')}`] : body,
    findings: findings.slice(0, IN_FULL).map((finding) => findingText(finding, { message, timeZone })),
    others: untold > 0 ? [...short, `and ${count(untold, 'more finding')}: logsift findings`] : short,
    said: moment(message.time, timeZone),
    link: message.link === undefined ? null : cut(message.link, MAX_SENTENCE),
    actions: actionsOf(message),
  };
}

/** Those whose link is one: it is put where no text of a log is. */
function actionsOf({ actions = [] }: Message): MessageAction[] {
  return actions.slice(0, MOST_ACTIONS).flatMap(({ label, url }) => {
    const link = webLink(url);
    return link === null ? [] : [{ label: cut(label, MAX_LABEL), url: link }];
  });
}

function findingText(
  finding: Finding,
  { message, timeZone }: { message: Message; timeZone: string | undefined },
): FindingText {
  const shown = finding.evidence.slice(0, MAX_EVIDENCE);
  const more = finding.count - shown.length;
  return {
    because: message.headline.includes(finding.because) ? '' : sentence(finding.because),
    circumstances: circumstances(finding, timeZone),
    expected: sentence(finding.expected),
    seen: sentence(finding.seen),
    evidence: shown.map(evidenceText),
    more: more > 0 ? `and ${count(more, 'more line')} like ${shown.length > 1 ? 'these' : 'it'}` : '',
    odds: sentence(odds(finding)),
    id: shortId(finding),
  };
}

function circumstances(finding: Finding, timeZone: string | undefined): string {
  const { host, app, actor } = finding.about;
  const where = [host, app, actor].filter((word) => word !== undefined && word !== '').join(' ');
  const timed = Number.isFinite(finding.from) && Number.isFinite(finding.to);
  const when = timed ? period(finding.from, finding.to, timeZone) : 'no time in the log';
  return cut([urgency(finding), where, when].filter((part) => part !== '').join(' · '), MAX_SENTENCE);
}

function evidenceText(evidence: Evidence): { place: string; text: string } {
  const [first = '', ...rest] = evidence.text.split('\n', 50);
  const folded = rest.length > 0 ? ` (+ ${count(rest.length, 'line')} of this entry)` : '';
  return { place: cut(placeOf(evidence), 120), text: cut(first, MAX_LINE) + folded };
}

function sentence(text: string): string {
  return cut(text, MAX_SENTENCE);
}

/** One line without anything that steers or hides; what is left out is marked. Wide characters count double. */
function cut(text: string, columns: number): string {
  return text.length <= columns ? escapeForTerminal(text) : truncateToWidth(text, columns);
}

/** The same as plain lines, for places without markup. */
export function plainLines(text: MessageText): string[] {
  return [
    text.headline,
    ...text.body,
    ...text.findings.flatMap((finding) => ['', ...plainFinding(finding)]),
    ...(text.others.length > 0 ? ['', ...text.others.map((because) => `also      ${because}`)] : []),
    ...(text.link === null ? [] : ['', `see ${text.link}`]),
    ...actionLines(text),
  ];
}

/** What can be done, a line each; for places where nothing else parts links from texts. */
export function actionLines({ actions }: Pick<MessageText, 'actions'>): string[] {
  return actions.length === 0 ? [] : ['', ...actions.map(({ label, url }) => `${label}: ${url}`)];
}

function plainFinding(finding: FindingText): string[] {
  const { because, circumstances: where, expected, seen, evidence, more, id } = finding;
  return [
    ...(because === '' ? [] : [because]),
    where,
    ...evidence.map(({ place, text }) => `  ${place}: ${text}`),
    ...(more === '' ? [] : [`  ${more}`]),
    ...(expected === '' ? [] : [`expected  ${expected}`]),
    ...(seen === '' ? [] : [`seen      ${seen}`]),
    `odds      ${finding.odds} · id ${id}`,
  ];
}
