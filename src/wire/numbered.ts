/** Things that many events share, each written once: an event names them by their number. */
export class Numbered<Thing> {
  readonly things: Thing[] = [];
  readonly #numbers = new Map<Thing, number>();
  #last: Thing | undefined;
  #lastNumber = 0;

  /** Number of a thing, in order of first sight. */
  numberOf(thing: Thing): number {
    if (thing === this.#last) return this.#lastNumber;
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.things.length;
      this.#numbers.set(thing, number);
      this.things.push(thing);
    }
    this.#last = thing;
    this.#lastNumber = number;
    return number;
  }

  clear(): void {
    this.things.length = 0;
    this.#numbers.clear();
    this.#last = undefined;
  }
}
