import { Interner } from '../kit/interner.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { levelInField, levelOf, levelOfLetter } from './levels.ts';

/** What stands in a column of a header; plain data, so that it can be handed to a second pass. */
export type ColumnKind =
  | 'time'
  | 'level' // INFO, [warn], Error:
  | 'letter' // one letter for a level
  | 'bracket' // […], (…), <…>, {…}
  | 'mark' // punctuation alone: - | * --- :
  | 'cell' // whatever comes before a separator
  | 'component' // name: or name[pid]:
  | 'number'
  | 'word';

/** One column. `optional`: left out where the line goes on with the column after it. */
export interface Column {
  readonly kind: ColumnKind;
  /** Opening bracket of a `bracket`, separator of a `cell`. */
  readonly mark?: string;
  readonly optional?: boolean;
}

const BLANK = 32;
const TAB = 9;
const COLON = 58;
const PIPE = 124;
const CELL_BYTES = 80;
const BRACKET_BYTES = 512;

/** Index of the first byte at or after `at` that is neither blank nor tab. */
export function skipGap(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && (bytes[i] === BLANK || bytes[i] === TAB)) i++;
  return i;
}

/** Reads columns of headers on bytes. Keeps the parts of what it read last. */
export class ColumnReader {
  readonly time = new TimeReader();
  /** Severity of the last level. */
  severity = -1;
  /** Where the content of the last column lies: inside its brackets, without its separator or colon. */
  from = 0;
  to = 0;
  /** The process id of the last component (whose level, if it names one, is in `severity`), −1 when it had none. */
  pidStart = -1;
  pidEnd = -1;
  readonly #levels = new Interner(256);

  /** Index after the column that begins at `at`, with a separator that clings to it; −1 when it is not there. */
  read(column: Column, bytes: Buffer, at: number, end: number): number {
    if (at >= end) return -1;
    switch (column.kind) {
      case 'time':
        return this.time.read(bytes, at, end) ? this.#content(bytes, at, this.time.end, end) : -1;
      case 'level':
        return this.#level(bytes, at, end);
      case 'letter':
        this.severity = levelOfLetter(bytes[at]!);
        return this.severity < 0 || !isBreak(bytes, at + 1, end) ? -1 : this.#content(bytes, at, at + 1, end);
      case 'bracket':
        return this.#bracket(bytes, at, end, column.mark!);
      case 'mark':
        return this.#mark(bytes, at, end);
      case 'cell':
        return this.#cell(bytes, at, end, column.mark!);
      case 'component':
        return this.#component(bytes, at, end);
      case 'number':
        return this.#number(bytes, at, end);
      case 'word':
        return this.#word(bytes, at, end);
    }
  }

