import { LogsiftError } from '../core/errors.ts';
import type { ForecastResult } from '../core/forecast-result.ts';
import { crossing, forecast, type SeriesPoint } from '../ml/index.ts';
import type { MetricSeries } from './metric-series.ts';
import { type SeriesInput, seriesRows } from './series-rows.ts';

export interface ForecastFor {
  /** What may be reached, and from which side. */
  readonly limit: number | null;
  readonly falling: boolean;
  /** Ms; null for half the length of the series, or as far as the limit is. */
  readonly horizon: number | null;
  /** Above 0 and below 1. */
  readonly interval: number;
}

/** Rows that are held at most; the oldest make room. */
const MOST_ROWS = 1_000_000;
/** A limit is shown with what comes behind it. */
const BEYOND = 1.2;

/** Forecasts a file of comma-separated values. Rejects as a source does, and where three times with a value lack. */
export async function forecastFile(options: ForecastFor & SeriesInput): Promise<ForecastResult> {
  const { points, rows } = await read(options);
  if (points.length === 0 && rows > 0 && !options.signal?.aborted) {
    const what = `${options.input} has no rows with a time and a number`;
    throw new LogsiftError('USAGE', `${what}; rows of timestamp,value are wanted.`);
  }
  return await forecastOf({ input: options.input, points, rows }, options);
}

/** Forecasts a number that was followed; a share of something, without a limit, to where it hurts. Rejects as above. */
export async function forecastMetric(
  { title, points, limit, falling }: MetricSeries,
  options: ForecastFor,
): Promise<ForecastResult> {
  const usual = options.limit === null && limit !== null ? { limit, falling } : {};
  return await forecastOf({ input: title, points, rows: points.length }, { ...options, ...usual });
}

async function forecastOf(
  { input, points, rows }: { input: string; points: readonly SeriesPoint[]; rows: number },
  options: ForecastFor,
): Promise<ForecastResult> {
  const last = points.reduce((latest, { time }) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  const first = points.reduce((earliest, { time }) => Math.min(earliest, time), Number.POSITIVE_INFINITY);
  const { limit, falling, interval } = options;
  const given = options.horizon === null ? {} : { horizon: options.horizon };
  const found = limit === null ? null : await crossing(points, limit, { ...given, falling });
  const reach = found === null ? 0 : BEYOND * ((found.to ?? found.likely) - last);
  const horizon = options.horizon ?? Math.max((last - first) / 2, reach);
  const ahead = await forecast(points, { ...(horizon > 0 ? { horizon } : {}), interval });
  return {
    input,
    method: ahead.method,
    ...{ rows, leftOut: rows - points.length + ahead.leftOut },
    history: points.map(({ time, value }) => ({ time: iso(time), value })),
    interval,
    ahead: Array.from(ahead.times, (time, i) => {
      return { time: iso(time), value: ahead.values[i]!, low: ahead.low[i]!, high: ahead.high[i]! };
    }),
    limit:
      limit === null
        ? null
        : {
            ...{ value: limit, falling, until: iso(last + (options.horizon ?? last - first)) },
            crossing: found && {
              from: iso(found.from),
              to: found.to === null ? null : iso(found.to),
              likely: iso(found.likely),
            },
          },
  };
}

async function read(options: SeriesInput): Promise<{ points: SeriesPoint[]; rows: number }> {
  let points: SeriesPoint[] = [];
  let rows = 0;
  for await (const batch of seriesRows(options)) {
    rows += batch.length;
    for (const { time, value } of batch) if (Number.isFinite(time + value)) points.push({ time, value });
    if (points.length > 2 * MOST_ROWS) points = points.slice(-MOST_ROWS);
  }
  return { points: points.slice(-MOST_ROWS), rows };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
