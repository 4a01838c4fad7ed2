import type { Event } from '../../core/event.ts';
import { FLAG } from '../../core/flags.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import type { Origin } from '../../core/origin.ts';

const LF = 10;
/** A longer hole between two lines, in bytes or lines, is not carried along: another batch begins. */
const MOST_HOLE = 4096;
/** Lines of a file that end behind it need not know how it began. */
const BEGINNING = 1024;

const CR = 13;

interface Line {
  readonly position: number;
  readonly length: number;
  /** All of its event, with what stands between the lines of it; null for those that were joined to another. */
  readonly bytes: Buffer | null;
  /** 0 where lines have no numbers. */
  readonly number: number;
  readonly cut: boolean;
}

/** Events of one input, in order, as the lines that they were made of, each at its place. */
export class PastLines {
  bytes = 0;
  readonly #key: string;
  readonly #origin: Origin;
  #lines: Line[] = [];

  constructor(key: string, origin: Origin) {
    this.#key = key;
    this.#origin = origin;
  }

  add(event: Event): void {
    const { buffer, flags, line, position } = event;
    const cut = (flags & FLAG.truncated) !== 0;
    this.bytes += event.end - event.start;
    let { start } = event;
    for (let nth = 0; start <= event.end; nth++) {
      const end = lineEnd(event, start);
      const length = (end < event.end && buffer[end - 1] === CR ? end - 1 : end) - start;
      const bytes = nth === 0 ? buffer.subarray(start, event.end) : null;
      const number = line === 0 ? 0 : line + nth;
      const at = position + start - event.start;
      this.#lines.push({ position: at, length, bytes, number, cut: cut && nth === 0 });
      start = end + 1;
    }
  }

  /** What was added since it was last asked for. */
  batches(): LiveBatch[] {
    const lines = this.#lines;
    this.#lines = [];
    this.bytes = 0;
    const batches: LiveBatch[] = [];
    for (let from = 0; from < lines.length; ) {
      let until = from + 1;
      while (until < lines.length && goesOn(lines[until - 1]!, lines[until]!)) until++;
      batches.push(this.#batch(lines.slice(from, until)));
      from = until;
    }
    return batches;
  }

  #batch(lines: readonly Line[]): LiveBatch {
    const first = lines[0]!;
    const last = lines.at(-1)!;
    const offset = first.position;
    const buffer = Buffer.alloc(last.position + last.length - offset, LF);
    const count = first.number === 0 ? lines.length : last.number - first.number + 1;
    const starts = new Int32Array(count);
    const ends = new Int32Array(count);
    const truncated: number[] = [];
    let i = 0;
    let behind = 0;
    for (const { bytes, position, length, number, cut } of lines) {
      // Lines that nothing was made of stay empty, so that the others keep their numbers.
      for (const place = number - first.number; number > 0 && i < place; i++) starts[i] = ends[i] = behind;
      starts[i] = position - offset;
      bytes?.copy(buffer, position - offset);
      behind = ends[i] = starts[i]! + length;
      if (cut) truncated.push(i);
      i++;
    }
    const { beginning, ...plain } = this.#origin;
    const origin = beginning === undefined || offset >= BEGINNING ? plain : this.#origin;
    return {
      ...{ key: this.#key, origin, buffer, starts, ends, count, offset, truncated },
      ...{ firstLine: first.number, received: Number.NaN, resume: null, senders: null, senderOf: null },
    };
  }
}

/** Whether a line can be told as one behind another in the same batch. */
function goesOn(before: Line, line: Line): boolean {
  const hole = line.position - before.position - before.length;
  if (hole < 0 || hole > MOST_HOLE) return false;
  if (line.number === 0 || before.number === 0) return line.number === before.number;
  return line.number > before.number && line.number - before.number <= MOST_HOLE;
}

/** Where the line that begins at `start` ends, of those that were joined to an event. */
function lineEnd({ buffer, flags, end }: Event, start: number): number {
  const lf = (flags & FLAG.folded) === 0 ? -1 : buffer.subarray(start, end).indexOf(LF);
  return lf < 0 ? end : start + lf;
}
