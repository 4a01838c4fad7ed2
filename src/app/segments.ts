/**
 * Divides a log into tenths by the share of its bytes that was read. The first pass notes at which event each tenth
 * begins; the second pass goes by these notes, so that both agree to the event.
 */
export class Segments {
  readonly #starts: number[] = [];
  #current = 0;

  /** Tenth of the event with this ordinal, in the first pass; `share` is how much of the log was read, 0–1. */
  mark(ordinal: number, share: number): number {
    const wanted = Math.min(9, Math.floor(share * 10));
    while (this.#current < wanted) {
      this.#starts.push(ordinal);
      this.#current++;
    }
    return this.#current;
  }

  /** From here on `at` is asked from the first event again. */
  rewind(): void {
    this.#current = 0;
  }

  /** Tenth of the event with this ordinal, in the second pass; ordinals must come in order. */
  at(ordinal: number): number {
    while (this.#current < this.#starts.length && this.#starts[this.#current]! <= ordinal) this.#current++;
    return this.#current;
  }
}
