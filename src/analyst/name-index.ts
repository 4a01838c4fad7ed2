/** What stands in the place of a name. */
export type Told = (found: string) => string;

const WORD = /[\p{L}\p{N}]+/gu;
/** A name of more words than this is found by its first ones only where all of them stand. */
const MOST_WORDS = 12;

/**
 * Names that are found wherever they stand as whole words, also beside a dot, a hyphen or an underscore; the longest
 * first. Looking costs the length of the text, however many names there are.
 */
export class NameIndex {
  /** By the name from its first letter or digit to its last. */
  readonly #names = new Map<string, Told>();
  /** How many words the longest name has that begins with a word. */
  readonly #words = new Map<string, number>();
  readonly #most: number;

  /** @param most names; further ones are not taken in */
  constructor(most: number) {
    this.#most = most;
  }

  add(name: string, told: Told): void {
    const lower = lowered(name);
    const words = [...lower.matchAll(WORD)].slice(0, MOST_WORDS);
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) return;
    const core = lower.slice(first.index, last.index + last[0].length);
    if (this.#names.has(core) || this.#names.size >= this.#most) return;
    this.#names.set(core, told);
    this.#words.set(first[0], Math.max(words.length, this.#words.get(first[0]) ?? 0));
  }

  /** What is told of the first name that begins so and goes on; null where none does. */
  beginningWith(start: string): string | null {
    const lower = lowered(start);
    for (const [name, told] of this.#names) {
      if (name.length > lower.length && name.startsWith(lower)) return told(name);
    }
    return null;
  }

  /** The text with what is told in place of each name. */
  replace(text: string): string {
    if (this.#names.size === 0) return text;
    const lower = lowered(text);
    const words = [...lower.matchAll(WORD)];
    let out = '';
    let done = 0;
    for (let i = 0; i < words.length; i++) {
      const start = words[i]!.index;
      const most = Math.min(this.#words.get(words[i]![0]) ?? 0, words.length - i);
      for (let n = most; n > 0; n--) {
        const last = words[i + n - 1]!;
        const end = last.index + last[0].length;
        const told = this.#names.get(lower.slice(start, end));
        if (told === undefined) continue;
        out += text.slice(done, start) + told(text.slice(start, end));
        done = end;
        i += n - 1;
        break;
      }
    }
    return done === 0 ? text : out + text.slice(done);
  }
}

/** In small letters, each in the place where it was. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return [...text].map((one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join('');
}
