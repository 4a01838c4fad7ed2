import type { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { fewInAWeek, LiveTail, perDay, type savedLiveTail } from './live-tail.ts';
import { ALONE, type ExtremeRun, type Extremes } from './value-extremes.ts';
import { usualOf } from './value-judge.ts';
import { suddenMatterOf } from './value-matter.ts';
import type { Place } from './value-place.ts';
import { placeOf } from './value-scale.ts';
import type { Slot } from './value-slots.ts';
import { keyOf, SETTLES, type Told } from './value-told.ts';
import { findingOf } from './value-words.ts';

/** −log10 of how often a day, from which runs are compared with those elsewhere. */
const LEAST_RAW = 0.5;
const SELDOM = 0.25;
const SEVERAL = 3;
/** So many times its usual is much for one or two numbers, and for several in a row. */
const MUCH_ALONE = Math.log(5);
const MUCH = Math.log(3);
/** Several in a row: the furthest is further out than the worst that ever was, by half of it. */
const RECORD = Math.log(1.5);

/** What was told of another host goes on if its last line is no older, ms. */
const GOES_ON = 3_600_000;

/** A number that is out of all that was. */
interface Extreme {
  readonly slot: Slot;
  readonly place: Place;
  readonly extremes: Extremes;
}

/**
 * One pass: numbers far worse than all that ever came in their slot on their host, told at the line with which that is
 * beyond chance: the first, where their tail is thin, some in a row where it is not.
 */
export class Sudden {
  readonly #out: { emit(finding: Finding): void; reporting(): boolean; told: Told };
  readonly #tail = new LiveTail(LEAST_RAW);

  constructor(out: { emit(finding: Finding): void; reporting(): boolean; told: Told }) {
    this.#out = out;
  }

  /** A number beyond the bar of its slot and host; `now`: a clock that stands still while nothing is seen (ms). */
  see(event: Event, extreme: Extreme, now: number): void {
    const { slot, place, extremes } = extreme;
    const places = [...slot.places.values()].filter(({ host }) => host === place.host);
    const looks = places.reduce((sum, { count }) => sum + count, 0);
    const outcome = extremes.add(event, place.where, looks);
    if (outcome === 'over') this.#end(event, extremes);
    if (outcome !== 'on') return;
    const run = extremes.run!;
    if (run.told !== null && run.to - run.from > SETTLES) {
      extremes.end(true);
      return;
    }
    if (run.told !== null) {
      if (run.follows) return;
      // What goes on is told anew when there is twice as much of it.
      if ((run.count & (run.count - 1)) === 0)
        this.#out.emit(findingOf(suddenMatterOf(run, { slot, place, event }), run.others));
      return;
    }
    if (
      run.raw < LEAST_RAW ||
      extremes.beyond(run.peak) < (run.count < SEVERAL ? ALONE : RECORD) ||
      place.noMeasurement !== null
    )
      return;
    run.usual ??= usualOf(
      places.flatMap(({ sample, grain }) => sample.map((value) => placeOf(value, grain))),
      slot.grain,
    );
    const several = run.count >= SEVERAL;
    const away = extremes.side * (run.sum / run.count - run.usual.middle);
    if (away < (several ? MUCH : MUCH_ALONE)) return;
    // Compared is with what was as much elsewhere.
    run.odd = run.raw;
    if (!this.#out.reporting()) return;
    this.#tail.advance(now);
    const { age } = this.#tail;
    const expected = this.#tail.expected(run.odd);
    if (!fewInAWeek(expected, age, SELDOM)) return;
    // Nothing is rarer anywhere than it is here.
    run.told = Math.max(perDay(expected, age), 10 ** -run.odd);
    const leader = leaderOf(slot, extremes, event.received);
    if (leader !== null) {
      // One cause is told once, wherever it shows.
      leader.others++;
      [run.key, run.follows] = [leader.key, true];
      return;
    }
    const matter = suddenMatterOf(run, { slot, place, event });
    const finding = findingOf(matter, 0);
    run.key = keyOf(matter);
    if (this.#out.told.tell(run.key, finding.id, event.received)) this.#out.emit(finding);
    // What is usual is passed over in silence, in whatever way it is seen.
    else run.follows = true;
  }

  /** Moves the clock on. */
  advance(now: number): void {
    this.#tail.advance(now);
  }

  #end(event: Event, extremes: Extremes): void {
    const { told, key, odd, count: lines } = extremes.run!;
    // One line that was slow for once is nothing to keep apart.
    const usual = told === null || lines < SEVERAL || this.#out.told.isHabit(key);
    extremes.end(usual);
    if (usual && event.trains) this.#tail.add(odd);
  }

  /** JSON-safe state. */
  save(): z.input<typeof savedLiveTail> {
    return this.#tail.save();
  }

  /** Takes back what `save` gave. */
  load(saved: z.output<typeof savedLiveTail>): void {
    this.#tail.load(saved);
  }
}

/** The run of another host in the slot that was told and goes on. */
function leaderOf(slot: Slot, own: Extremes, now: number): ExtremeRun | null {
  for (const one of slot.extremes.values()) {
    const { run } = one;
    if (one !== own && run !== null && run.told !== null && !run.follows && now - run.to < GOES_ON)
      return run;
  }
  return null;
}
