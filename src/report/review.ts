import type { ReviewResult, ReviewShare } from '../core/review-result.ts';
import { count, grouped, percent } from '../core/words.ts';
import { type Page, paragraph } from './page.ts';

const DAY = 86_400_000;

/** What came of a review, with what it means for the budget. */
export function renderReview(
  result: ReviewResult,
  budget: { readonly count: number; readonly perMs: number },
  page: Page,
): string {
  const { labels, sampled, lines, days, strata, odd, precision } = result;
  const looked = labels.odd + labels.fine + labels.skip;
  const rows = [
    ['lines', 'of all', 'judged', 'odd'],
    ...strata.map((one) => [one.name, grouped(one.lines), grouped(one.judged), grouped(one.odd)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  const say = (text: string) => paragraph(text, page, '');
  const share = (of: ReviewShare) =>
    `${percent(of.share)} (${percent(of.interval[0])} – ${percent(of.interval[1])})`;
  return `${[
    ...say(`${looked} of ${count(sampled, 'line')} looked at, drawn from ${count(lines, 'kept line')}`),
    page.paint.quiet(table[0]!),
    ...table.slice(1),
    ...(odd === null ? say('nothing was judged yet') : say(`odd: ${share(odd)} of all lines`)),
    ...(precision === null ? [] : say(`of what findings told of, ${share(precision)} was odd`)),
    ...(odd === null ? [] : say(budgetWords(odd, lines / days, (budget.count * DAY) / budget.perMs))),
  ].join('\n')}\n`;
}

function budgetWords({ share, interval: [low, high] }: ReviewShare, lines: number, messages: number): string {
  const perDay = (of: number) => grouped(of * lines);
  const odd = `that is ${perDay(share)} odd lines a day (${perDay(low)} – ${perDay(high)})`;
  const room = `the budget lets ${grouped(Math.max(1, messages))} messages a day through`;
  if (share * lines <= messages) return `${odd}; ${room}, so there is room for each of them`;
  const each = grouped((share * lines) / messages);
  return `${odd}; ${room}: all are told if about ${each} odd lines belong to one matter, and the rest is in the digest`;
}
