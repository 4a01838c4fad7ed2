import { z } from 'zod';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** What comes sooner than this after the last time is the same occasion. */
const APART = 12 * 60 * MINUTE;
/** What goes on for longer is one more for each such stretch: a chronic fault is no rare one. */
const STRETCH = DAY;
/** Stories so soon after the first of an occasion belong to its beginning: three switches that lose power. */
const BEGINNING = 10 * MINUTE;
/** What came on so many occasions is how things are here. */
const USUAL = 4;
/** An occasion so long ago counts no more. */
const REMEMBERED = 120 * DAY;
const MOST_RULES = 2000;

interface Occasions {
  /** When each began, the last ones only. */
  began: number[];
  /** When the present one began. */
  since: number;
  seen: number;
}

/**
 * On how many occasions each rule hit, on whatever host: a power cut of thirty switches is one, and so is one that is
 * reported every minute for an hour. Times in epoch ms of the log.
 */
export class RuleOccasions {
  readonly #rules = new Map<string, Occasions>();

  /** A rule hit. */
  note(rule: string, time: number): void {
    const known = this.#rules.get(rule);
    if (known === undefined) {
      if (this.#rules.size < MOST_RULES) this.#rules.set(rule, { began: [time], since: time, seen: time });
      return;
    }
    const again = time - known.seen >= APART;
    if (again) known.since = time;
    if (again || time - known.began.at(-1)! >= STRETCH) {
      known.began = [...known.began.filter((at) => time - at < REMEMBERED), time].slice(-USUAL - 1);
    }
    if (time > known.seen) known.seen = time;
  }

  /**
   * On how many occasions a rule had hit before the one that a story at `time` belongs to; Infinity when that is so many
   * that it is usual, or when the story comes late in its occasion, so that nothing is new about it.
   */
  before(rule: string, time: number): number {
    const known = this.#rules.get(rule);
    if (known === undefined || !(Math.abs(time - known.since) <= BEGINNING)) return Number.POSITIVE_INFINITY;
    const before = known.began.filter((at) => at < known.since).length;
    return before < USUAL ? before : Number.POSITIVE_INFINITY;
  }

  /** JSON-safe state. */
  save(): SavedOccasions {
    return [...this.#rules].map(([rule, { began, since, seen }]) => [rule, since, seen, ...began]);
  }

  /** What `save` described. */
  static load(saved: SavedOccasions): RuleOccasions {
    const occasions = new RuleOccasions();
    for (const [rule, since, seen, ...began] of saved) occasions.#rules.set(rule, { began, since, seen });
    return occasions;
  }
}

/** Rule, beginning of the present occasion, last hit, beginnings of the last occasions. */
export const savedOccasions = z
  .array(z.tuple([z.string(), z.number(), z.number()], z.number()))
  .max(MOST_RULES);
type SavedOccasions = z.infer<typeof savedOccasions>;
