import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { LogsiftError } from '../core/errors.ts';
import { refuseBinary } from './binary.ts';
import { accessError, refuseSpecial } from './file-access.ts';
import { type Codec, type CutLines, cutLines } from './follow-lines.ts';
import { type FileState, HEAD, inodeOf, printOf, TAIL } from './follow-state.ts';

const CHUNK = 262_144;
const SAMPLE = 8192;
/** A hole of fewer NULs at the beginning is taken for content. */
const HOLE = 64;
const NOTHING = Buffer.alloc(0);

/** Lines of a followed file, and where they stand in it. */
export interface FollowedLines extends CutLines {
  /** Position in the content of the first byte of the buffer. */
  readonly offset: number;
  /** 1-based; 0 when the lines before were not counted. */
  readonly firstLine: number;
}

/** What asking for more lines gave: lines, none for now, or that the file is no longer the one that was read. */
export type Step = FollowedLines | 'end' | 'replaced' | 'gone';

/**
 * One file on disk that lines are read from while it grows. It is known by device, inode, how it begins and the last
 * bytes that were read; when they no longer fit it is `replaced`, and nothing of what came instead was handed over.
 */
export class FollowedFile {
  readonly packed = false;
  readonly inode: string;
  path: string;
  /** Bytes, when it was last looked at. */
  size = 0;
  mtime = 0;
  readonly birth: number;
  offset = 0;
  suffix = '';
  /** Why it is not read though it could be: it is no text. */
  refused: LogsiftError | null = null;
  /** Bytes of NUL that were passed over at its beginning. */
  hole = 0;
  /** Milliseconds of the caller's clock when it last grew, or was first seen. */
  grewAt = 0;
  #handle: FileHandle | null = null;
  #stats: BigIntStats;
  #head: Buffer = NOTHING;
  #tail: Buffer = NOTHING;
  #base = 0;
  #pos = 0;
  #line = 0;
  #codec: Codec = 'utf-8';
  #skipping = false;
  #begun = false;
  #checked = '';

  private constructor(path: string, handle: FileHandle, stats: BigIntStats) {
    this.path = path;
    this.#handle = handle;
    this.#stats = stats;
    this.inode = inodeOf(stats);
    this.birth = Number(stats.birthtimeMs);
    this.#note(stats);
  }

  /** Opens a file at its beginning. Fails with a catalogue error; never blocks, also not on a FIFO. */
  static async open(path: string): Promise<FollowedFile> {
    const { handle, stats } = await openFile(path);
    return new FollowedFile(path, handle, stats);
  }

