import type { LiveSeries } from './rate-live-series.ts';

/**
 * The series that a bucket's end may concern: those with a line in it, with a stretch that goes on, or with lines in
 * nearly every bucket. In a quiet stream these are few of all, and looking at each of the others every five minutes would
 * cost more than all lines do.
 */
export class ActiveSeries {
  readonly #touched = new Set<LiveSeries>();
  readonly #running = new Set<LiveSeries>();
  #dense: LiveSeries[] = [];

  /** A series has its first line in the open bucket. */
  touch(series: LiveSeries): void {
    this.#touched.add(series);
  }

  /** A stretch begins. */
  run(series: LiveSeries): void {
    this.#running.add(series);
  }

  /** Those that the end of the open bucket concerns, in their order; the next one begins with none touched. */
  take(): LiveSeries[] {
    const all = new Set([...this.#touched, ...this.#dense]);
    for (const series of this.#running) {
      if (series.run === null) this.#running.delete(series);
      else all.add(series);
    }
    this.#touched.clear();
    return [...all].sort((a, b) => a.order - b.order);
  }

  /** Finds them anew among all series. `dense`: total lines from which on a series is. */
  reset(all: Iterable<LiveSeries>, { bucket, dense }: { bucket: number; dense: number }): void {
    this.#touched.clear();
    this.#running.clear();
    this.#dense = [];
    for (const series of all) {
      if (series.bucket === bucket) this.#touched.add(series);
      if (series.run !== null) this.#running.add(series);
      if (series.total >= dense) this.#dense.push(series);
    }
  }
}
