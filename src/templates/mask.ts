import {
  AT,
  BREAK,
  CLASS,
  COLON,
  DELIMITER,
  DIGIT,
  DOT,
  HIGH,
  LETTER,
  SIGN,
  SLASH,
  SPACE,
} from './byte-classes.ts';
import {
  bitsOf,
  COLON_SIGN,
  hasDigit,
  isLeader,
  isListGap,
  lineEnd,
  pathEnd,
  portColon,
  trimEnd,
} from './mask-scan.ts';
import {
  isPathStart,
  looksAddress,
  looksClass,
  looksHost,
  looksIdentifier,
  numberInName,
  wordPrefix,
} from './word-shapes.ts';

/** Bytes of a message that are mined; what follows belongs to no slot. */
const MINED_BYTES = 4096;
/** Words of a message that are mined; the rest becomes one slot. */
const MINED_WORDS = 256;
/** Stands for a variable value in masked text; never a byte of the input there. */
const STAR = 1;

const LONG_WORD = 64;
/** A word with none of these is a word as it stands. */
const SPECIAL = DIGIT | SLASH | AT | COLON | DOT | SIGN;

/**
 * One pass over the bytes of a message that replaces what is a value by its looks alone (numbers, addresses, paths,
 * ids) with a star. What is left is the key of the cache, so equal masks need no further work. The arrays are
 * reused by the next call.
 */
export class Mask {
  /** The masked message, `out[0, length)`; blanks collapsed to one space. Zeroed up to a multiple of 4. */
  readonly out = Buffer.alloc(MINED_BYTES + 64);
  length = 0;
  /** Words of the message: where they are in the input and in `out`. */
  wordCount = 0;
  readonly wordStart = new Int32Array(MINED_WORDS + 2);
  readonly wordEnd = new Int32Array(MINED_WORDS + 2);
  readonly wordOut = new Int32Array(MINED_WORDS + 2);
  readonly wordOutEnd = new Int32Array(MINED_WORDS + 2);
  /** The value a star stands for, in the input; at most one star per word. −1 in words without one. */
  readonly starStart = new Int32Array(MINED_WORDS + 2);
  readonly starEnd = new Int32Array(MINED_WORDS + 2);
  /** End of the part of the message that was mined, in the input. */
  end = 0;

  #bytes: Uint8Array = this.out;

  /** Masks the first line of `bytes[start, end)`. */
  read(bytes: Uint8Array, start: number, end: number): void {
    const limit = Math.min(end, start + MINED_BYTES);
    const out = this.out;
    this.#bytes = bytes;
    this.length = 0;
    this.wordCount = 0;
    let blank = false;
    let i = start;
    while (i < limit) {
      const c = bytes[i]!;
      const cls = CLASS[c]!;
      if (cls & SPACE) {
        if (c === 10) break;
        blank = true;
        i++;
        continue;
      }
      if (blank) {
        if (this.length > 0) out[this.length++] = 0x20;
        blank = false;
      }
      if (cls & DELIMITER) {
        if (c === 0x3c || c === 0x3e) {
          const after = this.#comparator(i, limit);
          if (after > i) {
            i = after;
            continue;
          }
        }
        out[this.length++] = c;
        i++;
        continue;
      }
      if (this.wordCount >= MINED_WORDS) {
        const rest = i;
        i = lineEnd(bytes, i, limit);
        this.#star(rest, i);
        break;
      }
      let bits = cls;
      let e = i + 1;
      let o = this.length;
      out[o++] = c;
      for (;;) {
        let byte = 0;
        let next = 0;
        while (e < limit && !((next = CLASS[(byte = bytes[e]!)]!) & BREAK)) {
          bits |= next;
          out[o++] = byte;
          e++;
        }
        // An apostrophe between letters belongs to the word: can't, user's.
        if (byte !== 0x27 || e + 1 >= limit) break;
        if (!(CLASS[bytes[e - 1]!]! & LETTER && CLASS[bytes[e + 1]!]! & LETTER)) break;
        out[o++] = byte;
        e++;
      }
      if (!(bits & SPECIAL) && (e - i < LONG_WORD || bits & HIGH)) {
        // most words: what was written stands
        const n = this.wordCount++;
        this.wordStart[n] = i;
        this.wordEnd[n] = e;
        this.wordOut[n] = this.length;
        this.wordOutEnd[n] = o;
        this.starStart[n] = -1;
        this.length = o;
        i = e;
        continue;
      }
      if (c === COLON_SIGN && bytes[i + 1] !== COLON_SIGN && e > i + 1) {
        // `"key":5`: the colon is no part of the value
        out[this.length++] = c;
        bits = bits & COLON ? bitsOf(bytes, i + 1, e) : bits;
        i++;
      }
      i = this.#word(i, e, bits, limit);
    }
    this.end = i;
    for (let k = this.length; k & 3; k++) out[k] = 0;
  }

