const CAP = 1000;
const HEAD = 120;

const LETTERS = 1;
const DIGITS = 2;
const BLANKS = 3;
/** Kind of each byte; what is no letter, digit or blank is a kind of its own. Bytes beyond ASCII are letters. */
const KIND = Uint8Array.from({ length: 256 }, (_, c) => {
  if (c >= 48 && c <= 57) return DIGITS;
  if (c >= 128 || /[A-Za-z]/.test(String.fromCharCode(c))) return LETTERS;
  return c === 32 || (c >= 9 && c <= 13) ? BLANKS : c + 4;
});

/** A shape of lines that no format fitted. */
export interface Shape {
  readonly shape: string;
  readonly lines: number;
  readonly example: string;
}

/** Counts lines by what they look like: runs of digits → 0, of letters → a. At most 1,000 shapes; the rest is `(other)`. */
export class Shapes {
  readonly #counts = new Map<number, { shape: string; lines: number; example: string }>();
  #other = 0;
  #otherExample = '';

  /** Counts one line, `buffer[start, end)`. */
  add(buffer: Buffer, start: number, end: number): void {
    const stop = Math.min(end, start + HEAD);
    const key = shapeHash(buffer, start, stop);
    const known = this.#counts.get(key);
    if (known !== undefined) {
      known.lines++;
      return;
    }
    if (this.#counts.size >= CAP && this.#other++ > 0) return;
    const example = buffer.toString('utf8', start, stop);
    if (this.#counts.size >= CAP) this.#otherExample = example;
    else this.#counts.set(key, { shape: shapeOf(example), lines: 1, example });
  }

  /** The commonest shapes, most lines first. */
  top(count = 10): Shape[] {
    const all: Shape[] = [...this.#counts.values()];
    if (this.#other > 0) all.push({ shape: '(other)', lines: this.#other, example: this.#otherExample });
    return all.sort((a, b) => b.lines - a.lines).slice(0, count);
  }
}

/** Equal for lines that differ in letters, digits and the length of words and gaps only. */
function shapeHash(buffer: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  let before = 0;
  for (let i = start; i < end; i++) {
    const kind = KIND[buffer[i]!]!;
    if (kind === before && kind <= BLANKS) continue;
    before = kind;
    hash = Math.imul(hash ^ kind, 0x01000193);
  }
  return hash >>> 0;
}

function shapeOf(text: string): string {
  return text
    .replace(/[\p{L}]+/gu, 'a')
    .replace(/\d+/g, '0')
    .replace(/\s+/g, ' ')
    .replace(/(?:\b[a0]\b ?){4,}/g, 'a … ')
    .slice(0, 60);
}
