import { type Likeness, likeness } from './likeness.ts';
import type { Merge } from './merge.ts';
import type { MinedTemplate } from './mined-template.ts';
import type { Profile } from './profile.ts';
import { mayMeanTheSame } from './same-meaning.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** A kind of line is new for so long; it takes the place of one that had been there for as long at least. */
export const NEW = 3 * DAY;
const SETTLED = DAY;
const LEAST_LINES = 3;
/** An upgrade goes from machine to machine within this; a program is back from it within the next. */
export const ROLL_OUT = HOUR;
const RESTART = 10 * MINUTE;
/** A kind of line is due again after its longer pauses (sketches are 6 % wide). */
const [LONGER, ALMOST] = [0.95, 0.9];
/** What was quiet for more of the longer pauses is gone. */
const QUIET = 2;
/** How alike two kinds of line must be, and their words, or how many of their values. */
const [ALIKE, LEAST_WORDS, MANY_VALUES] = [0.35, 0.2, 3];
/** A few last words are no successor: what takes the place of something frequent still comes after so long. */
const LASTS = 20 * MINUTE;
/** A program changed when so much of what it used to say ceased at once, so many kinds of line at least. */
const [CHANGED, LEAST_KINDS] = [0.75, 2];
/** And when so many of those that ceased are said in other words, and those come so often by what was usual. */
const [SAID_AGAIN, AS_OFTEN] = [0.5, 0.3];
/** Of the pauses of so many ms the longest may have been an outage. */
const OUTAGE = 14 * DAY;
/** A line reads worse than another by more than this. */
const WORSE = 0.05;

/** When and by whom a kind of line was first said. */
export interface Known {
  readonly template: MinedTemplate;
  readonly app: string;
  /** Epoch ms. */
  readonly since: number;
  /** The worst that its first lines read. */
  readonly gravity: number;
}

/** One that came and one that went. */
export interface Pair {
  readonly old: Known;
  readonly young: Known;
  readonly like: Likeness;
}

/** Kinds of line of one program. */
export interface OfApp {
  readonly young: Known[];
  readonly old: Known[];
}

/** The first moment at which the program changed, with what it says in other words since; null for none. */
export function changeOf(
  { young, old }: OfApp,
  now: number,
): { readonly at: number; readonly pairs: Pair[] } | null {
  for (const [i, { since: at }] of young.entries()) {
    if (i + LEAST_KINDS > young.length) break;
    const gone = goneAt(old, at, now);
    if (gone === null) continue;
    const since = young.slice(i).filter((one) => one.since <= at + NEW);
    const pairs = pairsOf({ young: since, old }, at, now);
    const said = pairs.filter((pair) => gone.includes(pair.old));
    if (said.length >= Math.max(LEAST_KINDS, SAID_AGAIN * gone.length) && comeAsOften(said, now)) {
      return { at, pairs };
    }
  }
  return null;
}

/** What ceased when a program changed, if nearly all that it used to say did; null when it goes on, or cannot be told. */
function goneAt(old: readonly Known[], at: number, now: number): Known[] | null {
  const gone: Known[] = [];
  let goOn = 0;
  let latest = Number.NEGATIVE_INFINITY;
  let longest = Number.POSITIVE_INFINITY;
  for (const one of old) {
    if (one.since > at - SETTLED) continue;
    const { gaps, lastSeen } = profileOf(one)!;
    if (lastSeen > at + ROLL_OUT) goOn++;
    else if (wasThere(one, at) && isGone(one, now)) {
      gone.push(one);
      latest = Math.max(latest, lastSeen);
      longest = Math.min(longest, gaps.max);
    }
  }
  if (gone.length < LEAST_KINDS || gone.length < CHANGED * (gone.length + goOn)) return null;
  // The new words follow the old ones: nothing was missing between.
  return at - latest <= Math.max(RESTART, longest) ? gone : null;
}

/** Whether a kind of line is quiet for longer than it ever was, but for outages: what came once in two weeks at most. */
function isGone(one: Known, now: number): boolean {
  const { gaps, lastSeen } = profileOf(one)!;
  const quiet = now - lastSeen;
  if (quiet > gaps.max) return true;
  const outages = Math.floor((lastSeen - one.since) / OUTAGE);
  return outages > 0 && quiet * ALMOST > gaps.quantile(1 - (outages + 0.5) / gaps.count);
}

