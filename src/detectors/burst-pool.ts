import { z } from 'zod';
import { tailShare } from '../ml/log-tail.ts';

const DAY = 86_400_000;
/** Largest ones kept: more than this many as large make one more nothing special anyhow. */
const KEPT = 48;
/** What an actor does again after so long is a habit, within it is the same matter. */
const SAME_MATTER = DAY / 2;

const entry = z.tuple([z.number(), z.string(), z.number()]);
type Entry = z.infer<typeof entry>;

/** How long the rows of failures were that actors had here, with the longest of them. */
export class Pool {
  readonly #rarest: number;
  #total = 0;
  /** Size, actor and epoch ms of the beginning, largest first. */
  #largest: Entry[] = [];

  /** @param rarest fewest that are ever expected in a history: no more can be claimed from one */
  constructor(rarest: number) {
    this.#rarest = rarest;
  }

  /** Learns one row of failures. */
  add(size: number, actor: string, from: number): void {
    this.#total++;
    if (size < 1 || (this.#largest.length === KEPT && size <= this.#largest[KEPT - 1]![0])) return;
    let at = this.#largest.length;
    while (at > 0 && this.#largest[at - 1]![0] < size) at--;
    this.#largest.splice(at, 0, [size, actor, from]);
    if (this.#largest.length > KEPT) this.#largest.pop();
  }

  /** How many as large the whole history would hold by what all others did, and the largest of theirs (0: none). */
  expected(size: number, actor: string, from: number): { inAll: number; largest: number; others: number } {
    const others = this.#largest.filter(
      ([, who, when]) => who !== actor || Math.abs(when - from) >= SAME_MATTER,
    );
    const total = this.#total - (this.#largest.length - others.length);
    const sizes = others.map(([one]) => one);
    const as = sizes.filter((one) => one >= size).length;
    const beyond = sizes.length > 0 ? tailShare(sizes, total, size) * total : 0.5;
    const inAll = Math.max(this.#rarest, beyond, as > 0 ? as + 0.5 : 0);
    return { inAll, largest: sizes[0] ?? 0, others: total };
  }

  /** JSON-safe state. */
  save(): SavedPool {
    return { total: this.#total, largest: this.#largest };
  }

  /** What `save` described. */
  static load({ total, largest }: SavedPool, rarest: number): Pool {
    const pool = new Pool(rarest);
    pool.#total = total;
    pool.#largest = [...largest];
    return pool;
  }
}

/** JSON-safe state of a pool. */
export const savedPool = z.strictObject({ total: z.number().min(0), largest: z.array(entry).max(KEPT) });
export type SavedPool = z.infer<typeof savedPool>;
