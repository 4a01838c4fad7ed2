import type Database from 'better-sqlite3';
import type { Written } from './guarded-database.ts';
import { type Cell, type ReplicaBatch, unpackBatch } from './replica-batch.ts';
import { answerable } from './replica-fences.ts';
import { invalid, type Slice, sliceOf } from './replica-slices.ts';
import { putSnapshot } from './replica-snapshots.ts';
import { type ReplicaTable, writesRow } from './replica-tables.ts';
import { unnoted } from './replica-triggers.ts';
import { RowWriter } from './replica-writer.ts';
import type { Store } from './store.ts';

export interface ReplicaSource {
  /** Node that published it, as its envelope says. */
  readonly node: string;
  /** Place on the topic, to go on behind it after a restart. */
  readonly position: string;
}

/** What became of an entry. */
export interface Applied {
  /**
   * `waiting` for the rest of what travels together; `repeated`: it was there before; `torn`: the beginning of what it
   * belongs to never came, so that an image is wanted; `held`: nothing was done, as the disk is full or the database
   * busy: to be tried again.
   */
  readonly state: 'applied' | 'waiting' | 'repeated' | 'torn' | 'held';
  /** Rows and snapshots that were put in place. */
  readonly rows: number;
  /** Where it stands in an image; null for changes. */
  readonly image: ReplicaBatch['image'];
  /** Units whose snapshot lacks pieces: an image is wanted. */
  readonly incomplete: readonly string[];
}

/** rows = applied + older + deposed + conflicting, of what was whole. */
export interface ReplicaCounters {
  /** Rows and snapshots that came. */
  rows: number;
  applied: number;
  /** Of what people say: a later word was here. */
  older: number;
  /** Of a node that is not answerable for them any more, or never was. */
  deposed: number;
  /** They contradict others that are here. */
  conflicting: number;
  repeated: number;
  /** What travels together and came without its beginning or end. */
  torn: number;
}

/** Lives of a node whose entries are told from new ones, and nodes. */
const MOST_LIVES = 64;
const MOST_NODES = 1000;
/** Pieces that wait for the rest, of all nodes: 1 GB. */
const MOST_PARTS = 2000;

/** Rows of other nodes, put in place here; see `Replicator` for how they come about. */
export class Replica {
  readonly counters: ReplicaCounters = {
    ...{ rows: 0, applied: 0, older: 0, deposed: 0, conflicting: 0, repeated: 0, torn: 0 },
  };
  readonly #store: Store;

  /** @param store of a folder that a `Replicator` was made for */
  constructor(store: Store) {
    this.#store = store;
  }

  /** Place of the last entry that took effect here; null when none has. */
  get position(): string | null {
    return (this.#store.state.prepare('SELECT position FROM replica_node').pluck().get() ?? null) as
      | string
      | null;
  }

  /** Passes over an entry: one's own, or one that cannot be read. */
  skip(position: string): boolean {
    return this.#store.write('replica', () => this.#at(position)).ok;
  }

  /**
   * Puts an entry of another node in place, in one transaction with its position; what is on the disk when this returns
   * is not done twice. Throws MESSAGE_INVALID, and STATE_NEWER for rows of a later version of logsift, which this one
   * must not pass over: nothing is done, and the position stays.
   */
  apply(entry: Buffer, from: ReplicaSource): Applied {
    const slice = sliceOf(entry);
    const counted = { ...this.counters };
    let named = false;
    const work = () => {
      // A full disk has it done twice.
      Object.assign(this.counters, counted);
      this.#at(from.position);
      const took = this.#take(slice, from.node);
      ({ named } = took);
      return took.applied;
    };
    let done: Written<Applied> | null = null;
    try {
      done = this.#store.write('replica', work);
    } finally {
      if (!done?.ok) Object.assign(this.counters, counted);
    }
    if (!done.ok) return { ...NOTHING, state: 'held' };
    if (named) this.#store.rollups.reload();
    return done.value;
  }

  #take(slice: Slice, node: string): { applied: Applied; named: boolean } {
    const db = this.#store.state;
    if (!isNews(db, slice, node)) {
      this.counters.repeated++;
      return { applied: { ...NOTHING, state: 'repeated' }, named: false };
    }
    const whole = this.#joined(db, slice, node);
    if (typeof whole === 'string') return { applied: { ...NOTHING, state: whole }, named: false };
    const batch = unpackBatch(whole);
    if (batch.node !== node)
      throw invalid(`they say that they are of ${JSON.stringify(batch.node.slice(0, 50))}`);
    const applied = unnoted(db, () => this.#put(db, batch));
    return { applied, named: batch.rows.some(({ table }) => table.name === 'series') };
  }

  /** All pieces of what travels together, when this is the last of them. */
  #joined(db: Database.Database, { part, parts, data }: Slice, node: string): Buffer | 'waiting' | 'torn' {
    const forget = db.prepare('DELETE FROM replica_part WHERE node = ?');
    if (part === 0 && forget.run(node).changes > 0) this.counters.torn++;
    if (parts === 1) return data;
    const before = db.prepare('SELECT data FROM replica_part WHERE node = ? ORDER BY part').pluck();
    const have = db.prepare('SELECT count(*) FROM replica_part WHERE node = ?').pluck().get(node) as number;
    const all = db.prepare('SELECT count(*) FROM replica_part').pluck().get() as number;
    if (have !== part || all >= MOST_PARTS) {
      forget.run(node);
      this.counters.torn++;
      return 'torn';
    }
    if (part < parts - 1) {
      db.prepare('INSERT INTO replica_part (node, part, data) VALUES (?, ?, ?)').run(node, part, data);
      return 'waiting';
    }
    const whole = Buffer.concat([...(before.all(node) as Buffer[]), data]);
    forget.run(node);
    return whole;
  }

