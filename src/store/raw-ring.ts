import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { LogsiftError } from '../core/errors.ts';
import type { Notice } from '../core/notice.ts';
import { count } from '../core/words.ts';
import { DiskRoom, diskSpace } from './disk-room.ts';
import { packBlock, SegmentReader } from './ring-block.ts';
import { RingFolder, type RingHeld } from './ring-folder.ts';
import { type KeptRecord, RecordWriter, type RingRecord, recordsOf } from './ring-record.ts';

export interface RingOptions {
  readonly folder: string;
  /** Milliseconds after which lines are forgotten; 7 days when left out. */
  readonly maxAge?: number;
  /** Bytes on the disk; when left out the smaller of 10 GB and a fifth of what is free. */
  readonly maxBytes?: number;
  /** A position that was once given out: the new ones are behind it even if the folder was lost. */
  readonly behind?: number;
  /** The wall clock, epoch ms. */
  now(): number;
  notice(notice: Notice): void;
}

/** lines = stored + dropped + under way, in this process. */
export interface RingCounters {
  lines: number;
  storedLines: number;
  /** The disk was full. */
  droppedLines: number;
  blocks: number;
  /** Bytes of records, and what they are on the disk. */
  bytes: number;
  packedBytes: number;
  /** Segments forgotten for their age or for room. */
  forgottenSegments: number;
  /** Places in old segments that could not be read, and bytes passed over there. */
  damagedPlaces: number;
  damagedBytes: number;
}

const SEGMENT = 2 ** 32;
const DAY = 86_400_000;
const BLOCK = 512 << 10;
const SEGMENT_BYTES = 64 << 20;
/** Uncompressed, so that an offset always fits. */
const SEGMENT_CONTENT = 2 ** 31;
const COMMIT_MS = 100;
const FORGET_EVERY_MS = 10_000;
const LARGEST_DEFAULT = 10e9;

/**
 * Lines of sources that cannot be read again, in compressed segments on the disk. A position is one number, segment
 * times 2³² plus the offset of uncompressed bytes in it; every process begins a segment, so that none is given twice.
 * What was appended is on the disk within about 100 ms; a crash costs no more than that.
 */
export class RawRing {
  readonly maxBytes: number;
  readonly counters: RingCounters = {
    ...{ lines: 0, storedLines: 0, droppedLines: 0, blocks: 0, bytes: 0, packedBytes: 0 },
    ...{ forgottenSegments: 0, damagedPlaces: 0, damagedBytes: 0 },
  };
  readonly #options: RingOptions;
  readonly #room: DiskRoom;
  readonly #folder: RingFolder;
  readonly #pending = new RecordWriter();
  #segment: number;
  /** Uncompressed bytes of the segment that records were given places in, those that wait among them. */
  #offset = 0;
  #pendingStart = 0;
  #file: number | null = null;
  #size = 0;
  #durable = 0;
  #timer: NodeJS.Timeout | null = null;
  /** The file that is being synced just now. */
  #syncing: number | null = null;
  #dirty = false;
  #keeping = true;
  #forgotAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** Opens the ring of a folder that this process alone writes to; cuts off what a crash left. Throws STATE_FILE. */
  constructor(options: RingOptions) {
    this.#options = options;
    try {
      this.#folder = new RingFolder(options.folder);
      this.#room = new DiskRoom(options.folder, false);
      const { newest, held } = this.#folder;
      this.#segment = 1 + Math.max(newest, Math.floor((options.behind ?? -1) / SEGMENT));
      this.maxBytes =
        options.maxBytes ?? Math.min(LARGEST_DEFAULT, (diskSpace(options.folder).free + held.bytes) / 5);
      const torn = this.#folder.cutNewest();
      if (torn > 0) {
        const path = this.#folder.pathOf(newest);
        this.#say('info', `the end of ${path} was torn by a crash: ${count(torn, 'byte')} were cut off`);
      }
    } catch (error) {
      const text = `Cannot keep raw lines in ${options.folder}: ${(error as Error).message}`;
      throw new LogsiftError('STATE_FILE', text, { cause: error });
    }
    this.#durable = this.#segment * SEGMENT;
  }

