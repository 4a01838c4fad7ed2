/** What stands in the place of a name. */
export type Told = (found: string) => string;

const WORD = /[\p{L}\p{N}]+/gu;
const LETTER = /[\p{L}\p{N}]/u;

/**
 * Names that are found wherever they stand as whole words, also beside a dot, a hyphen or an underscore; the longest
 * first. Looking costs the length of the text, however many names there are.
 */
export class NameIndex {
  /** By the first run of letters and digits in them. */
  readonly #byFirst = new Map<
    string,
    { readonly name: string; readonly lead: number; readonly told: Told }[]
  >();
  readonly #most: number;
  #size = 0;

  /** @param most names; further ones are not taken in */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether it is known from now on. */
  add(name: string, told: Told): boolean {
    const lower = lowered(name);
    const first = lower.match(WORD)?.[0];
    if (first === undefined) return false;
    const known = this.#byFirst.get(first);
    if (known?.some((one) => one.name === lower) === true) return true;
    if (this.#size >= this.#most) return false;
    this.#size++;
    const entry = { name: lower, lead: lower.indexOf(first), told };
    if (known === undefined) this.#byFirst.set(first, [entry]);
    else {
      known.push(entry);
      known.sort((a, b) => b.name.length - a.name.length);
    }
    return true;
  }

  /** What is told of the first name that begins so and goes on; null where none does. */
  beginningWith(start: string): string | null {
    const lower = lowered(start);
    const first = lower.match(WORD)?.[0] ?? '';
    for (const [word, entries] of this.#byFirst) {
      if (!word.startsWith(first)) continue;
      const entry = entries.find(({ name }) => name.length > lower.length && name.startsWith(lower));
      if (entry !== undefined) return entry.told(entry.name);
    }
    return null;
  }

  /** The text with what is told in place of each name. */
  replace(text: string): string {
    if (this.#size === 0) return text;
    const lower = lowered(text);
    let out = '';
    let done = 0;
    for (const { 0: word, index } of lower.matchAll(WORD)) {
      if (index < done) continue;
      for (const { name, lead, told } of this.#byFirst.get(word) ?? []) {
        const start = index - lead;
        const end = start + name.length;
        if (start < done || !lower.startsWith(name, start)) continue;
        if (LETTER.test(lower.charAt(end)) && LETTER.test(name.at(-1)!)) continue;
        out += text.slice(done, start) + told(text.slice(start, end));
        done = end;
        break;
      }
    }
    return out + text.slice(done);
  }
}

/** In small letters, each in the place where it was. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return [...text].map((one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join('');
}