  /** Opens the file at `path` where `state` says, when it is the file that `state` tells of; else null. */
  static async recognise(path: string, state: FileState): Promise<FollowedFile | null> {
    const file = await FollowedFile.open(path);
    if (await file.#restore(state).catch(() => false)) return file;
    await file.close();
    return null;
  }

  get isOpen(): boolean {
    return this.#handle !== null;
  }

  /** Everything that is needed to know it again, and to go on. */
  get state(): FileState {
    const [dev, ino] = this.inode.split(':') as [string, string];
    return {
      ...{ dev, ino, base: this.#base, head: printOf(this.#head), n: this.#head.length },
      ...{ tail: printOf(this.#tail), t: this.#tail.length, offset: this.offset, pos: this.#pos },
      ...{ line: this.#line, codec: this.#codec, skipping: this.#skipping, suffix: this.suffix },
      ...{ mtime: this.mtime, birth: this.birth, packed: false },
    };
  }

  /** Its first bytes, at most 1 KiB. */
  get head(): Buffer {
    return this.#head;
  }

  /** Whether no name leads to it any more; false when that cannot be known just now. */
  get deleted(): boolean {
    return this.#handle !== null && this.#stats.nlink === 0n;
  }

  /** Looks at how it begins, so that it is known again whatever becomes of it before it is read. */
  async begin(): Promise<void> {
    const stats = await this.#handle!.stat({ bigint: true });
    this.#note(stats);
    await this.#verify(stats);
    this.#checked = '';
  }

  /** The next whole lines. With `final` the last one comes too, though it has no end. Fails as reading does. */
  async next(options: { readonly maxLineBytes: number; readonly final?: boolean }): Promise<Step> {
    if (!(await this.#ensureOpen())) return 'gone';
    const stats = await this.#handle!.stat({ bigint: true });
    this.#note(stats);
    if (this.size < this.offset) return 'replaced';
    if (!(await this.#verify(stats))) return 'replaced';
    if (this.refused !== null || !this.#begun || this.offset >= this.size) return 'end';
    const most = (this.#codec === 'utf-8' ? 1 : 2) * options.maxLineBytes + 4;
    for (let wanted = CHUNK; ; wanted *= 4) {
      const raw = await this.#read(wanted);
      if (raw === null) return 'replaced';
      const atEnd = this.offset + raw.length >= this.size;
      const final = options.final === true && atEnd;
      const lines = cutLines(raw, { codec: this.#codec, skipping: this.#skipping, ...options, final });
      if (lines.consumed === 0 && !atEnd && raw.length <= most) continue;
      return lines.consumed === 0 ? 'end' : this.#take(raw, lines);
    }
  }

  /**
   * Passes over what is there, up to the last line end; lines are counted when there are at most `countBytes`.
   * Returns how many bytes were looked at.
   */
  async skipToEnd(countBytes: number): Promise<number> {
    const stats = await this.#handle!.stat({ bigint: true });
    this.#note(stats);
    if (!(await this.#verify(stats)) || !this.#begun) return 0;
    const uncounted = this.size - this.offset > countBytes ? this.size - 2 * CHUNK - this.offset : 0;
    if (uncounted > 0) {
      const passed = uncounted - (uncounted % 2);
      this.#line = -1;
      this.#pos += passed;
      this.offset += passed;
      this.#tail = NOTHING;
    }
    const from = this.offset;
    for (;;) {
      const raw = await this.#read(CHUNK);
      if (raw === null || raw.length === 0) break;
      const skipping = this.#skipping;
      const lines = cutLines(raw, { codec: this.#codec, skipping, final: false, maxLineBytes: 2 * CHUNK });
      if (lines.consumed > 0) this.#take(raw, lines);
      // A line that is longer than a chunk is passed over wherever it ends.
      else if (raw.length === CHUNK)
        this.#take(raw, { ...lines, buffer: raw, consumed: raw.length, skipping: true });
      else break;
    }
    return this.offset - from;
  }

  /** Whether a shorter file looks like a copy of this one that is still being made. */
  async beginsWith(path: string, size: number): Promise<boolean> {
    if (this.#handle === null || size < HEAD || size >= this.offset || this.#base > 0) return false;
    const { handle } = await openFile(path);
    try {
      const read = async (from: number, length: number) =>
        (await handle.read(Buffer.alloc(length), 0, length, from)).buffer;
      const last = size - TAIL;
      if (!(await read(0, HEAD)).equals(this.#head)) return false;
      return (await read(last, TAIL)).equals(await this.#at(last, TAIL));
    } finally {
      await handle.close();
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  /** Takes note of what was seen of it without opening it; true when that is news. */
  isNews(stats: BigIntStats): boolean {
    return Number(stats.size) !== this.size || `${stats.size} ${stats.mtimeNs}` !== this.#checked;
  }

  async #ensureOpen(): Promise<boolean> {
    if (this.#handle !== null) return true;
    let opened: Awaited<ReturnType<typeof openFile>>;
    try {
      opened = await openFile(this.path);
    } catch (error) {
      if (error instanceof LogsiftError && error.code === 'INPUT_NOT_FOUND') return false;
      throw error;
    }
    if (inodeOf(opened.stats) !== this.inode) {
      await opened.handle.close();
      return false;
    }
    this.#handle = opened.handle;
    return true;
  }

  #note(stats: BigIntStats): void {
    this.#stats = stats;
    this.size = Number(stats.size);
    this.mtime = Number(stats.mtimeNs / 1000n) / 1000;
  }

  /** Whether how it begins and what was read last are still there. */
  async #verify(stats: BigIntStats): Promise<boolean> {
    const seen = `${stats.size} ${stats.mtimeNs}`;
    if (seen === this.#checked) return true;
    if (!this.#begun) await this.#begin();
    else if (this.refused !== null) return true;
    else {
      const head = await this.#at(this.#base, HEAD);
      if (head.length < this.#head.length || !head.subarray(0, this.#head.length).equals(this.#head))
        return false;
      if (head.length > this.#head.length) this.#head = Buffer.from(head);
      const before = await this.#at(this.offset - this.#tail.length, this.#tail.length);
      if (!before.equals(this.#tail)) return false;
    }
    this.#checked = seen;
    return true;
  }

  /** First look at the content: a hole, a byte order mark, or no text at all. */
  async #begin(): Promise<void> {
    let sample = await this.#at(0, SAMPLE);
    if (sample.length === 0) return;
    const first = sample.findIndex((byte) => byte !== 0);
    if (first === -1 ? sample.length >= HOLE : first >= HOLE) {
      this.hole = await this.#holeEnd();
      if (this.hole >= this.size) return;
      this.#base = this.hole;
      sample = await this.#at(this.#base, SAMPLE);
    }
    const [a, b, c] = sample;
    // Half a byte order mark: the rest is on its way.
    if (sample.length === 1 && (a === 0xef || a === 0xff || a === 0xfe)) return;
    if (sample.length === 2 && a === 0xef && b === 0xbb) return;
    try {
      refuseBinary(sample, this.path);
    } catch (error) {
      this.refused = error as LogsiftError;
    }
    if (a === 0xff && b === 0xfe) this.#codec = 'utf-16le';
    if (a === 0xfe && b === 0xff) this.#codec = 'utf-16be';
    const mark = this.#codec !== 'utf-8' ? 2 : a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
    this.offset = this.#base + mark;
    this.#pos = this.#base;
    this.#head = Buffer.from(sample.subarray(0, HEAD));
    this.#begun = true;
  }

  async #holeEnd(): Promise<number> {
    for (let at = 0; ; ) {
      const bytes = await this.#at(at, CHUNK);
      if (bytes.length === 0) return at;
      const first = bytes.findIndex((byte) => byte !== 0);
      if (first >= 0) return at + first;
      at += bytes.length;
    }
  }

  async #restore(state: FileState): Promise<boolean> {
    this.#base = state.base;
    this.offset = state.offset;
    if (this.size < state.offset) return false;
    const head = await this.#at(state.base, HEAD);
    if (head.length < state.n || printOf(head.subarray(0, state.n)) !== state.head) return false;
    const tail = await this.#at(state.offset - state.t, state.t);
    if (printOf(tail) !== state.tail) return false;
    this.#head = Buffer.from(head);
    this.#tail = Buffer.from(tail);
    this.#pos = state.pos;
    this.#line = state.line;
    this.#codec = state.codec;
    this.#skipping = state.skipping;
    this.suffix = state.suffix;
    this.#begun = state.n > 0;
    if (!this.#begun) this.#head = NOTHING;
    return true;
  }

  /** Unread bytes, null when what stands before them is not what was read. */
  async #read(wanted: number): Promise<Buffer | null> {
    const before = this.#tail.length;
    const left = Math.min(wanted, this.size - this.offset);
    const bytes = await this.#at(this.offset - before, before + left);
    if (bytes.length < before || !bytes.subarray(0, before).equals(this.#tail)) return null;
    return bytes.subarray(before);
  }

  /** Bytes of the file, fewer where it ends; memory that nobody else writes to. */
  async #at(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#handle!.read(buffer, done, length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  }

  #take(raw: Buffer, lines: CutLines): FollowedLines {
    const taken = { ...lines, offset: this.#pos, firstLine: this.#line + 1 };
    const consumed = raw.subarray(0, lines.consumed);
    this.#tail = Buffer.from(
      consumed.length >= TAIL
        ? consumed.subarray(-TAIL)
        : Buffer.concat([this.#tail, consumed]).subarray(-TAIL),
    );
    this.offset += lines.consumed;
    this.#pos += lines.buffer.length;
    if (this.#line >= 0) this.#line += lines.count;
    this.#skipping = lines.skipping;
    return taken;
  }
}

async function openFile(path: string): Promise<{ handle: FileHandle; stats: BigIntStats }> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stats = await handle.stat({ bigint: true });
    refuseSpecial(path, stats);
    return { handle, stats };
  } catch (error) {
    await handle?.close();
    throw await accessError(path, error);
  }
}
