import type { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { fewInAWeek, LiveTail, perDay, type savedLiveTail } from './live-tail.ts';
import { driftOf, endsBlock, isUsual } from './value-drift.ts';
import { driftMatterOf } from './value-matter.ts';
import type { Place } from './value-place.ts';
import type { Slot } from './value-slots.ts';
import { keyOf, SETTLES, type Told } from './value-told.ts';
import { findingOf } from './value-words.ts';

const LEAST_RAW = 1;
const SELDOM = 0.25;
const FURTHER = 2;

/** A place whose window is over. */
interface Over {
  readonly slot: Slot;
  readonly place: Place;
}

/** One pass: numbers that creep away from all that they were, told some hours after they clearly have. */
export class Slow {
  readonly #out: { emit(finding: Finding): void; reporting(): boolean; told: Told };
  readonly #tail = new LiveTail(LEAST_RAW);

  constructor(out: { emit(finding: Finding): void; reporting(): boolean; told: Told }) {
    this.#out = out;
  }

  /** The last window but one is over; `now`: a clock that stands still while nothing is seen (ms). */
  see(event: Event, { slot, place }: Over, now: number): void {
    const { live } = place;
    const { drift: known, spells, usual } = live;
    if (usual === null) return;
    const { windows } = place;
    const last = windows.length - 2;
    if (!endsBlock(windows.startOf(last), windows.startOf(last + 1))) return;
    if ((known === null && isUsual(windows, last, usual)) || place.noMeasurement !== null) return;
    const drift = driftOf(windows, { last, grain: slot.grain, spells, known, event });
    if (known?.told && known.to - known.from > SETTLES) {
      place.settle(known.from);
      return;
    }
    if (drift === null) {
      if (known !== null) this.#end(event, place);
      return;
    }
    live.drift = drift;
    if (!this.#out.reporting()) return;
    this.#tail.advance(now);
    const { age } = this.#tail;
    const expected = this.#tail.expected(drift.raw);
    if (!drift.told && !fewInAWeek(expected, age, SELDOM)) return;
    const away = Math.abs(drift.level - drift.usual.middle);
    // What goes on is told anew when it is much further away.
    if (drift.told && away < FURTHER * drift.said) return;
    const other = drift.told ? null : place.toldBetween(drift.from, drift.to);
    if (other !== null) {
      // As good as told: of that, only what is much further away is news.
      [drift.told, drift.key, drift.said] = [true, other, away];
      return;
    }
    const matter = driftMatterOf(drift, { slot, place, event }, perDay(expected, age));
    const finding = findingOf(matter, 0);
    const key = keyOf(matter);
    const habit = !drift.told && !this.#out.told.tell(key, finding.id, event.received);
    // What is habit is passed over in silence, in whatever way it is seen.
    [drift.told, drift.key, drift.said] = [true, key, habit ? Number.MAX_VALUE : away];
    if (!habit) this.#out.emit(finding);
  }

  /** Moves the clock on. */
  advance(now: number): void {
    this.#tail.advance(now);
  }

  #end(event: Event, { live }: Place): void {
    const { told, key, raw, from, to } = live.drift!;
    const usual = !told || this.#out.told.isHabit(key);
    live.drift = null;
    if (!usual) live.leaveOut([from, to, key]);
    else if (event.trains) this.#tail.add(raw);
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