  /**
   * Takes lines and gives them their position; whoever read up to them goes on at the next number. Their text may be
   * written over afterwards. On a full disk they get a position and are counted as dropped.
   */
  append(record: RingRecord): number {
    if (this.#offset >= SEGMENT_CONTENT || this.#size >= this.#segmentBytes) this.#endSegment();
    const position = this.#segment * SEGMENT + this.#offset;
    if (this.#pending.length === 0) this.#pendingStart = this.#offset;
    this.#offset += this.#pending.add(record);
    this.counters.lines += record.count;
    if (this.#pending.length >= BLOCK) this.#write();
    this.#commitSoon();
    return position;
  }

  /** False while lines are not kept because the disk is full. */
  get keeping(): boolean {
    return this.#keeping;
  }

  /** Everything appended at positions before this one survives the loss of power, if it was kept at all. */
  get durable(): number {
    return this.#durable;
  }

  get held(): RingHeld {
    return this.#folder.held;
  }

  /**
   * What was kept at a position or behind it, in order, up to what is appended while it is being read; when it ends,
   * nothing is left. What is damaged is passed over and said, and so is a beginning that was forgotten already.
   */
  async *read(from: number): AsyncGenerator<KeptRecord, void, undefined> {
    let number = Math.floor(from / SEGMENT);
    let offset = from - number * SEGMENT;
    const oldest = this.#folder.from(0);
    if (from > 0 && oldest !== null && number < oldest) {
      this.#say('gap', 'lines that were not yet worked on are gone from the raw ring');
    }
    for (let stalled = 0; ; ) {
      const next = this.#folder.from(number);
      if (next !== null && next > number) [number, offset] = [next, 0];
      const before = offset;
      if (next !== null) offset = yield* this.#readSegment(number, offset);
      stalled = offset === before ? stalled + 1 : 0;
      // Something was appended meanwhile, unless it is what cannot be read any more.
      if (offset < this.#folder.endOf(number) && stalled < 2) continue;
      if (next !== null && number < this.#segment) [number, offset] = [number + 1, 0];
      else if (number > this.#segment || this.#pending.length === 0 || !this.#write()) return;
    }
  }

  /** Deletes what is too old, or too much, the oldest first; gives how many segments. */
  forget(): number {
    const { now, maxAge = 7 * DAY } = this.#options;
    this.#forgotAt = now();
    const gone = this.#folder.forget(now() - maxAge, this.maxBytes);
    this.counters.forgottenSegments += gone;
    return gone;
  }

  /** Everything appended is on the disk when it returns. */
  sync(): void {
    this.#write();
    if (this.#file === null) return;
    fdatasyncSync(this.#file);
    this.#dirty = false;
    this.#durable = this.#segment * SEGMENT + this.#offset;
  }

  /** Writes what waits, and closes. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.sync();
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#file !== null && this.#syncing !== this.#file) closeSync(this.#file);
  }

  /** Gives the offset it came to. */
  async *#readSegment(number: number, from: number): AsyncGenerator<KeptRecord, number, undefined> {
    const path = this.#folder.pathOf(number);
    let reader: SegmentReader;
    try {
      reader = await SegmentReader.open(path);
    } catch (error) {
      // Forgotten between being listed and being read.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return from;
      throw error;
    }
    let offset = from;
    try {
      for (let block = await reader.next(offset); block !== null; block = await reader.next(offset)) {
        for (const record of recordsOf(block.bytes, number * SEGMENT + block.start)) {
          if (record.position >= number * SEGMENT + from) yield record;
        }
        offset = block.start + block.length;
      }
      return offset;
    } finally {
      if (reader.damaged > 0) {
        this.counters.damagedPlaces += reader.damaged;
        this.counters.damagedBytes += reader.skipped;
        this.#say('gap', `${count(reader.skipped, 'byte')} of ${path} are damaged and were passed over`);
      }
      await reader.close();
    }
  }

  /** Compresses and writes what waits; false when it could not be kept. */
  #write(): boolean {
    const pending = this.#pending;
    if (pending.length === 0) return true;
    const { lines, length } = pending;
    const start = this.#pendingStart;
    const now = this.#options.now();
    let kept = false;
    try {
      if (this.#look(now)) {
        const block = packBlock(pending.bytes.subarray(0, length), { start, lines });
        this.#file ??= this.#begin();
        this.#put(block);
        this.#folder.grew(this.#segment, { bytes: this.#size, last: now, end: start + length });
        kept = true;
        this.counters.packedBytes += block.length;
      }
    } catch (error) {
      this.#failed(error as NodeJS.ErrnoException);
    }
    pending.clear();
    this.#dirty ||= kept;
    if (kept) {
      this.counters.blocks++;
      this.counters.bytes += length;
      this.counters.storedLines += lines;
    } else this.counters.droppedLines += lines;
    if (Math.abs(now - this.#forgotAt) >= FORGET_EVERY_MS || this.#size >= this.#segmentBytes) this.forget();
    return kept;
  }

  #put(block: Buffer): void {
    try {
      for (let done = 0; done < block.length; ) {
        done += writeSync(this.#file!, block, done, block.length - done, this.#size + done);
      }
      this.#size += block.length;
    } catch (error) {
      // Half a block would hide those behind it.
      ftruncateSync(this.#file!, this.#size);
      throw error;
    }
  }

  #begin(): number {
    this.#size = 0;
    return openSync(this.#folder.pathOf(this.#segment), 'wx', 0o600);
  }

  #failed(error: NodeJS.ErrnoException): void {
    this.#room.met(this.#options.now());
    this.#stopKeeping(
      error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'the disk is full' : error.message,
    );
  }

  #look(now: number): boolean {
    if (!this.#room.roomy(now)) this.#stopKeeping('the disk is nearly full');
    else if (!this.#keeping) {
      this.#keeping = true;
      this.#say('recovered', 'raw lines are kept again');
    }
    return this.#keeping;
  }

  #stopKeeping(why: string): void {
    if (!this.#keeping) return;
    this.#keeping = false;
    this.#say('trouble', `raw lines are not kept, as ${why}; they are worked on all the same`);
  }

  #commitSoon(): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#write();
      this.#syncNow();
    }, COMMIT_MS);
    this.#timer.unref();
  }

  /** On another thread, as a slow disk must not hold up a socket. */
  #syncNow(): void {
    if (!this.#dirty || this.#file === null) return;
    if (this.#syncing !== null) {
      this.#commitSoon();
      return;
    }
    const file = this.#file;
    const upTo = this.#segment * SEGMENT + this.#offset;
    this.#syncing = file;
    this.#dirty = false;
    fdatasync(file, (error) => {
      this.#syncing = null;
      if (error !== null) this.#failed(error);
      else this.#durable = Math.max(this.#durable, upTo);
      if (this.#closed || file !== this.#file) closeSync(file);
    });
  }

  #endSegment(): void {
    this.#write();
    if (this.#file !== null) {
      const file = this.#file;
      if (this.#dirty) fdatasyncSync(file);
      this.#dirty = false;
      this.#file = null;
      if (this.#syncing !== file) closeSync(file);
    }
    this.#segment++;
    this.#offset = 0;
    this.#size = 0;
    this.forget();
  }

  get #segmentBytes(): number {
    return Math.min(SEGMENT_BYTES, this.maxBytes / 8);
  }

  #say(kind: Notice['kind'], text: string): void {
    this.#options.notice({ kind, about: 'store:ring', text, time: this.#options.now() });
  }
}
