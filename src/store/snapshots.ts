import { hash, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Disk, GuardedDatabase } from './guarded-database.ts';
import { isDeposed } from './replica-fences.ts';

/** The state of everything that learns, cut at one position of the stream. */
export interface Snapshot {
  /** Epoch ms at which it was taken. */
  readonly taken: number;
  /** Pieces by name, each usually the JSON of one part. */
  readonly chunks: ReadonlyMap<string, string>;
  /** Where each input is to be read on. */
  readonly resume: ReadonlyMap<string, string>;
}

/** How a snapshot was kept, or that it was not; then the one before it is still there. */
export type Saved =
  | {
      readonly ok: true;
      /** Pieces that were other than the last time, and how large they are on the disk. */
      readonly changed: number;
      readonly packedBytes: number;
    }
  | {
      readonly ok: false;
      /** `deposed`: another node keeps those of the unit now, and what went together with it is not wanted. */
      readonly reason: 'full' | 'busy' | 'deposed';
    };

export interface SnapshotPlan {
  /** Whose snapshots these are, where several parts of logsift keep theirs in one folder; empty: of one that does everything. */
  readonly unit: string;
  readonly store: GuardedDatabase;
  readonly disk: Disk;
  /** Fence with which the unit was won, where several nodes may keep its snapshots. */
  readonly fence?: number | undefined;
  /** What has to be of the same position: is cut off at the call, and written in the same transaction. */
  readonly together?: () => Together;
}

export interface Together {
  write(): void;
  /** It could not be written: it belongs to the next snapshot. */
  takeBack(): void;
}

interface Row {
  readonly unit: string;
  readonly manifest: string;
  readonly checksum: string;
}

/** Raised when the shape of the manifest changes. */
const VERSION = 1;
const KEPT = 2;
const MOST_BYTES = 1 << 30;
const PACK = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A manifest that cannot be read holds on to nothing. */
const PIECES = `SELECT json_extract(piece.value, '$[1]') FROM snapshot,
  json_each(CASE WHEN json_valid(manifest) THEN manifest ELSE '{}' END, '$.chunks') AS piece`;
const { subtle } = webcrypto;
const pack = promisify(zstdCompress);

const manifestSchema = z.object({
  version: z.literal(VERSION),
  taken: z.number(),
  chunks: z.array(z.tuple([z.string(), z.string()])),
  resume: z.array(z.tuple([z.string(), z.string()])),
});

/** Snapshots: pieces known by their content, so that only what changed is written; the last two are kept. */
export class SnapshotStore {
  readonly #plan: SnapshotPlan;
  #last: Promise<unknown> = Promise.resolve();

  constructor(plan: SnapshotPlan) {
    this.#plan = plan;
  }

  /**
   * Keeps a snapshot. What goes together with it is cut off at the call; hashing and compressing is done on other
   * threads. Resolves when it is on the disk; saves follow one another in the order of their calls.
   */
  save(snapshot: Snapshot): Promise<Saved> {
    const together = this.#plan.together?.();
    const save = this.#last.then(() => this.#keep(snapshot, together));
    // Whatever happens to this one, what was cut off for it is not lost.
    this.#last = save.then(
      (saved) => saved.ok || saved.reason === 'deposed' || together?.takeBack(),
      () => together?.takeBack(),
    );
    return save;
  }

  /** The last one that is whole. Null when there is none. */
  latest(): Snapshot | null {
    for (const snapshot of this.whole()) return snapshot;
    return null;
  }

  /**
   * Those that are kept, the last one first; one that is damaged is passed over and said. Of a unit, those
   * of one that did everything where that was the last to keep any.
   */
  *whole(): Generator<Snapshot, void, undefined> {
    const { unit, store, disk } = this.#plan;
    const all = rowsOf(store.db).filter((row) => row.unit === unit || row.unit === '');
    const rows = all.filter((row) => row.unit === all[0]!.unit);
    for (const row of rows) {
      let snapshot: Snapshot;
      try {
        snapshot = this.#unpack(row);
      } catch (error) {
        const { message } = error as Error;
        const then = row === rows.at(-1) ? 'there is none before it' : 'the one before it is used';
        disk.say('trouble', 'snapshot', `a snapshot of what was learnt is damaged (${message}); ${then}`);
        continue;
      }
      yield snapshot;
    }
  }

  /** Bytes that the kept snapshots take, compressed. */
  get packedBytes(): number {
    const sum = this.#plan.store.db.prepare('SELECT coalesce(sum(length(data)), 0) FROM chunk').pluck().get();
    return sum as number;
  }

  async #keep({ taken, chunks, resume }: Snapshot, together: Together | undefined): Promise<Saved> {
    const { unit, store, fence } = this.#plan;
    // A piece that only another unit has may be gone before this is written.
    const known = new Set(store.db.prepare(`${PIECES} WHERE snapshot.unit = ?`).pluck().all(unit));
    const pieces: [name: string, id: string][] = [];
    const fresh = new Map<string, { readonly bytes: number; readonly data: Buffer }>();
    for (const [name, text] of chunks) {
      const bytes = Buffer.from(text);
      const id = Buffer.from(await subtle.digest('SHA-256', bytes)).toString('hex');
      pieces.push([name, id]);
      if (fresh.has(id) || known.has(id)) continue;
      fresh.set(id, { bytes: bytes.length, data: await pack(bytes, PACK) });
    }
    const manifest = JSON.stringify({ version: VERSION, taken, chunks: pieces, resume: [...resume] });
    const work = (): boolean => {
      if (fence !== undefined && isDeposed(store.db, unit, fence)) return false;
      const add = store.db.prepare('INSERT OR IGNORE INTO chunk (hash, bytes, data) VALUES (?, ?, ?)');
      for (const [id, { bytes, data }] of fresh) add.run(id, bytes, data);
      store.db
        .prepare('INSERT INTO snapshot (unit, taken, manifest, checksum) VALUES (?, ?, ?, ?)')
        .run(unit, taken, manifest, hash('sha256', manifest));
      forgetSnapshots(store.db, unit);
      together?.write();
      return true;
    };
    const written = store.write('snapshot', work, 'should');
    if (!written.ok) return written;
    if (!written.value) return { ok: false, reason: 'deposed' };
    let packedBytes = 0;
    for (const { data } of fresh.values()) packedBytes += data.length;
    return { ok: true, changed: fresh.size, packedBytes };
  }

  #unpack(row: Row): Snapshot {
    const { taken, chunks, resume } = manifestOf(row);
    const { db } = this.#plan.store;
    const texts = chunks.map(([name, id]): [string, string] => [name, textOf(db, name, id)]);
    return { taken, chunks: new Map(texts), resume: new Map(resume) };
  }
}

