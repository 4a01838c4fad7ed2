import type Database from 'better-sqlite3';
import { LogsiftError } from '../core/errors.ts';
import { packBatch, type ReplicaBatch, type ReplicaRow } from './replica-batch.ts';
import { raiseFence } from './replica-fences.ts';
import { imageOf } from './replica-image.ts';
import { bytesOf, RowReader } from './replica-rows.ts';
import { slicesOf } from './replica-slices.ts';
import { NewSnapshots } from './replica-snapshots.ts';
import { REPLICA_TABLE, type ReplicaTable, writesRow } from './replica-tables.ts';
import { switchOff, switchOn } from './replica-triggers.ts';
import { piecesOf } from './snapshots.ts';
import type { Store } from './store.ts';

export interface ReplicatorOptions {
  readonly store: Store;
  /** Name of this node, always the same, another one on each. */
  readonly node: string;
  /** Name of this process, another one each time it starts. */
  readonly life: string;
}

/** Changes that travel together. */
export interface TakenChanges {
  /** In order, for topic `store`. */
  readonly entries: readonly Buffer[];
  readonly rows: number;
  readonly bytes: number;
  /** For `published`. */
  readonly token: number;
}

export interface ReplicatorCounters {
  /** Rows that were published as changes; deleted ones among them. */
  rows: number;
  bytes: number;
  snapshots: number;
}

const TAKE_BYTES = 4 << 20;
const CHANGES_A_PAGE = 500;
const MANY_CHANGES = 20_000;
const DAY = 86_400_000;
/** Longer than a node is away and then joins without an image. */
const GONE_FOR = 30 * DAY;

/**
 * What changes in the store of this node, for others. From the first one on, keys of changed rows are noted in the
 * database, whoever changes them, until `stop`.
 */
export class Replicator {
  readonly counters: ReplicatorCounters = { rows: 0, bytes: 0, snapshots: 0 };
  readonly #store: Store;
  readonly #node: string;
  readonly #life: string;
  readonly #units = new Map<string, number>();
  readonly #imaged = new Map<string, ReadonlySet<string>>();
  #number = 0;
  #tidied = Number.NEGATIVE_INFINITY;
  #taken: { readonly token: number; readonly confirm: () => void; readonly counted: () => void } | null =
    null;

  /** Throws STATE_LOCKED where the database is busy or the disk full. */
  constructor({ store, node, life }: ReplicatorOptions) {
    this.#store = store;
    this.#node = node;
    this.#life = life;
    written(store, () => switchOn(store.state, node));
  }

  /** Takes a folder out of replication that was in one. Throws STATE_LOCKED. */
  static stop(store: Store): void {
    written(store, () => switchOff(store.state));
  }

