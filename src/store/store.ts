import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { LogsiftError } from '../core/errors.ts';
import type { Notice } from '../core/notice.ts';
import { codeOf, condemn, isDamage, type Opened, openDatabase } from './database.ts';
import { DiskRoom } from './disk-room.ts';
import { lockFolder } from './folder-lock.ts';
import { STATE } from './migrations.ts';

export interface StoreOptions {
  readonly folder: string;
  /** The wall clock, epoch ms. */
  now(): number;
  /** Is told what a person should know: a damaged file, a full disk, and that it is over. */
  notice(notice: Notice): void;
}

/** How a write went: done, or held back because the disk is full, or because another process holds the database. */
export type Written<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'full' | 'busy' };

/** What must be written goes as far as the ballast; what can be missed stops while there is still a reserve. */
export type Need = 'must' | 'may';

/** Tables of `state.db` that are looked through at every opening. */
const PRECIOUS = ['snapshot', 'finding'];

/**
 * What the daemon keeps, in one folder, for one process. All of it is used on one thread; every method returns when
 * what it wrote is on the disk.
 */
export class Store {
  readonly folder: string;
  readonly room: DiskRoom;
  /** For members of this room. Writes go through `write`. */
  readonly state: Database.Database;
  readonly #options: StoreOptions;
  readonly #lock: { release(): void };
  readonly #shed = new Map<string, number>();
  #tight = false;
  #closed = false;

  private constructor(options: StoreOptions, lock: { release(): void }) {
    this.#options = options;
    this.#lock = lock;
    this.folder = options.folder;
    this.room = new DiskRoom(options.folder);
    this.#look();
    this.state = this.#openOne('state.db');
  }

  /** Throws STATE_LOCKED, STATE_NEWER, or STATE_FILE where the folder cannot be used. */
  static open(options: StoreOptions): Store {
    const lock = lockFolder(options.folder);
    try {
      return new Store(options, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /**
   * Does `work` in one transaction, on the disk when this returns. When the disk is full or the database held by
   * somebody else for longer than seconds, nothing of it is done, and that is counted under `what`. Other errors, those
   * of `work` among them, are thrown; a damaged database as STATE_FILE.
   */
  write<T>(what: string, work: () => T, need: Need = 'must'): Written<T> {
    const roomy = this.#look();
    if (need === 'may' && !roomy) return this.#hold(what, 'full');
    const transaction = this.state.transaction(work);
    for (let last = false; ; last = true) {
      try {
        return { ok: true, value: transaction.immediate() };
      } catch (error) {
        if (codeOf(error).startsWith('SQLITE_BUSY')) return this.#hold(what, 'busy');
        if (isDamage(error)) throw this.#damaged('state.db', error as Error);
        if (!this.isFull(error)) throw error;
        const made = this.room.met(this.#options.now());
        this.#look();
        if (last || need === 'may' || !made) return this.#hold(what, 'full');
      }
    }
  }

  /** Writes that were held back, by what they were. */
  get shed(): ReadonlyMap<string, number> {
    return this.#shed;
  }

  /** Whether an error says that the disk is full; a shared memory file that cannot grow says so in its own way. */
  isFull(error: unknown): boolean {
    const code = codeOf(error);
    if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return true;
    return code.startsWith('SQLITE_IOERR') && this.room.free < 1 << 20;
  }

  /** Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.state.close();
    this.#lock.release();
  }

  #openOne(name: 'state.db'): Database.Database {
    const plan = { path: join(this.folder, name), migrations: STATE, precious: PRECIOUS };
    let opened: Opened;
    try {
      opened = openDatabase(plan);
    } catch (error) {
      if (!this.isFull((error as Error).cause) || !this.room.met(this.#options.now())) throw error;
      opened = openDatabase(plan);
    }
    if (opened.damaged !== null) {
      const { reason, aside } = opened.damaged;
      const kept = aside === null ? '' : `; what was there is now ${aside}`;
      this.#say('trouble', name, `${name} was damaged (${reason}) and is begun anew${kept}`);
    }
    return opened.db;
  }

  /** Looks at the disk, and says when it became full and when it is over. */
  #look(): boolean {
    const roomy = this.room.roomy(this.#options.now());
    if (roomy === this.#tight) {
      this.#tight = !roomy;
      const text = roomy
        ? 'there is room on the disk again; everything is stored'
        : `the disk of ${this.folder} is nearly full: events, raw lines and counts are no longer stored, findings and messages are`;
      this.#say(roomy ? 'recovered' : 'trouble', 'disk', text);
    }
    return roomy;
  }

  #hold(what: string, reason: 'full' | 'busy'): Written<never> {
    this.#shed.set(what, (this.#shed.get(what) ?? 0) + 1);
    return { ok: false, reason };
  }

  /** At the next opening it is looked through and set aside. */
  #damaged(name: string, cause: Error): LogsiftError {
    condemn(join(this.folder, name));
    const text = `The database ${join(this.folder, name)} is damaged: ${cause.message}. Start logsift again: it keeps a copy and begins anew.`;
    return new LogsiftError('STATE_FILE', text, { cause });
  }

  #say(kind: Notice['kind'], about: string, text: string): void {
    this.#options.notice({ kind, about: `store:${about}`, text, time: this.#options.now() });
  }
}
