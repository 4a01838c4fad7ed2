import type { DailyReport } from '../core/daily-report.ts';
import { period } from '../core/when.ts';
import { count } from '../core/words.ts';
import { dailySections, reductionSteps } from './daily-sections.ts';
import type { Line, Section } from './section.ts';

/** Rows of a message; a channel shows no more than twenty. */
const MOST_ROWS = 18;
const OF_SECTION = 3;

/** A report for places without room for a whole one. All of it is plain text, each string a line. */
export interface ShortDaily {
  readonly headline: string;
  readonly body: readonly string[];
}

/** The beginning of each part of a report, in its order; what is left out is counted. Says so where all is well. */
export function shortDaily(report: DailyReport, timeZone?: string): ShortDaily {
  const { from, to, reduction, open, status } = report;
  const pages = reduction.pages === 0 ? 'no page' : count(reduction.pages, 'page');
  const still = open === 0 ? '' : `, ${open} not over`;
  const well = reduction.pages === 0 && open === 0 && (status?.troubles.length ?? 0) === 0;
  const first = [
    period(from, to, timeZone),
    ...(well ? ['All is well: nothing had to be told, and logsift works.'] : []),
  ];
  const rows = dailySections(report, timeZone).flatMap(sectionRows);
  const shown = rows.slice(0, MOST_ROWS - first.length);
  const left = rows.length - shown.length;
  return {
    headline: `Daily report: ${pages}, ${count(reduction.incidents, 'incident')}${still}`,
    body: [
      ...[...first, ...shown, ...(left > 0 ? [`… and ${count(left, 'more line')}: logsift report`] : [])],
      reductionSteps(report).join(' → '),
    ],
  };
}

/** Of tables and pictures there is no short form. */
function sectionRows({ title, lines, more }: Section): string[] {
  if (lines.length === 0) return [];
  const left = lines.length - OF_SECTION + more;
  const rows = lines.slice(0, OF_SECTION).map((line) => `– ${textOf(line)}`);
  return [title, ...rows, ...(left > 0 && lines.length > OF_SECTION ? [`– and ${count(left, 'more')}`] : [])];
}

function textOf(line: Line): string {
  return typeof line === 'string' ? line : `${line.when} ${line.text}`;
}
