import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { rawOf } from './odd-runs.ts';
import { savedEvidence } from './saved-evidence.ts';
import { type Drift, type Spell, savedDrift } from './value-drift.ts';
import { isMuch, LEAST_WINDOWS, NOTED, savedUsual, scoreOf, type Usual, usualOf } from './value-judge.ts';
import type { Place } from './value-place.ts';
import type { Windows } from './value-windows.ts';

/** The usual is worked out again when there are so many times as many windows. */
const GROWTH = 1.25;
/** Windows inside the usual after which a stretch is over. */
const GAP = 3;
/** Stretches remembered that were told. */
const MOST_SPELLS = 8;

/** An odd stretch while it goes on. */
export interface LiveRun {
  readonly from: number;
  to: number;
  readonly side: number;
  readonly usual: Usual;
  windows: number;
  inside: number;
  /** Windows inside the usual between odd ones. */
  gaps: number;
  sum: number;
  peak: number;
  seen: number;
  /** Lines, and the sum of their places, for the level. */
  lines: number;
  places: number;
  raw: number;
  /** Other places of the slot that are odd with it. */
  others: number;
  /** Was told; by itself, or with what was told of it otherwise or of another place. */
  told: boolean;
  follows: boolean;
  /** What was told, as habits know it; empty before. */
  key: string;
  readonly evidence: Evidence[];
}

/** One pass over the numbers of a place: each window is judged by those before it, when it is over. */
export class LivePlace {
  usual: Usual | null = null;
  /** Usual of the highest numbers of windows. */
  highs: Usual | null = null;
  #next = LEAST_WINDOWS;
  run: LiveRun | null = null;
  /** Numbers that creep away. */
  drift: Drift | null = null;
  /** Stretches that were told and are not learnt as usual; the latest. */
  spells: Spell[] = [];
  /** Stretches that are over, and how far out they were together. */
  seen = 0;
  sum = 0;
  /** The oddest line of the open window. */
  #oddest: Evidence | null = null;
  #far = 0;

  /** Whether there is nothing to do when a window is over and there are so many. */
  isIdle(windows: number): boolean {
    return this.usual === null && windows < this.#next;
  }

  /** Places on the scale between which a number is nothing for `see`. */
  get near(): [low: number, high: number] {
    if (this.usual === null) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const { middle, spread } = this.usual;
    // A hair less, as sums are rounded: `see` decides.
    const far = (NOTED / 2) * spread * (1 - 1e-9);
    return [middle - far, middle + far];
  }

  /** A number comes in: keeps the line when it is the oddest of its window. */
  see(event: Event, place: number): void {
    const { usual } = this;
    if (usual === null) return;
    const far = Math.abs(place - usual.middle);
    if (far < (NOTED / 2) * usual.spread || far <= this.#far) return;
    this.#far = far;
    this.#oddest = evidenceOf(event);
  }

  /** A window of `place` is over, the one before the last; `event` is the line that began the next. */
  close(place: Place, i: number, event: Event): LiveRun | null {
    const odd = this.#oddest;
    this.#oddest = null;
    this.#far = 0;
    const found = this.usual === null ? null : this.#judge(place, i, () => odd ?? evidenceOf(event));
    if (place.windows.length >= this.#next) this.refresh(place);
    return found;
  }

  /** Works out anew what is usual. */
  refresh(place: Place): void {
    const { windows, grain } = place;
    this.#next = Math.ceil(windows.length * GROWTH);
    if (windows.length < LEAST_WINDOWS || place.noMeasurement !== null) {
      this.usual = this.highs = null;
      return;
    }
    const learnt = this.#learnt(windows);
    this.usual = usualOf(learnt(windows.means), grain);
    this.highs = windows.length > 0.7 * place.count ? null : usualOf(learnt(windows.highs), grain);
  }

  /** Leaves out a stretch of time from what is usual. */
  leaveOut(spell: Spell): void {
    this.spells.push(spell);
    if (this.spells.length > MOST_SPELLS) this.spells.shift();
  }

  /** What of a column of windows is learnt as usual: not what was told, unless that leaves too little. */
  #learnt(windows: Windows): (column: readonly number[]) => readonly number[] {
    const spells = [...this.spells];
    for (const open of [this.run, this.drift]) if (open?.told) spells.push([open.from, open.to, open.key]);
    if (spells.length === 0) return (column) => column;
    const kept = windows.index.map((_, i) => {
      const start = windows.startOf(i);
      return !spells.some(([from, to]) => start < to && start + windows.width > from);
    });
    const enough = kept.filter(Boolean).length >= LEAST_WINDOWS;
    return (column) => (enough ? column.filter((_, i) => kept[i]) : column);
  }

  /** What goes on is how it is now. */
  settle(place: Place): void {
    this.run = this.drift = null;
    this.spells = [];
    this.refresh(place);
  }

  /** Ends the stretch that goes on, if any; returns its `raw` for the books, 0 when it is not to be learnt. */
  end(learns = true): number {
    const { run } = this;
    this.run = null;
    if (run === null) return 0;
    if (!learns) {
      this.leaveOut([run.from, run.to, run.key]);
      return 0;
    }
    this.seen++;
    this.sum += scoreOfLive(run) - NOTED;
    return run.raw;
  }

  #judge(place: Place, i: number, line: () => Evidence): LiveRun | null {
    const { run } = this;
    const { mean, high, count } = place.windows.window(i);
    const [at, usual] = this.#furthest(mean, high);
    const far = (at - usual.middle) / usual.spread;
    if (run === null && (Math.abs(far) < NOTED || !isMuch(at, usual))) return null;
    const from = place.windows.startOf(i);
    if (run !== null && Math.sign(far) === run.side && Math.abs(far) >= NOTED / 2) {
      run.to = from + place.windows.width - 1;
      run.windows++;
      run.gaps += run.inside;
      run.inside = 0;
      run.sum += Math.abs(far);
      if (Math.abs(far) > run.peak) {
        run.peak = Math.abs(far);
        run.seen = at;
        if (run.evidence.length >= 3) run.evidence[3] = line();
      }
      if (run.evidence.length < 3) run.evidence.push(line());
    } else if (run !== null) {
      run.inside++;
      return null;
    } else {
      this.run = {
        from,
        to: from + place.windows.width - 1,
        side: Math.sign(far),
        usual,
        windows: 1,
        inside: 0,
        gaps: 0,
        sum: Math.abs(far),
        peak: Math.abs(far),
        seen: at,
        lines: 0,
        places: 0,
        raw: 0,
        others: 0,
        told: false,
        follows: false,
        key: '',
        evidence: [line()],
      };
    }
    const now = this.run!;
    now.lines += count;
    now.places += at * count;
    // One window that is a little odd says less than several.
    if (!isMuch(now.seen, now.usual, now.windows)) return null;
    now.raw = rawOf(scoreOfLive(now) - NOTED, {
      seen: this.seen,
      sum: this.sum,
      looks: place.windows.length,
    });
    return now;
  }

