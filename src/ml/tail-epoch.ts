import { z } from 'zod';

/** Values kept at most. */
const CAP = 512;

/** What a stretch of history held: how many values, and the largest of them. */
export class TailEpoch {
  count = 0;
  /** Every value above is in `top`. */
  threshold = Number.NEGATIVE_INFINITY;
  /** How many values were at the threshold or above. */
  reaching = 0;
  top: number[] = [];

  /** Learns one value; a few nanoseconds for one below the threshold. */
  add(value: number): void {
    this.count++;
    if (value < this.threshold) return;
    this.reaching++;
    if (value === this.threshold) return;
    this.top.push(value);
    if (this.top.length >= CAP) this.#raise();
  }

  /** How many values were at least this, which has to be above the threshold. */
  atLeast(value: number): number {
    let count = 0;
    for (const each of this.top) if (each >= value) count++;
    return count;
  }

  /** JSON-safe state. */
  save(): SavedTailEpoch {
    const { count, threshold, reaching, top } = this;
    return { count, threshold: Number.isFinite(threshold) ? threshold : null, reaching, top: [...top] };
  }

  /** What `save` described. */
  static load({ count, threshold, reaching, top }: SavedTailEpoch): TailEpoch {
    const epoch = new TailEpoch();
    epoch.count = count;
    epoch.threshold = threshold ?? Number.NEGATIVE_INFINITY;
    epoch.reaching = reaching;
    epoch.top = [...top];
    return epoch;
  }

  /** Forgets the lower half. */
  #raise(): void {
    const sorted = Float64Array.from(this.top).sort();
    this.threshold = sorted[sorted.length >> 1]!;
    this.reaching = this.atLeast(this.threshold);
    this.top = this.top.filter((value) => value > this.threshold);
  }
}

/** JSON-safe state of a `TailEpoch`. */
export const savedTailEpoch = z.strictObject({
  count: z.int().min(0),
  threshold: z.number().nullable(),
  reaching: z.int().min(0),
  top: z.array(z.number()).max(CAP),
});
export type SavedTailEpoch = z.infer<typeof savedTailEpoch>;
