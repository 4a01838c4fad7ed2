import type { ForecastResult } from '../core/forecast-result.ts';
import type { Painter } from './page.ts';

const WIDTH = 80;
const HEIGHT = 15;
/** Of the numbers at the left. */
const LABELS = 9;
/** What was, for each length of what comes. */
const BEFORE = 2;

/** A series and what is to come of it, 80 columns wide: each column is a stretch of time. */
export function plotForecast(result: ForecastResult, paint: Painter): string[] {
  const columns = WIDTH - LABELS - 2;
  const end = Date.parse(result.ahead.at(-1)!.time);
  const last = Math.max(...extremes(result.history.map(({ time }) => Date.parse(time))));
  const earliest = Math.min(...extremes(result.history.map(({ time }) => Date.parse(time))));
  const start = Math.max(earliest, last - BEFORE * (end - last));
  const column = (time: string) => Math.floor(((Date.parse(time) - start) / (end - start)) * (columns - 1));
  const past = byColumn(result.history, column, columns);
  const ahead = byColumn(result.ahead, column, columns);
  const shown = [
    ...past.flat().map(({ value }) => value),
    ...ahead.flat().flatMap(({ low, high }) => [low, high]),
  ];
  if (result.limit !== null && isNear(result.limit.value, shown)) shown.push(result.limit.value);
  const [least, most] = extremes(shown);
  const row = (value: number) => {
    const share = most === least ? 0.5 : (value - least) / (most - least);
    return HEIGHT - 1 - Math.round(share * (HEIGHT - 1));
  };
  const cells = Array.from({ length: HEIGHT }, () => new Array<string>(columns).fill(' '));
  const put = (at: number, value: number, cell: string) => {
    const line = row(value);
    if (line >= 0 && line < HEIGHT) cells[line]![at] = cell;
  };
  for (const [at, points] of ahead.entries()) {
    if (points.length === 0) continue;
    const low = Math.min(...points.map((point) => point.low));
    const high = Math.max(...points.map((point) => point.high));
    for (let line = row(high); line <= row(low); line++) cells[line]![at] = paint.quiet('░');
  }
  if (result.limit !== null) {
    for (let at = 0; at < columns; at++) put(at, result.limit.value, paint.warning('┄'));
  }
  for (const [at, points] of past.entries()) for (const { value } of points) put(at, value, '•');
  for (const [at, points] of ahead.entries())
    for (const { value } of points) put(at, value, paint.headline('○'));
  const labels = new Map(
    [0, (HEIGHT - 1) / 2, HEIGHT - 1].map((line) => [line, most - (line * (most - least)) / (HEIGHT - 1)]),
  );
  const rows = cells.map((line, i) => {
    const label = labels.has(i) ? number(labels.get(i)!) : '';
    return `${paint.quiet(`${label.padStart(LABELS)} │`)}${line.join('').trimEnd()}`;
  });
  return [...rows, ...axis({ start, last, end, columns }, paint)];
}

function byColumn<T extends { readonly time: string }>(
  points: readonly T[],
  column: (time: string) => number,
  columns: number,
): T[][] {
  const grouped = Array.from({ length: columns }, () => [] as T[]);
  for (const point of points) grouped[column(point.time)]?.push(point);
  return grouped;
}

/** A limit far off would press everything else flat. */
function isNear(limit: number, values: readonly number[]): boolean {
  const [least, most] = extremes(values);
  const room = 2 * (most - least);
  return limit >= least - room && limit <= most + room;
}

function extremes(values: readonly number[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return [least, most];
}

function axis(
  { start, last, end, columns }: { start: number; last: number; end: number; columns: number },
  paint: Painter,
): string[] {
  const now = Math.floor(((last - start) / (end - start)) * (columns - 1));
  const line = `${'─'.repeat(now)}┴${'─'.repeat(columns - now - 1)}`;
  const [from, middle, to] = [start, last, end].map((time) => new Date(time).toISOString().slice(0, 10)) as [
    string,
    string,
    string,
  ];
  const place = Math.min(
    Math.max(from.length + 1, now - (middle.length >> 1)),
    columns - to.length - middle.length - 1,
  );
  const dates = from.padEnd(place) + middle;
  const indent = ' '.repeat(LABELS + 2);
  return [
    paint.quiet(`${' '.repeat(LABELS)} └${line}`),
    paint.quiet(`${indent}${dates}${to.padStart(columns - dates.length)}`),
  ];
}

/** A number of at most nine characters. */
export function number(value: number): string {
  const plain = value.toLocaleString('en-US', { maximumSignificantDigits: 4, useGrouping: false });
  return plain.length <= LABELS ? plain : value.toExponential(1);
}
