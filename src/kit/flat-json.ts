const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN = 123;
const CLOSE = 125;
const U = 117;
/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`. */
const ESCAPED = new Set([34, 92, 47, 98, 102, 110, 114, 116]);
const MOST_KEYS = 256;

/**
 * Reads some keys of JSON objects that hold nothing but strings, ten times as fast as parsing all of them. What it
 * cannot read so simply, or is no JSON, is left to those who parse.
 */
export class FlatJson {
  readonly #byLength: (readonly { readonly bytes: Uint8Array; readonly index: number }[])[] = [];
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #escaped: boolean[];
  #bytes: Buffer = Buffer.alloc(0);

  /** @param keys in ASCII; they are known by their place in this list afterwards */
  constructor(keys: readonly string[]) {
    for (const [index, key] of keys.entries()) {
      const bytes = Buffer.from(key, 'latin1');
      this.#byLength[bytes.length] = [...(this.#byLength[bytes.length] ?? []), { bytes, index }];
    }
    this.#starts = new Int32Array(keys.length);
    this.#ends = new Int32Array(keys.length);
    this.#escaped = new Array<boolean>(keys.length).fill(false);
  }

  /** Whether `bytes[start, end)` is such an object, with at most 256 keys; of a key that occurs twice the last counts. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#starts.fill(-1);
    let at = blanks(bytes, start, end);
    if (bytes[at] !== OPEN || at >= end) return false;
    at = blanks(bytes, at + 1, end);
    for (let keys = 1; keys <= MOST_KEYS; keys++) {
      if (at >= end || bytes[at] !== QUOTE) return false;
      const key = at + 1;
      const keyEnd = stringEnd(bytes, key, end);
      if (keyEnd < 0 || escapedIn) return false;
      at = blanks(bytes, keyEnd + 1, end);
      if (at >= end || bytes[at] !== COLON) return false;
      at = blanks(bytes, at + 1, end);
      if (at >= end || bytes[at] !== QUOTE) return false;
      const value = at + 1;
      const valueEnd = stringEnd(bytes, value, end);
      if (valueEnd < 0) return false;
      const index = this.#find(key, keyEnd);
      if (index >= 0) {
        this.#starts[index] = value;
        this.#ends[index] = valueEnd;
        this.#escaped[index] = escapedIn;
      }
      at = blanks(bytes, valueEnd + 1, end);
      if (at >= end) return false;
      if (bytes[at] === CLOSE) return blanks(bytes, at + 1, end) === end;
      if (bytes[at] !== COMMA) return false;
      at = blanks(bytes, at + 1, end);
    }
    return false;
  }

  /** Whether the object that was read last has a key. */
  has(index: number): boolean {
    return this.#starts[index]! >= 0;
  }

  /** Its value; undefined when there is none. */
  text(index: number): string | undefined {
    const start = this.#starts[index]!;
    if (start < 0) return undefined;
    const end = this.#ends[index]!;
    return this.#escaped[index]
      ? (JSON.parse(this.#bytes.toString('utf8', start - 1, end + 1)) as string)
      : this.#bytes.toString('utf8', start, end);
  }

  /** Where its value stands, `bytes[start, end)`; null when there is none, or it is written with escapes. */
  place(index: number): { readonly start: number; readonly end: number } | null {
    const start = this.#starts[index]!;
    return start < 0 || this.#escaped[index] ? null : { start, end: this.#ends[index]! };
  }

  #find(start: number, end: number): number {
    const alike = this.#byLength[end - start];
    if (alike === undefined) return -1;
    const bytes = this.#bytes;
    next: for (const { bytes: wanted, index } of alike) {
      // Names begin alike and end differently.
      for (let i = wanted.length - 1; i >= 0; i--) if (wanted[i] !== bytes[start + i]) continue next;
      return index;
    }
    return -1;
  }
}

/** Whether the string that `stringEnd` went through last has escapes in it. */
let escapedIn = false;

/** Where the string ends that begins at `from`: the place of its quote; −1 when it is none that JSON knows. */
function stringEnd(bytes: Buffer, from: number, end: number): number {
  escapedIn = false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte < 32) return -1;
    if (byte !== BACKSLASH) continue;
    escapedIn = true;
    const next = bytes[++at]!;
    if (next === U) {
      for (let i = 1; i <= 4; i++) if (!isHex(bytes[at + i])) return -1;
      at += 4;
    } else if (!ESCAPED.has(next)) return -1;
  }
  return -1;
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 32;
  return (byte >= 48 && byte <= 57) || (letter >= 97 && letter <= 102);
}

function blanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13) break;
  }
  return at;
}