  /** `<1 sec`, `>= 5`: the sign belongs to the number, but `<13>` is a number in brackets. */
  #comparator(i: number, limit: number): number {
    const bytes = this.#bytes;
    if (i > 0 && this.length > 0 && this.out[this.length - 1] !== 0x20) return i;
    const n = bytes[i + 1] === 0x3d ? i + 2 : i + 1;
    let e = n;
    // <*> in the input is a slot of somebody's template: a value
    if (bytes[i] === 0x3c && bytes[i + 1] === 0x2a && bytes[i + 2] === 0x3e && i + 3 <= limit) {
      this.#star(i, i + 3);
      return i + 3;
    }
    while (e < limit && CLASS[bytes[e]!]! & (DIGIT | DOT)) e++;
    if (e === n || e >= limit || !(CLASS[bytes[e]!]! & SPACE) || this.wordCount >= MINED_WORDS) return i;
    this.#star(i, e);
    return e;
  }

  /** Writes one word; returns the input position after it. */
  #word(s: number, wordEnd: number, bits: number, limit: number): number {
    const bytes = this.#bytes;
    let e = wordEnd;
    if (bits & SLASH && isPathStart(bytes, s, e)) {
      e = pathEnd(bytes, e, limit);
      const stop = trimEnd(bytes, s, e);
      this.#star(s, stop);
      this.#tail(stop, e);
      return e;
    }
    e = trimEnd(bytes, s, wordEnd);
    // the arrow of 512M->12M
    if (bytes[e - 1] === 0x2d && bytes[e] === 0x3e && e - 1 > s) e--;
    if (e === s) this.#tail(s, wordEnd);
    else {
      const own = e < wordEnd ? bitsOf(bytes, s, e) : bits;
      if (!(own & SPECIAL) && (e - s < LONG_WORD || own & HIGH)) this.#literal(s, e);
      else this.#classified(s, e, own);
      this.#tail(e, wordEnd);
    }
    return wordEnd;
  }

  #classified(s: number, e: number, bits: number): void {
    const bytes = this.#bytes;
    if (bits & DIGIT && !(bits & (LETTER | COLON))) this.#star(s, e);
    else if (bits & HIGH && bits & (DIGIT | COLON)) this.#scripts(s, e);
    else if (bits & AT && e - s > 1) this.#star(s, e);
    else if (bits & COLON) {
      if (bits & DIGIT && looksAddress(bytes, s, e)) this.#star(s, e);
      else this.#split(s, e, bits);
    } else if (bits & DIGIT) this.#withDigits(s, e);
    else if (
      (bits & DOT && (looksHost(bytes, s, e) || (this.wordCount > 0 && looksClass(bytes, s, e)))) ||
      e - s >= LONG_WORD ||
      looksIdentifier(bytes, s, e)
    ) {
      this.#star(s, e);
    } else this.#literal(s, e);
  }

  /** Scripts that put no blank between words and numbers: the runs beyond ASCII are words, those between are looked at. */
  #scripts(s: number, e: number): void {
    let i = s;
    while (i < e && this.wordCount < MINED_WORDS) {
      const high = CLASS[this.#bytes[i]!]! & HIGH;
      let next = i;
      while (next < e && (CLASS[this.#bytes[next]!]! & HIGH) === high) next++;
      if (high) this.#literal(i, next);
      else this.#classified(i, next, bitsOf(this.#bytes, i, next));
      i = next;
    }
  }

  #withDigits(s: number, e: number): void {
    const p = wordPrefix(this.#bytes, s, e);
    if (p === s) this.#star(s, e);
    else if (p === e) this.#literal(s, e);
    else if (isLeader(this.#bytes, s, p)) this.#led(s, p, e);
    else this.#prefixed(s, p, e);
  }

  /** The parts of a word between its colons, each by itself. */
  #split(s: number, e: number, bits: number): void {
    const bytes = this.#bytes;
    const colon = portColon(bytes, s, e);
    if (colon > s) {
      const p = wordPrefix(bytes, s, colon);
      const host = p === s ? colon > s && hasDigit(bytes, s, colon) : false;
      if (host || looksHost(bytes, s, colon, true)) this.#star(s, e);
      else this.#prefixed(s, p === s || p === colon ? colon + 1 : p, e);
      return;
    }
    let i = s;
    while (i < e && this.wordCount < MINED_WORDS) {
      while (i < e && bytes[i] === COLON_SIGN) this.out[this.length++] = bytes[i++]!;
      let next = i;
      let own = 0;
      while (next < e && bytes[next] !== COLON_SIGN) own |= CLASS[bytes[next++]!]!;
      if (next > i) this.#classified(i, next, own & bits);
      i = next;
    }
  }

  /** `prefetch depth......0`: a row of dots leads from a word to its value. */
  #led(s: number, p: number, e: number): void {
    const word = p - 1;
    this.#literal(s, word);
    this.out[this.length++] = 0x2e;
    let value = p;
    while (value < e && this.#bytes[value] === 0x2e) value++;
    if (this.wordCount < MINED_WORDS) this.#star(value, e);
  }

  /** Dots, colons and the like after a word belong to no word; a row of them counts as three. */
  #tail(s: number, e: number): void {
    const end = e - s > 3 ? s + 3 : e;
    for (let i = s; i < end; i++) this.out[this.length++] = this.#bytes[i]!;
  }

  #literal(s: number, e: number): void {
    const bytes = this.#bytes;
    const out = this.out;
    const n = this.wordCount++;
    let o = this.length;
    this.wordStart[n] = s;
    this.wordEnd[n] = e;
    this.wordOut[n] = o;
    this.starStart[n] = -1;
    for (let i = s; i < e; i++) out[o++] = bytes[i]!;
    this.wordOutEnd[n] = o;
    this.length = o;
  }

  /** A name around a value, which begins at `p`: `eth0`, `jk2_init`. */
  #prefixed(s: number, p: number, e: number): void {
    const n = this.wordCount;
    const out = this.out;
    this.#literal(s, p);
    const valueEnd = numberInName(this.#bytes, p, e);
    this.wordEnd[n] = e;
    this.starStart[n] = p;
    this.starEnd[n] = valueEnd;
    let o = this.length;
    out[o++] = STAR;
    for (let i = valueEnd; i < e; i++) out[o++] = this.#bytes[i]!;
    this.wordOutEnd[n] = o;
    this.length = o;
  }

  /** A whole word that is a value; joined with the star before it when only a comma, blank or connector is between. */
  #star(s: number, e: number): void {
    const n = this.wordCount;
    if (n > 0) {
      const last = n - 1;
      const gapStart = this.wordOutEnd[last]!;
      if (this.out[gapStart - 1] === STAR && isListGap(this.out, gapStart, this.length)) {
        const whole = gapStart - this.wordOut[last]! === 1;
        if (
          whole ||
          this.length === gapStart ||
          (this.length === gapStart + 1 && this.out[gapStart] !== 0x20)
        ) {
          this.wordEnd[last] = e;
          this.starEnd[last] = e;
          this.length = gapStart;
          return;
        }
      }
    }
    this.wordCount = n + 1;
    this.wordStart[n] = s;
    this.wordEnd[n] = e;
    this.wordOut[n] = this.length;
    this.starStart[n] = s;
    this.starEnd[n] = e;
    this.out[this.length++] = STAR;
    this.wordOutEnd[n] = this.length;
  }
}
