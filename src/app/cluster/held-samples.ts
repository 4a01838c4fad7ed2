import type { BusEntry } from '../../core/bus.ts';

/** Entries of samples that wait while the past is looked at; the rest is counted. */
const MOST = 2000;

/** Samples of now do not put the clock ahead of the past: they wait for it to be over. */
export class HeldSamples {
  dropped = 0;
  #waiting: BusEntry[] = [];

  add(entry: BusEntry): void {
    if (this.#waiting.length >= MOST) this.dropped++;
    else this.#waiting.push(entry);
  }

  /** All that waited, oldest first. */
  release(): readonly BusEntry[] {
    const all = this.#waiting;
    this.#waiting = [];
    return all;
  }
}
