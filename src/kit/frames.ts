/**
 * Why bytes of a stream became no frame, or not a whole one.
 * - `bad_length`: the length is absurd (`0 `, `007 `, 20 digits); nothing behind it can be trusted, reading ends
 * - `too_long`: longer than the limit; the frame was delivered cut and its rest skipped
 * - `truncated`: the stream ended inside a counted frame; what had come was delivered
 * - `resync`: a count was smaller than its frame; the rest of it, up to the next line end, was skipped
 */
export type FrameDrop = 'bad_length' | 'too_long' | 'truncated' | 'resync';

export interface FrameOptions {
  /** Longest frame; what is longer is delivered cut to this and its rest skipped. Default 65,536. */
  readonly maxBytes?: number;
  /** Is told of everything that was cut or skipped, and how many bytes are missing by that. */
  readonly onDrop?: (reason: FrameDrop, bytes: number) => void;
}

/** Gets a frame as `bytes[start, end)`, which holds only until it returns: bytes may be overwritten afterwards. */
export type FrameVisit = (bytes: Uint8Array, start: number, end: number) => void;

const LF = 10;
const CR = 13;
const BLANK = 32;
const LESS = 60;
/** A length has no more digits than this; a number with more of them and a `<` behind it is absurd. */
const LENGTH_DIGITS = 8;
/** Digits before a blank that are absurd whatever comes behind it; epoch seconds at the front of a line have ten. */
const SURELY_ABSURD = 11;
/** A number with more digits than this is the beginning of a line. */
const HEAD = 48;

type State = 'start' | 'head' | 'line' | 'counted' | 'between';

/**
 * Frames of a syslog stream (RFC 6587), octet-counted and line by line, mixed. A counted frame begins with digits, a
 * blank and `<`; everything else ends at a line end and loses its trailing CR, LF and NUL; empty lines are no frames.
 * How the stream was cut into chunks makes no difference. Memory stays within `maxBytes` beside the chunk at hand, of
 * which frames may be views. Never throws because of the bytes.
 */
export function* syslogFrames(
  chunks: Iterable<Uint8Array>,
  options: FrameOptions = {},
): Generator<Uint8Array, void, undefined> {
  const splitter = new FrameSplitter(options);
  for (const chunk of chunks) {
    yield* splitter.push(chunk);
    if (splitter.closed) return;
  }
  yield* splitter.finish();
}

/** One connection: bytes go in as they come, frames come out. */
export class FrameSplitter {
  /** True after an absurd length: the connection is to be closed. */
  closed = false;
  /** Of the frame just given: false when it was cut at the limit, or when the stream ended inside it. */
  whole = true;
  readonly #maxBytes: number;
  readonly #onDrop: (reason: FrameDrop, bytes: number) => void;
  #state: State = 'start';
  /** The frame at hand; grows with what comes, never with what a peer announces. */
  #held = Buffer.alloc(0);
  #length = 0;
  /** Bytes of the frame at hand beyond the limit. */
  #over = 0;
  /** Bytes of a counted frame still to come. */
  #missing = 0;
  /** Bytes skipped while looking for a line end; −1 when not skipping. */
  #skipped = -1;
  #visit: FrameVisit = () => {};

  constructor({ maxBytes = 65_536, onDrop = () => {} }: FrameOptions = {}) {
    this.#maxBytes = Math.max(1, maxBytes);
    this.#onDrop = onDrop;
  }