  #put(db: Database.Database, batch: ReplicaBatch): Applied {
    const units = answerable(db, batch.units);
    const isTheirs = (table: ReplicaTable, key: readonly Cell[]) =>
      table.owner === 'people' || units.some((unit) => writesRow(unit, table, key));
    const writer = new RowWriter(db);
    const { counters } = this;
    const before = counters.applied;
    for (const range of batch.ranges) {
      writer.clear(range, batch.rows, (key) => isTheirs(range.table, key));
    }
    for (const row of batch.rows) {
      counters.rows++;
      counters[isTheirs(row.table, row.cells) ? writer.put(row) : 'deposed']++;
    }
    const incomplete: string[] = [];
    for (const snapshot of batch.snapshots) {
      counters.rows++;
      if (!units.includes(snapshot.unit)) counters.deposed++;
      else if (putSnapshot(db, snapshot)) counters.applied++;
      else {
        counters.conflicting++;
        incomplete.push(snapshot.unit);
      }
    }
    return { state: 'applied', rows: counters.applied - before, image: batch.image, incomplete };
  }

  #at(position: string): void {
    this.#store.state.prepare('UPDATE replica_node SET position = ?').run(position);
  }
}

const NOTHING: Omit<Applied, 'state'> = { rows: 0, image: null, incomplete: [] };

/** Whether an entry was not here before; notes that it was. */
function isNews(db: Database.Database, { life, number, part }: Slice, node: string): boolean {
  const latest = db.prepare(
    'SELECT id, life, number, part FROM replica_source WHERE node = ? ORDER BY id DESC LIMIT 1',
  );
  const last = latest.get(node) as { id: number; life: string; number: number; part: number } | undefined;
  if (last?.life === life) {
    if (number < last.number || (number === last.number && part <= last.part)) return false;
    db.prepare('UPDATE replica_source SET number = ?, part = ? WHERE id = ?').run(number, part, last.id);
    return true;
  }
  const known = db.prepare('SELECT 1 FROM replica_source WHERE node = ? AND life = ?').get(node, life);
  if (known !== undefined) return false;
  const nodes = db.prepare('SELECT count(DISTINCT node) FROM replica_source').pluck().get() as number;
  if (last === undefined && nodes >= MOST_NODES) throw invalid(`there are more than ${MOST_NODES} nodes`);
  db.prepare('INSERT INTO replica_source (node, life, number, part) VALUES (?, ?, ?, ?)').run(
    node,
    life,
    number,
    part,
  );
  db.prepare(
    'DELETE FROM replica_source WHERE node = @node AND id NOT IN (SELECT id FROM replica_source WHERE node = @node ORDER BY id DESC LIMIT @most)',
  ).run({ node, most: MOST_LIVES });
  return true;
}
