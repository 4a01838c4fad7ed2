/** How many templates there may be, of all and of those alike, and how many there are. */
export class TemplateRoom {
  readonly max: number;
  readonly #maxPerLength: number;
  readonly #maxPerFirst: number;
  readonly #perLength = new Map<number, number>();
  readonly #perFirst = new Map<string, number>();
  live = 0;

  constructor(max: number) {
    this.max = max;
    this.#maxPerLength = Math.max(64, max >> 2);
    this.#maxPerFirst = Math.max(16, max >> 4);
  }

  /** A template of these tokens came (1) or went (−1). */
  count(tokens: readonly string[], by: 1 | -1): void {
    const first = tokens[0] ?? '';
    this.live += by;
    this.#perLength.set(tokens.length, (this.#perLength.get(tokens.length) ?? 0) + by);
    const n = (this.#perFirst.get(first) ?? 0) + by;
    if (n > 0) this.#perFirst.set(first, n);
    else this.#perFirst.delete(first);
  }

  /** Whether there is no room for one of these tokens in this share of every cap. */
  isFull(tokens: readonly string[], share = 1): boolean {
    return (
      this.live >= share * this.max ||
      (this.#perLength.get(tokens.length) ?? 0) >= share * this.#maxPerLength ||
      (this.#perFirst.get(tokens[0] ?? '') ?? 0) >= share * this.#maxPerFirst
    );
  }
}
