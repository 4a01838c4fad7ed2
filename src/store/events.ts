import type Database from 'better-sqlite3';
import type { Event } from '../core/event.ts';
import { giveBack, sizeOf } from './database-size.ts';
import {
  type EventHours,
  type EventPart,
  hoursPart,
  type PartLimits,
  type SoughtEvents,
  searchPart,
} from './event-pages.ts';
import type { GuardedDatabase } from './guarded-database.ts';
import { keptAround, type LinesAround, type LineWanted } from './lines-around.ts';
import { keptBefore, type LineSought } from './lines-before.ts';

/** A line that was kept, as it is handed back. */
export interface KeptEvent {
  readonly id: string;
  /** Epoch ms that orders it, and what the line says (null when nothing). */
  readonly received: number;
  readonly time: number | null;
  readonly host: string | null;
  readonly app: string | null;
  readonly severity: number | null;
  readonly template: string | null;
  readonly mark: string | null;
  readonly source: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly raw: string;
  /** The bytes of the line where they are not UTF-8. */
  readonly bytes: Buffer | null;
}

/** What is looked for; everything given has to hold. */
export interface EventQuery {
  /** Pieces of the line, in any order; letters of ASCII match in either case. */
  readonly text?: readonly string[];
  readonly host?: string;
  readonly app?: string;
  /** Ids of one kind of line, the older ones too. */
  readonly templates?: readonly string[];
  /** At least as bad as this: 3 finds 0–3. */
  readonly severity?: number;
  /** A rule called it bad, or it was only kept. */
  readonly escalated?: boolean;
  /** Epoch ms: from `since`, before `until`. */
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
}

/** added = stored + again + dropped + waiting. `again`: known already, from before a restart. */
export interface EventCounters {
  added: number;
  stored: number;
  again: number;
  dropped: number;
}

const DAY = 86_400_000;
const BATCH = 10_000;
const BATCH_BYTES = 8 << 20;
/** While another process holds the database. */
const MOST_WAITING_BYTES = 64 << 20;

type Row = readonly (string | number | Buffer | null)[];

/**
 * Where a line stands among the others, µs. That of a line with a time depends on nothing that came before it, so that
 * it is the same when the line is read again after a crash, whatever else was read by then.
 */
function placeOf({ time, received }: Event): number {
  const at = Math.abs(time - received) < DAY ? Math.min(time, received) : received;
  // Lines of a log without times have none of their own.
  return Number.isFinite(at) ? Math.round(at * 1000) : 0;
}

/** Lines that were kept: written in batches, known by time and id, so that a replay adds nothing. */
export class EventStore {
  readonly counters: EventCounters = { added: 0, stored: 0, again: 0, dropped: 0 };
  readonly #store: GuardedDatabase;
  #waiting: Row[] = [];
  #bytes = 0;
  /** Another process holds the database: it is not asked about for every line. */
  #busy = false;
  #prepared: { readonly db: Database.Database; readonly insert: Database.Statement } | null = null;

  constructor(store: GuardedDatabase) {
    this.#store = store;
  }

