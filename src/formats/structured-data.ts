import { digits, yearAt } from '../kit/date-parts.ts';

const MOST_PARAMS = 256;
const MOST_IDS = 64;

const BLANK = 32;
const QUOTE = 34;
const EQUALS = 61;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;

/** Whether `1 ` and a time of RFC 3339, or `-`, stand at `at`: the line is RFC 5424's. */
export function isVersionOne(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 3 > end || bytes[at] !== 49 || bytes[at + 1] !== BLANK) return false;
  if (bytes[at + 2] === 45) return at + 3 >= end || bytes[at + 3] === BLANK;
  return yearAt(bytes, at + 2, end) > 0 && bytes[at + 6] === 45;
}

/**
 * Whether an RFC 5424 header without its version stands at `at`, as some relays and devices send it: a time of RFC 3339
 * and `host app pid msgid` before structured data or its dash.
 */
export function isVersionless(bytes: Uint8Array, at: number, end: number): boolean {
  if (yearAt(bytes, at, end) === 0 || bytes[at + 4] !== 45 || bytes[at + 10] !== 84) return false;
  let word = 0;
  let start = at;
  for (let i = at; i < end && word < 5; i++) {
    if (bytes[i] !== BLANK) continue;
    const last = bytes[i - 1];
    // `app:` and `app[12]` are RFC 3164's, and so are two blanks.
    if (i === start || (word > 0 && (last === 58 || last === CLOSE))) return false;
    if (word === 3 && !isProcess(bytes, start, i)) return false;
    word++;
    start = i + 1;
  }
  if (word < 5 || start >= end) return false;
  return bytes[start] === OPEN || (bytes[start] === 45 && (start + 1 >= end || bytes[start + 1] === BLANK));
}

/** Elements of structured data (RFC 5424 section 6.3); no prototypes, so that any key is only a key. */
export type StructuredData = { [id: string]: { [name: string]: string } };

/** Finds the end of structured data and says whether it keeps the rules, without making a string. */
export class StructuredDataScanner {
  /** An id that occurs twice, or a quote or bracket that is not escaped. */
  malformed = false;
  /** Ids of the elements, as `[start, end)` pairs. */
  readonly #ids = new Int32Array(2 * MOST_IDS);
  #count = 0;

  /**
   * Index after the elements that begin at `at`, which is a `[`; −1 when they are not structured data at all and belong
   * to the message.
   */
  scan(bytes: Uint8Array, at: number, end: number): number {
    this.malformed = false;
    this.#count = 0;
    let i = at;
    while (i < end && bytes[i] === OPEN) {
      const stop = this.#element(bytes, i, end);
      if (stop < 0) return i === at ? -1 : this.#broken(i);
      i = stop;
    }
    return i < end && bytes[i] !== BLANK ? this.#broken(i) : i;
  }

  #broken(at: number): number {
    this.malformed = true;
    return at;
  }

  #element(bytes: Uint8Array, at: number, end: number): number {
    let i = nameEnd(bytes, at + 1, end);
    if (i === at + 1) return -1;
    this.#remember(bytes, at + 1, i);
    while (i < end && bytes[i] === BLANK) {
      const start = i + 1;
      i = nameEnd(bytes, start, end);
      if (i === start || i + 1 >= end || bytes[i] !== EQUALS || bytes[i + 1] !== QUOTE) return -1;
      i = this.#valueEnd(bytes, i + 2, end);
      if (i < 0) return -1;
    }
    return i < end && bytes[i] === CLOSE ? i + 1 : -1;
  }

  /** Index after the closing quote. A quote that is not escaped and ends no value is taken as part of it. */
  #valueEnd(bytes: Uint8Array, at: number, end: number): number {
    for (let i = at; i < end; i++) {
      const c = bytes[i];
      if (c === BACKSLASH) i++;
      else if (c === CLOSE) this.malformed = true;
      else if (c === QUOTE) {
        const next = bytes[i + 1];
        if (i + 1 < end && (next === CLOSE || next === BLANK)) return i + 1;
        this.malformed = true;
      }
    }
    return -1;
  }

  #remember(bytes: Uint8Array, start: number, end: number): void {
    for (let k = 0; k < this.#count; k++) {
      const known = this.#ids[2 * k]!;
      const length = this.#ids[2 * k + 1]! - known;
      let same = length === end - start;
      for (let i = 0; same && i < length; i++) same = bytes[known + i] === bytes[start + i];
      if (same) this.malformed = true;
    }
    if (this.#count === MOST_IDS) return;
    this.#ids[2 * this.#count] = start;
    this.#ids[2 * this.#count + 1] = end;
    this.#count++;
  }
}

/** The elements of `text`, which a scanner found to be structured data. Of an id or name twice the first is kept. */
export function structuredData(text: string): StructuredData {
  const data: StructuredData = Object.create(null);
  let left = MOST_PARAMS;
  for (const [, id, params] of text.matchAll(
    /\[([^\s="\]]+)((?: [^\s="\]]+="(?:\\.|"(?![\] ])|[^"\\])*")*)\]/gs,
  )) {
    if (data[id!] !== undefined) continue;
    const element: { [name: string]: string } = Object.create(null);
    data[id!] = element;
    for (const [, name, value] of params!.matchAll(/ ([^\s="\]]+)="((?:\\.|"(?![\] ])|[^"\\])*)"/gs)) {
      if (left-- <= 0) return data;
      element[name!] ??= value!.replace(/\\(["\\\]])/g, '$1');
    }
    if (left <= 0) return data;
  }
  return data;
}

function isProcess(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start + 1 && bytes[start] === 45) return true;
  return digits(bytes, start, end) === end - start;
}

function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = bytes[i]!;
    if (c <= BLANK || c === EQUALS || c === QUOTE || c === CLOSE || c === 127) break;
    i++;
  }
  return i;
}
