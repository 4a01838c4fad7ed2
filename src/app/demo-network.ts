import { HOUR, MINUTE } from '../simulate/calendar.ts';
import { scenarios } from '../simulate/index.ts';
import { type Planting, settle } from '../simulate/settings.ts';
import { Simulation } from '../simulate/simulation.ts';

/** How long before the demo begins its network has been running: a fortnight knows weekdays and weekends. */
const DEMO_HISTORY = 14 * 24 * HOUR;
/** The hours that are shown. */
export const DEMO_SHOWN = 4 * HOUR;

const HOSTS = 14;
const RATE = 0.25;
const SEED = 7;

/** What goes wrong, and when after the beginning of what is shown. */
const PLAN: readonly (readonly [name: string, after: number, lasts?: number])[] = [
  ['ssh-brute-force', 25 * MINUTE],
  ['power-loss', 85 * MINUTE],
  ['slow-query', 125 * MINUTE, 80 * MINUTE],
  ['night-outbound', 175 * MINUTE],
];

/** The log of a small network with four incidents in its last hours; `from`: epoch ms at which these begin. */
export function demoNetwork(from: number, timeZone: string): Simulation {
  const start = from - DEMO_HISTORY;
  const duration = DEMO_HISTORY + DEMO_SHOWN + HOUR;
  const bare = settle({ start, duration, rate: RATE, hosts: HOSTS, seed: SEED, timeZone }, scenarios);
  const planted = PLAN.map(([name, after, lasts]): Planting => {
    const at = from + after;
    return {
      ...{ scenario: scenarios.find((one) => one.name === name)!, at },
      ...(lasts === undefined ? {} : { until: at + lasts }),
    };
  });
  return new Simulation({ ...bare, planted });
}
