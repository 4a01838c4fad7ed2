import { z } from 'zod';
import { type Episode, magnitude } from './rule-episode.ts';

const SEGMENTS = 10;
const MAGNITUDES = 16;
const MOST_RULES = 2_000;
const MOST_SUBJECTS = 20_000;
/** Stretches of time in which a story may begin. */
const SLOT = 5 * 60_000;
/** Used alone in a log without times, or shorter than a few slots. */
const LEAST_SLOTS = 12;

/** How often each rule hit, by tenth of the log and length of the story, and on whom. */
export class RuleHistory {
  /** By rule: stories by segment and magnitude; one pass uses the first row alone. */
  readonly #rules = new Map<string, number[]>();
  /** By rule: subjects with the segments in which it hit them, as bits. */
  readonly #subjects = new Map<string, Map<string, number>>();
  #subjectCount = 0;

  learn(episode: Episode): void {
    const row = Math.max(0, episode.segment);
    const size = magnitude(episode);
    for (const { id } of episode.rules) {
      let counts = this.#rules.get(id);
      if (counts === undefined) {
        if (this.#rules.size >= MOST_RULES) continue;
        counts = new Array(SEGMENTS * MAGNITUDES).fill(0);
        this.#rules.set(id, counts);
      }
      counts[row * MAGNITUDES + size]!++;
      this.#learnSubject(id, episode.subject, 1 << row);
    }
  }

  /** Stories like this one elsewhere: of its rarest rule, at least as long, outside of its tenth. */
  alike(episode: Episode): number {
    return Math.min(...episode.rules.map(({ id }) => this.#stories(id, episode)));
  }

  /**
   * −log10 of the chance that such a story begins in a stretch of five minutes, going by those elsewhere; a subject
   * that a rule never hit before is as rare as such subjects are.
   */
  rarity(episode: Episode, span: number): number {
    const slots = Math.max(LEAST_SLOTS, span / SLOT);
    return -Math.log10(Math.min(1, (this.alike(episode) + 0.5) / slots));
  }

  save(): SavedHistory {
    return {
      rules: [...this.#rules],
      subjects: [...this.#subjects].map(([id, subjects]) => [id, [...subjects]]),
    };
  }

  static load(saved: SavedHistory): RuleHistory {
    const history = new RuleHistory();
    for (const [id, counts] of saved.rules) history.#rules.set(id, [...counts]);
    for (const [id, subjects] of saved.subjects) {
      for (const [subject, bits] of subjects) history.#learnSubject(id, subject, bits);
    }
    return history;
  }

  #stories(id: string, episode: Episode): number {
    const counts = this.#rules.get(id);
    if (counts === undefined) return 0;
    const size = magnitude(episode);
    const subjects = this.#subjects.get(id);
    const own = subjects?.get(episode.subject) ?? 0;
    const elsewhere = episode.segment < 0 ? own : own & ~(1 << episode.segment);
    let sum = 0;
    for (let row = 0; row < SEGMENTS; row++) {
      if (row === episode.segment) continue;
      for (let m = size; m < MAGNITUDES; m++) sum += counts[row * MAGNITUDES + m]!;
    }
    // Never hit before: only the first stories of other subjects are like it, and there is one for each of them.
    return elsewhere === 0 ? Math.min(sum, Math.max(0, (subjects?.size ?? 0) - (own === 0 ? 0 : 1))) : sum;
  }

  #learnSubject(id: string, subject: string, bits: number): void {
    let subjects = this.#subjects.get(id);
    if (subjects === undefined) {
      subjects = new Map();
      this.#subjects.set(id, subjects);
    }
    const known = subjects.get(subject);
    if (known === undefined && this.#subjectCount >= MOST_SUBJECTS) return;
    if (known === undefined) this.#subjectCount++;
    subjects.set(subject, (known ?? 0) | bits);
  }
}

/** JSON-safe state of the history. */
export const savedHistory = z.strictObject({
  rules: z.array(z.tuple([z.string(), z.array(z.number()).length(SEGMENTS * MAGNITUDES)])),
  subjects: z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.number()]))])),
});
type SavedHistory = z.infer<typeof savedHistory>;
