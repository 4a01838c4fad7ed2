import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { gravityOf } from '../core/gravity.ts';
import { type Likeness, likeness } from './likeness.ts';
import type { Merge } from './merge.ts';
import type { MinedTemplate } from './mined-template.ts';
import type { Profile } from './profile.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** How often pairs are looked for, ms. */
const LOOK = 10 * MINUTE;
/** A kind of line is new for so long; it takes the place of one that had been there for as long at least. */
const NEW = 3 * DAY;
const SETTLED = DAY;
const LEAST_LINES = 3;
/** An upgrade goes from machine to machine within this. */
const ROLL_OUT = HOUR;
/** A kind of line has ceased when it was quiet for its longer pauses (sketches are 6 % wide). */
const [LONGER, ALMOST] = [0.95, 0.9];
/** What was quiet for more of the longer pauses is gone: before another came, or after. */
const QUIET = 2;
/** How alike two kinds of line must be: by themselves, and when all of a program speaks differently at once. */
const [ALONE, LEAST_WORDS, TOGETHER] = [0.65, 0.4, 0.35];
/** By itself a kind of line must come on and on: so many of the usual pauses of the other. */
const GOES_ON = 2;
/** A few last words are no successor: what takes the place of something frequent still comes after so long. */
const LASTS = 20 * MINUTE;
/** So much of what a program used to say has ceased when all of it speaks differently. */
const CHANGED = 0.75;
/** A line reads worse than another by more than this. */
const WORSE = 0.05;
const MOST = 10_000;
/** Kinds of line of one program that are compared. */
const MOST_OF_APP = 200;

/** When and by whom a kind of line was first said. */
interface Known {
  readonly template: MinedTemplate;
  readonly app: string;
  /** Epoch ms. */
  readonly since: number;
  /** The worst that its first lines read. */
  readonly gravity: number;
}

/** One that came and one that went. */
interface Pair {
  readonly old: Known;
  readonly young: Known;
  readonly like: Likeness;
}

/**
 * Finds kinds of line that took the place of others: after an upgrade a program says the same in other words. Each new
 * one is paired with the one of the same program that it resembles most, of those that ceased when it came. One that
 * reads worse than the other never takes its place.
 */
export class Rewordings {
  #known = new Map<number, Known>();
  #looked = Number.NaN;
  /** Epoch ms at which something was noted last. */
  #newest = Number.NEGATIVE_INFINITY;
  /** Kinds of line that were not noted, because there were too many. */
  overCap = 0;

