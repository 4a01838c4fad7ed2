import type { Plot } from '../../core/api-incidents.ts';
import type { Finding } from '../../core/finding.ts';
import { quoted } from '../../core/words.ts';
import { type FollowedSeries, followedSeries, usualLimit } from '../../detectors/forecast.ts';
import { crossing, forecast } from '../../ml/index.ts';
import type { WebParts } from './parts.ts';

const DAY = 86_400_000;
/** Pictures that are kept, as the same ones are looked at again and again. */
const MOST_KEPT = 64;
const MOST_POINTS = 400;
const INTERVAL = 0.9;
/** Ahead is shown so far at least, and a bit beyond where the limit is. */
const LEAST_AHEAD = 2 * DAY;
const MOST_AHEAD = 45 * DAY;
const BEYOND = 1.2;

type ForecastPlot = Plot & { readonly kind: 'forecast' };

/** Pictures of numbers on their way to a limit: where they come from, and where they may go. */
export class ForecastPlots {
  readonly #parts: WebParts;
  readonly #kept = new Map<string, ForecastPlot | null>();
  /** What was read out of the latest snapshot. */
  #series: { readonly content: string; readonly all: readonly FollowedSeries[] } | null = null;

  constructor(parts: WebParts) {
    this.#parts = parts;
  }

  /** Of what a finding of the detector `forecast` tells of; null where the number is not followed any more. */
  async of(finding: Finding): Promise<ForecastPlot | null> {
    const series = this.#find(finding);
    if (series === undefined) return null;
    const key = `${finding.id} ${series.times.at(-1)} ${series.times.length}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const plot = await this.#made(finding, series);
    this.#kept.set(key, plot);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return plot;
  }

  async #made({ id }: Finding, series: FollowedSeries): Promise<ForecastPlot | null> {
    const { name, unit, host, times, values } = series;
    const points = times.map((time, i) => ({ time, value: values[i]! }));
    const [first, last] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0];
    if (points.length < 3) return null;
    const { limit, falling } = usualLimit(series, this.#parts.config.limits);
    // Smoothing takes some milliseconds; the detector's own fit has told the dates already.
    const how = { method: 'ets', interval: INTERVAL } as const;
    try {
      const found =
        limit === null ? null : await crossing(points, limit, { ...how, falling, horizon: MOST_AHEAD });
      const reach = found === null ? 0 : BEYOND * ((found.to ?? found.likely) - last);
      const horizon = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, reach, (last - first) / 4));
      const ahead = await forecast(points, { ...how, horizon });
      return {
        ...{ kind: 'forecast', finding: id, unit, method: ahead.method, interval: INTERVAL, limit },
        title: `${name}${host === null ? '' : ` on ${quoted(host)}`}`,
        history: thinned(points.map(({ time, value }) => ({ at: time, value }))),
        ahead: thinned(
          Array.from(ahead.times, (at, i) => {
            return { at, value: ahead.values[i]!, low: ahead.low[i]!, high: ahead.high[i]! };
          }),
        ),
        crossing: found === null ? null : { from: found.from, to: found.to, likely: found.likely },
      };
    } catch {
      // Too short, or too odd a series: the words of the finding stand without a picture.
      return null;
    }
  }

  #find({ about }: Finding): FollowedSeries | undefined {
    const { snapshots } = this.#parts.store;
    const content = snapshots.latest()?.pieces.get('detector/forecast');
    if (content === undefined) return undefined;
    if (this.#series?.content !== content) {
      const text = snapshots.textOf(content);
      if (text === null) return undefined;
      this.#series = { content, all: followedSeries(JSON.parse(text)) };
    }
    return this.#series.all.find(
      ({ name, host, app }) =>
        name === about.metric && host === (about.host ?? null) && app === (about.app ?? null),
    );
  }
}

/** At most so many points, the last among them. */
function thinned<Point>(points: readonly Point[]): Point[] {
  const each = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => (points.length - 1 - i) % each === 0);
}
