import type {
  DailyReport,
  Listed,
  Missed,
  SilencedThing,
  Talker,
  ToldMessage,
} from '../core/daily-report.ts';
import type { Finding } from '../core/finding.ts';
import { type Incident, incidentUrgency } from '../core/incident.ts';
import type { ModelReport } from '../core/model-report.ts';
import type { Status } from '../core/status.ts';
import { moment, period } from '../core/when.ts';
import { count, grouped, percent, sized } from '../core/words.ts';
import { analystSection, summarySection } from './daily-analyst.ts';
import { mailSections } from './daily-mail.ts';
import { SHORT_INCIDENT } from './incident.ts';
import { precisionWords } from './precision.ts';
import { type Chart, type Line, NUMBER, type Section } from './section.ts';
import { ticksOf } from './time-ticks.ts';

/** A host that says so many times as much as before is marked. */
const GREW = 3;
const MOST_TROUBLES = 10;

/** What a report is about in one line: when, how many pages and incidents, and what is not over. */
export function dailyHeadline({ from, to, reduction, open }: DailyReport, timeZone?: string): string {
  const pages = reduction.pages === 0 ? 'no page' : count(reduction.pages, 'page');
  const still = open === 0 ? '' : `, ${open} not over`;
  return `${period(from, to, timeZone)}: ${pages}, ${count(reduction.incidents, 'incident')}${still}`;
}

/** Those parts in which there is something, in the order in which one would ask. */
export function dailySections(report: DailyReport, timeZone?: string): Section[] {
  const { messages, below, novel, silent, ahead, chronic, missed, silenced, mail, status } = report;
  const all: Section[] = [
    summarySection(report),
    section('Told', messages, (one) => told(one, timeZone)),
    { title: 'What people said of it', lines: precisionWords(report.precision), more: 0 },
    section('Missed', missed, (one) => missedLine(one, timeZone)),
    section('Silenced', silenced, (one) => silencedLine(one, timeZone)),
    section('Without a page of their own', below, (one) => incidentLine(one, timeZone)),
    section('Silent', silent, finding),
    section('On its way to a limit', ahead, finding),
    section('Day after day', chronic, finding),
    section('Never seen before', novel, finding),
    ...(mail === null ? [] : mailSections(mail, report.mailOdd, timeZone)),
    linesSection(report, timeZone),
    talkersSection(report.talkers),
    modelsSection(report.models, timeZone),
    analystSection(report),
    itself(status),
  ];
  return all.filter(
    ({ lines, table, chart }) => lines.length > 0 || (table?.rows.length ?? 0) > 0 || chart !== undefined,
  );
}

/** `lines → stored → findings → incidents → pages`, without what was not counted. */
export function reductionSteps({ reduction, ...report }: DailyReport): string[] {
  const { lines, stored, findings, incidents, pages, escalations } = reduction;
  const allowed = pagesAllowed(report);
  const of = allowed === null ? '' : ` of ${grouped(allowed)} that the budget allows`;
  return [
    ...(lines === null ? [] : [count(lines, 'line')]),
    ...(stored === null ? [] : [`${grouped(stored)} stored`]),
    ...[count(findings, 'finding'), count(incidents, 'incident'), `${count(pages, 'page')}${of}`],
    ...(escalations === 0 ? [] : [count(escalations, 'escalation')]),
  ];
}

/** How many pages there might have been in that time; null where the budget is not known. */
export function pagesAllowed({
  budget,
  from,
  to,
}: Pick<DailyReport, 'budget' | 'from' | 'to'>): number | null {
  if (budget === null) return null;
  return Math.max(budget.count, Math.round((budget.count * (to - from)) / budget.perMs));
}

function section<T>(title: string, { count: all, first }: Listed<T>, line: (one: T) => Line): Section {
  return { title: `${title} (${grouped(all)})`, lines: first.map(line), more: all - first.length };
}

function told({ kind, headline: text, at, delivered }: ToldMessage, timeZone?: string): Line {
  const what = kind === 'page' ? '' : `${kind}: `;
  return { when: moment(at, timeZone), text: `${what}${text}${delivered ? '' : ' (not delivered)'}` };
}

function missedLine({ at, host, line, note, by }: Missed, timeZone?: string): Line {
  const what = [host, line, note].filter((part) => part !== undefined).join(': ');
  return { when: moment(at, timeZone), text: `${what === '' ? 'something' : what} (said ${by})` };
}

function silencedLine({ at, headline, incident, by }: SilencedThing, timeZone?: string): Line {
  const whose = by === null ? '' : `by ${by}, `;
  return { when: moment(at, timeZone), text: `${headline} (${whose}${incident.slice(0, SHORT_INCIDENT)})` };
}

