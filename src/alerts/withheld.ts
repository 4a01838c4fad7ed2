import { rank } from '../core/finding.ts';

/** A matter that was not told of by a message of its own. */
export interface Withheld {
  readonly headline: string;
  readonly rank: number;
  /** Epoch ms. */
  readonly time: number;
}

const KEPT = 50;

/** What did not fit into the budget: all of it counted, the gravest kept by their headlines until the digest. */
export class WithheldList {
  #kept: Withheld[] = [];
  #count = 0;
  /** Epoch ms of the first since the last digest; NaN when there is none. */
  #since = Number.NaN;

  get count(): number {
    return this.#count;
  }

  get since(): number {
    return this.#since;
  }

  /** The gravest, first. */
  get gravest(): readonly Withheld[] {
    return this.#kept;
  }

  add(finding: Parameters<typeof rank>[0], headline: string, now: number): void {
    if (this.#count === 0) this.#since = now;
    this.#count++;
    const entry = { headline, rank: rank(finding), time: now };
    const weakest = this.#kept.at(-1);
    if (this.#kept.length >= KEPT && weakest !== undefined && weakest.rank >= entry.rank) return;
    this.#kept.push(entry);
    this.#kept.sort((a, b) => b.rank - a.rank || a.time - b.time);
    this.#kept.length = Math.min(this.#kept.length, KEPT);
  }

  clear(): void {
    this.#kept = [];
    this.#count = 0;
    this.#since = Number.NaN;
  }

  saved() {
    return { kept: this.#kept, count: this.#count, since: this.#count === 0 ? null : this.#since };
  }

  restore(state: {
    readonly kept: readonly Withheld[];
    readonly count: number;
    readonly since: number | null;
  }) {
    this.#kept = state.kept.slice(0, KEPT);
    this.#count = state.count;
    this.#since = state.since ?? Number.NaN;
  }
}
