import { z } from 'zod';
import type { Feedback } from '../core/detector.ts';
import { Habits, savedHabits } from './habit.ts';
import type { Matter } from './value-matter.ts';

/** What findings of the same matter have in common, however often it comes. */
export function keyOf({ kind, template, slot, host, beside }: Matter): string {
  return [kind, template.id, slot.index, host ?? '', beside].join('\0');
}

/** What was told and went on for so long, ms, is how it is now: somebody knows of it, and left it so. */
export const SETTLES = 14 * 86_400_000;

/** Findings that people may still say something of. */
const MOST = 500;

/** What was told, so that it is not learnt as usual before it has become a habit, or people say that it is one. */
export class Told {
  #habits = new Habits();
  /** What a finding was of, and when it was told (epoch ms); the latest last. */
  #keys = new Map<string, readonly [key: string, time: number]>();

  /** Whether the finding `id` of a matter is to be told, as it is none of the usual ones; noted if so. */
  tell(key: string, id: string, time: number): boolean {
    if (this.#habits.isHabit(key)) return false;
    this.#habits.tell(key, time);
    this.#keys.delete(id);
    if (this.#keys.size >= MOST) this.#keys.delete(this.#keys.keys().next().value!);
    this.#keys.set(id, [key, time]);
    return true;
  }

  /** Whether a matter has come so often that it is usual. */
  isHabit(key: string): boolean {
    return this.#habits.isHabit(key);
  }

  /** People said something of a finding. */
  feedback(feedback: Feedback): void {
    if (feedback.kind !== 'expected' && !(feedback.kind === 'verdict' && feedback.verdict === 'noise'))
      return;
    const known = this.#keys.get(feedback.finding);
    if (known !== undefined) this.#habits.accept(...known);
  }

  /** JSON-safe state. */
  save(): z.input<typeof savedTold> {
    return {
      habits: this.#habits.save(),
      keys: [...this.#keys].map(([id, [key, time]]) => [id, key, time] as const),
    };
  }

  /** Takes back what `save` gave. Throws STATE_INVALID. */
  load({ habits, keys }: z.output<typeof savedTold>): void {
    this.#habits = new Habits();
    this.#habits.load(habits);
    this.#keys = new Map(keys.map(([id, key, time]) => [id, [key, time]]));
  }
}

/** JSON-safe state of what was told. */
export const savedTold = z.strictObject({
  habits: savedHabits,
  keys: z.array(z.tuple([z.string(), z.string(), z.number()]).readonly()).max(MOST),
});
