const PLACES = 1 << 15;
const BLOCK = 3;
/** Longer beginnings of words make no longer leaps worth having. */
const LONGEST_SHIFT = 12;

const FOLD = Uint8Array.from({ length: 256 }, (_, c) => (c >= 65 && c <= 90 ? c + 32 : c));
const SAME = Uint8Array.from({ length: 256 }, (_, c) => c);

/** A word to look for. */
export interface SoughtWord {
  readonly text: string;
  /** Letters of either case will do. */
  readonly anyCase: boolean;
}

/**
 * Finds which of many words occur in a range of bytes, without looking at every byte
 * (Wu & Manber 1994, with blocks of three bytes): 500 words cost little more than five.
 */
export class WordScan {
  readonly #words: readonly Uint8Array[];
  readonly #folds: readonly Uint8Array[];
  readonly #window: number;
  readonly #shift = new Uint8Array(PLACES);
  /** Words whose beginning ends in the block of a place. */
  readonly #ending: (Int32Array | undefined)[] = new Array(PLACES);
  readonly #stamps: Uint32Array;
  #stamp = 0;

  /** @param words ASCII, at least three characters each */
  constructor(words: readonly SoughtWord[]) {
    const folded = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'), (c) => FOLD[c]!);
    this.#words = words.map(({ text, anyCase }) => (anyCase ? folded(text) : Buffer.from(text, 'latin1')));
    this.#folds = words.map(({ anyCase }) => (anyCase ? FOLD : SAME));
    this.#stamps = new Uint32Array(words.length);
    const window = Math.min(LONGEST_SHIFT, ...this.#words.map(({ length }) => length));
    this.#window = window;
    this.#shift.fill(window - BLOCK + 1);
    for (const [index, { text }] of words.entries()) {
      const word = folded(text);
      for (let end = BLOCK; end <= window; end++) {
        const place = placeOf(word, end - 1);
        this.#shift[place] = Math.min(this.#shift[place]!, window - end);
        if (end === window) this.#ending[place] = Int32Array.of(...(this.#ending[place] ?? []), index);
      }
    }
  }

  /** Writes the indexes of the words that occur in `bytes[start, end)` to `found`, each once; returns how many. */
  scan(
    bytes: Uint8Array,
    range: { readonly start: number; readonly end: number },
    found: Int32Array,
  ): number {
    const { start, end } = range;
    if (this.#words.length === 0) return 0;
    const shift = this.#shift;
    let count = 0;
    let stamp = 0;
    for (let i = start + this.#window - 1; i < end; ) {
      const place =
        (FOLD[bytes[i]!]! ^ (FOLD[bytes[i - 1]!]! << 5) ^ (FOLD[bytes[i - 2]!]! << 10)) & (PLACES - 1);
      const leap = shift[place]!;
      if (leap > 0) {
        i += leap;
        continue;
      }
      if (stamp === 0) stamp = this.#nextStamp();
      const from = i - this.#window + 1;
      for (const index of this.#ending[place]!) {
        if (this.#stamps[index] === stamp || !this.#isAt(index, bytes, from, end)) continue;
        this.#stamps[index] = stamp;
        found[count++] = index;
      }
      i++;
    }
    return count;
  }

  #nextStamp(): number {
    this.#stamp = (this.#stamp + 1) >>> 0;
    if (this.#stamp === 0) {
      this.#stamps.fill(0);
      this.#stamp = 1;
    }
    return this.#stamp;
  }

  #isAt(index: number, bytes: Uint8Array, from: number, end: number): boolean {
    const word = this.#words[index]!;
    const fold = this.#folds[index]!;
    if (from + word.length > end) return false;
    for (let i = 0; i < word.length; i++) if (fold[bytes[from + i]!] !== word[i]) return false;
    return true;
  }
}

function placeOf(word: Uint8Array, last: number): number {
  return (word[last]! ^ (word[last - 1]! << 5) ^ (word[last - 2]! << 10)) & (PLACES - 1);
}