  /** Lines added and not yet written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a line as it is now; it is written with others, at the latest by `flush`. */
  add(event: Event): void {
    this.counters.added++;
    const size = event.end - event.start;
    if (this.#bytes + size > MOST_WAITING_BYTES) {
      this.counters.dropped++;
      return;
    }
    const raw = event.raw;
    const bytes = raw.includes('\uFFFD') ? event.buffer.subarray(event.start, event.end) : null;
    this.#waiting.push([
      placeOf(event),
      event.id,
      Number.isFinite(event.time) ? event.time : null,
      event.host,
      event.app,
      event.severity < 0 ? null : event.severity,
      event.template?.id ?? null,
      event.mark,
      event.origin.source,
      event.origin.file,
      event.line > 0 ? event.line : null,
      raw,
      bytes === null || bytes.equals(Buffer.from(raw)) ? null : Buffer.from(bytes),
    ]);
    this.#bytes += size;
    if (!this.#busy && (this.#waiting.length >= BATCH || this.#bytes >= BATCH_BYTES)) this.flush();
  }

  /** Writes what waits; on a full disk it is dropped and counted, behind a busy database it waits on. */
  flush(): void {
    const rows = this.#waiting;
    if (rows.length === 0) return;
    const work = () => {
      const insert = this.#insert();
      let stored = 0;
      for (const row of rows) stored += insert.run(row).changes;
      return stored;
    };
    const written = this.#store.write('events', work, 'may');
    this.#busy = !written.ok && written.reason === 'busy';
    if (this.#busy) return;
    this.#waiting = [];
    this.#bytes = 0;
    if (written.ok) {
      this.counters.stored += written.value;
      this.counters.again += rows.length - written.value;
    } else this.counters.dropped += rows.length;
  }

  /** Bytes that are in use, and the time of the oldest (epoch ms, null when there is none). */
  get held(): { readonly bytes: number; readonly oldest: number | null } {
    const { db } = this.#store;
    const oldest = db.prepare('SELECT min(received) FROM event').pluck().get() as number | null;
    return { bytes: sizeOf(db), oldest: oldest === null ? null : oldest / 1000 };
  }

  /** Deletes at most about `most` lines: those received before a time (epoch ms), or with `over` the oldest anyhow. */
  forget(before: number, { over, most }: { readonly over: boolean; readonly most: number }): number {
    const { db } = this.#store;
    const oldest = db.prepare('SELECT min(received) FROM event').pluck().get() as number | null;
    if (oldest === null || (!over && oldest >= before * 1000)) return 0;
    const written = this.#store.write(
      'retention',
      () => {
        const nth = db.prepare('SELECT received FROM event ORDER BY received LIMIT 1 OFFSET ?').pluck();
        const end = (nth.get(most) as number | undefined) ?? Number.MAX_SAFE_INTEGER;
        const limit = over ? end : Math.min(end, Math.floor(before * 1000));
        // Many of the very same time go together.
        return db.prepare('DELETE FROM event WHERE received < ?').run(Math.max(limit, oldest + 1)).changes;
      },
      'should',
    );
    giveBack(this.#store.db);
    return written.ok ? written.value : 0;
  }

  /** The newest first. Looks through the lines: some two million a second. */
  search(query: EventQuery): KeptEvent[] {
    this.flush();
    return new EventSearch(this.#store.db).search(query);
  }

  /** See `keptBefore`. */
  before(sought: LineSought, most: number): string[] {
    this.flush();
    return keptBefore(this.#store.db, sought, most);
  }

  #insert(): Database.Statement {
    const { db } = this.#store;
    if (this.#prepared?.db !== db) {
      const insert = db.prepare(
        `INSERT OR IGNORE INTO event
           (received, id, time, host, app, severity, template, mark, source, file, line, raw, bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      this.#prepared = { db, insert };
    }
    return this.#prepared.insert;
  }
}

/** Looks for kept lines in a database that may be written by another process. */
export class EventSearch {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** The newest first. */
  search(query: EventQuery): KeptEvent[] {
    const { where, values } = conditions(query);
    const rows = this.#db
      .prepare(
        `SELECT id, received / 1000.0 AS received, time, host, app, severity, template, mark, source, file, line, raw,
           bytes
         FROM event ${where} ORDER BY received DESC, id DESC LIMIT ?`,
      )
      .all(...values, query.limit);
    return rows as KeptEvent[];
  }

  /** See `keptBefore`. */
  before(sought: LineSought, most: number): string[] {
    return keptBefore(this.#db, sought, most);
  }

  /** See `keptAround`. */
  around(wanted: LineWanted): LinesAround | null {
    return keptAround(this.#db, wanted);
  }

  /** As `search`, but it can stop on its way and go on from there another time. */
  part(query: EventQuery, limits: PartLimits): EventPart {
    return searchPart(this.#db, soughtOf(query), limits);
  }

  /** Lines by the hour in which they came, as far back as there is time. */
  hours(query: Omit<EventQuery, 'limit'>, limits: PartLimits): EventHours {
    return hoursPart(this.#db, soughtOf({ ...query, limit: 0 }), limits);
  }

  /** When the oldest line that is kept came, epoch ms; null when none is. */
  oldest(): number | null {
    const oldest = this.#db.prepare('SELECT min(received) FROM event').pluck().get() as number | null;
    return oldest === null ? null : oldest / 1000;
  }

  /** How many that came between two times (epoch ms) are kept. */
  countBetween(from: number, to: number): number {
    const statement = this.#db
      .prepare('SELECT count(*) FROM event WHERE received >= ? AND received < ?')
      .pluck();
    return statement.get(Math.round(from * 1000), Math.round(to * 1000)) as number;
  }
}

/** Bounds in time are left to those who look part by part. */
function soughtOf(query: EventQuery): SoughtEvents {
  const { since: _, until: __, ...rest } = query;
  const { where, values } = conditions(rest);
  return { query, where: where.replace(/^WHERE /, ''), values };
}

function conditions(query: EventQuery): {
  readonly where: string;
  readonly values: readonly (string | number)[];
} {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const add = (sql: string, ...given: readonly (string | number)[]) => {
    parts.push(sql);
    values.push(...given);
  };
  // What costs least to look at comes first.
  if (query.since !== undefined) add('received >= ?', Math.round(query.since * 1000));
  if (query.until !== undefined) add('received < ?', Math.round(query.until * 1000));
  if (query.severity !== undefined) add('severity <= ?', query.severity);
  if (query.host !== undefined) add('host = ?', query.host);
  if (query.app !== undefined) add('app = ?', query.app);
  if (query.escalated !== undefined) {
    add(`coalesce(mark, '') ${query.escalated ? 'LIKE' : 'NOT LIKE'} 'escalate(%'`);
  }
  if (query.templates !== undefined) {
    add('template IN (SELECT value FROM json_each(?))', JSON.stringify(query.templates));
  }
  for (const text of query.text ?? []) {
    add(`raw LIKE ? ESCAPE '\\'`, `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}
