import type { Template } from '../core/template.ts';

/**
 * Something a detector keeps for each template. When templates are generalised, what was kept of the old ones is
 * merged into that of the new one. Capped: templates beyond `max` have none, and are counted.
 */
export class ByTemplate<State> {
  readonly #states = new Map<Template, State>();
  /** The same by the template's number: it is asked for at every line. */
  readonly #byIndex: (State | undefined)[] = [];
  readonly #max: number;
  readonly #merge: (into: State, from: State) => void;
  /** Asked for and refused, because of the cap. */
  overCap = 0;
  /** Grows whenever something was moved or merged: what was looked up before may be something else by now. */
  version = 0;
  /** Restored by template id, until the template is seen again. */
  readonly #restored = new Map<string, State>();

  constructor(max: number, merge: (into: State, from: State) => void) {
    this.#max = max;
    this.#merge = merge;
  }

  get size(): number {
    return this.#states.size;
  }

  /** What is kept of a template; made by `make` on first sight, undefined beyond the cap. */
  of(template: Template, make: () => State): State | undefined {
    const known = this.#byIndex[template.index];
    if (known !== undefined) return known;
    if (this.#states.size >= this.#max) this.settle();
    if (this.#states.size >= this.#max) {
      this.overCap++;
      return undefined;
    }
    const state = this.#takeRestored(template) ?? make();
    this.#set(template, state);
    return state;
  }

  /** What is kept of a template, if anything is. */
  get(template: Template): State | undefined {
    return this.#byIndex[template.index];
  }

  /** Moves what was kept of generalised templates to their successors; to be called on ticks, not per event. */
  settle(): void {
    for (const [template, state] of this.#states) {
      if (template.successor === null) continue;
      let current = template.successor;
      while (current.successor !== null) current = current.successor;
      this.version++;
      this.delete(template);
      const into = this.#states.get(current);
      if (into === undefined) this.#set(current, state);
      else this.#merge(into, state);
    }
  }

  /** Current templates with what is kept of them, in order of first sight. */
  entries(): IterableIterator<[Template, State]> {
    return this.#states.entries();
  }

  /** Everything kept, with what was restored and not yet asked for. */
  *all(): Generator<State> {
    yield* this.#restored.values();
    yield* this.#states.values();
  }

  delete(template: Template): void {
    this.#states.delete(template);
    this.#byIndex[template.index] = undefined;
  }

  /** Everything kept, by template id, with what was restored and not yet asked for. */
  saved(): [id: string, state: State][] {
    return [...this.#restored, ...[...this.#states].map(([{ id }, state]) => [id, state] as [string, State])];
  }

  /** Takes back one of what `saved` gave: it is handed out when its template comes. */
  restore(id: string, state: State): void {
    if (this.#restored.size < this.#max) this.#restored.set(id, state);
  }

  #set(template: Template, state: State): void {
    this.#states.set(template, state);
    while (this.#byIndex.length < template.index) this.#byIndex.push(undefined);
    this.#byIndex[template.index] = state;
  }

  #takeRestored(template: Template): State | undefined {
    if (this.#restored.size === 0) return undefined;
    const state = this.#restored.get(template.id);
    this.#restored.delete(template.id);
    return state;
  }
}
