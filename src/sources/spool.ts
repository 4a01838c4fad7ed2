import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogsiftError } from '../core/errors.ts';
import type { LineBatch, Source, SourceCounters } from '../core/source.ts';
import { noCounts } from './line-source.ts';
import { encodeRecord, readRecord, type SpoolRecord } from './spool-record.ts';

export interface SpoolOptions {
  /** Cap of the temporary file; 4 GiB when absent. */
  readonly maxBytes?: number;
  /** Where it is made; TMPDIR, else /var/tmp (often a disk where /tmp is memory), else the system's own. */
  readonly directory?: string;
}

/**
 * Makes a source re-readable that can be read only once (or only at the cost of unpacking it again): what the first
 * pass reads goes into a temporary file, which later passes read; lines, positions and counters are the same. Size
 * and `inputBytes` are those of the content, so the size is known once everything was read. When the file is full,
 * reading ends there, in every pass, and it is counted and noted. Fails with SPOOL_FULL when not even a temporary
 * file can be made.
 */
export function spooled(source: Source, options: SpoolOptions = {}): Source {
  return new SpooledSource(source, options);
}

class SpooledSource implements Source {
  readonly rereadable = true;
  readonly counters: SourceCounters = noCounts();
  readonly #source: Source;
  readonly #options: SpoolOptions;
  readonly #ownNotes: string[] = [];
  /** Ends the reading of the source: on close, and when a pass is aborted while it waits for input. */
  readonly #halt = new AbortController();
  #closed = false;
  #upstream: AsyncIterator<LineBatch> | null = null;
  #file: { readonly handle: FileHandle; readonly path: string | null } | null = null;
  #written = 0;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  #total: SourceCounters = noCounts();
  /** A peek or a pass at work; the next one waits for it. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(source: Source, options: SpoolOptions) {
    this.#source = source;
    this.#options = options;
  }

  get origin() {
    return this.#source.origin;
  }

  get size(): number | null {
    return this.#ended ? this.#total.bytes : null;
  }

  get notes(): readonly string[] {
    return [...this.#source.notes, ...this.#ownNotes];
  }

  async *batches(signal?: AbortSignal): AsyncGenerator<LineBatch> {
    Object.assign(this.counters, noCounts());
    for (let position = 0; ; ) {
      const record = await this.#at(position, signal);
      if (signal?.aborted || this.#closed) return;
      if (record === null) break;
      position = record.next;
      Object.assign(this.counters, record.counters, { inputBytes: record.counters.bytes });
      yield record.batch;
    }
    Object.assign(this.counters, this.#total, { inputBytes: this.#total.bytes });
    if (this.#failure !== null) throw this.#failure.error;
  }

  async peek(signal?: AbortSignal): Promise<LineBatch | null> {
    const record = await this.#at(0, signal);
    if (record === null && this.#failure !== null) throw this.#failure.error;
    return record?.batch ?? null;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#halt.abort();
    await this.#busy;
    await this.#upstream?.return?.();
    await this.#source.close();
    const file = this.#file;
    this.#file = null;
    await file?.handle.close();
    if (file?.path) await unlink(file.path).catch(() => {});
  }

  /** The record at a position of the spool, taken from the source when it is not there yet; null at the end. */
  #at(position: number, signal: AbortSignal | undefined): Promise<SpoolRecord | null> {
    const job = this.#busy.then(async () => {
      if (this.#closed || signal?.aborted) return null;
      if (position >= this.#written) await this.#take(signal);
      return position < this.#written && this.#file ? await readRecord(this.#file.handle, position) : null;
    });
    this.#busy = job.catch(() => {});
    return job;
  }

  /** Moves the next batch of the source into the spool. */
  async #take(signal: AbortSignal | undefined): Promise<void> {
    if (this.#ended) return;
    this.#upstream ??= this.#source.batches(this.#halt.signal)[Symbol.asyncIterator]();
    const halt = () => this.#halt.abort();
    signal?.addEventListener('abort', halt, { once: true });
    let next: IteratorResult<LineBatch>;
    try {
      next = await this.#upstream.next();
    } catch (error) {
      this.#failure = { error };
      return this.#end();
    } finally {
      signal?.removeEventListener('abort', halt);
    }
    if (next.done) return this.#end();
    const record = encodeRecord(next.value, this.#source.counters);
    const cap = this.#options.maxBytes ?? 4 * 2 ** 30;
    const full = this.#written + record.length > cap ? `its ${(cap / 2 ** 20).toFixed(0)} MiB` : null;
    const problem = full ?? (await this.#write(record));
    if (problem !== null) return await this.#stop(next.value, problem);
    this.#total = { ...this.#source.counters };
  }

  /** Appends a record; returns what is in the way when it does not fit. */
  async #write(record: Uint8Array): Promise<string | null> {
    this.#file ??= await makeFile(this.#options.directory);
    const { handle } = this.#file;
    try {
      for (let done = 0; done < record.length; ) {
        const part = record.subarray(done);
        done += (await handle.write(part, 0, part.length, this.#written + done)).bytesWritten;
      }
    } catch (error) {
      return `the room on its disk (${(error as NodeJS.ErrnoException).code})`;
    }
    this.#written += record.length;
    return null;
  }

  async #stop(unread: LineBatch, limit: string): Promise<void> {
    const name = this.#source.origin.file ?? this.#source.origin.source;
    const kept = unread.firstLine - 1;
    this.#ownNotes.push(
      `${name} is longer than ${limit} for its temporary copy: only its first ${kept} lines were read`,
    );
    this.#total = { ...this.#total, droppedLines: this.#total.droppedLines + unread.count };
    this.#ended = true;
    await this.#upstream?.return?.();
  }

  #end(): void {
    this.#ended = true;
    this.#total = { ...this.#source.counters };
  }
}

async function makeFile(directory: string | undefined): Promise<{ handle: FileHandle; path: string | null }> {
  const wanted = directory ?? process.env.TMPDIR;
  const places = wanted === undefined ? ['/var/tmp', tmpdir()] : [wanted];
  let failure: unknown = null;
  for (const place of places) {
    const path = join(place, `logsift-${randomUUID()}.spool`);
    try {
      const handle = await open(path, 'wx+', 0o600);
      // Without a name it cannot stay behind, however this process ends. Some systems do not let an open file go.
      const gone = await unlink(path).then(
        () => true,
        () => false,
      );
      return { handle, path: gone ? null : path };
    } catch (error) {
      failure = error;
    }
  }
  const code = (failure as NodeJS.ErrnoException).code;
  const what = `input that can be read only once needs a temporary file, and ${places.join(' and ')} takes none (${code})`;
  throw new LogsiftError('SPOOL_FULL', `${what}: set TMPDIR to a folder with room`, { cause: failure });
}
