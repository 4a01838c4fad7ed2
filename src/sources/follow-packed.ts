import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { LogsiftError } from '../core/errors.ts';
import { LineSplitter, type Lines } from '../kit/lines.ts';
import { content } from './content.ts';
import { compressionOf } from './decompress.ts';
import { accessError } from './file-access.ts';
import type { FollowedLines, Step } from './follow-file.ts';
import { type FileState, HEAD, inodeOf, printOf, TAIL } from './follow-state.ts';
import { noCounts } from './line-source.ts';

const CHUNK = 65_536;
/** Position of a compressed file of which nothing is to be read. */
const ALL = Number.MAX_SAFE_INTEGER;

/** A compressed file, or one that was copied: it does not grow, and is read once, from some position to its end. */
export class PackedFile {
  readonly packed = true;
  readonly inode: string;
  readonly path: string;
  readonly mtime: number;
  readonly birth: number;
  readonly size: number;
  readonly deleted = false;
  /** First bytes of its content, at most 1 KiB; none when it was not looked into. */
  readonly head: Buffer;
  readonly refused = null;
  /** Why the rest of it could not be unpacked. */
  failure: LogsiftError | null = null;
  suffix = '';
  grewAt = 0;
  readonly hole = 0;
  #pos: number;
  #line: number;
  #chunks: AsyncGenerator<Uint8Array> | null;
  readonly #release: () => Promise<void>;
  #waiting: Uint8Array | null = null;
  #splitter: LineSplitter | null = null;
  readonly #start: { pos: number; line: number } = { pos: 0, line: 0 };

  private constructor(path: string, opened: Opened | Seen) {
    this.path = path;
    this.inode = opened.inode;
    this.mtime = opened.mtime;
    this.birth = opened.birth;
    this.size = opened.size;
    this.head = 'head' in opened ? opened.head : Buffer.alloc(0);
    this.#chunks = 'chunks' in opened ? opened.chunks : null;
    this.#release = 'release' in opened ? opened.release : async () => {};
    this.#pos = this.#chunks === null ? ALL : 0;
    this.#line = this.#chunks === null ? -1 : 0;
  }

  /** Opens a compressed file at its beginning; null when it is none. Fails with a catalogue error. */
  static async open(path: string): Promise<PackedFile | null> {
    const opened = await openPacked(path);
    return opened === null ? null : new PackedFile(path, opened);
  }

  /** One that counts as read. */
  static done(path: string, seen: Seen): PackedFile {
    return new PackedFile(path, seen);
  }