/** Whether the new words come about as often as the old ones did at these hours. */
function comeAsOften(pairs: readonly Pair[], now: number): boolean {
  let [expected, came] = [0, 0];
  for (const { old, young } of pairs) {
    expected += expectedOf(old, young.since, now);
    came += profileOf(young)!.count;
  }
  return came >= AS_OFTEN * expected;
}

/** Lines that would have come in a span, by how many came at each hour of the day. */
function expectedOf(old: Known, from: number, to: number): number {
  const { hours, count, lastSeen } = profileOf(old)!;
  const days = Math.max(1, (lastSeen - old.since) / DAY);
  const whole = Math.floor((to - from) / DAY);
  let lines = whole * count;
  for (let at = from + whole * DAY; at < to; ) {
    const next = Math.min(to, (Math.floor(at / HOUR) + 1) * HOUR);
    lines += (hours[Math.floor(at / HOUR) % 24]! * (next - at)) / HOUR;
    at = next;
  }
  return lines / days;
}

/** New kinds of line with the ones in whose place they came, since the program changed. */
export function pairsOf({ young, old }: OfApp, changed: number, now: number): Pair[] {
  const pairs: Pair[] = [];
  for (const one of young) {
    const profile = profileOf(one);
    if (profile === null || one.since < changed) continue;
    for (const other of old) {
      if (other === one || !wasThere(other, changed) || !wasReplaced(other, one, now)) continue;
      if (one.gravity > other.gravity + WORSE || !isOfSameHosts(profile, profileOf(other)!)) continue;
      const like = likeness(other.template, one.template, [profileOf(other)!, profile]);
      if (!areAlike(like)) continue;
      if (mayMeanTheSame(other.template.text, one.template.text))
        pairs.push({ old: other, young: one, like });
    }
  }
  const taken = new Set<Known>();
  return pairs
    .sort((a, b) => b.like.all - a.like.all)
    .filter((pair) => {
      if (taken.has(pair.old) || taken.has(pair.young)) return false;
      taken.add(pair.old).add(pair.young);
      return true;
    });
}

/** The change of templates that a pair is. */
export function mergeOf({ old, young, like: { slotMap } }: Pair): Merge {
  const literals = [...slotMap].map((slot) => (slot < 0 ? '' : '<*>'));
  return { from: old.template, into: young.template, slotMap, literals };
}

/** Whether it came often enough and for so long that it is part of how things are. */
export function isSettled(one: Known): boolean {
  const profile = profileOf(one);
  return profile !== null && profile.count >= LEAST_LINES && profile.lastSeen - one.since >= SETTLED;
}

function areAlike({ all, words, slotMap }: Likeness): boolean {
  if (all < ALIKE || words === 0) return false;
  return words >= LEAST_WORDS || slotMap.filter((slot) => slot >= 0).length >= MANY_VALUES;
}

/** Whether it was part of how things were at a time: it came before, and no longer ago than it may pause. */
function wasThere(one: Known, at: number): boolean {
  const { gaps, lastSeen } = profileOf(one)!;
  if (one.since > at - SETTLED || lastSeen > at + ROLL_OUT) return false;
  return at - lastSeen <= Math.max(RESTART, gaps.max, QUIET * gaps.quantile(LONGER));
}

/** Whether the older is quiet by now, and the younger goes on. */
function wasReplaced(old: Known, young: Known, now: number): boolean {
  const { lastSeen, gaps } = profileOf(old)!;
  const pause = gaps.quantile(LONGER);
  if (lastSeen > young.since + ROLL_OUT || now - lastSeen < ALMOST * pause) return false;
  const lasted = pause >= LASTS || now - young.since >= LASTS;
  return lasted && now - profileOf(young)!.lastSeen <= QUIET * pause;
}

/** Whether those that say the younger said the older. */
function isOfSameHosts(young: Profile, old: Profile): boolean {
  if (old.hosts.overflowed || young.hosts.overflowed) return true;
  const known = new Set(old.hosts.known(-1, Number.POSITIVE_INFINITY));
  return young.hosts.known(-1, Number.POSITIVE_INFINITY).every((host) => known.has(host));
}

function profileOf({ template }: Known): Profile | null {
  return template.profile as Profile | null;
}
