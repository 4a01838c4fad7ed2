import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { ReplicaSnapshot } from './replica-batch.ts';
import { forgetSnapshots, piecesOf } from './snapshots.ts';

interface Row {
  readonly unit: string;
  readonly taken: number;
  readonly manifest: string;
  readonly checksum: string;
}

interface Piece {
  readonly hash: string;
  readonly bytes: number;
  readonly data: Buffer;
}

/** Snapshots that were taken since, each with the pieces that the one sent before it did not have. */
export class NewSnapshots {
  readonly list: ReplicaSnapshot[] = [];
  readonly #db: Database.Database;
  readonly #imaged: Map<string, ReadonlySet<string>>;

  /** @param imaged pieces of the snapshots of units that newcomers were given since, who have no others */
  constructor(db: Database.Database, imaged: Map<string, ReadonlySet<string>>) {
    this.#db = db;
    this.#imaged = imaged;
  }

  /** Adds one, unless there is a younger one of its unit, which travels instead. */
  add(unit: string, checksum: string): void {
    const row = latestOf(this.#db, unit);
    if (row?.checksum !== checksum) return;
    const sent = this.#db.prepare('SELECT sent FROM replica_unit WHERE unit = ?').pluck().get(unit);
    const known = new Set(typeof sent === 'string' ? (JSON.parse(sent) as string[]) : []);
    const imaged = this.#imaged.get(unit) ?? known;
    const wanted = (piece: string) => !(known.has(piece) && imaged.has(piece));
    this.list.push({ ...row, chunks: chunksOf(this.#db, row, wanted) });
  }

  /** They were published; to be called in a transaction. */
  sent(): void {
    for (const snapshot of this.list) {
      known(this.#db, snapshot);
      this.#imaged.delete(snapshot.unit);
    }
  }
}

/** The youngest snapshot of a unit with all its pieces; null when there is none. */
export function wholeSnapshot(db: Database.Database, unit: string): ReplicaSnapshot | null {
  const row = latestOf(db, unit);
  return row === null ? null : { ...row, chunks: chunksOf(db, row, () => true) };
}

/**
 * Puts a snapshot of another node in place; to be called in a transaction. False, and nothing is done, where it is damaged
 * or pieces of it are neither here nor with it.
 */
export function putSnapshot(db: Database.Database, snapshot: ReplicaSnapshot): boolean {
  const { unit, taken, manifest, checksum, chunks } = snapshot;
  const wanted = piecesOf(snapshot);
  if (wanted === null || hash('sha256', manifest) !== checksum) return false;
  const brought = new Map(chunks.map((piece) => [piece.hash, piece]));
  const has = db.prepare('SELECT 1 FROM chunk WHERE hash = ?').pluck();
  if (!wanted.every((piece) => brought.has(piece) || has.get(piece) !== undefined)) return false;
  const add = db.prepare('INSERT OR IGNORE INTO chunk (hash, bytes, data) VALUES (?, ?, ?)');
  for (const piece of new Set(wanted)) {
    const one = brought.get(piece);
    if (one !== undefined) add.run(one.hash, one.bytes, one.data);
  }
  // The latest is that with the largest number; an image may bring one that is known.
  db.prepare('DELETE FROM snapshot WHERE unit = ? AND checksum = ?').run(unit, checksum);
  db.prepare('INSERT INTO snapshot (unit, taken, manifest, checksum) VALUES (?, ?, ?, ?)').run(
    ...[unit, taken, manifest, checksum],
  );
  forgetSnapshots(db, unit);
  known(db, snapshot);
  return true;
}

/** Everybody has the pieces of this one: the next brings only others. */
function known(db: Database.Database, snapshot: ReplicaSnapshot): void {
  db.prepare(
    `INSERT INTO replica_unit (unit, fence, sent) VALUES (?, 0, ?)
     ON CONFLICT (unit) DO UPDATE SET sent = excluded.sent`,
  ).run(snapshot.unit, JSON.stringify(piecesOf(snapshot) ?? []));
}

function latestOf(db: Database.Database, unit: string): Row | null {
  const rows = db.prepare(
    'SELECT unit, taken, manifest, checksum FROM snapshot WHERE unit = ? ORDER BY id DESC LIMIT 1',
  );
  return (rows.get(unit) as Row | undefined) ?? null;
}

function chunksOf(db: Database.Database, row: Row, wanted: (piece: string) => boolean): Piece[] {
  const find = db.prepare('SELECT hash, bytes, data FROM chunk WHERE hash = ?');
  const pieces = new Set((piecesOf(row) ?? []).filter(wanted));
  return [...pieces].flatMap((piece) => (find.get(piece) as Piece | undefined) ?? []);
}
