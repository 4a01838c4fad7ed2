import type {
  ChartAnswer,
  ChartQuery,
  HeatmapAnswer,
  HeatmapQuery,
  HostsAnswer,
  HostsQuery,
} from '../../core/api-explore.ts';
import type { ApiCounts } from '../../core/api-shared.ts';
import { LogsiftError } from '../../core/errors.ts';
import { widthFor } from '../../store/rollup-spread.ts';
import type { SeriesKind } from '../../store/series-names.ts';
import { patience } from './explore-events.ts';
import type { KindBook } from './kinds.ts';
import { cursorOf, placeOf, rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';

/** Points of a chart, at most. */
const POINTS = 360;
const SPARK = 48;
const HOUR = 3_600_000;
const DAYS = 7;
const HOURS = 24;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Names of a series under which lines of a thing were counted: all ids of a kind of line. */
function seriesNames(book: KindBook, of: string, name: string): readonly string[] {
  if (of !== 'template') return [name];
  const { named, idsOf } = book.now();
  return idsOf(named.get(name)?.current ?? name);
}

/** Lines over time of one thing. */
export function countsOver(
  { store, now }: WebParts,
  { kind, names, from, to }: Span & { readonly kind: SeriesKind; readonly names?: readonly string[] },
): ApiCounts {
  const width = widthFor({ from, to, now: now() }, 60);
  const spread = store.rollups.spread({ kind, width, from, to }, POINTS, names);
  const counts = new Array<number>(spread.bins).fill(0);
  for (const one of spread.series.values()) {
    for (let i = 0; i < spread.bins; i++) counts[i]! += one.counts[i]!;
  }
  return { from: spread.from, width: spread.width, counts };
}

/** Lines over time, of what is named or of the commonest. */
export function chart(parts: WebParts, book: KindBook, query: ChartQuery): ChartAnswer {
  const span = rangeIn(query, parts.now());
  const { of, name, most } = query;
  if (of === 'all' || name !== undefined) {
    const names = of === 'all' ? {} : { names: seriesNames(book, of, name!) };
    const { from, width, counts } = countsOver(parts, { ...span, kind: of, ...names });
    return { from, width, series: [{ name: name ?? 'all', counts: [...counts] }] };
  }
  const width = widthFor({ ...span, now: parts.now() }, 60);
  const { rollups } = parts.store;
  const wide = widthFor({ ...span, now: parts.now() }, 12);
  const all = rollups.spread({ kind: of, width: wide, ...span }, 1).series;
  const top = [...all].sort((a, b) => b[1].sum - a[1].sum).slice(0, most);
  const names = top.map(([one]) => one);
  const { from, width: each, series } = rollups.spread({ kind: of, width, ...span }, POINTS, names);
  return {
    ...{ from, width: each },
    series: names.map((one) => ({ name: one, counts: [...(series.get(one)?.counts ?? [])] })),
  };
}

/** Hosts by how much they said. */
export function hosts(parts: WebParts, query: HostsQuery): HostsAnswer {
  const span = rangeIn(query, parts.now());
  const width = widthFor({ ...span, now: parts.now() }, SPARK / 4);
  const spread = parts.store.rollups.spread({ kind: 'host', width, ...span }, SPARK);
  let lines = 0;
  for (const { sum } of spread.series.values()) lines += sum;
  const sought = query.text?.toLowerCase();
  const rows = [...spread.series]
    .filter(([host]) => sought === undefined || host.toLowerCase().includes(sought))
    .sort(([a, one], [b, other]) => other.sum - one.sum || (a < b ? -1 : 1));
  const after = placeOf(query.cursor);
  const begin =
    after === null
      ? 0
      : rows.findIndex(([host, { sum }]) => sum < after[0] || (sum === after[0] && host > after[1]));
  const shown = begin < 0 ? [] : rows.slice(begin, begin + query.limit);
  const [last, { sum } = { sum: 0 }] = shown.at(-1) ?? [];
  return {
    items: shown.map(([host, { sum: count, counts }]) => ({
      ...{ host, count, share: lines > 0 ? count / lines : 0, spark: [...counts] },
    })),
    next: last !== undefined && begin + shown.length < rows.length ? cursorOf([sum, last]) : null,
    found: rows.length,
    spark: { from: spread.from, width: spread.width },
  };
}

/** Lines by day of the week and hour, by the clock of a zone. Throws USAGE for a zone that there is not. */
export function heatmap(parts: WebParts, book: KindBook, query: HeatmapQuery): HeatmapAnswer {
  const asked = rangeIn(query, parts.now());
  const { of, name } = query;
  if (of !== 'all' && name === undefined)
    throw new LogsiftError('USAGE', `wants \`name\`: which ${of} is meant`);
  const place = weekPlace(query.zone ?? 'UTC');
  const whole = { from: Math.ceil(asked.from / HOUR) * HOUR, to: Math.floor(asked.to / HOUR) * HOUR };
  if (of === 'app') return keptHeatmap(parts, { app: name!, place, ...whole });
  const names = of === 'all' ? undefined : seriesNames(book, of, name!);
  const counts = hourly(parts, of, { ...whole, names });
  const seen = of === 'all' ? counts : hourly(parts, 'all', whole);
  const grid = new Grid();
  for (const [i, count] of counts.entries()) {
    // An hour in which nothing at all was counted is one in which logsift did not look.
    if (seen[i]! > 0) grid.add(place(whole.from + i * HOUR), count);
  }
  return { ...grid.answer(), from: whole.from, to: whole.to, counted: 'all' };
}

/** Lines of every hour. */
function hourly(
  { store }: WebParts,
  kind: SeriesKind,
  { from, to, names }: Span & { readonly names?: readonly string[] | undefined },
): readonly number[] {
  const hours = Math.max(0, Math.round((to - from) / HOUR));
  const counts = new Array<number>(hours).fill(0);
  const { series } = store.rollups.spread({ kind, width: HOUR, from, to }, hours, names);
  for (const one of series.values()) for (let i = 0; i < hours; i++) counts[i]! += one.counts[i]!;
  return counts;
}

/** Of programs only lines that were kept are known: as many of the latest as there is time for. */
function keptHeatmap(
  { store }: WebParts,
  { app, place, from, to }: Span & { readonly app: string; readonly place: (time: number) => number },
): HeatmapAnswer {
  const { hours, next } = store.events.hours(
    { app, since: from, until: to },
    { before: null, tired: patience() },
  );
  const counted = next === null ? (store.events.oldest() ?? to) : next.at / 1000;
  // The hour in which it stopped was not counted whole.
  const reached = Math.max(from, Math.ceil(counted / HOUR) * HOUR);
  const grid = new Grid();
  for (let hour = reached; hour < to; hour += HOUR) grid.add(place(hour), hours.get(hour) ?? 0);
  return { ...grid.answer(), from: Math.min(reached, to), to, counted: 'kept' };
}

/** Sums by hour of the week. */
class Grid {
  readonly #sum = new Float64Array(DAYS * HOURS);
  readonly #most = new Float64Array(DAYS * HOURS);
  readonly #hours = new Float64Array(DAYS * HOURS);
  #all = 0;

  add(place: number, count: number): void {
    this.#sum[place]! += count;
    this.#most[place] = Math.max(this.#most[place]!, count);
    this.#hours[place]!++;
    this.#all++;
  }

  answer(): Pick<HeatmapAnswer, 'mean' | 'most' | 'hours'> {
    const grid = (of: (place: number) => number) =>
      Array.from({ length: DAYS }, (_, day) =>
        Array.from({ length: HOURS }, (__, hour) => {
          const place = day * HOURS + hour;
          return this.#hours[place] === 0 ? null : of(place);
        }),
      );
    return {
      mean: grid((place) => this.#sum[place]! / this.#hours[place]!),
      most: grid((place) => this.#most[place]!),
      hours: this.#all,
    };
  }
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Number of the hour of the week, 0 for Monday's first, that a time lies in. */
function weekPlace(timeZone: string): (time: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    const parts = { weekday: 'short', hour: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone, ...parts });
  } catch {
    throw new LogsiftError('USAGE', `there is no time zone ${JSON.stringify(timeZone)}`);
  }
  return (time) => {
    const said = format.formatToParts(time);
    const day = said.find(({ type }) => type === 'weekday')?.value ?? 'Mon';
    return WEEKDAYS.indexOf(day) * HOURS + Number(said.find(({ type }) => type === 'hour')?.value ?? 0);
  };
}
