import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';

/** What came on so many separate occasions is how things are here. */
const OCCASIONS = 4;
/** What is told of the same matter sooner than this after the last time is the same occasion, ms. */
const APART = 12 * 3_600_000;
/** An occasion so long ago counts no more, ms. */
const REMEMBERED = 120 * 86_400_000;
const MOST = 5000;

/**
 * Once is no habit: what was remarked upon is not usual because it happened. It becomes so when it has come on four
 * separate occasions, or when people say that it is. Keyed by whatever a detector calls the same matter; the matter that
 * was told longest ago makes room. Times in epoch ms of the log.
 */
export class Habits {
  /** Of each matter the times of its occasions: its beginning, and when it was last seen. */
  readonly #matters = new Map<string, { began: number[]; seen: number }>();

  /** It came, and is odd; says on how many occasions it did, this one included. */
  tell(key: string, time: number): number {
    const known = this.#matters.get(key);
    const began = (known?.began ?? []).filter((at) => time - at < REMEMBERED);
    if (known === undefined || time - known.seen >= APART || began.length === 0) began.push(time);
    this.#matters.delete(key);
    if (this.#matters.size >= MOST) this.#matters.delete(this.#matters.keys().next().value!);
    const seen = Math.max(time, known?.seen ?? time);
    this.#matters.set(key, { began: began.slice(-OCCASIONS), seen });
    return began.length;
  }

  /** Whether it has come so often, or people say so, that it is usual. */
  isHabit(key: string): boolean {
    return (this.#matters.get(key)?.began.length ?? 0) >= OCCASIONS;
  }

  /** On how many occasions it was told of. */
  occasions(key: string): number {
    return this.#matters.get(key)?.began.length ?? 0;
  }

  /** People said that it is usual, as of a time of the log. */
  accept(key: string, time: number): void {
    this.#matters.delete(key);
    this.#matters.set(key, { began: Array.from({ length: OCCASIONS }, () => time), seen: time });
  }

  /** JSON-safe state. */
  save(): SavedHabits {
    return [...this.#matters].map(([key, { began, seen }]) => [key, seen, ...began]);
  }

  /** Takes back what `save` gave. Throws STATE_INVALID. */
  load(state: unknown): void {
    const parsed = savedHabits.safeParse(state);
    if (!parsed.success) throw stateInvalid('detector', parsed.error);
    this.#matters.clear();
    for (const [key, seen, ...began] of parsed.data) this.#matters.set(key, { seen, began });
  }
}

/** JSON-safe state of `Habits`. */
export const savedHabits = z.array(z.tuple([z.string(), z.number()], z.number())).max(MOST);
export type SavedHabits = z.input<typeof savedHabits>;
