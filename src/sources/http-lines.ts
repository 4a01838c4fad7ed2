const LF = 10;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const LINES = Buffer.from('"lines"');

/** Gets a line as `bytes[start, end)`. */
export type TakeLine = (bytes: Uint8Array, start: number, end: number) => void;

/** Lines of a text, which LF ends; lines without a character are none. NDJSON is such a text. */
export function textLines(body: Buffer, take: TakeLine): void {
  for (let start = afterMark(body); start < body.length; ) {
    const stop = body.indexOf(LF, start);
    const end = stop < 0 ? body.length : stop;
    take(body, start, end);
    start = end + 1;
  }
}

/**
 * Lines of JSON: the elements of an array, or of the array `lines` of an object; else an object as a whole. Several
 * values may follow one another. A string is the line it holds; anything else is the line as it was written, line ends
 * between its words made blanks. Nothing is built of what it holds, so that depth, size and names of keys do no harm.
 * False when it is no JSON, or something else than an object or array; some lines may have been given then.
 */
export function jsonLines(body: Buffer, take: TakeLine): boolean {
  return new JsonScanner(body, take).run();
}

class JsonScanner {
  readonly #body: Buffer;
  readonly #take: TakeLine;
  #at: number;
  #ok = true;

  constructor(body: Buffer, take: TakeLine) {
    this.#body = body;
    this.#take = take;
    this.#at = afterMark(body);
  }

  run(): boolean {
    for (this.#blanks(); this.#ok && this.#at < this.#body.length; this.#blanks()) {
      const c = this.#body[this.#at]!;
      if (c === OPEN) this.#elements();
      else if (c === OPEN_OBJECT) this.#object();
      else this.#ok = false;
    }
    return this.#ok;
  }

  /** Each element of the array at hand is a line. */
  #elements(): void {
    this.#at++;
    this.#blanks();
    if (this.#next(CLOSE)) return;
    do {
      this.#blanks();
      const start = this.#at;
      this.#skip();
      if (this.#ok) this.#give(start, this.#at);
      this.#blanks();
    } while (this.#ok && this.#next(COMMA));
    if (!this.#next(CLOSE)) this.#ok = false;
  }

  /** An object is a line, unless it has an array `lines`: then the elements of that are. */
  #object(): void {
    const start = this.#at;
    let lines = -1;
    this.#at++;
    this.#blanks();
    if (!this.#next(CLOSE_OBJECT)) {
      do {
        this.#blanks();
        const key = this.#at;
        if (this.#body[key] !== QUOTE) this.#ok = false;
        else this.#string();
        const named =
          this.#at - key === LINES.length && this.#body.compare(LINES, 0, LINES.length, key, this.#at) === 0;
        this.#blanks();
        if (!this.#next(COLON)) this.#ok = false;
        this.#blanks();
        if (named && lines < 0 && this.#body[this.#at] === OPEN) lines = this.#at;
        this.#skip();
        this.#blanks();
      } while (this.#ok && this.#next(COMMA));
      if (!this.#next(CLOSE_OBJECT)) this.#ok = false;
    }
    if (!this.#ok) return;
    const end = this.#at;
    if (lines < 0) this.#give(start, end);
    else {
      this.#at = lines;
      this.#elements();
      this.#at = end;
    }
  }

  /** Passes over a value. Brackets are counted, not paired: what is kept is text. */
  #skip(): void {
    const body = this.#body;
    let depth = 0;
    do {
      const c = body[this.#at];
      if (c === QUOTE) this.#string();
      else if (c === OPEN || c === OPEN_OBJECT) {
        depth++;
        this.#at++;
      } else if ((c === CLOSE || c === CLOSE_OBJECT) && depth > 0) {
        depth--;
        this.#at++;
      } else if (depth > 0 && (c === COMMA || c === COLON || isBlank(c))) this.#at++;
      else this.#word();
    } while (this.#ok && depth > 0);
  }

  #string(): void {
    const body = this.#body;
    for (let i = this.#at + 1; i < body.length; i++) {
      const c = body[i]!;
      if (c === QUOTE) {
        this.#at = i + 1;
        return;
      }
      if (c === BACKSLASH) i++;
      else if (c < 32) break;
    }
    this.#ok = false;
  }

  /** A number, `true`, `false` or `null`; what letters they are nobody asks. */
  #word(): void {
    const start = this.#at;
    while (isWord(this.#body[this.#at])) this.#at++;
    if (this.#at === start) this.#ok = false;
  }

  #give(start: number, end: number): void {
    const body = this.#body;
    if (body[start] !== QUOTE) {
      for (let i = start; i < end; i++) if (body[i]! < 32) body[i] = 32;
      this.#take(body, start, end);
    } else if (!body.subarray(start, end).includes(BACKSLASH)) this.#take(body, start + 1, end - 1);
    else {
      const text = stringAt(body, start, end);
      if (text === null) this.#ok = false;
      else this.#take(text, 0, text.length);
    }
  }

  #next(c: number): boolean {
    if (this.#body[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  #blanks(): void {
    while (isBlank(this.#body[this.#at])) this.#at++;
  }
}

/** What a JSON string says; null when its escapes are none. */
function stringAt(body: Buffer, start: number, end: number): Buffer | null {
  try {
    return Buffer.from(JSON.parse(body.toString('utf8', start, end)) as string);
  } catch {
    return null;
  }
}

function isBlank(c: number | undefined): boolean {
  return c === 32 || c === 10 || c === 13 || c === 9;
}

function isWord(c: number | undefined): boolean {
  if (c === undefined) return false;
  return (
    (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 43 || c === 45 || c === 46
  );
}

/** Where a text begins behind its byte order mark. */
function afterMark(body: Buffer): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
}
