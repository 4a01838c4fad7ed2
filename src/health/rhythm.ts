/** Longest gaps that are kept; the rhythm is what nearly all gaps are below. */
const KEPT = 8;
const LEAST_GAPS = 20;
const PATIENCE = 4;
const SHORTEST = 5 * 60_000;

/**
 * The rhythm of an input: how long it has been silent between lines so far. An input is quiet when it is silent for
 * four times as long as nearly ever, and for five minutes at least; one without a rhythm yet is never quiet.
 */
export class Rhythm {
  /** The longest gaps, longest first, ms. */
  readonly #longest: number[] = [];
  #gaps = 0;
  #last = Number.NaN;
  #lines = 0;

  /** Epoch ms of the last line; NaN before the first. */
  get last(): number {
    return this.#last;
  }

  /** What an input says of itself: lines so far, and when the last one came. Called every few seconds. */
  look(lines: number, lastSeen: number): void {
    if (lines === this.#lines || Number.isNaN(lastSeen)) return;
    const gap = lastSeen - this.#last;
    this.#lines = lines;
    this.#last = lastSeen;
    if (!(gap > 0)) return;
    this.#gaps++;
    const place = this.#longest.findIndex((known) => gap > known);
    if (place >= 0) this.#longest.splice(place, 0, gap);
    else if (this.#longest.length < KEPT) this.#longest.push(gap);
    this.#longest.length = Math.min(this.#longest.length, KEPT);
  }

  /** Ms of silence after which it is quiet, `most` at most; NaN while it has no rhythm. */
  patience(most: number): number {
    if (this.#gaps < LEAST_GAPS) return Number.NaN;
    // Of many gaps the very longest may be a night or a reboot that will not come again.
    const usual = this.#longest[this.#gaps >= 1000 ? 1 : 0]!;
    return Math.min(most, Math.max(SHORTEST, PATIENCE * usual));
  }
}
