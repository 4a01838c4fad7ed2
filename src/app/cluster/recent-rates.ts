const SPAN = 60_000;
const EVERY = 5000;

interface Look {
  readonly at: number;
  readonly lines: number;
  readonly events: number;
}

/** Lines and events a second, over the last minute. */
export class RecentRates {
  #looks: Look[] = [];

  /** @param at ms of a clock that is never set */
  look(at: number, { lines, events }: { readonly lines: number; readonly events: number }): void {
    if (at - (this.#looks.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < EVERY) return;
    this.#looks.push({ at, lines, events });
    while (this.#looks.length > 2 && at - this.#looks[1]!.at >= SPAN) this.#looks.shift();
  }

  get perSecond(): readonly [lines: number, events: number] {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at) return [0, 0];
    const rate = (count: (look: Look) => number) =>
      // What counted anew begins below where it was.
      Math.max(0, Math.round((10_000 * (count(last) - count(first))) / (last.at - first.at)) / 10);
    return [rate(({ lines }) => lines), rate(({ events }) => events)];
  }
}
