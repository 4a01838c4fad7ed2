import type { DailyReport, Listed, Missed, Reduction, ToldMessage } from '../core/daily-report.ts';
import type { Finding } from '../core/finding.ts';
import { type Incident, incidentUrgency } from '../core/incident.ts';
import { moment, period } from '../core/when.ts';
import { count, grouped } from '../core/words.ts';
import { SHORT_INCIDENT } from './incident.ts';
import { type Page, paragraph } from './page.ts';
import { precisionWords } from './precision.ts';

/** A part of the report: a heading with how many there are, and lines below it. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Of the lines that there would be more. */
  readonly more: number;
}

/** What happened in a time as text for a terminal or a mail, within the page's width. Ends with a line end. */
export function renderDaily(report: DailyReport, page: Page): string {
  const blocks = [
    paragraph(headline(report, page), page, '').map((row) => page.paint.headline(row)),
    ...sections(report, page).map(({ title, lines, more }) => [
      page.paint.headline(title),
      ...lines.flatMap((line) => paragraph(line, page, '  ')),
      ...(more > 0 ? [page.paint.quiet(`  and ${count(more, 'more')}`.replace(/s$/, ''))] : []),
    ]),
    paragraph(reductionWords(report.reduction), page, ''),
  ];
  return `${blocks.map((rows) => rows.join('\n')).join('\n\n')}\n`;
}

/** The same as Markdown (CommonMark); what came from logs is kept from being any. Ends with a line end. */
export function markdownDaily(report: DailyReport, page: Page): string {
  const blocks = [
    `# ${markdown(headline(report, page))}`,
    ...sections(report, page).flatMap(({ title, lines, more }) => [
      `## ${title}`,
      [
        ...lines.map((line) => `- ${markdown(line)}`),
        ...(more > 0 ? [`- and ${grouped(more)} more`] : []),
      ].join('\n'),
    ]),
    markdown(reductionWords(report.reduction)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function headline({ from, to, reduction, open }: DailyReport, { timeZone }: Page): string {
  const pages = reduction.pages === 0 ? 'no page' : count(reduction.pages, 'page');
  const still = open === 0 ? '' : `, ${open} not over`;
  return `${period(from, to, timeZone)}: ${pages}, ${count(reduction.incidents, 'incident')}${still}`;
}

/** Those in which there is something. */
function sections(report: DailyReport, page: Page): Section[] {
  const { messages, below, novel, silent, chronic, missed } = report;
  const all = [
    section('Told', messages, (one) => told(one, page)),
    { title: 'What people said of it', lines: precisionWords(report.precision), more: 0 },
    section('Missed', missed, (one) => missedLine(one, page)),
    section('Without a page of their own', below, (one) => incidentLine(one, page)),
    section('Silent', silent, finding),
    section('Day after day', chronic, finding),
    section('Never seen before', novel, finding),
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

function section<T>(title: string, { count: all, first }: Listed<T>, line: (one: T) => string): Section {
  return { title: `${title} (${grouped(all)})`, lines: first.map(line), more: all - first.length };
}

function told({ kind, headline: text, at, delivered }: ToldMessage, { timeZone }: Page): string {
  const what = kind === 'page' ? '' : `${kind}: `;
  return `${moment(at, timeZone)}  ${what}${text}${delivered ? '' : ' (not delivered)'}`;
}

function missedLine({ at, host, line, note, by }: Missed, { timeZone }: Page): string {
  const what = [host, line, note].filter((part) => part !== undefined).join(': ');
  return `${moment(at, timeZone)}  ${what === '' ? 'something' : what} (said ${by})`;
}

function incidentLine(incident: Incident, { timeZone }: Page): string {
  const { headline: text, id, from, verdict } = incident;
  const when = Number.isFinite(from) ? `${moment(from, timeZone)}  ` : '';
  const said = verdict === null ? '' : `, ${verdict.verdict}`;
  return `${when}${text} (${incidentUrgency(incident)}${said}, ${id.slice(0, SHORT_INCIDENT)})`;
}

function finding({ because, about: { host } }: Finding): string {
  return host === undefined || because.includes(host) ? because : `${host}: ${because}`;
}

/** `lines → stored → findings → incidents → pages`, without what was not counted. */
function reductionWords({ lines, stored, findings, incidents, pages }: Reduction): string {
  const steps = [
    ...(lines === null ? [] : [count(lines, 'line')]),
    ...(stored === null ? [] : [`${grouped(stored)} stored`]),
    ...[count(findings, 'finding'), count(incidents, 'incident'), count(pages, 'page')],
  ];
  return steps.join(' → ');
}

/** Log text as plain text of Markdown: one line, no markup, no HTML, no links. */
function markdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~&@]/g, '\\$&')
    .replace(/:\/\//g, '\\://');
}
