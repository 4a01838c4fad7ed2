import { z } from 'zod';
import type { Feedback } from '../core/detector.ts';

/** Findings that people may still say something of, and matters of which they did; what is oldest makes room. */
const MOST_TOLD = 1000;
const MOST_MATTERS = 5000;

/**
 * What people called noise or expected. A detector that goes on telling what is rare asks here first. A matter is
 * whatever the detector calls one; it should name the host, as a word about one host says nothing of another.
 */
export class Accepted {
  /** By finding, the matters that it told. */
  readonly #told = new Map<string, readonly string[]>();
  readonly #matters = new Set<string>();

  /** A finding was told, and so were these matters. */
  note(finding: string, matters: readonly string[]): void {
    this.#told.delete(finding);
    if (this.#told.size >= MOST_TOLD) this.#told.delete(this.#told.keys().next().value!);
    this.#told.set(finding, matters);
  }

  /** People said something; what means nothing here is passed over. */
  take(feedback: Feedback): void {
    const fine =
      feedback.kind === 'expected' || (feedback.kind === 'verdict' && feedback.verdict === 'noise');
    const matters = fine ? this.#told.get(feedback.finding) : undefined;
    for (const matter of matters ?? []) {
      if (this.#matters.size >= MOST_MATTERS) this.#matters.delete(this.#matters.values().next().value!);
      this.#matters.add(matter);
    }
  }

  has(matter: string): boolean {
    return this.#matters.has(matter);
  }

  /** JSON-safe state. */
  save(): SavedAccepted {
    return { told: [...this.#told].map(([id, matters]) => [id, [...matters]]), matters: [...this.#matters] };
  }

  /** What `save` described. */
  static load(saved: SavedAccepted): Accepted {
    const accepted = new Accepted();
    for (const [id, matters] of saved.told) accepted.#told.set(id, matters);
    for (const matter of saved.matters) accepted.#matters.add(matter);
    return accepted;
  }
}

/** JSON-safe state of `Accepted`. */
export const savedAccepted = z.strictObject({
  told: z.array(z.tuple([z.string(), z.array(z.string())])).max(MOST_TOLD),
  matters: z.array(z.string()).max(MOST_MATTERS),
});
type SavedAccepted = z.infer<typeof savedAccepted>;
