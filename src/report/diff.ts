import type { Difference, DiffResult, DiffSide } from '../core/diff-result.ts';
import { period } from '../core/when.ts';
import { count, grouped, percent } from '../core/words.ts';
import { renderEvidence } from './evidence.ts';
import { type Page, paragraph } from './page.ts';
import { coverage } from './summary.ts';
import { figure } from './words.ts';

const INDENT = '    ';
/** Values named of a slot that changed. */
const MAX_VALUES = 4;

/** What differs between two logs as text for a person: what matters most first, then what was compared. */
export function renderDiff(
  result: DiffResult,
  { page, top, quiet = false }: { page: Page; top: number; quiet?: boolean },
): string {
  const shown = result.differences.slice(0, top);
  const blocks = shown.map((one, i) => renderDifference(one, i + 1, { page, per: result.per }));
  if (!quiet) blocks.push(ending(result, shown.length, page));
  return blocks.map((block) => `${block.join('\n')}\n`).join('\n');
}

function renderDifference(
  one: Difference,
  place: number,
  { page, per }: { page: Page; per: DiffResult['per'] },
): string[] {
  const number = page.paint.quiet(String(place).padStart(2));
  const [first, ...others] = paragraph(headline(one, per), page, INDENT).map((row) =>
    row.slice(INDENT.length),
  );
  const paint = one.kind === 'new' ? page.paint.odd : page.paint.headline;
  const odd = one.kind === 'values' ? one.values.map(({ value }) => value) : [];
  return [
    `${number}  ${paint(first!)}`,
    ...others.map((row) => INDENT + paint(row)),
    ...paragraph(one.template.text, page, INDENT),
    ...renderEvidence(one.evidence, { page, indent: INDENT, odd, rows: 2 }),
  ];
}

/** What changed, in one line: `4.1 times as often: 12 → 49 lines per hour`. */
function headline(one: Difference, per: DiffResult['per']): string {
  const [a, b] = one.counts;
  switch (one.kind) {
    case 'new':
      return `new: ${count(b, 'line')}, none before`;
    case 'gone':
      return `gone: ${count(a, 'line')} before, none now`;
    case 'faster':
    case 'slower': {
      const rates = `${figure(one.rates[0])} → ${figure(one.rates[1])} lines per ${per}`;
      return `${times(one.ratio)} as often: ${rates}`;
    }
    case 'values':
      return `other values in slot ${one.slot}: ${values(one.values, 0)}; now ${values(one.values, 1)}`;
    case 'number': {
      const [before, now] = one.medians;
      return `numbers in slot ${one.slot} ${times(now / before)} as large: median ${figure(before)} → ${figure(now)}`;
    }
  }
}

function times(ratio: number): string {
  if (ratio >= 1) return `${ratio < 10 ? ratio.toFixed(1) : grouped(ratio)} times`;
  const part = 1 / ratio;
  return `1/${part < 10 ? part.toFixed(1) : grouped(part)}`;
}

function values(of: Extract<Difference, { kind: 'values' }>['values'], side: 0 | 1): string {
  const there = of.filter(({ shares }) => shares[side] > 0).sort((x, y) => y.shares[side] - x.shares[side]);
  if (there.length === 0) return side === 0 ? 'had none of these' : 'none of these';
  const listed = there
    .slice(0, MAX_VALUES)
    .map(({ value, shares }) => `${value.slice(0, 40)} (${percent(shares[side])})`);
  const more = there.length - listed.length;
  return `${side === 0 ? 'had ' : ''}${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function ending(result: DiffResult, shown: number, page: Page): string[] {
  const { differences, alike, per, a, b } = result;
  const more = differences.length - shown;
  const rest =
    more > 0
      ? `; the ${grouped(shown)} that matter most are shown, all with --top ${differences.length}`
      : '';
  const stopped = result.interrupted ? 'Stopped early: ' : '';
  const verdict =
    differences.length === 0
      ? `${stopped}No difference: ${count(alike, 'kind')} of line in both, and alike.`
      : `${stopped}${count(differences.length, 'difference')}${rest}; ${count(alike, 'kind')} of line alike.`;
  const paint = differences.length === 0 ? page.paint.good : page.paint.headline;
  return [
    ...paragraph(verdict, page, '').map(paint),
    ...paragraph(`a  ${sideWords(a, per, page)}`, page, ''),
    ...paragraph(`b  ${sideWords(b, per, page)}`, page, ''),
    ...[a, b].flatMap((side) =>
      coverage(side).flatMap((text) => paragraph(text, page, '').map(page.paint.warning)),
    ),
  ];
}

function sideWords({ name, events, kinds, covers, from, to }: DiffSide, per: string, page: Page): string {
  const rate = per === 'hour' && covers > 0 ? `, ${figure(events / covers)} per hour` : '';
  const when =
    from === null || to === null ? 'without times' : period(Date.parse(from), Date.parse(to), page.timeZone);
  return `${name}: ${count(events, 'line')}${rate}, ${count(kinds, 'kind')}; ${when}`;
}