  /** Notes an event whose kind of line is new. */
  note(event: Event): void {
    const template = event.template as MinedTemplate;
    if (template.catchAll) return;
    if (this.#known.size >= MOST) this.#settle();
    if (this.#known.size >= MOST) {
      this.overCap++;
      return;
    }
    const gravity = gravityOf(event.severity, event.message);
    this.#newest = Math.max(this.#newest, event.received);
    this.#known.set(template.index, { template, app: event.app ?? '', since: event.received, gravity });
  }

  /** What is known to be said in other words by `now` (epoch ms); mostly nothing, and looked for every ten minutes. */
  due(now: number): Merge[] {
    const look = Math.floor(now / LOOK);
    if (look === this.#looked) return [];
    this.#looked = look;
    if (now - this.#newest > NEW) return [];
    this.#settle();
    const apps = new Map<string, { readonly young: Known[]; readonly old: Known[] }>();
    for (const one of this.#known.values()) {
      if (now - one.since > NEW) continue;
      const ofApp = apps.get(one.app);
      if (ofApp === undefined) apps.set(one.app, { young: [one], old: [] });
      else ofApp.young.push(one);
    }
    if (apps.size === 0) return [];
    for (const one of this.#known.values()) {
      const ofApp = apps.get(one.app);
      if (ofApp !== undefined && isSettled(one)) ofApp.old.push(one);
    }
    return [...apps.values()].flatMap(({ young, old }) => pairsOf(young, old, now).map(mergeOf));
  }

  /** Kinds of line that became more general, or were reworded, are what they became. */
  #settle(): void {
    if ([...this.#known.values()].every(({ template }) => template.successor === null)) return;
    const known = new Map<number, Known>();
    for (const one of this.#known.values()) {
      const template = one.template.current;
      const other = known.get(template.index);
      known.set(template.index, {
        ...{ template, app: one.app },
        since: Math.min(one.since, other?.since ?? one.since),
        gravity: Math.max(one.gravity, other?.gravity ?? 0),
      });
    }
    this.#known = known;
  }

  /** JSON-safe state. */
  save(): SavedRewordings {
    this.#settle();
    const known = [...this.#known.values()];
    return {
      known: known.map(({ template, app, since, gravity }) => [template.id, app, since, gravity] as const),
      looked: Number.isNaN(this.#looked) ? null : this.#looked,
    };
  }

  /** Takes back what `save` gave; what is no longer known to the miner is left out. Throws a ZodError on anything else. */
  load(state: unknown, templates: readonly MinedTemplate[]): void {
    const { known, looked } = savedRewordings.parse(state);
    const byId = new Map(templates.map((template) => [template.id, template]));
    this.#known.clear();
    for (const [id, app, since, gravity] of known) {
      const template = byId.get(id);
      if (template !== undefined) this.#known.set(template.index, { template, app, since, gravity });
      this.#newest = Math.max(this.#newest, since);
    }
    this.#looked = looked ?? Number.NaN;
  }
}

const savedRewordings = z.strictObject({
  known: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]).readonly()).readonly(),
  looked: z.number().nullable(),
});
/** JSON-safe state of `Rewordings`. */
export type SavedRewordings = z.infer<typeof savedRewordings>;

function pairsOf(young: readonly Known[], old: readonly Known[], now: number): Pair[] {
  const pairs: Pair[] = [];
  for (const one of young.slice(-MOST_OF_APP)) {
    const profile = profileOf(one);
    if (profile === null) continue;
    const gone = old.slice(-MOST_OF_APP).filter((other) => other !== one && wasReplaced(other, one, now));
    if (gone.length === 0) continue;
    const together = hasChanged(old, one, now);
    for (const other of gone) {
      if (one.gravity > other.gravity + WORSE || !isOfSameHosts(profile, profileOf(other)!)) continue;
      const like = likeness(other.template, one.template, [profileOf(other)!, profile]);
      const alone = like.all >= ALONE && like.words >= LEAST_WORDS && goesOn(other, one, now);
      if (alone || (together && like.all >= TOGETHER)) pairs.push({ old: other, young: one, like });
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

function mergeOf({ old, young, like: { slotMap } }: Pair): Merge {
  const literals = [...slotMap].map((slot) => (slot < 0 ? '' : '<*>'));
  return { from: old.template, into: young.template, slotMap, literals };
}

/** Whether it came often enough and for so long that it is part of how things are. */
function isSettled(one: Known): boolean {
  const profile = profileOf(one);
  return profile !== null && profile.count >= LEAST_LINES && profile.lastSeen - one.since >= SETTLED;
}

/** Whether the older ceased about when the younger came, as far as can be said by now. */
function wasReplaced(old: Known, young: Known, now: number): boolean {
  const { lastSeen, gaps } = profileOf(old)!;
  const pause = gaps.quantile(LONGER);
  if (old.since > young.since - SETTLED || lastSeen > young.since + ROLL_OUT) return false;
  if (now - lastSeen < ALMOST * pause || young.since - lastSeen > Math.max(DAY, QUIET * pause)) return false;
  const lasted = pause >= LASTS || now - young.since >= LASTS;
  return lasted && now - profileOf(young)!.lastSeen <= QUIET * pause;
}

/** Whether the younger comes as the older did, which is quiet for longer than it ever was. */
function goesOn(old: Known, young: Known, now: number): boolean {
  const [before, after] = [profileOf(old)!, profileOf(young)!];
  if (now - before.lastSeen <= before.gaps.max || after.count < LEAST_LINES) return false;
  return after.lastSeen - young.since >= GOES_ON * before.gaps.quantile(0.5);
}

/** Whether nearly all that a program used to say, and would have said by now, has not come since. */
function hasChanged(old: readonly Known[], young: Known, now: number): boolean {
  let [gone, goesOn] = [0, 0];
  for (const one of old) {
    const { gaps, lastSeen } = profileOf(one)!;
    const pause = gaps.quantile(LONGER);
    const before = young.since - lastSeen;
    if (one.since > young.since - SETTLED || before > Math.max(DAY, QUIET * pause)) continue;
    if (before >= -ROLL_OUT && now - lastSeen >= ALMOST * pause) gone++;
    else if (before < 0) goesOn++;
  }
  return gone > 0 && gone >= CHANGED * (gone + goesOn);
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
