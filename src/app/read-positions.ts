import { LogsiftError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { LineBatch, Source } from '../core/source.ts';
import { hashText } from '../kit/hash.ts';
import type { ReadMark } from '../store/kept-profile.ts';
import type { Input } from './input.ts';

/** Leading bytes by which a file is recognised; a power of two, as all that are compared. */
const MOST_BYTES = 32_768;

interface Place {
  readonly known: ReadMark | null;
  readonly name: string;
  readonly source: string;
  readonly bytes: number;
  readonly print: string;
  /** Position and time of the last event in this run. */
  position: number;
  time: number;
}

/**
 * How far each input was read in earlier runs. A file is recognised by how its content begins, so that it may be
 * renamed, compressed or appended to; the journal goes by time; standard input is new each time.
 */
export class ReadPositions {
  readonly #marks: readonly ReadMark[];
  readonly #places = new Map<Input, Place>();
  #last: Input | null = null;
  #place: Place | null = null;
  /** Events that earlier runs had learnt. */
  skipped = 0;

  constructor(marks: readonly ReadMark[]) {
    this.#marks = marks;
  }

  /** Looks at how the inputs begin, and finds what is known of them. */
  async find(inputs: readonly Input[], signal?: AbortSignal): Promise<void> {
    const free = new Set(this.#marks);
    for (const input of inputs) {
      const { source, name } = input;
      const content = source.origin.source === 'file' ? await beginningOf(source, signal) : null;
      const bytes = content === null ? 0 : largestPower(content.length);
      const known = bestOf(free, { content, source: source.origin.source, name });
      if (known !== null) free.delete(known);
      const print = content === null ? '' : printOf(content, bytes);
      const place = {
        known,
        name,
        source: source.origin.source,
        bytes,
        print,
        position: -1,
        time: Number.NaN,
      };
      this.#places.set(input, place);
    }
  }

  /** Whether an event was learnt in an earlier run; also notes that it was read in this one. */
  isKnown(event: Event, input: Input): boolean {
    if (input !== this.#last) {
      this.#last = input;
      this.#place = this.#places.get(input) ?? null;
    }
    const place = this.#place;
    if (place === null) return false;
    if (event.position > place.position) place.position = event.position;
    if (!(event.time <= place.time) && !Number.isNaN(event.time)) place.time = event.time;
    const { known } = place;
    if (known === null) return false;
    const old =
      known.source === 'file'
        ? event.position <= known.position
        : known.time !== null && event.time <= known.time;
    if (old) this.skipped++;
    return old;
  }

  /** Inputs that are shorter now than they were: what was cut off is not missed, what follows is not read twice. */
  get shrunk(): string[] {
    return [...this.#places.values()]
      .filter(({ known, position }) => known !== null && known.source === 'file' && position < known.position)
      .map(({ name }) => name);
  }

  /** What to remember: the inputs of this run first, then those of earlier runs that were not there. */
  get marks(): ReadMark[] {
    const used = new Set([...this.#places.values()].map(({ known }) => known));
    const now = [...this.#places.values()].filter(({ source }) => source !== 'stdin').map(markOf);
    return [...now, ...this.#marks.filter((mark) => !used.has(mark))];
  }
}

function markOf({ known, name, source, bytes, print, position, time }: Place): ReadMark {
  const times = [time, known?.time ?? Number.NaN].filter((one) => !Number.isNaN(one));
  return {
    ...{ source, name, bytes, print },
    position: Math.max(position, known?.position ?? -1),
    time: times.length === 0 ? null : Math.max(...times),
  };
}

/** The mark that fits: of a file the one that recognises the most of it, and of equal ones that of the same name. */
function bestOf(
  marks: ReadonlySet<ReadMark>,
  input: { content: string | null; source: string; name: string },
): ReadMark | null {
  const { content, source, name } = input;
  let best: ReadMark | null = null;
  const prints = new Map<number, string>();
  for (const mark of marks) {
    if (mark.source !== source || source === 'stdin') continue;
    if (source === 'file') {
      if (content === null || mark.bytes === 0 || mark.bytes > content.length) continue;
      if (!prints.has(mark.bytes)) prints.set(mark.bytes, printOf(content, mark.bytes));
      if (prints.get(mark.bytes) !== mark.print) continue;
    }
    const better =
      best === null ||
      mark.bytes > best.bytes ||
      (mark.bytes === best.bytes && mark.name === name && best.name !== name);
    if (better) best = mark;
  }
  return best;
}

/** The first lines of a file, one character for each byte; null when there are none, or they cannot be read. */
async function beginningOf(source: Source, signal?: AbortSignal): Promise<string | null> {
  let batch: LineBatch | null;
  try {
    batch = await source.peek(signal);
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    return null;
  }
  if (batch === null || batch.count === 0) return null;
  return batch.buffer.toString('latin1', batch.starts[0]!, batch.ends[batch.count - 1]!);
}

function largestPower(length: number): number {
  return length === 0 ? 0 : Math.min(MOST_BYTES, 2 ** Math.floor(Math.log2(length)));
}

function printOf(content: string, bytes: number): string {
  return hashText(content.slice(0, bytes));
}
