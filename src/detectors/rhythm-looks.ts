import { z } from 'zod';
import { mostSurprise } from '../core/odds.ts';
import { correctedSurprise, savedTailCalibrator, TailCalibrator } from '../ml/index.ts';

const DAY = 86_400_000;

/** How odd one look was. */
export interface Looked {
  /** Corrected for how often one looks. */
  readonly surprise: number;
  readonly raw: number;
}

/** Scores of one kind of look at many series: how surprising one is, by all before it. */
export class Looks {
  #tail = new TailCalibrator();
  #count = 0;
  #from = Number.NaN;

  /** Judges a score at a time (epoch ms), then learns it. `ways`: how many kinds of look there are. */
  take(score: number, time: number, ways: number): Looked {
    if (!(time >= this.#from)) this.#from = time;
    this.#count++;
    const raw = this.#tail.score(score);
    this.#tail.learn(score);
    const days = Math.max(1, (time - this.#from) / DAY);
    const surprise = correctedSurprise(raw, (this.#count / days) * ways);
    // Nobody can know that something is rarer than half a time in all that was seen.
    return { surprise: Math.min(surprise, mostSurprise(time - this.#from)), raw };
  }

  /** JSON-safe state. */
  save(): SavedLooks {
    return {
      tail: this.#tail.save(),
      count: this.#count,
      from: Number.isNaN(this.#from) ? null : this.#from,
    };
  }

  /** What `save` described. */
  static load({ tail, count, from }: SavedLooks): Looks {
    const looks = new Looks();
    looks.#tail = TailCalibrator.load(tail);
    looks.#count = count;
    looks.#from = from ?? Number.NaN;
    return looks;
  }
}

/** JSON-safe state of `Looks`. */
export const savedLooks = z.strictObject({
  tail: savedTailCalibrator,
  count: z.int().min(0),
  from: z.number().nullable(),
});
export type SavedLooks = z.infer<typeof savedLooks>;
