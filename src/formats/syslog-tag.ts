/** Longest program name that is believed. RFC 3164 says 32; systemd units and Java classes are longer. */
const LONGEST = 128;

const BLANK = 32;
const COLON = 58;
const OPEN = 91;
const CLOSE = 93;

/** Bytes that no program name holds: blanks, controls and what marks a sentence, a list or key=value. */
const NOT_IN_TAG = new Uint8Array(256);
for (let c = 0; c <= 32; c++) NOT_IN_TAG[c] = 1;
for (const c of Buffer.from('":;,={}<>[]|?!*\'`')) NOT_IN_TAG[c] = 1;

/** Reads the TAG of RFC 3164, `sshd[123]: ` and its relatives, as byte ranges. */
export class TagReader {
  appStart = 0;
  appEnd = 0;
  /** −1 when the tag names no process. */
  pidStart = -1;
  pidEnd = -1;
  /** Where the message begins. */
  end = 0;

  /** True when a tag begins at `at`; a first word without a colon, or with `=`, is never taken for one. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    const limit = Math.min(end, at + LONGEST);
    let i = at;
    while (i < limit && NOT_IN_TAG[bytes[i]!] === 0) i++;
    if (i === at || i >= limit) return false;
    this.appStart = at;
    this.appEnd = i;
    this.pidStart = -1;
    this.pidEnd = -1;
    const c = bytes[i]!;
    if (c === OPEN) return this.#pid(bytes, i, end);
    if (c !== COLON || !isName(bytes, at, i)) return false;
    const next = i + 1 < end ? bytes[i + 1]! : BLANK;
    if (next !== BLANK && !gluedMessage(next)) return false;
    this.end = next === BLANK ? i + 2 : i + 1;
    if (this.end > end) this.end = end;
    return true;
  }

  #pid(bytes: Uint8Array, open: number, end: number): boolean {
    const limit = Math.min(end, open + 34);
    let i = open + 1;
    let numeric = true;
    while (i < limit) {
      const c = bytes[i]!;
      if (c === CLOSE || c <= BLANK) break;
      if (c < 48 || c > 57) numeric = false;
      i++;
    }
    if (i >= limit || bytes[i] !== CLOSE) return false;
    const after = i + 1 < end ? bytes[i + 1]! : 0;
    // Without a colon only a number is a process; `list[of things] ` is a message.
    if (after !== COLON && !(numeric && i > open + 1 && (after === BLANK || after === 0))) return false;
    if (i > open + 1) {
      this.pidStart = open + 1;
      this.pidEnd = i;
    }
    i += after === COLON ? 2 : 1;
    this.end = Math.min(end, i < end && bytes[i] === BLANK ? i + 1 : i);
    return true;
  }
}

/** A tag holds a letter: `123:` is a sequence number and `10.0.0.1:` an address. */
function isName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const letter = bytes[i]! | 32;
    if ((letter >= 97 && letter <= 122) || bytes[i]! >= 128) return true;
  }
  return false;
}

/** What may follow `app:` without a blank; not a URL, a path, a scope, a time or a port. */
function gluedMessage(next: number): boolean {
  return next !== 47 && next !== 92 && next !== COLON && !(next >= 48 && next <= 57) && next !== 34;
}
