import type { MinedTemplate } from './mined-template.ts';

/** Ids that other miners gave out and this one never did, and the templates they stand for here. */
export class HeardIds {
  readonly #limit: number;
  readonly #ids = new Map<string, MinedTemplate>();
  /** Ids forgotten because there were too many, the oldest first. */
  dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#ids.size;
  }

  get(id: string): MinedTemplate | undefined {
    return this.#ids.get(id)?.current;
  }

  set(id: string, template: MinedTemplate): void {
    this.#ids.set(id, template);
    if (this.#ids.size <= this.#limit) return;
    let excess = this.#limit >> 3 || 1;
    for (const old of this.#ids.keys()) {
      this.#ids.delete(old);
      this.dropped++;
      if (--excess === 0) return;
    }
  }

  forget(id: string): void {
    this.#ids.delete(id);
  }

  all(): IterableIterator<[string, MinedTemplate]> {
    return this.#ids.entries();
  }
}

/**
 * Which of two templates an id stands for when miners disagree: the more general one; of two alike the first by its id,
 * so that all of them come to the same.
 */
export function isFurther(one: MinedTemplate, other: MinedTemplate): boolean {
  return one.slotCount !== other.slotCount ? one.slotCount > other.slotCount : one.id < other.id;
}