  #content(bytes: Buffer, from: number, to: number, end: number): number {
    this.from = from;
    this.to = to;
    return afterClinging(bytes, to, end);
  }

  #level(bytes: Buffer, at: number, end: number): number {
    const c = bytes[at]!;
    if (c === 91 || c === 40 || c === 60) {
      const stop = this.#bracket(bytes, at, end, String.fromCharCode(c));
      if (stop < 0 || this.to - this.from > 14) return -1;
      let { from, to } = this;
      from = skipGap(bytes, from, to);
      while (to > from && bytes[to - 1]! <= BLANK) to--;
      this.severity = levelInField(this.#levels.text(bytes, from, to));
      return this.severity < 0 ? -1 : stop;
    }
    let i = at;
    while (i < end && i - at < 14 && isWordByte(bytes[i]!)) i++;
    if (i === at || !isBreak(bytes, i, end)) return -1;
    this.severity = levelOf(this.#levels.text(bytes, at, i));
    return this.severity < 0 ? -1 : this.#content(bytes, at, i, end);
  }

  #bracket(bytes: Buffer, at: number, end: number, mark: string): number {
    const open = mark.charCodeAt(0);
    if (bytes[at] !== open) return -1;
    const close = open === 40 ? 41 : open + 2;
    const stop = Math.min(end, at + BRACKET_BYTES);
    let depth = 0;
    for (let i = at; i < stop; i++) {
      const c = bytes[i];
      if (c === open) depth++;
      else if (c === close && --depth === 0) {
        this.from = at + 1;
        this.to = i;
        return afterClinging(bytes, i + 1, end);
      }
    }
    return -1;
  }

  #mark(bytes: Buffer, at: number, end: number): number {
    let i = at;
    while (i < end && i - at < 5 && isMarkByte(bytes[i]!)) i++;
    if (i === at || i - at > 4 || (i < end && bytes[i] !== BLANK && bytes[i] !== TAB)) return -1;
    this.from = at;
    this.to = i;
    return i;
  }

  #cell(bytes: Buffer, at: number, end: number, mark: string): number {
    const first = mark.charCodeAt(0);
    const stop = Math.min(end - mark.length, at + CELL_BYTES);
    for (let i = at; i <= stop; i++) {
      if (bytes[i] !== first) continue;
      let k = 1;
      while (k < mark.length && bytes[i + k] === mark.charCodeAt(k)) k++;
      if (k < mark.length) continue;
      this.from = at;
      this.to = i;
      while (this.to > at && bytes[this.to - 1]! <= BLANK) this.to--;
      return i + mark.length;
    }
    return -1;
  }

  #component(bytes: Buffer, at: number, end: number): number {
    const stop = Math.min(end, at + CELL_BYTES);
    this.pidStart = -1;
    this.pidEnd = -1;
    let nameEnd = -1;
    let depth = 0;
    for (let i = at; i < stop; i++) {
      const c = bytes[i]!;
      if (c === 40) depth++;
      else if (c === 41) depth--;
      else if (c === 91 && nameEnd < 0) {
        nameEnd = i;
        let k = i + 1;
        while (k < stop && bytes[k]! >= 48 && bytes[k]! <= 57) k++;
        if (k > i + 1 && bytes[k] === 93) {
          this.pidStart = i + 1;
          this.pidEnd = k;
        }
      } else if (c === COLON && (i + 1 >= end || bytes[i + 1]! <= BLANK)) {
        if (i === at || depth > 0 || bytes[i - 1] === COLON) return -1;
        this.from = at;
        this.to = nameEnd > at ? nameEnd : i;
        this.#levelOfChannel(bytes, i);
        return i + 1;
      } else if (
        c <= BLANK ? depth === 0 : c === 61 || c === 34 || c === 39 || c === 44 || c === 123 || c === PIPE
      ) {
        return -1;
      }
    }
    return -1;
  }

  /** Monolog writes `channel.LEVEL:`; the level is no part of the name. */
  #levelOfChannel(bytes: Buffer, colon: number): void {
    this.severity = -1;
    let dot = colon - 1;
    while (dot > this.from && bytes[dot]! >= 65 && bytes[dot]! <= 90) dot--;
    if (dot === this.from || bytes[dot] !== 46 || colon - dot < 5) return;
    this.severity = levelOf(this.#levels.text(bytes, dot + 1, colon));
    if (this.severity >= 0) this.to = dot;
  }

  #number(bytes: Buffer, at: number, end: number): number {
    let i = at;
    if (bytes[i] === 45 || bytes[i] === 43) i++;
    const first = i;
    while (i < end && bytes[i]! >= 48 && bytes[i]! <= 57) i++;
    if (i === first) return -1;
    if (bytes[i] === 46 && i + 1 < end && bytes[i + 1]! >= 48 && bytes[i + 1]! <= 57) {
      i++;
      while (i < end && bytes[i]! >= 48 && bytes[i]! <= 57) i++;
    }
    return isBreak(bytes, i, end) ? this.#content(bytes, at, i, end) : -1;
  }

  #word(bytes: Buffer, at: number, end: number): number {
    let i = at;
    while (i < end && bytes[i]! > BLANK && bytes[i] !== PIPE) i++;
    if (i === at) return -1;
    this.from = at;
    this.to = i;
    while (this.to > at + 1 && isClinging(bytes[this.to - 1]!)) this.to--;
    return afterClinging(bytes, i, end);
  }
}

function afterClinging(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && i - at < 2 && isClinging(bytes[i]!)) i++;
  if (i - at === 2 && bytes[at] === COLON && bytes[at + 1] === COLON) return i;
  // What clings on both sides belongs to the next word: `[a]:b`, `12:30`.
  return i === at || i >= end || bytes[i]! <= BLANK || bytes[i - 1] === PIPE || bytes[i] === 91 ? i : at;
}

function isClinging(c: number): boolean {
  return c === 44 || c === 59 || c === COLON || c === PIPE;
}

function isBreak(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return true;
  const c = bytes[at]!;
  return c <= BLANK || c === COLON || c === 44 || c === 59 || c === PIPE || c === 93 || c === 41 || c === 91;
}

function isWordByte(c: number): boolean {
  const letter = c | 32;
  return (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57);
}

/** `! # * + - . / : < = > @ | ~` and their like, but no bracket, quote or comma. */
function isMarkByte(c: number): boolean {
  return (
    c === 33 ||
    c === 35 ||
    (c >= 42 && c <= 47 && c !== 44) ||
    c === 58 ||
    (c >= 60 && c <= 62) ||
    c === PIPE ||
    c === 126
  );
}
