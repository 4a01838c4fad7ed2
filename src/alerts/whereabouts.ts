/** Where an incident is told. */
export interface Whereabout {
  /** How it was when that was decided. */
  readonly as: string;
  /** Keys of lanes. */
  readonly lanes: readonly string[];
}

const MOST = 5000;

/** Which lanes incidents are told in, by their ids: what was told somewhere goes on there. The latest are kept. */
export class Whereabouts {
  readonly #of = new Map<string, Whereabout>();

  /** Of the first of these ids that is known. */
  of(ids: readonly string[]): Whereabout | undefined {
    for (const id of ids) {
      const known = this.#of.get(id);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  note(id: string, where: Whereabout): void {
    this.#of.delete(id);
    this.#of.set(id, where);
    if (this.#of.size > MOST) this.#of.delete(this.#of.keys().next().value!);
  }

  saved(): [string, Whereabout][] {
    return [...this.#of];
  }

  restore(saved: readonly (readonly [string, Whereabout])[]): void {
    for (const [id, where] of saved) this.note(id, where);
  }
}
