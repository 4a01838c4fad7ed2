import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { displayWidth, truncateToWidth } from '../kit/terminal.ts';
import { columns, type Page } from './page.ts';
import { ticksOf } from './time-ticks.ts';

const MOST_ROWS = 8;
const LABEL = 18;
const INDENT = '  ';
/** Time before the first symptom that is shown, as a share of the whole, so that the beginning is not at the edge. */
const MARGIN = 0.04;
const LEAST_SPAN = 60_000;

/**
 * When each host, or what there is instead, was in trouble: a row each, `●` where it began and `━` while it went on.
 * Empty where there is only one finding, or no time.
 */
export function incidentPlot(incident: Incident, page: Page): string[] {
  const timed = incident.findings.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
  if (timed.length < 2) return [];
  const width = columns(page) - INDENT.length - LABEL - 2;
  const first = Math.min(...timed.map(({ from }) => from));
  const span = Math.max(LEAST_SPAN, Math.max(...timed.map(({ to }) => to)) - first);
  const range = { from: first - span * MARGIN, to: first + span * (1 + MARGIN), width };
  const rows = byLabel(timed);
  const shown = rows.slice(0, MOST_ROWS);
  const more = rows.length - shown.length;
  return [
    ...shown.map(([label, findings]) => {
      const name = truncateToWidth(label, LABEL);
      const blank = ' '.repeat(Math.max(0, LABEL - displayWidth(name)));
      return `${INDENT}${name}${blank}  ${bar(findings, range)}`.trimEnd();
    }),
    ...(more > 0 ? [INDENT + page.paint.quiet(`and ${more} more`)] : []),
    page.paint.quiet(`${INDENT}${' '.repeat(LABEL + 2)}${axis(range, page)}`.trimEnd()),
  ];
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Columns. */
  readonly width: number;
}

/** In the order in which they began. */
function byLabel(findings: readonly Finding[]): [string, Finding[]][] {
  const hosts = new Set(findings.map(({ about }) => about.host));
  const label = ({ about, detector }: Finding) =>
    (hosts.size > 1 ? about.host : undefined) ??
    about.actor ??
    about.app ??
    about.metric ??
    about.host ??
    detector;
  const rows = new Map<string, Finding[]>();
  for (const finding of findings.toSorted((a, b) => a.from - b.from)) {
    const row = rows.get(label(finding));
    if (row === undefined) rows.set(label(finding), [finding]);
    else row.push(finding);
  }
  return [...rows];
}

function bar(findings: readonly Finding[], range: Range): string {
  const row = new Array<string>(range.width).fill(' ');
  for (const { from, to } of findings) {
    for (let at = columnOf(from, range); at <= columnOf(to, range); at++) if (row[at] !== '●') row[at] = '━';
  }
  for (const { from } of findings) row[columnOf(from, range)] = '●';
  return row.join('');
}

function axis(range: Range, page: Page): string {
  let text = '';
  for (const { time, label } of ticksOf(range.from, range.to, page.timeZone)) {
    const at = columnOf(time, range);
    if (at < text.length + (text === '' ? 0 : 1) || at + label.length + 1 > range.width) continue;
    text = `${text.padEnd(at)}╵${label}`;
  }
  return text;
}

function columnOf(time: number, { from, to, width }: Range): number {
  return Math.max(0, Math.min(width - 1, Math.floor(((time - from) / (to - from)) * width)));
}
