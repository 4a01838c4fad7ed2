/** Counters by reason. The reasons are those of the code, never what a peer sent. */
export class Reasons {
  readonly #counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  toObject(): { readonly [reason: string]: number } {
    return Object.fromEntries(this.#counts);
  }
}
