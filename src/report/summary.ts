import { urgency } from '../core/finding.ts';
import type { ScanResult, UnreadInput } from '../core/scan-result.ts';
import { period } from '../core/when.ts';
import { count, grouped, percent, sized } from '../core/words.ts';
import { type Page, paragraph } from './page.ts';
import { duration } from './words.ts';

const BASELINES: { readonly [K in ScanResult['baseline']]: string } = {
  'rest-of-log': 'Each tenth of it was judged by what the rest knows.',
  share: 'It was judged by what its first part had taught.',
  file: 'It was judged by what the baseline had taught.',
  cached: 'Its new lines were judged by what earlier runs had taught.',
  none: 'It was judged from an empty state, so everything is new once.',
};

/** The end of a report: the verdict, what was read, what of it was not understood, and what could not be read. */
export function renderSummary(result: ScanResult, top: number, page: Page): string[] {
  const parts = [
    verdict(result, top, page),
    expectedWords(result).flatMap((text) => paragraph(text, page, '')),
    paragraph(whatWasRead(result, page.timeZone), page, ''),
    reduction(result).flatMap((text) => paragraph(text, page, '')),
    notUnderstood(result).flatMap((text) => paragraph(text, page, '')),
    coverage(result).flatMap((text) => paragraph(text, page, '').map(page.paint.warning)),
  ];
  return parts.flat();
}

function verdict(result: ScanResult, top: number, page: Page): string[] {
  const urgent = result.findings.some((finding) => urgency(finding) === 'urgent');
  const paint =
    result.findings.length === 0 ? page.paint.good : urgent ? page.paint.urgent : page.paint.headline;
  return paragraph(verdictWords(result, top), page, '').map(paint);
}

/** What was found, in one sentence; `top` is how many findings are shown. */
export function verdictWords(result: ScanResult, top: number): string {
  const { findings } = result;
  const [found, soFar] = result.interrupted ? ['Stopped early: found', ' so far'] : ['Found', ''];
  if (findings.length === 0) {
    const text =
      result.totals.events === 0 ? `${found} nothing: there was no line to judge` : `${found} nothing new`;
    return `${text}${soFar}.`;
  }
  const urgent = findings.filter((finding) => urgency(finding) === 'urgent').length;
  const thing = findings.length === 1 ? 'thing that does not fit' : 'things that do not fit';
  const shown =
    findings.length > top
      ? `; ${top === 1 ? 'the oddest is' : `the ${grouped(top)} oddest are`} shown, ${grouped(findings.length - top)} more with --top ${findings.length}`
      : '';
  const calls =
    urgent === 0
      ? ''
      : `, ${urgent === findings.length ? (urgent === 1 ? '' : 'all ') : `${urgent} of them `}urgent`;
  return `${found} ${grouped(findings.length)} ${thing}${calls}${soFar}${shown}.`;
}

/** How many findings were left out because a person called them fine. */
export function expectedWords({ expected = 0 }: ScanResult): string[] {
  return expected === 0 ? [] : [`${count(expected, 'expected thing')} not shown.`];
}

/** What was read, how much of it, when it was written, and by what it was judged. */
export function whatWasRead(result: ScanResult, timeZone?: string): string {
  const { totals, read } = result;
  const from = read.length === 1 ? ` of ${read[0]!.name}` : ` from ${count(read.length, 'input')}`;
  const rate = totals.seconds > 0.05 ? ` in ${duration(totals.seconds)}` : '';
  const left = totals.filtered > 0 ? `, ${count(totals.filtered, 'line')} left out by your options` : '';
  const amount = `Read ${count(totals.lines, 'line')} (${sized(totals.bytes)})${from}${rate}${left}`;
  if (result.baseline === 'cached' && result.from === null) return `${amount}: none of them new.`;
  const when =
    result.from === null || result.to === null
      ? ', without times.'
      : `, ${period(Date.parse(result.from), Date.parse(result.to), timeZone)}.`;
  if (totals.events === 0) return `${amount}.`;
  // Of a run that was stopped nobody can say that everything was judged.
  const judged = result.interrupted ? '' : ` ${BASELINES[result.baseline]}`;
  return `${amount}: ${kinds(totals.templates)}${when}${judged}`;
}

