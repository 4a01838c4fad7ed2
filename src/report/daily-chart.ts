import { count, grouped } from '../core/words.ts';
import { type Html, html } from '../kit/html.ts';
import type { Chart } from './section.ts';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** Bars that fit beside their name and the highest. */
const MOST_BARS = 48;
const BAR_HEIGHT = 44;
const LABEL_HEIGHT = 30;
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
 * The same as one SVG without scripts, styles of its own or references; places are in per cent of the width, so that
 * text keeps its size. What it shows is also said in words, for those whose mail client shows no pictures.
 */
export function renderChart({ series, bars, ticks }: Chart): Html {
  const row = LABEL_HEIGHT + BAR_HEIGHT;
  const height = series.length * row + AXIS_HEIGHT;
  const words = series.map(({ name, noun, values }) => {
    const most = Math.max(...values);
    const sum = values.reduce((all, value) => all + value, 0);
    const label = name === noun ? grouped(sum) : count(sum, noun);
    return `${name === noun ? `${name} ` : ''}${label}, most ${grouped(most)} at ${bars[values.indexOf(most)] ?? ''}`;
  });
  return html`<figure class="chart-figure"><svg class="chart" role="img" width="100%" height="${height}" aria-label="${words.join('; ')}">
${series.map(({ name, values }, i) => seriesRow({ name, values, bars, words: words[i]!, top: i * row }))}
${ticks.map(({ bar, label }, i) => {
  const at = bar / bars.length;
  return html`<text class="${i % 2 === 1 ? 'every-other' : 'tick'}" x="${percentOf(at)}" y="${height - 5}" fill="#85807a" font-size="11" text-anchor="${at > 0.93 ? 'end' : 'start'}">${label}</text>`;
})}
</svg></figure>
`;
}

function seriesRow({
  name,
  values,
  bars,
  words,
  top,
}: {
  readonly name: string;
  readonly values: readonly number[];
  readonly bars: readonly string[];
  readonly words: string;
  readonly top: number;
}): Html {
  const most = Math.max(1, ...values);
  const base = top + LABEL_HEIGHT + BAR_HEIGHT;
  return html`<text x="0" y="${top + 22}" fill="#85807a" font-size="12">${words}</text>
<line class="axis" x1="0" x2="100%" y1="${base}" y2="${base}" stroke="#a8a299" stroke-width="1"/>
${values.map((value, i) => {
  if (value === 0) return null;
  const size = Math.max(LEAST_BAR, (value / most) * BAR_HEIGHT);
  return html`<rect x="${percentOf((i + 0.08) / bars.length)}" width="${percentOf(0.84 / bars.length)}" y="${rounded(base - size)}" height="${rounded(size)}" fill="${COLOURS[name] ?? USUAL}"><title>${bars[i]!}: ${grouped(value)}</title></rect>`;
})}
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
