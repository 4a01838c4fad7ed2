import { type Event, rfc3339 } from '../core/event.ts';
import type { Overview, Timeline } from '../core/scan-result.ts';
import { TimeBuckets } from '../kit/time-buckets.ts';
import { summarise } from '../templates/summary.ts';
import type { Engine } from './engine.ts';

/** As many bars as a picture of the width of a page can show. */
const BUCKETS = 160;
/** Events farther apart than this, in ms, with nothing between them, are not of one time. */
const FAR = 400 * 86_400_000;
/** Kinds of line in an overview; the rest is counted. */
const KINDS = 50;

/** Counts events over time by how bad they call themselves, in bounded memory and a few nanoseconds per event. */
export class TimelineCounter {
  #error = new TimeBuckets(BUCKETS);
  #warning = new TimeBuckets(BUCKETS);
  #info = new TimeBuckets(BUCKETS);
  #unknown = new TimeBuckets(BUCKETS);
  #untimed = 0;
  #shown = 0;
  #far = 0;
  #near = Number.NaN;

  add(event: Event): void {
    const { time, weight } = event;
    if (Number.isNaN(time)) {
      this.#untimed += weight;
      return;
    }
    // A host in the wrong year must not squeeze the rest into one bar: what is far from the most is not shown.
    if (Math.abs(time - this.#near) > FAR) {
      this.#far += weight;
      if (this.#far <= this.#shown) return;
      this.#begin();
    }
    this.#near = time;
    this.#shown += weight;
    this.#bucketsOf(event.severity).add(time, weight);
  }

  /** Most of the events are elsewhere: what was shown until now is what is far. */
  #begin(): void {
    this.#error = new TimeBuckets(BUCKETS);
    this.#warning = new TimeBuckets(BUCKETS);
    this.#info = new TimeBuckets(BUCKETS);
    this.#unknown = new TimeBuckets(BUCKETS);
    this.#far += this.#shown - 1;
    this.#shown = 0;
  }

  /** The counts on one grid; null when no event had a time. */
  get result(): Timeline | null {
    const levels = [
      ['error', this.#error],
      ['warning', this.#warning],
      ['info', this.#info],
      ['unknown', this.#unknown],
    ] as const;
    const used = levels.map(([, buckets]) => buckets).filter(({ from }) => !Number.isNaN(from));
    if (used.length === 0) return null;
    const all = new TimeBuckets(BUCKETS);
    for (const buckets of used) all.merge(buckets);
    const { width, from } = all;
    return {
      from: rfc3339(from)!,
      width,
      counts: levels.map(([level, buckets]) => ({ level, counts: onGrid(buckets, all) })),
      notShown: this.#untimed + this.#far,
    };
  }

  #bucketsOf(severity: number): TimeBuckets {
    if (severity < 0) return this.#unknown;
    if (severity < 4) return this.#error;
    return severity === 4 ? this.#warning : this.#info;
  }
}

function onGrid(buckets: TimeBuckets, grid: TimeBuckets): number[] {
  const counts = grid.counts.map(() => 0);
  buckets.widen(grid.width);
  const shift = Math.round((buckets.from - grid.from) / grid.width);
  buckets.counts.forEach((count, i) => {
    counts[shift + i] = count;
  });
  return counts;
}

/** What a report with pictures shows of the log as a whole. */
export function overviewOf(engine: Engine, timeline: TimelineCounter): Overview {
  const templates = summarise(engine.miner.templates(), engine.events);
  return {
    timeline: timeline.result,
    templates: templates.slice(0, KINDS),
    moreTemplates: Math.max(0, templates.length - KINDS),
  };
}