/** What of the lines is left after each step: `40,000 lines → 1,200 stored → 14 escalated → 3 findings.` */
function reduction({ totals, findings }: ScanResult): string[] {
  const { dropped, kept, escalated } = totals;
  if (dropped + escalated === 0) return [];
  const steps = [
    count(dropped + kept + escalated, 'line'),
    ...(dropped > 0 ? [`${grouped(kept + escalated)} stored`] : []),
    `${grouped(escalated)} escalated`,
    count(findings.length, 'finding'),
  ];
  return [`${steps.join(' → ')}.`];
}

function kinds(templates: number): string {
  return templates === 1 ? 'one kind of line' : `${grouped(templates)} kinds of line`;
}

/** Share of the lines that a format understood, with the names of the formats, and what was not understood. */
export function notUnderstood(result: ScanResult): string[] {
  let lines = 0;
  let understood = 0;
  const formats = new Map<string, number>();
  const shapes: { shape: string; lines: number; example: string }[] = [];
  for (const input of result.read) {
    lines += input.lines;
    understood += input.understood * input.lines;
    for (const { format, lines: count } of input.formats)
      formats.set(format, (formats.get(format) ?? 0) + count);
    shapes.push(...input.notUnderstood);
  }
  if (lines === 0 || result.totals.events === 0) return [];
  const share = understood / lines;
  const names = [...formats].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const listed =
    names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
  const sentence = `Understood ${percent(share)} of the lines${names.length === 0 ? '' : ` as ${listed}`}.`;
  const commonest = shapes.sort((a, b) => b.lines - a.lines)[0];
  if (share > 0.999 || commonest === undefined) return [sentence];
  const example = commonest.example.split('\n')[0]!.slice(0, 120);
  return [`${sentence} Most of the rest (${count(commonest.lines, 'line')}) looks like: ${example}`];
}

const JOIN_GROUP = /\bjoin (group [\w.-]+)(?:: (.*))?$/;

/** What could not be read, and what to do: `Read 7 of 31 files; join group adm for the rest.` */
export function coverage(result: Pick<ScanResult, 'read' | 'unread'>): string[] {
  const { read, unread } = result;
  if (unread.length === 0) return [];
  const reasons = new Map<string, UnreadInput[]>();
  for (const input of unread) {
    const reason = reasonWithoutName(input);
    reasons.set(reason, [...(reasons.get(reason) ?? []), input]);
  }
  const all = read.length + unread.length;
  const noun = [...read, ...unread].every(({ name }) => /[/.]/.test(name)) ? 'file' : 'input';
  const lead = `Read ${grouped(read.length)} of ${count(all, noun)}`;
  const [onlyReason] = reasons.size === 1 ? reasons.keys() : [];
  const join = onlyReason === undefined ? null : JOIN_GROUP.exec(onlyReason);
  if (join !== null) {
    return [`${lead}; join ${join[1]} for the rest${join[2] === undefined ? '' : ` (${join[2]})`}.`];
  }
  if (onlyReason !== undefined) return [`${lead}; not ${listed(unread)}: ${onlyReason}.`];
  const told = [...reasons].sort((a, b) => b[1].length - a[1].length).slice(0, MAX_REASONS);
  const rest = unread.length - told.reduce((sum, [, inputs]) => sum + inputs.length, 0);
  return [
    `${lead}.`,
    ...told.map(([reason, inputs]) => `Not read: ${listed(inputs)}: ${reason}.`),
    ...(rest > 0 ? [`Not read for other reasons: ${count(rest, noun)}; --json lists them all.`] : []),
  ];
}

/** Different reasons for not reading something that are told apart. */
const MAX_REASONS = 6;

/** The reason in words that hold for every input of its kind. */
function reasonWithoutName({ name, reason }: UnreadInput): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const rest = reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason;
  const general = last === '' ? rest : rest.replaceAll(name, 'it').replaceAll(last, 'it');
  return general.replace(/^it (?=is |does |cannot |has |holds )/, '').replace(/\.$/, '');
}

function listed(inputs: readonly UnreadInput[]): string {
  const names = inputs.slice(0, 2).map((input) => input.name);
  const more = inputs.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(' and ');
}
