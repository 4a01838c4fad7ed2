import type { Rate } from '../core/option-values.ts';
import { pageLine } from './page-line.ts';

const DAY = 86_400_000;
const SPAN = 30 * DAY;
/** Lower than any page line. */
const LOWEST = pageLine(0);
/** Incidents above the page line that are remembered; where there are more, the bar is far above it anyway. */
const MOST = 10_000;

interface Seen {
  at: number;
  rank: number;
}

/** State of a tail as JSON-safe data. */
export interface TailState {
  readonly from: number | null;
  readonly seen: [id: string, at: number, rank: number][];
}

/** How high the incidents of the last 30 days rank, as far as they are above the page line. */
export class Tail {
  /** By id, the earliest first. */
  readonly #seen = new Map<string, Seen>();
  /** Their ranks, the highest first. */
  #ranks: number[] = [];
  /** Epoch ms from which on incidents were looked at; NaN before the first. */
  #from = Number.NaN;

  /** An incident as it ranks now; those that were merged into it are no longer ones of their own. */
  note(
    { id, aliases }: { readonly id: string; readonly aliases: readonly string[] },
    rank: number,
    now: number,
  ): void {
    if (Number.isNaN(this.#from)) this.#from = now;
    let highest = rank;
    for (const alias of aliases) highest = Math.max(highest, this.#drop(alias));
    const seen = this.#seen.get(id);
    if (seen !== undefined) {
      if (highest <= seen.rank) return;
      this.#remove(seen.rank);
      seen.rank = highest;
      this.#insert(highest);
      return;
    }
    if (highest < LOWEST) return;
    this.#seen.set(id, { at: now, rank: highest });
    this.#insert(highest);
    for (const [oldest, { at }] of this.#seen) {
      if (now - at <= SPAN && this.#seen.size <= MOST) break;
      this.#drop(oldest);
    }
  }

  /** The rank that so many incidents in so much time reach. */
  height(rate: Rate, now: number): number {
    const { count, perMs } = rate;
    const since = Math.min(SPAN, Math.max(DAY, Number.isNaN(this.#from) ? DAY : now - this.#from));
    const allowed = Math.floor((count * since) / perMs);
    if (allowed <= 0) return Number.POSITIVE_INFINITY;
    return this.#ranks[allowed - 1] ?? LOWEST;
  }

  saved(): TailState {
    return {
      from: Number.isNaN(this.#from) ? null : this.#from,
      seen: [...this.#seen].map(([id, { at, rank }]) => [id, at, rank]),
    };
  }

  static load({ from, seen }: TailState): Tail {
    const tail = new Tail();
    tail.#from = from ?? Number.NaN;
    for (const [id, at, rank] of seen.slice(-MOST)) tail.#seen.set(id, { at, rank });
    tail.#ranks = [...tail.#seen.values()].map(({ rank }) => rank).sort((a, b) => b - a);
    return tail;
  }

  #drop(id: string): number {
    const seen = this.#seen.get(id);
    if (seen === undefined) return Number.NEGATIVE_INFINITY;
    this.#seen.delete(id);
    this.#remove(seen.rank);
    return seen.rank;
  }

  #insert(rank: number): void {
    this.#ranks.splice(this.#placeOf(rank), 0, rank);
  }

  #remove(rank: number): void {
    this.#ranks.splice(this.#placeOf(rank), 1);
  }

  /** Index of the first that is not higher. */
  #placeOf(rank: number): number {
    let low = 0;
    let high = this.#ranks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranks[middle]! > rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