  /**
   * From now on this node publishes what is of a unit (`detect`, `detect/3`, `decide`), won with this fence; what nodes
   * with smaller ones still say of it is not taken in here any more. Throws STATE_LOCKED.
   */
  own(unit: string, fence: number): void {
    written(this.#store, () => raiseFence(this.#store.state, unit, fence));
    this.#units.set(unit, fence);
  }

  /** Another node is answerable for a unit now. */
  disown(unit: string): void {
    this.#units.delete(unit);
  }

  /** Changes that wait to be taken. */
  get waiting(): number {
    return this.#store.state.prepare('SELECT count(*) FROM replica_change').pluck().get() as number;
  }

  /**
   * The next changes, rows as they are now; null when there are none. Some `most` bytes, and in one piece what a snapshot
   * brings along. The same come again until `published` was called: publish, then say so, then take the next.
   */
  take(most = TAKE_BYTES): TakenChanges | null {
    const { state } = this.#store;
    const { batch, token, confirm } = state.transaction(() => this.#read(state, most))();
    if (token < 0) return null;
    this.#taken = { token, confirm, counted: () => {} };
    if (batch.rows.length + batch.snapshots.length === 0) {
      // What this node is not answerable for.
      const gone = this.published(token);
      return gone && this.waiting > 0 ? this.take(most) : null;
    }
    const entries = this.#entries(batch);
    const bytes = entries.reduce((sum, entry) => sum + entry.length, 0);
    const counted = () => {
      this.counters.rows += batch.rows.length;
      this.counters.snapshots += batch.snapshots.length;
      this.counters.bytes += bytes;
    };
    this.#taken = { token, confirm, counted };
    return { entries, rows: batch.rows.length + batch.snapshots.length, bytes, token };
  }

  /**
   * Lets go of what is not needed any more, while nothing can be published too: of a row that changed many times all but
   * the last, and what is known of rows that people deleted weeks ago. To be called every minute or so (`now`: epoch ms).
   */
  tidy(now: number): void {
    const { state } = this.#store;
    const many = this.waiting > MANY_CHANGES;
    if (!many && Math.abs(now - this.#tidied) < DAY) return;
    this.#tidied = now;
    const gone = 'DELETE FROM replica_stamp WHERE gone = 1 AND at < ?';
    const twice =
      'DELETE FROM replica_change WHERE seq NOT IN (SELECT max(seq) FROM replica_change GROUP BY tbl, key)';
    const work = () => {
      state.prepare(gone).run(Math.floor(now - GONE_FOR));
      if (many) state.prepare(twice).run();
    };
    this.#store.write('replica', work, 'should');
  }

  /** The broker has what was taken: it is forgotten here. False where that could not be written: it is taken again. */
  published(token: number): boolean {
    const taken = this.#taken;
    if (taken?.token !== token) return false;
    this.#taken = null;
    const done = this.#store.write('replica', () => {
      this.#store.state.prepare('DELETE FROM replica_change WHERE seq <= ?').run(token);
      taken.confirm();
    });
    if (done.ok) taken.counted();
    return done.ok;
  }

  /**
   * Everything that this node is answerable for, as it is now, for those who come anew, in entries for topic `store`. The
   * first is a mark: who begins with it misses nothing. Each is to be published before the next one or `take` is asked
   * for. What people say is part of the image of whoever has unit `decide`.
   */
  *image(): Generator<Buffer, void, undefined> {
    for (const part of imageOf(this.#store.state, this.#units)) {
      for (const snapshot of part.snapshots) this.#imaged.set(snapshot.unit, new Set(piecesOf(snapshot)));
      yield* this.#entries({ node: this.#node, units: new Map(this.#units), ...part });
    }
  }

  #entries(batch: ReplicaBatch): Buffer[] {
    return slicesOf(packBatch(batch), { life: this.#life, number: this.#number++ });
  }

  #read(db: Database.Database, most: number): { batch: ReplicaBatch; token: number; confirm: () => void } {
    const page = db.prepare(
      `SELECT seq, tbl, key FROM replica_change WHERE seq > ? ORDER BY seq LIMIT ${CHANGES_A_PAGE}`,
    );
    const rows: ReplicaRow[] = [];
    const snapshots = new NewSnapshots(db, this.#imaged);
    const reader = new RowReader(db);
    let token = -1;
    const seen = new Set<string>();
    for (let bytes = 0; bytes < most; ) {
      const changes = page.all(token) as { seq: number; tbl: string; key: string }[];
      for (const { seq, tbl, key } of changes) {
        token = seq;
        const row = `${tbl}\0${key}`;
        if (seen.has(row)) continue;
        seen.add(row);
        const table = REPLICA_TABLE.get(tbl);
        if (tbl === 'snapshot') {
          const [unit, checksum] = JSON.parse(key) as [string, string];
          if (this.#units.has(unit)) snapshots.add(unit, checksum);
        } else if (table !== undefined && this.#isMine(table, key)) {
          const now = reader.row(table, key);
          rows.push(now);
          bytes += bytesOf(now);
        }
        if (bytes >= most) break;
      }
      if (changes.length < CHANGES_A_PAGE) break;
    }
    const batch: ReplicaBatch = {
      ...{ node: this.#node, units: new Map(this.#units), image: null, ranges: [] },
      ...{ rows, snapshots: snapshots.list },
    };
    return { batch, token, confirm: () => snapshots.sent() };
  }

  #isMine(table: ReplicaTable, key: string): boolean {
    if (table.owner === 'people') return true;
    const cells = JSON.parse(key) as unknown[];
    return [...this.#units.keys()].some((unit) => writesRow(unit, table, cells));
  }
}

function written(store: Store, work: () => void): void {
  const done = store.write('replica', work);
  if (done.ok) return;
  const why = done.reason === 'full' ? 'the disk is full' : 'the database is busy';
  throw new LogsiftError('STATE_LOCKED', `Cannot prepare ${store.folder} to be one of several: ${why}.`);
}
