import { LogsiftError } from '../core/errors.ts';
import { Calendar, DAY, MINUTE } from './calendar.ts';
import { Chance } from './chance.ts';
import { buildNetwork, type Network } from './network.ts';
import type { Scenario } from './scenario.ts';
import { WIRE_FORMATS, type WireFormat } from './wire.ts';

/** What a made log is to be; every part has a default, and the same options give the same bytes everywhere. */
export interface SimulateOptions {
  /** Milliseconds; a week when absent. */
  readonly duration?: number;
  /** Lines per second of the whole network, on average over the run (2). */
  readonly rate?: number;
  /** Machines, 14 to 5,000 (30). */
  readonly hosts?: number;
  readonly seed?: number;
  /** Epoch ms of the beginning; a Tuesday at midnight in October 2026 when absent. */
  readonly start?: number;
  /** IANA zone of the place (UTC). */
  readonly timeZone?: string;
  readonly format?: WireFormat;
  /** Whether devices send traps, too, and are polled (only where a scenario needs it). */
  readonly devices?: boolean;
  /** Milliseconds from one poll of a device to the next; a minute when absent. */
  readonly polled?: number;
  /** Names of what is planted. */
  readonly scenarios?: readonly string[];
  /** Epoch ms at which all of them begin; each at a moment of its own when absent. */
  readonly at?: number | ((run: { readonly start: number; readonly timeZone: string }) => number);
}

/** The options with everything filled in and proven. */
export interface Settings {
  readonly duration: number;
  readonly rate: number;
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  readonly format: WireFormat;
  readonly calendar: Calendar;
  readonly network: Network;
  /** Devices send traps and are polled. */
  readonly devices: boolean;
  readonly polled: number;
  readonly planted: readonly Planting[];
}

/** A scenario and when it is played. */
export interface Planting {
  readonly scenario: Scenario;
  /** Epoch ms. */
  readonly at: number;
  /** What would go on to the end of the log is mended then. */
  readonly until?: number;
}

/** A Tuesday: the weekend, a change of clocks and a Monday lie in the last third of its week. */
const USUAL_START = '2026-10-20';
const LONGEST = 3700 * DAY;

/** Fills in and proves the options. Throws USAGE with what was wanted and what came. */
export function settle(options: SimulateOptions, scenarios: readonly Scenario[]): Settings {
  const { duration = 7 * DAY, rate = 2, seed = 1, format = 'mixed' } = options;
  if (!(duration >= MINUTE && duration <= LONGEST)) throw wrong('--duration wants 1m to 3700d', duration);
  if (!(rate > 0 && rate <= 1e6))
    throw wrong('--rate wants lines per second, above 0 and up to 1000000', rate);
  if (!Number.isSafeInteger(seed)) throw wrong('--seed wants a whole number', seed);
  if (!WIRE_FORMATS.includes(format)) throw wrong(`--format wants one of ${WIRE_FORMATS.join(', ')}`, format);
  const wanted = [...new Set(options.scenarios ?? [])].map((name) => scenarioNamed(name, scenarios));
  const zone = options.timeZone ?? wanted.find(({ needs }) => needs?.timeZone)?.needs?.timeZone ?? 'UTC';
  const calendar = new Calendar(zone);
  const start = Math.floor(options.start ?? usualStart(wanted, { duration, seed, calendar }));
  if (!(Math.abs(start) < 4e12)) throw wrong('--start wants a time between 1970 and 2096', start);
  const end = start + Math.floor(duration);
  const network = buildNetwork(options.hosts ?? 30, start, new Chance(seed, 'network'));
  const chosen = typeof options.at === 'function' ? options.at({ start, timeZone: zone }) : options.at;
  const planted = wanted.map((scenario) => {
    const chance = new Chance(seed, `when ${scenario.name}`);
    const own = () => scenario.when({ start, end, calendar, chance });
    const at = scenario.fixed ? own() : (chosen ?? own());
    if (at === null) {
      throw new LogsiftError(
        'USAGE',
        `the run holds no moment for scenario ${scenario.name}: ${scenario.describe}; choose another --start, a longer --duration, or --at`,
      );
    }
    if (!(at >= start && at < end))
      throw wrong('--at wants a time within the run', new Date(at).toISOString());
    return { scenario, at: Math.floor(at) };
  });
  const devices = options.devices ?? wanted.some(({ needs }) => needs?.devices === true);
  const { polled = MINUTE } = options;
  if (!(polled >= MINUTE)) throw wrong('devices are polled once a minute at most', polled);
  return { duration, rate, seed, start, end, format, calendar, network, devices, polled, planted };
}

/** A scenario by its name. Throws USAGE with those there are. */
function scenarioNamed(name: string, scenarios: readonly Scenario[]): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw wrong(`--scenario wants one of ${scenarios.map((s) => s.name).join(', ')}`, name);
}

/** The first of the usual days whose run has room for all that is wanted; the last one when none has. */
function usualStart(
  wanted: readonly Scenario[],
  { duration, seed, calendar }: Pick<Settings, 'duration' | 'seed' | 'calendar'>,
): number {
  const days = [USUAL_START, ...wanted.flatMap(({ needs }) => needs?.start ?? [])];
  const starts = days.map((day) => {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    return midnight - calendar.offset(midnight);
  });
  const holdsAll = (start: number) =>
    wanted.every((scenario) => {
      const chance = new Chance(seed, `when ${scenario.name}`);
      return scenario.when({ start, end: start + duration, calendar, chance }) !== null;
    });
  return starts.find(holdsAll) ?? starts.at(-1)!;
}

function wrong(wanted: string, got: unknown): LogsiftError {
  return new LogsiftError('USAGE', `${wanted}; got ${JSON.stringify(got)}`);
}
