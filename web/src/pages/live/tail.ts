/** What the tail shows, and what waits while it is paused. */
export interface TailView<Line> {
  /** The oldest first. */
  readonly lines: readonly Line[];
  readonly paused: boolean;
  /** Lines that came since it was paused and will be added when it goes on. */
  readonly waiting: number;
  /** Lines that came since it was paused and found no room to wait. */
  readonly missed: number;
}

/** So many lines are kept in the page. */
const KEPT = 5_000;

/**
 * The last lines of a stream. While it is paused nothing that is looked at moves: what comes waits, and when as many
 * wait as are ever kept, the oldest of those are let go, and counted.
 */
export class Tail<Line> {
  readonly #most: number;
  #lines: readonly Line[] = [];
  #waiting: readonly Line[] = [];
  #paused = false;
  #missed = 0;

  constructor(most: number = KEPT) {
    this.#most = most;
  }

  add(lines: readonly Line[]): void {
    if (!this.#paused) this.#lines = last([...this.#lines, ...lines], this.#most);
    else {
      const all = [...this.#waiting, ...lines];
      this.#waiting = last(all, this.#most);
      this.#missed += all.length - this.#waiting.length;
    }
  }

  pause(): void {
    this.#paused = true;
  }

  /** Goes on with what waited. */
  resume(): void {
    this.#paused = false;
    this.#lines = last([...this.#lines, ...this.#waiting], this.#most);
    this.#waiting = [];
    this.#missed = 0;
  }

  /** Empties it; what it was doing it goes on doing. */
  clear(): void {
    this.#lines = [];
    this.#waiting = [];
    this.#missed = 0;
  }

  view(): TailView<Line> {
    return { lines: this.#lines, paused: this.#paused, waiting: this.#waiting.length, missed: this.#missed };
  }
}

function last<T>(items: readonly T[], most: number): readonly T[] {
  return items.length > most ? items.slice(items.length - most) : items;
}
