import type { BacktestPage, BacktestResult } from '../core/backtest-result.ts';
import { dayOf, timeOfDay } from '../core/when.ts';
import { count, duration, grouped } from '../core/words.ts';
import { escapeForTerminal, wrapToWidth } from '../kit/terminal.ts';
import { SHORT_INCIDENT } from './incident.ts';
import { columns, type Page } from './page.ts';

const DAY = 86_400_000;
/** Of the digest, so many headlines; the rest is counted. */
const MOST_OF_DIGEST = 5;
const TIME_WIDTH = 'Mon 2026-03-01  '.length;
const ID_WIDTH = SHORT_INCIDENT + 2;

/** What a configuration would have paged, as a calendar: a row for each day, headlines with the ids to open them by. */
export function renderBacktest(result: BacktestResult, page: Page): string {
  const { pages, digest } = result;
  const blocks = [
    [summary(result)],
    calendarRows(result, page),
    digestRows(digest, page),
    silencedRows(result, page),
  ];
  if (pages.length + digest.length > 0) {
    blocks.push([page.paint.quiet('One of them as a story: the same command with --show ID')]);
  }
  return `${blocks
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.join('\n'))
    .join('\n\n')}\n`;
}

function summary({ pages, digest, incidents, budget, lines, inputs, ...span }: BacktestResult): string {
  const since = Math.max(span.since, span.from);
  const days = (span.to - since) / DAY;
  const of = Number.isFinite(days)
    ? ` of ${days < 2 ? duration(span.to - since) : `${Math.round(days)} days`}`
    : '';
  const learnt =
    Number.isFinite(since - span.from) && since > span.from
      ? `, ${duration(since - span.from)} before only learnt from`
      : '';
  return `${count(pages.length, 'page')}${of} at ${budget.count}/${budget.perMs === DAY ? 'day' : duration(budget.perMs)}, ${digest.length} in the digest, ${grouped(incidents.length)} incidents in all (${grouped(lines)} lines of ${count(inputs, 'input')}${learnt}).`;
}

/** A row for each day with pages; days without any are counted. */
export function calendarRows({ pages, ...span }: BacktestResult, page: Page): string[] {
  const from = Math.max(span.since, span.from);
  if (!Number.isFinite(from) || !Number.isFinite(span.to))
    return pages.flatMap((one) => pageRows(one, page, ''));
  const byDay = Map.groupBy(pages, ({ at }) => dayOf(at, page.timeZone));
  const rows: string[] = [];
  let quiet = 0;
  const seen = new Set<string>();
  const tellQuiet = () => {
    if (quiet > 0)
      rows.push(
        page.paint.quiet(
          `${' '.repeat(TIME_WIDTH)}${quiet === 1 ? 'a day' : `${quiet} days`} without a page`,
        ),
      );
    quiet = 0;
  };
  // Half-days, as a day may have 25 hours.
  for (let at = from; ; at = Math.min(at + DAY / 2, span.to)) {
    const name = dayOf(at, page.timeZone);
    if (!seen.has(name)) {
      seen.add(name);
      const ofDay = byDay.get(name) ?? [];
      if (ofDay.length === 0) quiet++;
      else {
        tellQuiet();
        rows.push(...ofDay.flatMap((one, i) => pageRows(one, page, i === 0 ? name : '')));
      }
    }
    if (at >= span.to) break;
  }
  tellQuiet();
  return rows;
}

function pageRows({ at, headline, incident, joined }: BacktestPage, page: Page, name: string): string[] {
  const { paint } = page;
  const also =
    joined.length === 0 ? '' : ` (and ${count(joined.length, 'other')} in the same storm or matter)`;
  const text = `${timeOfDay(at, page.timeZone)}  ${headline}${also}`;
  const hang = ' '.repeat(TIME_WIDTH);
  const wide = columns(page) - TIME_WIDTH - ID_WIDTH;
  const rows = page.width === null ? [escapeForTerminal(text)] : wrapToWidth(text, wide);
  return rows.map((row, i) =>
    i === 0
      ? `${paint.headline(name.padEnd(TIME_WIDTH))}${page.width === null ? row : row.padEnd(wide)}  ${paint.quiet(incident.id.slice(0, SHORT_INCIDENT))}`
      : `${hang}${row}`,
  );
}

function digestRows(digest: BacktestResult['digest'], page: Page): string[] {
  return listed('In the digest, as the budget had no room:', digest, page);
}

function silencedRows({ silenced }: BacktestResult, page: Page): string[] {
  return listed('Silenced:', silenced, page);
}

function listed(title: string, digest: BacktestResult['digest'], page: Page): string[] {
  if (digest.length === 0) return [];
  const shown = digest.slice(0, MOST_OF_DIGEST).flatMap(({ at, headline, id }) => {
    const text = `${timeOfDay(at, page.timeZone)}  ${headline}`;
    const wide = columns(page) - TIME_WIDTH - ID_WIDTH;
    const rows = page.width === null ? [escapeForTerminal(text)] : wrapToWidth(text, wide);
    const name = dayOf(at, page.timeZone).padEnd(TIME_WIDTH);
    return rows.map((row, i) =>
      i === 0
        ? `${name}${page.width === null ? row : row.padEnd(wide)}  ${page.paint.quiet(id.slice(0, SHORT_INCIDENT))}`
        : `${' '.repeat(TIME_WIDTH)}${row}`,
    );
  });
  const more = digest.length - Math.min(digest.length, MOST_OF_DIGEST);
  const rest = more === 0 ? [] : [page.paint.quiet(`${' '.repeat(TIME_WIDTH)}and ${count(more, 'other')}`)];
  return [page.paint.quiet(title), ...shown, ...rest];
}

/** What differs between what two configurations would have paged. */
export function renderBacktestComparison(
  [before, after]: readonly [BacktestResult, BacktestResult],
  [first, second]: readonly [string, string],
  page: Page,
): string {
  const ids = (result: BacktestResult) => new Set(result.pages.map(({ incident }) => incident.id));
  const [a, b] = [ids(before), ids(after)];
  const part = (title: string, pages: readonly BacktestPage[]) =>
    pages.length === 0
      ? []
      : ['', title, ...pages.flatMap((one) => pageRows(one, page, dayOf(one.at, page.timeZone)))];
  const both = before.pages.filter(({ incident }) => b.has(incident.id)).length;
  return `${[
    `${first}: ${count(before.pages.length, 'page')}, ${before.digest.length} in the digest. ${second}: ${count(after.pages.length, 'page')}, ${after.digest.length} in the digest. ${both} are the same.`,
    ...part(
      `Only with ${first}:`,
      before.pages.filter(({ incident }) => !b.has(incident.id)),
    ),
    ...part(
      `Only with ${second}:`,
      after.pages.filter(({ incident }) => !a.has(incident.id)),
    ),
  ].join('\n')}\n`;
}