/** Deletes older snapshots of a unit, and pieces that are in none of any unit any more. */
export function forgetSnapshots(db: Database.Database, unit: string): void {
  db.prepare(
    `DELETE FROM snapshot WHERE unit = @unit AND id NOT IN
       (SELECT id FROM snapshot WHERE unit = @unit ORDER BY id DESC LIMIT ${KEPT})`,
  ).run({ unit });
  db.prepare(`DELETE FROM chunk WHERE hash NOT IN (${PIECES})`).run();
}

/** What pieces a manifest names; null for one that is none, or damaged. */
export function piecesOf(row: Omit<Row, 'unit'>): string[] | null {
  try {
    return manifestOf(row).chunks.map(([, id]) => id);
  } catch {
    return null;
  }
}

/** What a snapshot holds. */
export interface SnapshotPieces {
  /** Epoch ms. */
  readonly taken: number;
  /** By name; two pieces of the same content are known by the same word. */
  readonly pieces: ReadonlyMap<string, string>;
}

/** Looks for a piece of what was learnt, in a database that may be written by another process. */
export class SnapshotView {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /**
   * The latest snapshot: when it was taken, and its pieces by name, each with a word for what is in it; null when there is
   * none. Where several units keep theirs, all of them together, and when the oldest of these was taken.
   */
  latest(): SnapshotPieces | null {
    const told = new Map<string, ReturnType<typeof manifestOf>>();
    for (const row of this.#rows()) {
      if (told.has(row.unit)) continue;
      try {
        told.set(row.unit, manifestOf(row));
      } catch {
        // As below.
      }
    }
    if (told.size === 0) return null;
    // What is not named by a younger one.
    const pieces = new Map([...told.values()].reverse().flatMap(({ chunks }) => chunks));
    // What was kept before there were units says nothing of when.
    const times = [...told].filter(([unit]) => unit !== '' || told.size === 1).map(([, { taken }]) => taken);
    return { taken: Math.min(...times), pieces };
  }

  /** A piece by the word for what is in it; null when it is not there any more, or is damaged. */
  textOf(content: string): string | null {
    try {
      return textOf(this.#db, content, content);
    } catch {
      return null;
    }
  }

  /** The piece of that name of the latest snapshot that has it whole; null when none has. */
  piece(name: string): string | null {
    for (const row of this.#rows()) {
      try {
        const [, id] = manifestOf(row).chunks.find(([one]) => one === name) ?? [];
        if (id !== undefined) return textOf(this.#db, name, id);
      } catch {
        // The one before it may be whole; that it is damaged is for the daemon to say.
      }
    }
    return null;
  }

  /** The latest first. What is of no unit holds what units had before, or, where it is the latest, everything. */
  #rows(): Row[] {
    const rows = rowsOf(this.#db);
    const whole = rows.filter(({ unit }) => unit === '');
    if (rows[0]?.unit === '') return whole;
    return [...rows.filter(({ unit }) => unit !== ''), ...whole];
  }
}

function rowsOf(db: Database.Database): Row[] {
  return db.prepare('SELECT unit, manifest, checksum FROM snapshot ORDER BY id DESC').all() as Row[];
}

function manifestOf({ manifest, checksum }: Omit<Row, 'unit'>): z.infer<typeof manifestSchema> {
  if (hash('sha256', manifest) !== checksum) throw new Error('wrong checksum');
  return manifestSchema.parse(JSON.parse(manifest));
}

function textOf(db: Database.Database, name: string, id: string): string {
  const piece = db.prepare('SELECT bytes, data FROM chunk WHERE hash = ?').get(id) as
    | { bytes: number; data: Buffer }
    | undefined;
  if (piece === undefined || piece.bytes > MOST_BYTES) throw new Error(`no piece "${name}"`);
  const text = zstdDecompressSync(piece.data, { maxOutputLength: Math.max(1, piece.bytes) }).toString();
  if (hash('sha256', text) !== id) throw new Error(`piece "${name}" has a wrong checksum`);
  return text;
}