  /** Whether the stretch is over. */
  get over(): boolean {
    return this.run !== null && this.run.inside > GAP;
  }

  #furthest(mean: number, high: number): [at: number, usual: Usual] {
    const usual = this.usual!;
    const { highs } = this;
    if (highs === null) return [mean, usual];
    const byMean = Math.abs(mean - usual.middle) / usual.spread;
    const byHigh = (high - highs.middle) / highs.spread;
    return byHigh > byMean ? [high, highs] : [mean, usual];
  }

  /** JSON-safe state. */
  save(): SavedLive {
    const { usual, highs, run, seen, sum, drift, spells } = this;
    return {
      usual,
      highs,
      next: this.#next,
      run,
      seen,
      sum,
      oddest: this.#oddest,
      far: this.#far,
      drift,
      spells,
    };
  }

  /** What `save` described. */
  static load(saved: SavedLive): LivePlace {
    const live = new LivePlace();
    live.usual = saved.usual;
    live.highs = saved.highs;
    live.#next = saved.next;
    live.run = saved.run;
    live.drift = saved.drift;
    live.spells = [...saved.spells];
    live.seen = saved.seen;
    live.sum = saved.sum;
    live.#oddest = saved.oddest;
    live.#far = saved.far;
    return live;
  }
}

function scoreOfLive({ peak, sum, windows, gaps }: LiveRun): number {
  return scoreOf({ peak, sum, members: windows, windows: windows + gaps });
}

const run = z.strictObject({
  from: z.number(),
  to: z.number(),
  side: z.number(),
  usual: savedUsual,
  windows: z.number(),
  inside: z.number(),
  gaps: z.number(),
  sum: z.number(),
  peak: z.number(),
  seen: z.number(),
  lines: z.number(),
  places: z.number(),
  raw: z.number(),
  others: z.number(),
  told: z.boolean(),
  follows: z.boolean(),
  key: z.string(),
  evidence: z.array(savedEvidence),
});

/** JSON-safe state of a place in one pass. */
export const savedLive = z.strictObject({
  usual: savedUsual.nullable(),
  highs: savedUsual.nullable(),
  next: z.number(),
  run: run.nullable(),
  seen: z.number(),
  sum: z.number(),
  oddest: savedEvidence.nullable(),
  far: z.number(),
  drift: savedDrift.nullable(),
  spells: z.array(z.tuple([z.number(), z.number(), z.string()]).readonly()).max(MOST_SPELLS),
});
export type SavedLive = z.infer<typeof savedLive>;
