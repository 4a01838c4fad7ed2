import { count, grouped } from '../core/words.ts';
import { type Html, html } from '../kit/html.ts';
import type { Chart } from './section.ts';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Bars that fit beside their name and the highest. */
const MOST_BARS = 48;
const BAR_HEIGHT = 44;
const AXIS_HEIGHT = 20;
/** A bar that is there is seen. */
const LEAST_BAR = 2;

/** Colours for where no style sheet is read, on light and on dark. */
const COLOURS: { readonly [name: string]: string } = {
  received: '#5f84b5',
  delivered: '#3f9a5f',
  deferred: '#c9851a',
  bounced: '#d1483d',
  rejected: '#8d7aa8',
};
const USUAL = '#5f84b5';

/** A chart as rows of text, each series on its own scale: `delivered  ▁▂▇▃  highest 41 at 09:00`. */
export function sparklines({ series, bars, ticks }: Chart): string[] {
  const joined = Math.max(1, Math.ceil(bars.length / MOST_BARS));
  const width = Math.max(...series.map(({ name }) => name.length));
  const rows = series.map(({ name, noun, values }) => {
    const sums = summed(values, joined);
    const most = Math.max(1, ...sums);
    const blocks = sums.map((value) => (value === 0 ? ' ' : BLOCKS[Math.ceil((value / most) * 8) - 1]!));
    const label = noun === name && name !== 'line' ? grouped(most) : count(most, noun);
    return `${name.padEnd(width)} │${blocks.join('')}│ most ${label}`;
  });
  let axis = ' '.repeat(width + 2);
  for (const { bar, label } of ticks) {
    const at = width + 2 + Math.floor(bar / joined);
    if (at < axis.trimEnd().length + 1 && axis.trim() !== '') continue;
    axis = `${axis.padEnd(at).slice(0, at)}${label}`;
  }
  return [...rows, axis.slice(0, width + 2 + Math.ceil(bars.length / joined) + 12).trimEnd()];
}

/**
 * The same as SVG without scripts, styles of its own or references; places are in per cent of the width, so that one
 * picture fits a telephone and a wall. What it shows is said in words above it, for mail programs that show no pictures.
 */
export function renderChart({ series, bars, ticks }: Chart): Html {
  const rows = series.map(({ name, noun, values }, i) => {
    const most = Math.max(...values);
    const sum = values.reduce((all, value) => all + value, 0);
    const label = name === noun ? grouped(sum) : count(sum, noun);
    const words = `${name === noun ? `${name} ` : ''}${label}, most ${grouped(most)} at ${bars[values.indexOf(most)] ?? ''}`;
    return seriesRow({ name, values, bars, words, ticks: i === series.length - 1 ? ticks : [] });
  });
  return html`<figure class="chart-figure">
${rows}</figure>
`;
}

function seriesRow({
  name,
  values,
  bars,
  words,
  ticks,
}: {
  readonly name: string;
  readonly values: readonly number[];
  readonly bars: readonly string[];
  readonly words: string;
  readonly ticks: Chart['ticks'];
}): Html {
  const most = Math.max(1, ...values);
  const height = BAR_HEIGHT + (ticks.length > 0 ? AXIS_HEIGHT : 1);
  return html`<figcaption>${words}</figcaption>
<svg class="chart" role="img" width="100%" height="${height}" aria-label="${words}">
<line class="axis" x1="0" x2="100%" y1="${BAR_HEIGHT}" y2="${BAR_HEIGHT}" stroke="#a8a299" stroke-width="1"/>
${values.map((value, i) => {
  if (value === 0) return null;
  const size = Math.max(LEAST_BAR, (value / most) * BAR_HEIGHT);
  return html`<rect x="${percentOf((i + 0.08) / bars.length)}" width="${percentOf(0.84 / bars.length)}" y="${rounded(BAR_HEIGHT - size)}" height="${rounded(size)}" fill="${COLOURS[name] ?? USUAL}"><title>${bars[i]!}: ${grouped(value)}</title></rect>`;
})}
${ticks.map(({ bar, label }, i) => {
  const at = bar / bars.length;
  return html`<text class="${i % 2 === 1 ? 'every-other' : 'tick'}" x="${percentOf(at)}" y="${height - 5}" fill="#85807a" font-size="11" text-anchor="${at > 0.93 ? 'end' : 'start'}">${label}</text>`;
})}
</svg>
`;
}

function summed(values: readonly number[], joined: number): number[] {
  return Array.from({ length: Math.ceil(values.length / joined) }, (_, i) =>
    values.slice(i * joined, (i + 1) * joined).reduce((sum, value) => sum + value, 0),
  );
}

function percentOf(share: number): string {
  return `${rounded(share * 100)}%`;
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