  /** Takes the next bytes; gives the frames that are complete with them. */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    this.scan(chunk, (bytes, start, end) => {
      // What is held is written over by the next frame.
      frames.push(
        bytes === chunk ? chunk.subarray(start, end) : Uint8Array.prototype.slice.call(bytes, start, end),
      );
    });
    return frames;
  }

  /** As `push`, without an object per frame. */
  scan(chunk: Uint8Array, visit: FrameVisit): void {
    this.#visit = visit;
    let at = 0;
    while (at < chunk.length && !this.closed) at = this.#step(chunk, at);
  }

  /** True between frames: nothing is begun and not complete. */
  get idle(): boolean {
    return (this.#state === 'start' || this.#state === 'between') && this.#skipped < 0;
  }

  /** The stream is at its end; gives the frame that nothing ended. */
  finish(): Uint8Array[] {
    const frames: Uint8Array[] = [];
    this.end((bytes, start, end) => frames.push(Uint8Array.prototype.slice.call(bytes, start, end)));
    return frames;
  }

  /** As `finish`, without an object per frame. */
  end(visit: FrameVisit): void {
    this.#visit = visit;
    if (this.closed) return;
    if (this.#skipped >= 0) this.#drop('resync', this.#skipped);
    else if (this.#state === 'counted') {
      const missing = this.#missing;
      this.#emitHeld(false, false);
      this.#drop('truncated', missing);
    } else if (this.#state === 'head' || this.#state === 'line') this.#emitHeld(true);
    this.closed = true;
  }

  /** Works on the bytes from `at` on as far as one state goes. */
  #step(chunk: Uint8Array, at: number): number {
    const c = chunk[at]!;
    switch (this.#state) {
      case 'start':
      case 'between':
        return this.#begin(chunk, at);
      case 'head':
        this.#take(chunk, at, at + 1);
        this.#judgeHead(c);
        return at + 1;
      case 'line':
        return this.#line(chunk, at);
      case 'counted':
        return this.#counted(chunk, at);
    }
  }

  #begin(chunk: Uint8Array, at: number): number {
    const c = chunk[at]!;
    if (this.#skipped >= 0) {
      const stop = chunk.indexOf(LF, at);
      this.#skipped += (stop < 0 ? chunk.length : stop) - at;
      if (stop < 0) return chunk.length;
      this.#drop('resync', this.#skipped);
      this.#skipped = -1;
      this.#state = 'start';
      return stop + 1;
    }
    if (c === LF) this.#state = 'start';
    if (c === LF || c === CR || c === 0) return at + 1;
    const digit = c >= 48 && c <= 57;
    if (this.#state === 'between' && !digit && c !== LESS) {
      this.#skipped = 0;
      return at;
    }
    const stop = digit ? this.#wholeCounted(chunk, at) : 0;
    if (stop > 0) return stop;
    this.#state = digit ? 'head' : 'line';
    return digit ? this.#step(chunk, at) : at;
  }

  /** Gives the counted frame that begins at `at` and where it ends; 0 when it is not all there, or none. */
  #wholeCounted(chunk: Uint8Array, at: number): number {
    let length = 0;
    let c = chunk[at]!;
    let start = at;
    for (; c >= 48 && c <= 57; c = chunk[++start]!) length = 10 * length + c - 48;
    if (c !== BLANK || start - at > LENGTH_DIGITS || chunk[at] === 48) return 0;
    const stop = ++start + length;
    if (stop > chunk.length || length > this.#maxBytes || chunk[start] !== LESS) return 0;
    this.#state = 'between';
    this.#visit(chunk, start, stop);
    return stop;
  }

  /** Decides, byte by byte, whether digits at the front of a frame are its length. */
  #judgeHead(c: number): void {
    const held = this.#held;
    const length = this.#length;
    const blank = held[length - 2] === BLANK;
    if (c >= 48 && c <= 57 && !blank) {
      if (length > HEAD) this.#beginLine(c);
    } else if (c === BLANK && !blank) {
      const zero = held[0] === 48;
      if (zero || length - 1 >= SURELY_ABSURD) this.#close();
    } else if (c === LESS && blank) {
      if (length - 2 > LENGTH_DIGITS) this.#close();
      else this.#beginCounted(Number(held.toString('latin1', 0, length - 2)));
    } else this.#beginLine(c);
  }

  #beginCounted(length: number): void {
    this.#missing = length - 1;
    this.#length = 0;
    this.#state = 'counted';
    this.#take(Buffer.of(LESS), 0, 1);
    if (this.#missing === 0) this.#endCounted();
  }

  /** What was held as a possible length is the front of a line. */
  #beginLine(c: number): void {
    this.#state = 'line';
    if (c === LF) this.#length--;
    this.#over = Math.max(0, this.#length - this.#maxBytes);
    this.#length -= this.#over;
    if (c === LF) this.#emitHeld(true);
  }

  #line(chunk: Uint8Array, at: number): number {
    const stop = chunk.indexOf(LF, at);
    if (stop >= 0 && this.#length === 0 && stop - at <= this.#maxBytes) {
      this.#emitLine(chunk, at, stop);
      this.#state = 'start';
      return stop + 1;
    }
    this.#take(chunk, at, stop < 0 ? chunk.length : stop);
    if (stop < 0) return chunk.length;
    this.#emitHeld(true);
    return stop + 1;
  }

  #counted(chunk: Uint8Array, at: number): number {
    const stop = Math.min(chunk.length, at + this.#missing);
    this.#missing -= stop - at;
    this.#take(chunk, at, stop);
    if (this.#missing === 0) this.#endCounted();
    return stop;
  }

  #endCounted(): void {
    this.#emitHeld(false);
    this.#state = 'between';
  }

  #close(): void {
    this.closed = true;
    this.#drop('bad_length', this.#length);
  }

  #emitHeld(line: boolean, complete = true): void {
    const length = this.#length;
    const over = this.#over;
    this.#length = 0;
    this.#over = 0;
    this.#state = 'start';
    if (line && over === 0) this.#emitLine(this.#held, 0, length);
    else if (length > 0) {
      this.whole = complete && over === 0;
      this.#visit(this.#held, 0, length);
      this.whole = true;
    }
    if (over > 0) this.#drop('too_long', over);
  }

  #emitLine(bytes: Uint8Array, start: number, stop: number): void {
    let end = stop;
    while (end > start && (bytes[end - 1] === CR || bytes[end - 1] === 0)) end--;
    if (end > start) this.#visit(bytes, start, end);
  }

  /** Adds bytes to the frame at hand; what is beyond the limit is only counted. */
  #take(chunk: Uint8Array, start: number, stop: number): void {
    const limit = this.#state === 'head' ? Math.max(this.#maxBytes, HEAD + 4) : this.#maxBytes;
    const fits = Math.min(stop - start, limit - this.#length);
    this.#over += stop - start - fits;
    if (this.#length + fits > this.#held.length) {
      const room = Math.min(limit, Math.max(64, 2 * (this.#length + fits)));
      const larger = Buffer.alloc(room);
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(chunk.subarray(start, start + fits), this.#length);
    this.#length += fits;
  }

  #drop(reason: FrameDrop, bytes: number): void {
    this.#onDrop(reason, bytes);
  }
}
