import type { BigIntStats } from 'node:fs';
import { LogsiftError } from '../core/errors.ts';
import type { LiveSink } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';
import { refuseSpecial } from './file-access.ts';
import { FollowedFile, type FollowedLines } from './follow-file.ts';
import { openNext, SETTLED } from './follow-next.ts';
import { noOrigin, originOf } from './follow-origin.ts';
import { PackedFile } from './follow-packed.ts';
import type { FollowRegistry } from './follow-registry.ts';
import { type Followed, locate, type Sibling, seen, successors } from './follow-search.ts';
import { type FileState, type FollowToken, HEAD, inodeOf } from './follow-state.ts';
import { LiveInput } from './live-input.ts';
import { unlessAborted } from './live-wait.ts';

/** Bytes read of one path before others have their turn. */
const TURN = 1 << 20;
/** Rotated files of one path that are kept at hand, should their writers come back. */
const MOST_ROTATED = 32;
const NO_LINES = new Int32Array(0);
const NO_BYTES = Buffer.alloc(0);

/** What the paths of one source have in common. */
export interface FollowContext {
  readonly sink: LiveSink;
  readonly registry: FollowRegistry;
  readonly maxLineBytes: number;
  readonly start: 'beginning' | 'end';
  /** How long a rotated file must be quiet before it is let go of, ms. */
  readonly rotateWait: number;
  /** A clock that is never set, ms. */
  readonly tick: () => number;
  /** Epoch ms at which this source was started for the first time. */
  readonly since: number;
  /** Whether it was started before. */
  readonly again: boolean;
  readonly signal: AbortSignal;
  /** Bytes of files passed over whose lines may still be counted. */
  countBytes: number;
  /** Whether every file that was there at the start has its place; what comes later is read from its beginning. */
  started: boolean;
}

/**
 * The files that one path leads to, one after the other: the current one, and before it those that were rotated away
 * and may still be written to. Every batch says where all of them were read to.
 */
export class FollowChain {
  readonly path: string;
  readonly input: LiveInput;
  /** Named by a person, not found by a pattern: that it is missing is worth a word. */
  readonly named: boolean;
  readonly #context: FollowContext;
  /** Oldest first. */
  readonly #files: Followed[] = [];
  #current: Followed | null = null;
  /** What was rotated away last: files after it may never have been seen. */
  #rotated: Pick<FileState, 'mtime' | 'birth'> | null = null;
  /** The path was looked at before: what comes now is new, and read from its beginning. */
  #sighted: boolean;
  #missingSince = Number.NaN;
  /** Inode of a file that is not read, and until when that stands. */
  #passedOver: { readonly inode: string; readonly until: number } | null = null;
  /** The last turn ended before the files did, or in an error. */
  #unfinished = false;
  #toldLoss = false;
  #toldState = false;

  constructor(path: string, named: boolean, context: FollowContext) {
    this.path = path;
    this.named = named;
    this.#context = context;
    this.#sighted = context.started;
    this.input = new LiveInput(path, `file:${path}`);
  }

  get files(): readonly Followed[] {
    return this.#files;
  }

