import { LogsiftError } from '../core/errors.ts';
import type { Origin } from '../core/origin.ts';
import type { LineBatch, Source, SourceCounters } from '../core/source.ts';
import { LineSplitter } from '../kit/lines.ts';

const PEEK_BYTES = 65_536;

/** What a reader gets for one pass over its input. */
export interface Pass {
  /** Aborts when nobody wants more; the reader then just ends. */
  readonly signal: AbortSignal;
  /** Only about so many bytes will be asked for; null = all. */
  readonly wanted: number | null;
  /** Counters of this pass; the reader adds to `inputBytes` and `droppedLines`. */
  readonly counters: SourceCounters;
  /** Tells a person something about what was read; equal texts are kept once. */
  note(text: string): void;
}

export interface LineSourceOptions {
  readonly origin: Origin;
  readonly rereadable: boolean;
  /** Longer lines are cut; 1 MiB when absent. */
  readonly maxLineBytes?: number | undefined;
  /** Set where a last line without a line end is only half a line: it is dropped, counted, and this is noted. */
  readonly dropUnended?: string;
  size(): number | null;
  /** The content in chunks; a chunk may be overwritten by its maker once the next one is asked for. */
  read(pass: Pass): AsyncIterable<Uint8Array>;
}

/** Counters at zero. */
export function noCounts(): SourceCounters {
  return { lines: 0, bytes: 0, inputBytes: 0, truncatedLines: 0, skippedBytes: 0, droppedLines: 0 };
}

interface Running {
  readonly stop: AbortController;
  readonly lines: AsyncGenerator<LineBatch>;
}

/** A source made of a reader of bytes: lines, counters, peek, abort and close are the same for all of them. */
export class LineSource implements Source {
  readonly origin: Origin;
  readonly rereadable: boolean;
  readonly counters: SourceCounters = noCounts();
  readonly notes: string[] = [];
  readonly #options: LineSourceOptions;
  #running: Running | null = null;
  /** What a peek took from an input that can be read only once; the pass it began goes on in `batches`. */
  #peeked: { readonly running: Running; readonly head: LineBatch | null } | null = null;
  #used = false;
  /** Why the only pass over an input that can be read once failed; said again to whoever asks again. */
  #failure: { readonly error: unknown } | null = null;
  #closed = false;

  constructor(options: LineSourceOptions) {
    this.#options = options;
    this.origin = options.origin;
    this.rereadable = options.rereadable;
  }

  get size(): number | null {
    return this.#options.size();
  }

  async *batches(signal?: AbortSignal): AsyncGenerator<LineBatch> {
    const peeked = this.#peeked;
    this.#peeked = null;
    const running = peeked?.running ?? this.#begin(this.counters);
    if (running === null) return;
    this.#running = running;
    const stop = () => running.stop.abort();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      if (peeked?.head && !running.stop.signal.aborted) yield peeked.head;
      yield* running.lines;
    } finally {
      signal?.removeEventListener('abort', stop);
      stop();
      if (this.#running === running) this.#running = null;
    }
  }

  async peek(signal?: AbortSignal): Promise<LineBatch | null> {
    if (this.#peeked !== null) return this.#peeked.head;
    const running = this.rereadable ? this.#begin(noCounts(), PEEK_BYTES) : this.#begin(this.counters);
    if (running === null) return null;
    const stop = () => running.stop.abort();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const { value } = await running.lines.next();
      const head = value ?? null;
      if (this.rereadable) await running.lines.return(undefined);
      else this.#peeked = { running, head };
      return head;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const peeked = this.#peeked;
    this.#peeked = null;
    this.#running?.stop.abort();
    peeked?.running.stop.abort();
    await peeked?.running.lines.return(undefined);
  }

  #begin(counters: SourceCounters, wanted: number | null = null): Running | null {
    if (this.#closed) return null;
    if (this.#failure !== null) throw this.#failure.error;
    if (this.#used && !this.rereadable) {
      const name = this.origin.file ?? this.origin.source;
      throw new LogsiftError('INPUT_UNREADABLE', `${name} can be read only once, and was read already`);
    }
    this.#used = true;
    const stop = new AbortController();
    const note = (text: string) => {
      if (wanted === null && !this.notes.includes(text)) this.notes.push(text);
    };
    return { stop, lines: this.#read({ signal: stop.signal, wanted, counters, note }) };
  }

  async *#read(pass: Pass): AsyncGenerator<LineBatch> {
    const { counters, signal } = pass;
    Object.assign(counters, noCounts());
    const splitter = new LineSplitter({ maxBytes: this.#options.maxLineBytes });
    const counted = (lines: LineBatch | null): lines is LineBatch => {
      counters.truncatedLines = splitter.truncatedLines;
      counters.skippedBytes = splitter.skippedBytes;
      counters.lines += lines?.count ?? 0;
      return lines !== null;
    };
    if (signal.aborted) return;
    let failure: unknown = null;
    try {
      const chunks = this.#options.read(pass);
      for await (const chunk of pass.wanted === null ? chunks : beginning(chunks, pass.wanted)) {
        counters.bytes += chunk.length;
        const lines = splitter.push(chunk);
        if (counted(lines)) yield lines;
        if (signal.aborted) return;
      }
    } catch (error) {
      failure = error;
    }
    if (signal.aborted) return;
    const last = splitter.end();
    if (last !== null && this.#options.dropUnended !== undefined) {
      counters.droppedLines++;
      pass.note(this.#options.dropUnended);
    } else if (counted(last)) yield last;
    if (failure === null) return;
    if (!this.rereadable) this.#failure = { error: failure };
    throw failure;
  }
}

/** The first bytes in one piece, so that a peek gives the same lines whatever the chunks are. */
async function* beginning(chunks: AsyncIterable<Uint8Array>, wanted: number): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const chunk of chunks) {
      pieces.push(Uint8Array.prototype.slice.call(chunk, 0, wanted - bytes));
      bytes += pieces.at(-1)!.length;
      if (bytes >= wanted) break;
    }
  } catch (error) {
    failure = { error };
  }
  if (bytes > 0) yield Buffer.concat(pieces);
  if (failure !== null) throw failure.error;
}
