import type { Activity } from './activity.ts';
import { DAY, MINUTE, SECOND } from './calendar.ts';
import { Chance } from './chance.ts';
import type { Host, Network } from './network.ts';
import { type Rhythm, strength, weightOf } from './rhythm.ts';
import type { Settings } from './settings.ts';
import { MovingVoice, Processes } from './voice.ts';

/** Times an activity is tried to learn how many lines it leaves. */
const TRIES = 300;
/** Clockwork may take this part of the lines; when it would take more, what comes every few minutes comes less often. */
const MOST_CLOCKWORK = 0.6;
const STRETCHES = [1, 2, 3, 6, 12, 48];

/** When an activity is done next: on one machine by the clock, or on one of several by chance. */
export interface Beat {
  readonly activity: Activity;
  readonly hosts: readonly Host[];
  /** Epoch ms of the next time after `time`; Infinity for never. */
  next(time: number, chance: Chance): number;
}

/** The beats of all activities, set so that the run has the wanted number of lines. */
export function paceAll(activities: readonly Activity[], settings: Settings): Beat[] {
  const { start, end, calendar, network } = settings;
  const range = [start, end] as const;
  const lines = new Map(activities.map((activity) => [activity, linesOf(activity, settings)]));
  const total = settings.rate * ((end - start) / SECOND);
  const size = Math.max(1, network.hosts.length / 30);
  const expected = (activity: Activity, stretch: number) => {
    const { pace } = activity;
    const hosts = hostsOf(activity, network).length;
    if (hosts === 0 || pace.kind === 'traffic') return 0;
    if (pace.kind === 'seldom') {
      return (lines.get(activity)! * size * pace.perDay * weightOf(pace.rhythm, calendar, range)) / DAY;
    }
    const perDay =
      pace.kind === 'every' ? DAY / (pace.minutes * stretch * MINUTE) : (pace.days?.length ?? 7) / 7;
    return (lines.get(activity)! * hosts * perDay * (end - start)) / DAY;
  };
  const fixed = (stretch: number) =>
    activities.reduce((sum, activity) => sum + expected(activity, stretch), 0);
  const stretch = STRETCHES.find((s) => fixed(s) <= MOST_CLOCKWORK * total) ?? STRETCHES.at(-1)!;
  const free = Math.max(0, total - fixed(stretch));
  const traffic = activities.filter(({ pace }) => pace.kind === 'traffic');
  const weight = traffic.reduce((sum, activity) => {
    const { pace } = activity;
    if (pace.kind !== 'traffic' || hostsOf(activity, network).length === 0) return sum;
    return sum + pace.share * weightOf(pace.rhythm, calendar, range);
  }, 0);
  return activities.flatMap((activity) => {
    const hosts = hostsOf(activity, network);
    const { pace } = activity;
    if (hosts.length === 0) return [];
    if (pace.kind === 'traffic') {
      const perMs = weight === 0 ? 0 : (free * pace.share) / weight / lines.get(activity)!;
      return [byChance(activity, hosts, { perMs, rhythm: pace.rhythm, settings })];
    }
    if (pace.kind === 'seldom') {
      const perMs = (size * pace.perDay) / DAY;
      return [byChance(activity, hosts, { perMs, rhythm: pace.rhythm, settings })];
    }
    return hosts.map((host) => byClock(activity, host, { settings, stretch }));
  });
}

/** Machines that do it. */
function hostsOf({ on, where = () => true }: Activity, network: Network): Host[] {
  return on.flatMap((role) => network.of(role)).filter(where);
}

/** The clockwork of one machine. */
export function byClock(
  activity: Activity,
  host: Host,
  { settings: { calendar }, stretch = 1 }: { settings: Settings; stretch?: number },
): Beat {
  const { pace } = activity;
  const hosts = [host];
  if (pace.kind === 'every') {
    const period = pace.minutes * stretch * MINUTE;
    const phase = pace.atSecond * SECOND;
    const next = (time: number, chance: Chance) =>
      // Within the second that follows, as a busy machine's cron is.
      (Math.floor((time - phase) / period) + 1) * period + phase + chance.between(5, 900);
    return { activity, hosts, next };
  }
  if (pace.kind !== 'daily') return { activity, hosts, next: () => Number.POSITIVE_INFINITY };
  const { at, late, days } = pace;
  return {
    activity,
    hosts,
    next(time, chance) {
      let next = calendar.nextTimeOfDay(time + 1, at);
      while (days !== undefined && !days.includes(calendar.weekday(next))) {
        next = calendar.nextTimeOfDay(next + DAY / 2, at);
      }
      return next + chance.between(0, late);
    },
  };
}

/** A Poisson process whose rate follows the week, by thinning (Lewis & Shedler 1979). */
function byChance(
  activity: Activity,
  hosts: readonly Host[],
  { perMs, rhythm, settings: { calendar } }: { perMs: number; rhythm: Rhythm; settings: Settings },
): Beat {
  const longest = perMs > 0 ? 1 / (perMs * rhythm.most) : Number.POSITIVE_INFINITY;
  return {
    activity,
    hosts,
    next(time, chance) {
      if (longest === Number.POSITIVE_INFINITY) return longest;
      let at = time;
      do at += longest * chance.exponential();
      while (chance.next() * rhythm.most >= strength(rhythm, calendar.hourOfWeek(at)));
      return at;
    },
  };
}

/** How many lines an activity leaves, on average. */
function linesOf(activity: Activity, { network, calendar, start, end }: Settings): number {
  const hosts = hostsOf(activity, network);
  if (hosts.length === 0) return 1;
  let lines = 0;
  const voice = new MovingVoice({ network, calendar, processes: new Processes() }, () => void lines++);
  const chance = new Chance(0, `try ${activity.name}`);
  for (let i = 0; i < TRIES; i++) {
    const time = start + ((i + 0.5) / TRIES) * (end - start);
    voice.begin({ time, host: chance.pick(hosts), chance });
    activity.act(voice);
  }
  return Math.max(0.01, lines / TRIES);
}