  /** Finds the files that a token tells of, under whatever name they have now. */
  async resume(token: FollowToken): Promise<void> {
    const { registry } = this.#context;
    this.#sighted = true;
    for (const [index, state] of token.files.entries()) {
      const last = index === token.files.length - 1;
      const file = await locate(this.path, state, (inode) => registry.owner(inode) !== null);
      if (file === null) {
        if (last) this.#rotated = state;
        if (last && state.n > 0 && state.pos !== Number.MAX_SAFE_INTEGER) {
          const what = `the file that ${this.path} was when it was read last is gone`;
          this.input.notice('gap', `${what}: what was written to it since then is lost`, this.#context.sink);
        }
        continue;
      }
      this.#add(file);
      if (last && file.path === this.path) this.#current = file;
      else if (last) this.#rotated = state;
    }
    registry.arrived(this.path);
  }

  /** Takes its place in the file that is there, before anything is read; what is in the way is said by a turn. */
  async sight(stats: BigIntStats | LogsiftError | null): Promise<void> {
    if (stats === null || stats instanceof LogsiftError || !stats.isFile()) return;
    if (this.#files.length > 0 || this.#rotated !== null) return;
    try {
      await this.#adopt({ path: this.path, inode: inodeOf(stats), stats });
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
    }
  }

  /**
   * One look and one turn of reading. `stats`: what is at the path now, null when nothing is. True when there is more
   * to be read at once.
   */
  async turn(stats: BigIntStats | LogsiftError | null): Promise<boolean> {
    const { sink } = this.#context;
    try {
      this.#unfinished = true;
      if (stats instanceof LogsiftError) throw stats;
      if (stats !== null) refuseSpecial(this.path, stats);
      const more = await this.#turn(stats);
      this.#unfinished = more;
      if (this.#refused === null) this.input.tell(this.#absence(stats), sink);
      else this.input.tell(`${this.#refused.message}; it is not followed`, sink);
      return more;
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
      this.input.tell(error.message, sink);
      return false;
    } finally {
      this.input.behind = this.#files.reduce(
        (all, file) => all + (file.packed ? 0 : file.size - file.offset),
        0,
      );
    }
  }

  /** Whether a look from outside shows that nothing happened since the last turn. */
  isQuiet(stats: BigIntStats | LogsiftError | null): boolean {
    const current = this.#current;
    if (
      this.#unfinished ||
      current === null ||
      this.#files.length !== 1 ||
      stats === null ||
      stats instanceof LogsiftError
    )
      return false;
    return inodeOf(stats) === current.inode && !current.isNews(stats) && this.input.trouble === null;
  }

  /** Nothing is left of it: no file, and nothing at the path. */
  get isOver(): boolean {
    return this.#files.length === 0 && this.#context.tick() - this.#missingSince > this.#context.rotateWait;
  }

  /** Says that nothing is to be gone on with, and forgets. */
  end(): void {
    this.#say();
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  get #refused(): LogsiftError | null {
    return this.#current?.refused ?? null;
  }

  #absence(stats: BigIntStats | null): string | null {
    if (stats !== null) {
      this.#missingSince = Number.NaN;
      return null;
    }
    const now = this.#context.tick();
    if (Number.isNaN(this.#missingSince)) this.#missingSince = now;
    // Between renaming and creating there is no file for a moment.
    const gone =
      this.named && (!this.#context.started || now - this.#missingSince > this.#context.rotateWait);
    return gone || this.input.trouble?.endsWith('does not exist') ? `${this.path} does not exist` : null;
  }

  async #turn(stats: BigIntStats | null): Promise<boolean> {
    const current = this.#current;
    if (current !== null && stats !== null && inodeOf(stats) !== current.inode) {
      this.#current = null;
      this.#rotated = current;
    }
    if (await this.#read()) return true;
    if (this.#current === null && stats !== null && (await this.#next(stats))) return true;
    if (await this.#letGo()) return true;
    if (stats === null && this.#context.started) this.#sighted = true;
    return false;
  }

  /** Reads what there is, the oldest file first; true when the turn ended before the files did. */
  async #read(): Promise<boolean> {
    const { sink, signal, maxLineBytes, tick } = this.#context;
    let bytes = 0;
    for (const file of [...this.#files]) {
      for (;;) {
        if (signal.aborted) return false;
        const room = sink.room();
        if (room !== null) await unlessAborted(room, signal);
        if (signal.aborted) return false;
        const wasOpen = file.isOpen;
        const step = await file.next({ maxLineBytes });
        if (step === 'end') break;
        if (step === 'replaced' || step === 'gone') {
          await (step === 'gone' ? this.#gone(file) : this.#replaced(file, wasOpen));
          return true;
        }
        file.grewAt = tick();
        this.#hand(file, step);
        bytes += step.buffer.length;
        if (bytes >= TURN) return true;
      }
      if (file.packed && file.failure !== null) {
        this.input.notice('gap', file.failure.message, sink);
        file.failure = null;
      }
      if (file.hole > 0 && !this.#toldState) {
        this.#toldState = true;
        const what = `${this.path} begins with ${file.hole} NUL bytes: its writer went on where it was before it was cut`;
        this.input.notice(
          'info',
          `${what}; they are passed over (logrotate: use "create", or open it to append)`,
          sink,
        );
      }
    }
    return false;
  }

  /** Begins with the next file of the path; true when there is one to read. */
  async #next(stats: BigIntStats): Promise<boolean> {
    const { registry } = this.#context;
    const rotated = this.#rotated;
    const one = { path: this.path, inode: inodeOf(stats), stats };
    if (rotated === null) return await this.#adopt(one);
    const missed = await successors(this.path, rotated, async (other) => {
      if (other.inode === one.inode || registry.owner(other.inode) !== null) return true;
      if (registry.isExpected(other.inode) || (await registry.wasRead(other))) return true;
      return (await registry.copyOf(other)) !== null;
    });
    for (const other of missed) {
      const file = (await PackedFile.open(other.path)) ?? (await FollowedFile.open(other.path));
      if (file.inode === other.inode) this.#add(file);
      else {
        // It was renamed again meanwhile: everything is looked at anew.
        await file.close();
        return true;
      }
    }
    if (missed.length > 0 && (await this.#read())) return true;
    return await this.#adopt(one);
  }

  /** Takes the file at the path as the current one, unless it is read already, or a copy of one that is. */
  async #adopt(one: Sibling): Promise<boolean> {
    const { registry, tick } = this.#context;
    const passed = this.#passedOver;
    if (passed !== null && passed.inode === one.inode && tick() < passed.until) return false;
    if (registry.owner(one.inode) !== null || registry.isExpected(one.inode)) return false;
    const held = passed !== null && passed.inode === one.inode;
    const file = await openNext(one, this.#context, { held, fromEnd: this.#startsAtEnd(one) });
    if (file === 'later') this.#passedOver = { inode: one.inode, until: tick() + SETTLED / 2 };
    if (file === 'later') return false;
    this.#passedOver = null;
    this.#sighted = true;
    if (file.inode !== one.inode) {
      // Rotated between looking and opening: what was there is found among the rotated ones, before what is there now.
      await file.close();
      this.#rotated ??= seen(one);
      return true;
    }
    this.#rotated = null;
    this.#add(file);
    this.#current = file;
    this.#say();
    return true;
  }

  #startsAtEnd({ stats }: Sibling): boolean {
    const { start, again, since } = this.#context;
    if (this.#sighted || start === 'beginning') return false;
    return !again || (stats.birthtimeMs > 0n && Number(stats.birthtimeMs) < since);
  }

  /** What the file held is gone, or moved away: its rest may be in a copy. */
  async #replaced(file: Followed, wasOpen: boolean): Promise<void> {
    const { sink } = this.#context;
    const { state } = file;
    const wasCurrent = this.#current === file;
    await this.#drop(file, null);
    const copy = await locate(this.path, state, (inode) => inode === file.inode || this.#reads(inode));
    if (copy !== null) this.#add(copy);
    // One that was not held open may as well be another file with the same inode.
    if (wasOpen && !this.#toldLoss) {
      this.#toldLoss = true;
      const what = `${this.path} was cut in place (copytruncate?)`;
      const rest =
        copy === null ? 'what had not been read of it is lost' : `its rest is read from ${copy.path}`;
      const inherent =
        'what is written between the copying and the cutting is always lost: prefer rotation by renaming';
      this.input.notice('gap', `${what}: ${rest}; ${inherent}`, sink);
    }
    if (wasCurrent) this.#sighted = true;
  }

  /** Others may hold on to an inode that has become another file: what is looked for is known by its content. */
  #reads(inode: string): boolean {
    return this.#context.registry.owner(inode) === this.path;
  }

  /** It was not held open, and its path leads elsewhere: it is looked for under the names that rotation gives. */
  async #gone(file: Followed): Promise<void> {
    const { sink } = this.#context;
    const { state } = file;
    const unread = file.size - file.offset;
    const index = this.#files.indexOf(file);
    if (this.#current === file) this.#rotated = state;
    await this.#drop(file, null);
    const moved = await locate(this.path, state, (inode) => this.#reads(inode));
    if (moved !== null) this.#add(moved, index);
    else if (unread > 0 && !file.packed) {
      this.input.notice('gap', `${this.path} was removed with ${unread} bytes that had not been read`, sink);
    }
  }

  /** Lets go of rotated files that have been quiet long enough; true when a last line came. */
  async #letGo(): Promise<boolean> {
    const { tick, rotateWait, maxLineBytes } = this.#context;
    for (const file of [...this.#files]) {
      const current = file === this.#current;
      const quiet = tick() - file.grewAt;
      // Without a successor that is written to, its writer may not have noticed yet.
      const succeeded = current
        ? file.deleted
        : this.#current === null || this.#current.size > 0 || file.deleted;
      const tooMany = this.#files.length > MOST_ROTATED;
      const over = file.packed ? !current : tooMany || quiet > rotateWait * (succeeded ? 1 : 60);
      if (!over || (current && !file.deleted)) continue;
      const last = await file.next({ maxLineBytes, final: true });
      if (typeof last === 'object') {
        this.#hand(file, last);
        return true;
      }
      await this.#drop(file, file.state);
      this.#say();
    }
    return false;
  }

  #add(file: Followed, index = this.#files.length): void {
    const { tick, sink } = this.#context;
    // How long it has been quiet counts through a restart.
    file.grewAt = tick() - Math.max(0, sink.now() - file.mtime);
    this.#files.splice(index, 0, file);
    this.#context.registry.own(this.path, file);
  }

  async #drop(file: Followed, state: FileState | null): Promise<void> {
    this.#files.splice(this.#files.indexOf(file), 1);
    if (this.#current === file) this.#current = null;
    this.#context.registry.release(this.path, file, state);
    await file.close();
  }

  #hand(file: Followed, lines: FollowedLines): void {
    if (file.suffix === '') file.suffix = this.#context.registry.suffix(this.path, file);
    const { buffer, starts, ends, count, truncated, offset, firstLine } = lines;
    this.#deliver({ buffer, starts, ends, count, truncated, offset, firstLine }, originOf(file, offset));
  }

  /** Says where to go on without handing lines over. */
  #say(): void {
    const nothing = { buffer: NO_BYTES, starts: NO_LINES, ends: NO_LINES, count: 0, truncated: [] };
    const file = this.#files.at(-1);
    const origin = file === undefined ? noOrigin(this.path, this.#context.sink.now()) : originOf(file, HEAD);
    this.#deliver({ ...nothing, offset: 0, firstLine: 0 }, origin);
  }

  #deliver(
    lines: Pick<FollowedLines, 'buffer' | 'starts' | 'ends' | 'count' | 'truncated' | 'offset' | 'firstLine'>,
    origin: Origin,
  ): void {
    const { sink, since } = this.#context;
    const token: FollowToken = { v: 1, since, files: this.#files.map(({ state }) => state) };
    const resume = JSON.stringify(token);
    const { key } = this.input;
    this.input.hand(
      { ...lines, key, origin, received: Number.NaN, resume, senders: null, senderOf: null },
      sink,
    );
  }
}
