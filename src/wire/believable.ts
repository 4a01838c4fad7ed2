import { invalid } from './invalid.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Numbers of an entry by which all that comes after it is judged. */
export interface Claims {
  /** Fences are counted up from the broker's clock, or from one. */
  readonly fences?: Iterable<number>;
  /** Epoch ms; NaN for none. */
  readonly times?: Iterable<number>;
}

/**
 * One entry that claims to be of a far future would have everything after it be dropped, as of somebody deposed, or as
 * late. `taken`: epoch ms at which the broker took it, NaN where it does not say. Throws MESSAGE_INVALID.
 */
export function believable({ fences = [], times = [] }: Claims, taken: number): void {
  if (Number.isNaN(taken)) return;
  for (const fence of fences) {
    if (fence > taken + DAY) throw invalid(`nobody was given the fence ${fence}`);
  }
  for (const time of times) {
    if (time > taken + HOUR)
      throw invalid(`it is of a time that is ${Math.round((time - taken) / HOUR)} h to come`);
  }
}
