const BLOCK = 4;
const PLACES = 1 << 16;
/** Longer words allow no longer steps worth having. */
const LONGEST_STEP = 8;

/** Lower case of ASCII letters. */
const FOLD = Uint8Array.from({ length: 256 }, (_, c) => (c >= 65 && c <= 90 ? c + 32 : c));

/** A word to look for: ASCII, at least four characters. */
export interface SoughtWord {
  readonly text: string;
  /** Letters of either case will do. */
  readonly anyCase: boolean;
}

/**
 * Finds which of many words occur in a range of bytes: 500 words cost hardly more than five. Only every `step`-th
 * block of four bytes is looked up in a set of bits, and `step` neighbouring blocks of each word are in the set, so that
 * one of them is met wherever the word stands. The shortest word decides the step.
 */
export class WordScan {
  /** Where the range to be scanned ends; set before `scan`. */
  end = 0;
  readonly #size: number;
  readonly #step: number;
  /** All words one after the other, and where each begins; the last entry is the end. */
  readonly #text: Uint8Array;
  readonly #starts: Int32Array;
  readonly #anyCase: Uint8Array;
  readonly #bits = new Uint32Array(PLACES >> 5);
  /** First block of a place, one more than its index; 0 for none. Blocks: their word, where in it, the next one. */
  readonly #first = new Uint16Array(PLACES);
  readonly #wordOf: Uint16Array;
  readonly #atOf: Uint8Array;
  readonly #next: Uint16Array;
  readonly #seen: Uint8Array;
  /** Words that begin with a blank: a blank is taken to stand before the range. */
  readonly #blank: readonly number[];
  /** Second bytes of these words, in both cases. */
  readonly #second = new Uint8Array(256);

  /** @param words at most 8,000 */
  constructor(words: readonly SoughtWord[]) {
    const bytes = words.map(({ text, anyCase }) =>
      Uint8Array.from(Buffer.from(text, 'latin1'), (c) => (anyCase ? FOLD[c]! : c)),
    );
    this.#size = words.length;
    this.#step = Math.min(LONGEST_STEP, ...bytes.map(({ length }) => length - BLOCK + 1));
    this.#text = Buffer.concat(bytes);
    this.#starts = new Int32Array(words.length + 1);
    for (const [i, { length }] of bytes.entries()) this.#starts[i + 1] = this.#starts[i]! + length;
    this.#anyCase = Uint8Array.from(words, ({ anyCase }) => (anyCase ? 1 : 0));
    this.#seen = new Uint8Array(words.length);
    const blocks = words.length * LONGEST_STEP + 1;
    this.#wordOf = new Uint16Array(blocks);
    this.#atOf = new Uint8Array(blocks);
    this.#next = new Uint16Array(blocks);
    this.#blank = words.flatMap(({ text }, index) => (text[0] === ' ' ? [index] : []));
    for (const index of this.#blank) {
      const { text } = words[index]!;
      this.#second[text.toLowerCase().charCodeAt(1)] = this.#second[text.toUpperCase().charCodeAt(1)] = 1;
    }
    const rarest = rarestParts(bytes, this.#step);
    for (let word = 0, block = 1; word < words.length; word++) {
      const from = rarest[word]!;
      for (let at = from; at < from + this.#step; at++, block++) {
        const place = placeOf(this.#text, this.#starts[word]! + at);
        this.#bits[place >> 5]! |= 1 << (place & 31);
        this.#wordOf[block] = word;
        this.#atOf[block] = at;
        this.#next[block] = this.#first[place]!;
        this.#first[place] = block;
      }
    }
  }

  /** Writes the indexes of the words that occur in `bytes[start, this.end)`, or in that with a blank before it, to `found`, each once; returns how many. */
  scan(bytes: Uint8Array, start: number, found: Int32Array): number {
    if (this.#size === 0) return 0;
    const step = this.#step;
    const bits = this.#bits;
    const { end } = this;
    let count = 0;
    if (this.#second[bytes[start] ?? 0] === 1) {
      for (const word of this.#blank) {
        if (!this.#isAt(word, bytes, start, 1)) continue;
        this.#seen[word] = 1;
        found[count++] = word;
      }
    }
    for (let i = start; i <= end - BLOCK; i += step) {
      // As placeOf, written out: this is done thirty times per line.
      const block = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
      const place = Math.imul(block | 0x20202020, 0x9e3779b1) >>> 16;
      if ((bits[place >> 5]! & (1 << (place & 31))) === 0) continue;
      count = this.#take(bytes, i, { place, start, count, found });
    }
    for (let k = 0; k < count; k++) this.#seen[found[k]!] = 0;
    return count;
  }

  /** Adds the words that really stand where a block of theirs was met. */
  #take(
    bytes: Uint8Array,
    i: number,
    { place, start, count, found }: { place: number; start: number; count: number; found: Int32Array },
  ): number {
    let taken = count;
    for (let entry = this.#first[place]!; entry !== 0; entry = this.#next[entry]!) {
      const word = this.#wordOf[entry]!;
      const from = i - this.#atOf[entry]!;
      if (from < start || this.#seen[word] === 1 || !this.#isAt(word, bytes, from)) continue;
      this.#seen[word] = 1;
      found[taken++] = word;
    }
    return taken;
  }

  /** Whether a word, without its first `skipped` bytes, stands at `from`. */
  #isAt(word: number, bytes: Uint8Array, from: number, skipped = 0): boolean {
    const text = this.#text;
    const start = this.#starts[word]! + skipped;
    const length = this.#starts[word + 1]! - start;
    if (from + length > this.end) return false;
    // Words differ at their ends more often than at their beginnings.
    if (this.#anyCase[word] === 1) {
      for (let i = length - 1; i >= 0; i--) if (FOLD[bytes[from + i]!] !== text[start + i]) return false;
    } else {
      for (let i = length - 1; i >= 0; i--) if (bytes[from + i] !== text[start + i]) return false;
    }
    return true;
  }
}

/** What stands in lines of all kinds: the blocks of it are met too often to say anything. */
const COMMON = Buffer.from(
  ' connection from for user port to by with session opened closed accepted password ssh2 root uid=0 none the of on in is' +
    ' and not new state changed interface line protocol kernel: device status sent message id= size= client request host' +
    ' server error failed login started starting stopped service daemon process system info warning notice debug file ' +
    ' /var/log/usr/lib/bin/sbin/etc/ read write open start end time date level query result succeeded successfully ' +
    ' configuration connect disconnect received address invalid count thread node network data database table failure ',
);
const COMMONER = 40;

/** For each word where those of its blocks begin that occur in the fewest words: what is in many is in many lines. */
function rarestParts(words: readonly Uint8Array[], step: number): number[] {
  const counts = new Uint16Array(PLACES);
  for (let at = 0; at + BLOCK <= COMMON.length; at++) counts[placeOf(COMMON, at)]! += COMMONER;
  for (const word of words) {
    for (let at = 0; at + BLOCK <= word.length; at++) counts[placeOf(word, at)]!++;
  }
  return words.map((word) => {
    let [best, fewest] = [0, Number.POSITIVE_INFINITY];
    for (let from = 0; from + step + BLOCK - 1 <= word.length; from++) {
      let sum = 0;
      for (let at = from; at < from + step; at++) sum += counts[placeOf(word, at)]!;
      if (sum < fewest) [best, fewest] = [from, sum];
    }
    return best;
  });
}

/** Place of the block of four bytes at `at` among the bits; letters of either case have the same. */
function placeOf(bytes: Uint8Array, at: number): number {
  const block = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return Math.imul(block | 0x20202020, 0x9e3779b1) >>> 16;
}
