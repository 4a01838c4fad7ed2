import { DAY, HOUR } from '../src/simulate/calendar.ts';
import { Chance } from '../src/simulate/chance.ts';
import { scenarios } from '../src/simulate/index.ts';
import { type Planting, type Settings, settle } from '../src/simulate/settings.ts';
import { Simulation } from '../src/simulate/simulation.ts';

/** What a month is made of. */
export interface MonthPlan {
  readonly seed: number;
  /** Days that are only learnt from. */
  readonly history: number;
  readonly days: number;
  /** Lines per second. */
  readonly rate: number;
  readonly incidents: number;
  readonly oddities: number;
}

const HOSTS = 30;
/** A Monday at the end of a summer, so that a month's end and a change of clocks come in it. */
const START = Date.UTC(2026, 8, 28);
/** What would go on for ever is mended after so long. */
const LASTS: { readonly [name: string]: number } = {
  'disk-filling': 6 * DAY,
  'fan-failing': 7 * DAY,
  'job-stops': 2 * DAY,
  'slow-query': 8 * HOUR,
};
/** Where a season is looked for a moment at most, in ms. */
const SEASON = 3 * DAY;

/** Those that lines alone show. */
const IN_LINES = scenarios.filter(({ needs }) => needs?.devices !== true);

/** A made month with incidents of all kinds and harmless oddities, some of which its history has seen too. */
export function plannedMonth({ seed, history, days, rate, incidents, oddities }: MonthPlan): Simulation {
  const bare = settle(
    {
      ...{ seed, rate, hosts: HOSTS, duration: (history + days) * DAY, timeZone: 'Europe/Berlin' },
      start: START - 2 * HOUR,
    },
    scenarios,
  );
  const chance = new Chance(seed, 'month');
  const from = bare.start + history * DAY;
  const kinds = (harmless: boolean) =>
    IN_LINES.filter((one) => one.harmless === harmless).map(({ name }) => name);
  const spread = (names: readonly string[], range: readonly [number, number]) =>
    names.flatMap((name, i) => {
      const [begin, end] = range;
      const at = begin + ((i + chance.next()) / names.length) * (end - begin);
      return plantingNear(name, at, { bare, chance, range });
    });
  const wrong = shuffled(repeated(kinds(false), incidents), chance);
  const odd = shuffled(repeated(kinds(true), oddities), chance);
  const before = shuffled(repeated(kinds(true), history === 0 ? 0 : kinds(true).length), chance);
  const planted = [
    ...spread(wrong, [from, bare.end - DAY]),
    ...once(spread(odd, [from, bare.end - DAY])),
    ...once(spread(before, [bare.start, from])),
  ].sort((a, b) => a.at - b.at);
  return new Simulation({ ...bare, planted });
}

interface Ground {
  readonly bare: Settings;
  readonly chance: Chance;
  readonly range: readonly [number, number];
}

/** The scenario at a moment of its own kind soon after `at`; nothing when there is none (a change of clocks). */
function plantingNear(name: string, at: number, { bare, chance, range }: Ground): Planting[] {
  const scenario = scenarios.find((one) => one.name === name)!;
  const { calendar } = bare;
  const [begin, end] = range;
  const seasons = [
    [at, at + SEASON],
    [at - SEASON, at],
    [begin, end],
  ] as const;
  for (const [start, stop] of seasons) {
    const season = { start: Math.max(begin, start), end: Math.min(end, stop), calendar, chance };
    const moment = season.end > season.start ? scenario.when(season) : null;
    if (moment === null) continue;
    const lasts = LASTS[name];
    return [{ scenario, at: moment, ...(lasts === undefined ? {} : { until: moment + lasts }) }];
  }
  return [];
}

/** What the calendar decides is played once. */
function once(plantings: readonly Planting[]): Planting[] {
  return plantings.filter(
    ({ scenario, at }, i) =>
      !plantings.slice(0, i).some((other) => other.scenario === scenario && Math.abs(other.at - at) < HOUR),
  );
}

function repeated(names: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => names[i % names.length]!);
}

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(Math.floor(chance.next() * rest.length), 1)[0]!);
}
