import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { LogsiftError } from '../core/errors.ts';
import type { Notice } from '../core/notice.ts';
import { codeOf, condemn, type DatabasePlan, isDamage, type Opened, openDatabase } from './database.ts';
import { DiskRoom } from './disk-room.ts';

/** How a write went: done, or held back because the disk is full, or because another process holds the database. */
export type Written<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'full' | 'busy' };

/**
 * On a disk that fills up, what `may` be written stops while there is still a reserve, what `should` be goes on as
 * long as it can, and for what `must` be the ballast is given.
 */
export type Need = 'must' | 'should' | 'may';

/** Milliseconds a write waits for a database that another process holds. */
const PATIENCE: Readonly<Record<Need, number>> = { must: 1_000, should: 1_000, may: 50 };

/** The disk under a state folder, and what was held back for its sake; shared by the databases of the folder. */
export class Disk {
  /** Writes that were held back, by what they were. */
  readonly shed = new Map<string, number>();
  readonly now: () => number;
  readonly #folder: string;
  readonly #room: DiskRoom;
  readonly #notice: (notice: Notice) => void;
  #tight = false;

  constructor(folder: string, { now, notice }: { now(): number; notice(notice: Notice): void }) {
    this.#folder = folder;
    this.now = now;
    this.#notice = notice;
    this.#room = new DiskRoom(folder);
  }

  /** Whether what can be missed may be written; says when that ends and when it is so again. */
  roomy(): boolean {
    const roomy = this.#room.roomy(this.now());
    if (roomy === this.#tight) {
      this.#tight = !roomy;
      const text = roomy
        ? 'there is room on the disk again; everything is stored'
        : `the disk of ${this.#folder} is nearly full: events, raw lines and counts are not stored, findings and messages are`;
      this.say(roomy ? 'recovered' : 'trouble', 'disk', text);
    }
    return roomy;
  }

  /** A write met a full disk; true when the ballast was there to make room for it. */
  met(give: boolean): boolean {
    const made = this.#room.met(this.now(), give);
    this.roomy();
    return made;
  }

  /** Whether an error says that the disk is full; a shared memory file that cannot grow says so in its own way. */
  isFull(error: unknown): boolean {
    const code = codeOf(error);
    if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return true;
    return code.startsWith('SQLITE_IOERR') && this.free < 1 << 20;
  }

  /** Bytes left. */
  get free(): number {
    return this.#room.free;
  }

  held(what: string, reason: 'full' | 'busy'): Written<never> {
    this.shed.set(what, (this.shed.get(what) ?? 0) + 1);
    return { ok: false, reason };
  }

  say(kind: Notice['kind'], about: string, text: string): void {
    this.#notice({ kind, about: `store:${about}`, text, time: this.now() });
  }
}

export interface GuardedPlan extends Omit<DatabasePlan, 'path'> {
  readonly folder: string;
  readonly name: string;
  /** Damage met in use: what is lost can be missed, so a new one is begun at once. Else the process has to end. */
  readonly disposable: boolean;
}

/** A database whose writes bear a full disk, a busy database and a damaged file. */
export class GuardedDatabase {
  readonly #plan: GuardedPlan;
  readonly #disk: Disk;
  #db: Database.Database;
  #patience = Number.NaN;

  /** Throws STATE_NEWER, and STATE_FILE where the folder cannot be used. */
  constructor(plan: GuardedPlan, disk: Disk) {
    this.#plan = plan;
    this.#disk = disk;
    this.#db = this.#open();
  }

  /** Another one after damage was met; statements are prepared of the one that is there. */
  get db(): Database.Database {
    return this.#db;
  }

  get path(): string {
    return join(this.#plan.folder, this.#plan.name);
  }

  /**
   * Does `work` in one transaction, on the disk when this returns. When the disk is full or the database held by
   * somebody else for too long, nothing of it is done, and that is counted under `what`. Other errors, those
   * of `work` among them, are thrown; a damaged database as STATE_FILE.
   */
  write<T>(what: string, work: () => T, need: Need = 'must'): Written<T> {
    const roomy = this.#disk.roomy();
    if (need === 'may' && !roomy) return this.#disk.held(what, 'full');
    this.#wait(PATIENCE[need]);
    for (let last = false; ; last = true) {
      try {
        return { ok: true, value: this.#db.transaction(work).immediate() };
      } catch (error) {
        if (codeOf(error).startsWith('SQLITE_BUSY')) return this.#disk.held(what, 'busy');
        if (isDamage(error)) {
          this.#damaged(error as Error);
          if (last) throw error;
        } else if (!this.#disk.isFull(error)) throw error;
        else if (last || !this.#disk.met(need === 'must')) return this.#disk.held(what, 'full');
      }
    }
  }

  close(): void {
    this.#db.close();
  }

  #wait(patience: number): void {
    if (this.#patience !== patience) this.#db.pragma(`busy_timeout = ${patience}`);
    this.#patience = patience;
  }

  #open(): Database.Database {
    const plan = { ...this.#plan, path: this.path };
    let opened: Opened;
    try {
      opened = openDatabase(plan);
    } catch (error) {
      if (!this.#disk.isFull((error as Error).cause) || !this.#disk.met(true)) throw error;
      opened = openDatabase(plan);
    }
    if (opened.damaged !== null) {
      const { reason, aside } = opened.damaged;
      const kept = aside === null ? '' : `; what was there is now ${aside}`;
      this.#disk.say(
        'trouble',
        this.#plan.name,
        `${this.path} was damaged (${reason}) and is begun anew${kept}`,
      );
    }
    return opened.db;
  }

  /** Begins a new one, or throws, and has the next opening set it aside. */
  #damaged(cause: Error): void {
    condemn(this.path);
    if (this.#plan.disposable) {
      this.#db.close();
      this.#db = this.#open();
      this.#patience = Number.NaN;
      return;
    }
    const text = `The database ${this.path} is damaged: ${cause.message}. Start logsift again: it keeps a copy and begins anew.`;
    throw new LogsiftError('STATE_FILE', text, { cause });
  }
}
