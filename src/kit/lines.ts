const LF = 10;
const CR = 13;
const ARENA = 65_536;
/** Lines this short are searched faster here than by a call out of JavaScript. */
const SHORT = 512;

/** Complete lines of some input; line i is `buffer[starts[i], ends[i])`, without its line end. */
export interface Lines {
  readonly buffer: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** 1-based number of the first line. */
  readonly firstLine: number;
  /** Position in the input of `buffer[0]`, in bytes. */
  readonly offset: number;
  /** Indexes of lines that were cut at the limit. */
  readonly truncated: readonly number[];
}

export interface LineSplitterOptions {
  /** Longer lines are cut there and the rest is skipped; 1 MiB when absent. */
  readonly maxBytes?: number | undefined;
}

/**
 * Cuts chunks of bytes into lines. A chunk is copied, so its maker may use it again; the bytes of a batch are never
 * written to afterwards. Memory is bounded by the line limit, however long a line and however small the chunks.
 * Line ends are LF and CRLF; a lone CR is part of its line. Bytes are passed on as they are, valid UTF-8 or not.
 */
export class LineSplitter {
  /** Lines cut at the limit, and bytes that were skipped by that (line ends not among them). */
  truncatedLines = 0;
  skippedBytes = 0;
  readonly #maxBytes: number;
  // Batches are handed out as views of an arena that goes on being filled behind them: tiny chunks cost no new
  // buffer each, and an unfinished line is copied only when the arena is full.
  #arena: Buffer = Buffer.allocUnsafeSlow(ARENA);
  #line = 0;
  #fill = 0;
  /** Position in the input of `arena[0]`. */
  #base = 0;
  #number = 1;
  #skipping = false;
  #skippedCr = false;
  #starts = new Int32Array(1024);
  #ends = new Int32Array(1024);

  constructor(options: LineSplitterOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 1_048_576;
  }

  /** The lines that `chunk` completes, null when it completes none. */
  push(chunk: Uint8Array): Lines | null {
    const rest = this.#skipping ? this.#skip(chunk) : chunk;
    if (rest.length === 0) return null;
    this.#reserve(rest.length);
    this.#arena.set(rest, this.#fill);
    const from = this.#fill;
    this.#fill += rest.length;
    return this.#split(from);
  }

  /** The last line when it has no line end, null otherwise. Nothing may be pushed afterwards. */
  end(): Lines | null {
    if (this.#skipping && this.#skippedCr) this.skippedBytes++;
    this.#skipping = false;
    this.#skippedCr = false;
    if (this.#fill === this.#line) return null;
    const truncated: number[] = [];
    this.#ends[0] = this.#cut({ start: this.#line, end: this.#fill, index: 0, truncated });
    this.#starts[0] = this.#line;
    return this.#batch({ count: 1, next: this.#fill, truncated });
  }

  #split(from: number): Lines | null {
    const filled = this.#arena.subarray(0, this.#fill);
    const truncated: number[] = [];
    let start = this.#line;
    let count = 0;
    for (let lf = nextLf(filled, from); lf >= 0; lf = nextLf(filled, start)) {
      if (count === this.#starts.length) this.#grow();
      const end = lf > start && filled[lf - 1] === CR ? lf - 1 : lf;
      this.#starts[count] = start;
      this.#ends[count] =
        end - start > this.#maxBytes ? this.#cut({ start, end, index: count, truncated }) : end;
      count++;
      start = lf + 1;
    }
    // One byte of grace: it may be the CR of a line of just the permitted length.
    if (this.#fill - start > this.#maxBytes + 1) {
      if (count === this.#starts.length) this.#grow();
      this.#skippedCr = filled[this.#fill - 1] === CR;
      const end = this.#skippedCr ? this.#fill - 1 : this.#fill;
      this.#starts[count] = start;
      this.#ends[count] = this.#cut({ start, end, index: count, truncated });
      count++;
      start = this.#fill;
      this.#skipping = true;
    }
    return count === 0 ? null : this.#batch({ count, next: start, truncated });
  }

  /** Passes over the rest of a line that was cut; returns what follows it. */
  #skip(chunk: Uint8Array): Uint8Array {
    const lf = chunk.indexOf(LF);
    const passed = lf < 0 ? chunk.length : lf;
    // A CR counts as skipped text only once it is known not to belong to the line end.
    if (passed > 0) {
      if (this.#skippedCr) this.skippedBytes++;
      this.#skippedCr = chunk[passed - 1] === CR;
      this.skippedBytes += this.#skippedCr ? passed - 1 : passed;
    }
    if (lf < 0) {
      this.#base += chunk.length;
      return chunk.subarray(chunk.length);
    }
    this.#base += lf + 1;
    this.#skipping = false;
    this.#skippedCr = false;
    return chunk.subarray(lf + 1);
  }

  /** End of a line after cutting it at the limit, not inside a UTF-8 character. */
  #cut(line: { start: number; end: number; index: number; truncated: number[] }): number {
    if (line.end - line.start <= this.#maxBytes) return line.end;
    let end = line.start + this.#maxBytes;
    for (let back = 0; back < 3 && (this.#arena[end]! & 0xc0) === 0x80; back++) end--;
    // Four continuation bytes in a row are no UTF-8 at all, and there is no better place than the limit.
    if ((this.#arena[end]! & 0xc0) === 0x80 || end <= line.start) end = line.start + this.#maxBytes;
    this.truncatedLines++;
    this.skippedBytes += line.end - end;
    line.truncated.push(line.index);
    return end;
  }

  #batch(made: { count: number; next: number; truncated: number[] }): Lines {
    const { count, next, truncated } = made;
    const first = this.#line;
    const starts = this.#starts.slice(0, count);
    const ends = this.#ends.slice(0, count);
    if (first > 0) {
      for (let i = 0; i < count; i++) {
        starts[i] = starts[i]! - first;
        ends[i] = ends[i]! - first;
      }
    }
    const firstLine = this.#number;
    this.#number += count;
    this.#line = next;
    const buffer = this.#arena.subarray(first, next);
    return { buffer, starts, ends, count, firstLine, offset: this.#base + first, truncated };
  }

  #reserve(bytes: number): void {
    if (this.#arena.length - this.#fill >= bytes) return;
    const carried = this.#fill - this.#line;
    // Doubling keeps the copying of a long line that comes in small pieces linear.
    const arena = Buffer.allocUnsafeSlow(Math.max(ARENA, bytes + 2 * carried));
    this.#arena.copy(arena, 0, this.#line, this.#fill);
    this.#arena = arena;
    this.#base += this.#line;
    this.#line = 0;
    this.#fill = carried;
  }

  #grow(): void {
    const starts = new Int32Array(this.#starts.length * 2);
    const ends = new Int32Array(starts.length);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#starts = starts;
    this.#ends = ends;
  }
}

/** Place of the first LF at or behind `from`, −1 when there is none. */
function nextLf(bytes: Buffer, from: number): number {
  const limit = Math.min(bytes.length, from + SHORT);
  let i = from;
  while (i < limit && bytes[i] !== LF) i++;
  if (i < limit) return i;
  return limit === bytes.length ? -1 : bytes.indexOf(LF, limit);
}
