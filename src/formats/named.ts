/**
 * What is known by a name, for names that nearly always are none of them: length, first and last letter rule the others
 * out without hashing.
 */
export class Named<T> {
  readonly #shapes = new Uint8Array(1 << 15);
  readonly #known: ReadonlyMap<string, T>;

  constructor(known: Iterable<readonly [name: string, value: T]>) {
    this.#known = new Map(known);
    for (const name of this.#known.keys()) this.#shapes[shapeOf(name)] = 1;
  }

  get(name: string): T | undefined {
    return this.#shapes[shapeOf(name)] === 1 ? this.#known.get(name) : undefined;
  }
}

function shapeOf(name: string): number {
  const { length } = name;
  return ((length & 31) << 10) | ((name.charCodeAt(0) & 31) << 5) | (name.charCodeAt(length - 1) & 31);
}
