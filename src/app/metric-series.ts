import { LogsiftError } from '../core/errors.ts';
import type { Limit } from '../core/limit.ts';
import { count, quoted } from '../core/words.ts';
import forecastDetector, { type FollowedSeries, followedSeries, usualLimit } from '../detectors/forecast.ts';
import type { SeriesPoint } from '../ml/index.ts';
import { viewStore } from '../store/store.ts';
import { eachEvent } from './each-event.ts';
import { Engine } from './engine.ts';
import { type InputOptions, openInputs, openSources } from './inputs.ts';

/** A number of lines, or a metric, as it was followed. */
export interface MetricSeries {
  /** What it is, and where. */
  readonly title: string;
  readonly points: readonly SeriesPoint[];
  /** Where it hurts next; null for a number without such a place. */
  readonly limit: number | null;
  readonly falling: boolean;
}

/** Which number is wanted: by its name, or words of it, and by its host. */
export interface MetricWanted {
  readonly name: string;
  readonly host?: string | undefined;
  /** What people set as limits. */
  readonly limits?: readonly Limit[];
}

const MOST_NAMED = 12;

/** A number that the running logsift follows. Throws STATE_FILE where there is no state, USAGE for none or several. */
export function storedMetric(folder: string, wanted: MetricWanted): MetricSeries {
  const store = viewStore(folder);
  try {
    const state = store.snapshots.piece('detector/forecast');
    if (state === null) {
      const what = `Nothing in ${folder} says what numbers are followed`;
      throw new LogsiftError(
        'USAGE',
        `${what}: logsift run keeps it once a minute, with its detector forecast on.`,
      );
    }
    return metricOf(followedSeries(JSON.parse(state)), wanted);
  } finally {
    store.close();
  }
}

/** A number in lines of logs, read to their end. Rejects as `scan` does, and with USAGE for no such number, or several. */
export async function metricInLogs(options: InputOptions, wanted: MetricWanted): Promise<MetricSeries> {
  const { sources, unread } = await openSources(options);
  if (sources.length === 0) {
    throw new LogsiftError('NOTHING_READ', `Nothing could be read. ${unread[0]?.reason ?? ''}`.trim());
  }
  const engine = new Engine({
    phase: { learning: true, reporting: false, segment: -1 },
    detectors: [forecastDetector],
  });
  try {
    const visit = engine.observe.bind(engine);
    await eachEvent(openInputs(sources, options), { order: 'time', signal: options.signal, visit });
  } finally {
    for (const source of sources) await source.close();
  }
  return metricOf(followedSeries(engine.snapshot().detectors.forecast), wanted);
}

/** The one that is meant. */
function metricOf(all: readonly FollowedSeries[], { name, host, limits = [] }: MetricWanted): MetricSeries {
  const here = all.filter((one) => host === undefined || one.host === host);
  const lower = name.toLowerCase();
  const exactly = here.filter((one) => one.name.toLowerCase() === lower);
  const words = lower.split(/\s+/);
  const found =
    exactly.length > 0
      ? exactly
      : here.filter((one) => words.every((word) => one.name.toLowerCase().includes(word)));
  const [metric, ...more] = found;
  if (metric !== undefined && more.length === 0) {
    const { times, values } = metric;
    return {
      title: titleOf(metric),
      points: times.map((time, i) => ({ time, value: values[i]! })),
      ...usualLimit(metric, limits),
    };
  }
  const on = host === undefined ? '' : ` on ${host}`;
  const what =
    metric === undefined
      ? `No number that is followed${on} is called ${quoted(name)}`
      : `${count(found.length, 'number')} that are followed${on} are called ${quoted(name)}; say more of the name, or --host`;
  const named = [...new Set((metric === undefined ? here : found).map(titleOf))];
  const list = named.slice(0, MOST_NAMED).join(', ');
  const rest = named.length > MOST_NAMED ? `, and ${named.length - MOST_NAMED} more` : '';
  throw new LogsiftError('USAGE', `${what}. There are: ${list === '' ? 'none' : `${list}${rest}`}.`);
}

function titleOf({ name, unit, host }: FollowedSeries): string {
  return `${name}${unit === '' ? '' : ` (${unit})`}${host === null ? '' : ` on ${host}`}`;
}