function incidentLine(incident: Incident, timeZone?: string): Line {
  const { headline: text, id, from, verdict } = incident;
  const said = verdict === null ? '' : `, ${verdict.verdict}`;
  const line = `${text} (${incidentUrgency(incident)}${said}, ${id.slice(0, SHORT_INCIDENT)})`;
  return Number.isFinite(from) ? { when: moment(from, timeZone), text: line } : line;
}

function finding({ because, about: { host } }: Finding): string {
  return host === undefined || because.includes(host) ? because : `${host}: ${because}`;
}

function linesSection({ lines }: DailyReport, timeZone?: string): Section {
  const title = 'Lines over time';
  if (lines === null) return { title, lines: [], more: 0 };
  const { from, width, counts } = lines;
  const ticks = ticksOf(from, from + width * counts.length, timeZone)
    .map(({ time, label }) => ({ bar: Math.round((time - from) / width), label }))
    .filter(({ bar }) => bar < counts.length);
  const bars = counts.map((_, i) => moment(from + i * width, timeZone).replace(/:00 [+-]\d\d:\d\d$/, ''));
  const chart: Chart = { series: [{ name: 'lines', noun: 'line', values: counts }], bars, ticks };
  return { title, lines: [], more: 0, chart };
}

function talkersSection({ count: all, first }: Listed<Talker>): Section {
  const sum = Math.max(
    1,
    first.reduce((total, { lines }) => total + lines, 0),
  );
  return {
    ...{ title: 'Who said most', lines: [], more: all - first.length },
    table: {
      columns: [
        { title: 'lines', ...NUMBER },
        { title: first.length < all ? 'of these' : 'share', ...NUMBER },
        { title: 'before', ...NUMBER },
        { title: 'host' },
      ],
      rows: first.map(({ name, lines, before }) => [
        ...[grouped(lines), percent(lines / sum), before === null ? '–' : grouped(before)],
        `${name}${before !== null && lines > GREW * before && lines > GREW ? (before === 0 ? ' (new)' : ` (${Math.round(lines / before)} times as much)`) : ''}`,
      ]),
    },
  };
}

/** Those with something wrong by themselves; of the others how many there are and how fresh they are. */
function modelsSection(models: readonly ModelReport[], timeZone?: string): Section {
  const troubled = models.filter(({ trouble, drifted }) => trouble !== null || drifted);
  const fitted = models.flatMap(({ current }) => (current === null ? [] : [current.fittedAt]));
  const waiting = models.length - fitted.length;
  const fresh =
    fitted.length === 0
      ? []
      : [
          `${count(fitted.length, 'model')} in use, the oldest learnt ${moment(Math.min(...fitted), timeZone)}${troubled.length === 0 ? '; nothing is wrong with them' : ''}`,
        ];
  return {
    ...{ title: 'Models', more: Math.max(0, troubled.length - MOST_TROUBLES) },
    lines: [
      ...troubled
        .slice(0, MOST_TROUBLES)
        .map(({ name, trouble }) => `${name}: ${trouble ?? 'what comes has become odder to it'}`),
      ...fresh,
      ...(waiting === 0 ? [] : [`${count(waiting, 'model')} without enough to learn from yet`]),
    ],
    ...(troubled.length > 0 ? { odd: true } : {}),
  };
}

function itself(status: Status | null): Section {
  const troubled = (status?.troubles.length ?? 0) > 0;
  return {
    ...{ title: 'logsift itself', lines: statusLines(status), more: 0 },
    ...(troubled ? { odd: true } : {}),
  };
}

/** How the running logsift is; its own words of what is wrong first. */
function statusLines(status: Status | null): string[] {
  if (status === null) return [];
  const { pipeline, inputs, storage, troubles, state, process: own } = status;
  const quiet = inputs.filter(({ trouble }) => trouble !== null);
  const understood = pipeline.understood === null ? '' : `, ${percent(pipeline.understood)} understood`;
  const dropped = pipeline.dropped === 0 ? 'none dropped' : `${count(pipeline.dropped, 'line')} dropped`;
  return [
    ...troubles.slice(0, MOST_TROUBLES).map(({ about, text }) => `trouble with ${about}: ${text}`),
    ...quiet.slice(0, MOST_TROUBLES).map(({ name, trouble }) => `${name}: ${trouble}`),
    `${state}, ${count(inputs.length, 'input')}, ${count(pipeline.linesIn, 'line')} since its start${understood}, ${dropped}`,
    ...(pipeline.capped.length === 0 ? [] : [`at their limits: ${pipeline.capped.join('; ')}`]),
    `what was learnt was last kept ${pipeline.snapshots.last ?? 'never'}`,
    `${sized(own.rssBytes)} of memory, ${sized(storage.sizeBytes)} on the disk, ${sized(storage.freeBytes)} free`,
  ];
}
