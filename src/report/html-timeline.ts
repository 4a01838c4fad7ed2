import type { Finding } from '../core/finding.ts';
import { urgency } from '../core/finding.ts';
import type { Timeline } from '../core/scan-result.ts';
import { moment } from '../core/when.ts';
import { count, grouped } from '../core/words.ts';
import { type Html, html } from '../kit/html.ts';
import { ticksOf } from './time-ticks.ts';

const HEIGHT = 150;
/** Room above the bars for the numbers of the findings, and below for times. */
const ABOVE = 66;
const BELOW = 24;
/** A level that is there is seen, however many others are. */
const LEAST_BAR = 2;
const PIN_ROWS = 3;
/** Share of the width that a number of a finding takes. */
const PIN_WIDTH = 0.05;

const NAMES = {
  error: 'error and worse',
  warning: 'warning',
  info: 'notice, info, debug',
  unknown: 'no severity',
};

/** What the picture shows. */
export interface TimelinePicture {
  readonly timeline: Timeline;
  /** In the order of the report: the n-th links to `#finding-n`. */
  readonly findings: readonly Finding[];
  readonly timeZone?: string | undefined;
}

/**
 * Lines over time as stacked bars, worst at the bottom, with the findings pinned to when they begin. Places are in
 * per cent of the width, so that text keeps its size on any screen.
 */
export function renderTimeline({ timeline, findings, timeZone }: TimelinePicture): Html {
  const from = Date.parse(timeline.from);
  const buckets = timeline.counts[0]?.counts.length ?? 0;
  const totals = Array.from({ length: buckets }, (_, i) =>
    timeline.counts.reduce((sum, { counts }) => sum + counts[i]!, 0),
  );
  const most = Math.max(1, ...totals);
  const to = from + buckets * timeline.width;
  const at = (time: number) => (time - from) / (to - from);
  const present = timeline.counts.filter(({ counts }) => counts.some((n) => n > 0));
  const ticks = ticksOf(from, to, timeZone);
  return html`<svg class="chart" role="img" height="${ABOVE + HEIGHT + BELOW}" aria-label="${`Lines over time, ${count(buckets, 'bar')}, the highest of ${count(most, 'line')}`}">
<line class="rule" x1="0" x2="100%" y1="${ABOVE}" y2="${ABOVE}"/>
${totals.map((total, i) => renderBar({ present, i, total, most, buckets, label: moment(from + i * timeline.width, timeZone) }))}
<line class="axis" x1="0" x2="100%" y1="${ABOVE + HEIGHT}" y2="${ABOVE + HEIGHT}"/>
${ticks.map(
  ({ time, label }, i) =>
    html`<g class="${i % 2 === 1 ? 'every-other' : 'tick'}"><line class="axis" x1="${percentOf(at(time))}" x2="${percentOf(at(time))}" y1="${ABOVE + HEIGHT}" y2="${ABOVE + HEIGHT + 4}"/><text x="${percentOf(at(time))}" y="${ABOVE + HEIGHT + 18}" text-anchor="${anchorOf(at(time))}">${label}</text></g>`,
)}
${renderPins(findings, at)}
</svg>
<div class="legend">${present.map(({ level, counts }) => html`<span><svg><rect class="bar-${level}" width="100%" height="100%" rx="2"/></svg>${NAMES[level]}: ${grouped(counts.reduce((a, b) => a + b, 0))}</span>`)}<span>highest bar: ${count(most, 'line')} in ${widthWords(timeline.width)}</span>${timeline.notShown > 0 && html`<span>not shown, as without a time or far from the rest: ${grouped(timeline.notShown)}</span>`}</div>
`;
}

interface Bar {
  readonly present: Timeline['counts'];
  readonly i: number;
  readonly total: number;
  readonly most: number;
  readonly buckets: number;
  readonly label: string;
}

function renderBar({ present, i, total, most, buckets, label }: Bar): Html | null {
  if (total === 0) return null;
  let top = ABOVE + HEIGHT;
  const parts = present.map(({ level, counts }) => {
    const n = counts[i]!;
    if (n === 0) return null;
    const height = Math.max(LEAST_BAR, (n / most) * HEIGHT);
    top -= height;
    return html`<rect class="bar-${level}" x="${percentOf((i + 0.06) / buckets)}" width="${percentOf(0.88 / buckets)}" y="${rounded(Math.max(ABOVE, top))}" height="${rounded(height)}"/>`;
  });
  const what = present
    .filter(({ counts }) => counts[i]! > 0)
    .map(({ level, counts }) => `${grouped(counts[i]!)} ${NAMES[level]}`)
    .join(', ');
  return html`<g><title>${label}: ${what}</title>${parts}</g>`;
}

/** Numbers of the findings above their time; where they would cover each other one stands for all. */
function renderPins(findings: readonly Finding[], at: (time: number) => number): Html[] {
  const rows: number[][] = Array.from({ length: PIN_ROWS }, () => []);
  const pins: Html[] = [];
  findings.forEach((finding, i) => {
    const place = at(finding.from);
    if (!(place >= 0 && place <= 1)) return;
    const shown = Math.min(0.985, Math.max(0.015, place));
    const row = rows.findIndex((taken) => taken.every((x) => Math.abs(x - shown) > PIN_WIDTH));
    if (row < 0) return;
    rows[row]!.push(shown);
    const y = ABOVE - 12 - 20 * row;
    pins.push(
      html`<a class="pin pin-${urgency(finding)}" href="#finding-${i + 1}"><title>${i + 1}: ${finding.because}</title><line x1="${percentOf(place)}" x2="${percentOf(place)}" y1="${y + 9}" y2="${ABOVE + HEIGHT}"/><circle cx="${percentOf(shown)}" cy="${y}" r="9"/><text x="${percentOf(shown)}" y="${y + 4}">${i + 1}</text></a>\n`,
    );
  });
  return pins;
}

function widthWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 120) return count(Math.round(seconds), 'second');
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} hours` : `${(seconds / 86_400).toFixed(1)} days`;
}

function anchorOf(share: number): string {
  return share < 0.04 ? 'start' : share > 0.96 ? 'end' : 'middle';
}

function percentOf(share: number): string {
  return `${rounded(share * 100)}%`;
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
