import { daysOff } from './silence-clock.ts';
import type { Missed } from './silence-slots.ts';
import { type Gap, LONGER, SHORTEST, type Stream } from './silence-stream.ts';

const DAY = 86_400_000;
/** Fewer other pauses tell nothing of how long they usually are. */
const FEWEST = 3;
/** Something has to have been there for as long as it is missing, or it was only a visitor. */
const LIFE = 1.2;
/** What was there for less than a day, and so many times as long as it is missing, may have been all there is of it. */
const LONG_LIFE = 2;
/** Pauses so many times as long are of another kind. */
const JUMP = 3;
/** Tenths of the log in which a stream is at home. */
const RESIDENT = 5;
/** Fewer occasions do not show a clock. */
const CLOCKWORK = 8;
/** Of how much pauses differ before any is seen, in natural logarithms. */
const PRIOR = 0.15;

/** How odd a pause of a stream is. */
export interface Odds {
  /** −log10 of the chance that the stream has such a pause at all, going by its others; 0 = nothing odd. */
  readonly raw: number;
  /** Longest other pause in ms; with `atThisHour` as long as it would be at the hours of this one. */
  readonly longest: number;
  readonly atThisHour: boolean;
  /** It was there for hardly longer than it is missing: what came in a few hours may have been done with. */
  readonly brief?: true;
  /** Other occasions. */
  readonly count: number;
  /** It is odd because something was due at its time of day. */
  readonly missed?: Missed;
}

const NOTHING: Odds = { raw: 0, longest: 0, atThisHour: false, count: 0 };

/**
 * Compares a pause with the other pauses of its stream: by the calendar's clock, and by the stream's own, which runs
 * slowly at the hours when it seldom comes. It must be longer than ever by its own, and by one of them much longer.
 */
export function oddsOf(stream: Stream, gap: Gap): Odds {
  if (gap.ms < SHORTEST) return NOTHING;
  const life = Math.max(stream.last, gap.to) - stream.first - gap.ms;
  if (life < LIFE * gap.ms) return NOTHING;
  // In one pass all others count, and most pauses end here.
  if (gap.segment < 0 && gap.from === stream.last && gap.own < LONGER * stream.longestOwn) return NOTHING;
  // What is at home in most of the log is judged by the other tenths; a visitor would be left without its habits.
  const resident = gap.segment >= 0 && bits(stream.tenths) >= RESIDENT;
  const apart = (one: Gap) => one.from !== gap.from && !(resident && one.segment === gap.segment);
  const byMs = stream.byMs.filter(apart).map(({ ms }) => ms);
  const byOwn = stream.byOwn.filter(apart).map(({ own }) => own);
  if (byMs.length < FEWEST || byOwn.length < FEWEST) return NOTHING;
  if (!stream.knowsHours && !isClockwork(stream, byMs[0]!)) return NOTHING;
  if (gap.own < LONGER * byOwn[0]!) return NOTHING;
  const byClock = oddness(byMs, gap.ms * awakeShare(stream, gap));
  const raw = Math.max(byClock, oddness(byOwn, gap.own));
  const atThisHour = raw > byClock;
  const longest = atThisHour ? (gap.ms * byOwn[0]!) / gap.own : byMs[0]!;
  const brief = life < Math.min(DAY, LONG_LIFE * gap.ms) ? { brief: true as const } : {};
  return { raw, longest, atThisHour, count: stream.count, ...brief };
}

/** The odds of a pause in which something was due that had come day by day: by the Jeffreys estimate, half a time. */
export function oddsOfMissed(stream: Stream, missed: Missed): Odds {
  const raw = Math.log10(2 * (missed.days + 1));
  return { raw, longest: stream.longestMs, atThisHour: false, count: stream.count, missed };
}

/**
 * −log10 of the chance that a pause is as long, from a Pareto tail through the longest others, its index averaged
 * over its posterior. A job that writes many lines each night has two kinds of pauses, and only the long ones tell
 * when it comes again: the tail may begin where lengths jump.
 */
function oddness(others: readonly number[], value: number): number {
  if (value < LONGER * others[0]!) return 0;
  let best = 0;
  let logs = 0;
  for (let k = 1; k <= others.length; k++) {
    const least = others[k - 1]!;
    if (!(least > 0)) break;
    logs += Math.log(least);
    const next = others[k] ?? 0;
    if (k < FEWEST || (k < others.length && least < JUMP * next)) continue;
    const spread = PRIOR + logs - k * Math.log(least);
    const beyond = Math.log(value / least);
    best = Math.max(best, -Math.log10(k) + k * Math.log10((spread + beyond) / spread));
  }
  return best;
}

/**
 * How much of a pause counts: days off count as much as the stream comes on days off at other times, and not at all
 * when none was seen.
 */
function awakeShare(stream: Stream, gap: Gap): number {
  const end = Math.max(stream.last, gap.to);
  const off = daysOff(gap.from, gap.to);
  if (off === 0) return 1;
  const offElsewhere = daysOff(stream.first, end) - off;
  const onElsewhere = end - stream.first - gap.ms - offElsewhere;
  const total = stream.hours.reduce((sum, one) => sum + one, 0);
  const rate = offElsewhere > DAY / 4 ? stream.weekend / offElsewhere : 0;
  const usual = onElsewhere > 0 ? (total - stream.weekend) / onElsewhere : 0;
  const relative = usual > 0 ? Math.min(1, rate / usual) : 1;
  return 1 - (off / gap.ms) * (1 - relative);
}

/** Only a machine is as regular as that, and machines keep no office hours. */
function isClockwork({ count, first, last }: Stream, longest: number): boolean {
  return count >= CLOCKWORK && longest <= (1.5 * (last - first)) / (count - 1);
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
