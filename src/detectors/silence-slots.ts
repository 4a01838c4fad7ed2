import { z } from 'zod';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Times of day that are followed at once: what comes at more of them keeps none. */
const MOST = 6;
/** What comes as near to a time of day comes at it. */
const NEAR = 10 * MINUTE;
/** By so much a change of the clocks moves what keeps local time. */
const CLOCKS = HOUR;
/** So long after its time something is missing: longer than the clocks change. */
const LATE = CLOCKS + 15 * MINUTE;
/** What is late by less may still come: a job that had to wait for another, or began anew. */
export const GONE = 3.5 * HOUR;
/** Fewer days show no habit: of many that come day by day by chance some break off after ten. */
const FEWEST = 14;
const WEEK = 7;
const WEEKS = 3 * WEEK;

/** A time of day at which something comes. */
interface Slot {
  /** ms after midnight, UTC. */
  phase: number;
  /** Days since 1970 of the first and the last time. */
  first: number;
  day: number;
  /** On which of the last days it came, the last one in the lowest bit; and of which it is not asked. */
  hits: number;
  excused: number;
}

/** Something that was due and did not come. */
export interface Missed {
  /** Days of the last four weeks on which it came at that time. */
  readonly days: number;
  /** Epoch ms. */
  readonly due: number;
}

/**
 * The times of day at which a stream comes, and on which days: each day, on workdays, on any days of the week that it
 * keeps. It is missing when it kept them without exception for weeks, fourteen times at least, and does not come an hour
 * before or after: the clocks may have changed, which is no exception either. UTC.
 */
export class Slots {
  #slots: Slot[] = [];
  #due = Number.POSITIVE_INFINITY;

  /** When something will be missing, or gone (epoch ms), the next time after `now`; Infinity when nothing can be. */
  dueAfter(now: number): number {
    if (this.#due === Number.POSITIVE_INFINITY || now < this.#due) return this.#due;
    let next = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) {
      const due = nextOf(slot);
      if (due + LATE > now) next = Math.min(next, due + LATE);
      else if (due + GONE > now) next = Math.min(next, due + GONE);
    }
    return next;
  }

  /** It comes. `told`: people were told that it was away, so that the days without it are no exceptions. */
  come(time: number, told: boolean): void {
    let moved: Slot | null = null;
    for (const slot of this.#slots) {
      const day = Math.round((time - slot.phase) / DAY);
      const off = time - slot.phase - day * DAY;
      if (Math.abs(off) <= NEAR) {
        if (day > slot.day) this.#hit(slot, day, told);
        slot.phase += off / 4;
        this.#settle();
        return;
      }
      const byClocks = Math.abs(Math.abs(off) - CLOCKS) <= NEAR;
      if (byClocks && day > slot.day && isExpected(slot, day, told)) moved = slot;
    }
    if (moved !== null) {
      const day = Math.round((time - moved.phase) / DAY);
      moved.phase = time - day * DAY;
      this.#hit(moved, day, told);
    } else this.#begin(time);
    this.#settle();
  }

  /** What was due in a pause and did not come; null when nothing was. */
  missed(from: number, to: number): Missed | null {
    if (to < this.#due) return null;
    let most: Missed | null = null;
    for (const slot of this.#slots) {
      const due = nextOf(slot);
      if (!(to >= due + LATE && from < due - CLOCKS - NEAR)) continue;
      const days = bits(slot.hits);
      if (most === null || days > most.days) most = { days, due };
    }
    return most;
  }

  /** It may have come at any time between two times. */
  blind(from: number, to: number): void {
    for (const slot of this.#slots) {
      const day = Math.floor((to - slot.phase) / DAY);
      if (day > slot.day && day * DAY + slot.phase > from - LATE) this.#hit(slot, day, true);
    }
    this.#settle();
  }

  /** Takes over what an older stream of the same thing knew. */
  follow(older: Slots): void {
    const times = this.#slots.flatMap(({ phase, day, hits }) =>
      Array.from({ length: 32 }, (_, back) => (isIn(hits, back) ? [(day - back) * DAY + phase] : [])).flat(),
    );
    this.#slots = older.#slots.map((slot) => ({ ...slot }));
    for (const time of times.sort((a, b) => a - b)) this.come(time, false);
    this.#settle();
  }

  /** JSON-safe state. */
  save(): SavedSlots {
    return this.#slots.map(({ phase, first, day, hits, excused }) => [phase, first, day, hits, excused]);
  }

  /** What `save` described. */
  static load(saved: SavedSlots): Slots {
    const slots = new Slots();
    slots.#slots = saved.map(([phase, first, day, hits, excused]) => ({ phase, first, day, hits, excused }));
    slots.#settle();
    return slots;
  }

  #hit(slot: Slot, day: number, excused: boolean): void {
    const days = day - slot.day;
    const between = days > 31 ? 0 : excused ? ((1 << days) - 1) & ~1 : 0;
    slot.hits = days > 31 ? 1 : ((slot.hits << days) | 1) >>> 0;
    slot.excused = days > 31 ? 0 : ((slot.excused << days) | between) >>> 0;
    slot.day = day;
  }

  #begin(time: number): void {
    const day = Math.floor(time / DAY);
    const slot = { phase: time - day * DAY, first: day, day, hits: 1, excused: 0 };
    if (this.#slots.length < MOST) {
      this.#slots.push(slot);
      return;
    }
    let oldest = 0;
    this.#slots.forEach((one, i) => {
      if (lastOf(one) < lastOf(this.#slots[oldest]!)) oldest = i;
    });
    this.#slots[oldest] = slot;
  }

  #settle(): void {
    this.#due = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) this.#due = Math.min(this.#due, nextOf(slot) + LATE);
  }
}

/** When it came last (epoch ms). */
function lastOf({ day, phase }: Slot): number {
  return day * DAY + phase;
}

/** When it is to come next (epoch ms), Infinity where no habit says so. */
function nextOf(slot: Slot): number {
  if (bits(slot.hits) < FEWEST) return Number.POSITIVE_INFINITY;
  for (let day = slot.day + 1; day <= slot.day + WEEK; day++) {
    if (isExpected(slot, day)) return day * DAY + slot.phase;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether it comes on a day: as it did a week before, all weeks being alike; `excused`: but for the days since. */
function isExpected(slot: Slot, day: number, excused = false): boolean {
  if (bits(slot.hits) < FEWEST) return false;
  const came = (at: number) => isIn(slot.hits, slot.day - at);
  const asked = (at: number) =>
    at >= slot.first && !isIn(slot.excused, slot.day - at) && !(excused && at > slot.day);
  const before = asked(day - WEEK) ? day - WEEK : day - 2 * WEEK;
  if (!came(before)) return false;
  for (let at = day - 1; at > day - WEEKS; at--) {
    if (asked(at) && asked(at - WEEK) && slot.day - at + WEEK < 32 && came(at) !== came(at - WEEK))
      return false;
  }
  return true;
}

function isIn(mask: number, back: number): boolean {
  return back >= 0 && back < 32 && ((mask >>> back) & 1) === 1;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest > 0; rest &= rest - 1, rest >>>= 0) count++;
  return count;
}

/** JSON-safe state of the times of day: phase, first and last day, days. */
export const savedSlots = z
  .array(z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]))
  .max(MOST);
export type SavedSlots = z.infer<typeof savedSlots>;