  /** Opens a compressed file where `state` says, when its content is what `state` tells of; else null. */
  static async recognise(path: string, state: FileState): Promise<PackedFile | null> {
    if (state.base > 0) return null;
    const file = await PackedFile.open(path);
    if (file === null) return null;
    if (file.head.length >= state.n && printOf(file.head.subarray(0, state.n)) === state.head) {
      if (state.pos === ALL || (await file.#skipTo(state).catch(() => false))) return file;
    }
    await file.close();
    return null;
  }

  get isOpen(): boolean {
    return this.#chunks !== null;
  }

  /** Bytes of content that were read. */
  get offset(): number {
    return this.#pos === ALL ? this.size : 0;
  }

  get state(): FileState {
    const [dev, ino] = this.inode.split(':') as [string, string];
    return {
      ...{
        dev,
        ino,
        base: 0,
        head: printOf(this.head),
        n: this.head.length,
        tail: printOf(this.head.subarray(0, 0)),
      },
      ...{ t: 0, offset: 0, pos: this.#pos, line: this.#line, codec: 'utf-8', skipping: false },
      ...{ suffix: this.suffix, mtime: this.mtime, birth: this.birth, packed: true },
    };
  }

  /** The next lines; `end` when all that can be unpacked was read. */
  async next(options: { readonly maxLineBytes: number }): Promise<Step> {
    if (this.#chunks === null) return 'end';
    this.#splitter ??= new LineSplitter({ maxBytes: options.maxLineBytes });
    for (;;) {
      const waiting = this.#waiting;
      this.#waiting = null;
      const next =
        waiting === null ? await this.#chunk(this.#chunks) : { done: false as const, value: waiting };
      const lines = next.done ? this.#splitter.end() : this.#splitter.push(next.value);
      if (next.done) await this.close();
      if (lines !== null) return this.#take(lines);
      if (next.done) return 'end';
    }
  }

  async close(): Promise<void> {
    if (this.#chunks === null) return;
    this.#chunks = null;
    await this.#release();
  }

  /** Nothing that can be seen from outside is news: it does not change. */
  isNews(): boolean {
    return false;
  }

  async #chunk(chunks: AsyncGenerator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    try {
      return await chunks.next();
    } catch (error) {
      this.failure = await accessError(this.path, error);
      return { done: true, value: undefined };
    }
  }

  #take(lines: Lines): FollowedLines {
    const { pos, line } = this.#start;
    const taken = { ...lines, offset: pos + lines.offset, firstLine: line < 0 ? 0 : line + lines.firstLine };
    this.#pos = taken.offset + lines.buffer.length;
    if (line >= 0) this.#line = line + lines.firstLine + lines.count - 1;
    return { ...taken, consumed: lines.buffer.length, skipping: false };
  }

  /** Passes over what was read; false when it is not what was read. */
  async #skipTo(state: FileState): Promise<boolean> {
    let left = state.pos;
    let tail: Buffer = Buffer.alloc(0);
    while (left > 0) {
      const next = await this.#chunks!.next();
      if (next.done) return false;
      const passed = next.value.subarray(0, left);
      left -= passed.length;
      tail = Buffer.from(Buffer.concat([tail, passed]).subarray(-TAIL));
      if (next.value.length > passed.length) this.#waiting = Buffer.from(next.value.subarray(passed.length));
    }
    if (state.codec === 'utf-8' && printOf(tail.subarray(tail.length - state.t)) !== state.tail) return false;
    this.#start.pos = state.pos;
    this.#start.line = state.line;
    this.#pos = state.pos;
    this.#line = state.line;
    this.suffix = state.suffix;
    return true;
  }
}

/** What is known of a file from outside. */
export interface Seen {
  readonly inode: string;
  readonly size: number;
  readonly mtime: number;
  readonly birth: number;
}

interface Opened extends Seen {
  readonly head: Buffer;
  readonly chunks: AsyncGenerator<Uint8Array>;
  release(): Promise<void>;
}

async function openPacked(path: string): Promise<Opened | null> {
  let handle: FileHandle | null = null;
  try {
    const opened = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    handle = opened;
    const stats = await handle.stat({ bigint: true });
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    if (compressionOf(buffer.subarray(0, bytesRead)) === null) {
      await handle.close();
      return null;
    }
    let head: Buffer = Buffer.alloc(0);
    const chunks = content(chunksOf(handle), {
      name: path,
      counters: noCounts(),
      signal: new AbortController().signal,
      onHead: (bytes) => {
        head = Buffer.from(bytes.subarray(0, HEAD));
      },
    });
    const first = await chunks.next();
    return {
      ...{ inode: inodeOf(stats), size: Number(stats.size), mtime: Number(stats.mtimeNs / 1000n) / 1000 },
      ...{ birth: Number(stats.birthtimeMs), head, chunks: again(first, chunks) },
      async release() {
        await chunks.return(undefined);
        await opened.close();
      },
    };
  } catch (error) {
    await handle?.close().catch(() => {});
    throw await accessError(path, error);
  }
}

/** The chunks with the first one, which was taken already. */
async function* again(first: IteratorResult<Uint8Array>, rest: AsyncGenerator<Uint8Array>) {
  if (!first.done) yield first.value;
  yield* rest;
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
