import type Database from 'better-sqlite3';
import type { Event } from '../core/event.ts';
import { addPacked, type Counts, eachPacked, packCounts } from './rollup-cells.ts';
import { joinedSpread, type RollupSpread, spreadOf } from './rollup-spread.ts';
import { keptKind, SERIES_KINDS, type SeriesKind, SeriesNames, shardsIn } from './series-names.ts';
import type { Together } from './snapshots.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;
/** Widths of buckets in ms, and how long they are kept. */
const RESOLUTIONS = [
  { width: 10 * SECOND, keep: DAY },
  { width: 60 * SECOND, keep: 14 * DAY },
  { width: 3600 * SECOND, keep: 400 * DAY },
] as const;
export type Width = (typeof RESOLUTIONS)[number]['width'];

/** Counts not yet written, in cells of a bucket and series; with more a snapshot is due, with twice as many they go. */
const MANY_CELLS = 250_000;

export interface RollupQuery {
  readonly kind: SeriesKind;
  /** Names that are one series, such as all ids of a kind of line; all there are when left out. */
  readonly names?: readonly string[];
  readonly width: Width;
  /** Epoch ms: buckets that begin at or after `from` (rounded down to a bucket), and before `to`. */
  readonly from: number;
  readonly to: number;
}

/** Counts in buckets: `counts[i]` is of the `width` ms from `from + i * width` on. */
export interface RollupRange {
  readonly from: number;
  readonly width: Width;
  readonly counts: readonly number[];
}

/** Events counted, repeated ones as often as they were; `dropped` of them are in no bucket: without a time, or as too much waited. */
export interface RollupCounters {
  events: number;
  dropped: number;
}

/** A bucket of one kind of series. */
interface Cell {
  readonly width: Width;
  readonly kind: SeriesKind;
  readonly start: number;
  readonly counts: Counts;
}

/**
 * How many lines there were, for years. Counts are added up in memory and written together with the snapshot, in the
 * same transaction: what is in the database is exactly what was counted up to the position of the snapshot, so that
 * what is read again after a crash is counted once.
 */
export class Rollups {
  readonly counters: RollupCounters = { events: 0, dropped: 0 };
  readonly #db: Database.Database;
  readonly #now: () => number;
  #names: SeriesNames;
  /** Of other shards of detection, which other machines count. */
  readonly #others = new Map<number, SeriesNames>();
  /** Counts of the 10 seconds at hand by number of the series, and which of them are not 0. */
  #slot = Number.NaN;
  #counts = new Float64Array(1024);
  #touched: number[] = [];
  #cells = new Map<string, Cell>();
  #size = 0;

  constructor(db: Database.Database, { now }: { now(): number }) {
    this.#db = db;
    this.#now = now;
    this.#names = new SeriesNames(db);
  }

  /** What is counted from now on is of a shard of detection; to be called before anything was. */
  countAs(shard: number): void {
    this.#others.delete(shard);
    this.#names = new SeriesNames(this.#db, shard);
  }

  /** Counts an event in its own time, as often as it stands for others. */
  add(event: Event): void {
    const slot = Math.floor(event.received / RESOLUTIONS[0].width);
    this.counters.events += event.weight;
    if (!Number.isFinite(slot)) {
      this.counters.dropped += event.weight;
      return;
    }
    if (slot !== this.#slot) {
      this.#fold();
      this.#slot = slot;
    }
    const names = this.#names;
    const { weight } = event;
    this.#count(names.all, weight);
    this.#count(names.severity(event.severity), weight);
    if (event.host !== null) this.#count(names.host(event.hostKey, event.host), weight);
    if (event.template !== null) this.#count(names.template(event.template), weight);
  }

  /** Whether so much waits that a snapshot is due before its time. */
  get full(): boolean {
    return this.#size >= MANY_CELLS;
  }

  /**
   * Another machine counted, and what it wrote was put in place here: series are known by its numbers from now on. What
   * was counted here and not written is of numbers that may be another's now; it is dropped.
   */
  reload(): void {
    this.#fold();
    for (const { width, kind, counts } of this.#cells.values()) {
      if (width !== RESOLUTIONS[0].width || kind !== 'all') continue;
      for (const n of counts.values()) this.counters.dropped += n;
    }
    this.#cells = new Map();
    this.#size = 0;
    this.#names.reload();
    this.#others.clear();
  }

  /** Cuts off what was counted up to now, to be written with a snapshot. */
  cut(): Together {
    this.#fold();
    const cells = this.#cells;
    this.#cells = new Map();
    this.#size = 0;
    return {
      write: () => {
        this.#names.write(this.#now());
        this.#write(cells);
      },
      takeBack: () => {
        for (const { width, kind, start, counts } of cells.values()) {
          const cell = this.#cell(width, kind, start);
          for (const [series, n] of counts) this.#put(cell, series, n);
        }
      },
    };
  }

  /** Counts of a stretch of time, what is not yet written among them. */
  query({ kind, names, width, from, to }: RollupQuery): RollupRange {
    this.#fold();
    const first = Math.floor(from / width) * width;
    const counts = new Array<number>(
      Math.max(0, Math.min(MOST_BUCKETS, Math.ceil((to - first) / width))),
    ).fill(0);
    const rows = this.#db.prepare(
      'SELECT start, counts FROM rollup WHERE width = ? AND kind = ? AND start >= ? AND start < ?',
    );
    for (const shard of this.#shards()) {
      const wanted = names === undefined ? null : new Set(names.map((name) => shard.find(kind, name)));
      const add = (start: number, series: number, n: number) => {
        const at = (start - first) / width;
        if (at < counts.length && (wanted === null || wanted.has(series))) counts[at]! += n;
      };
      const kept = keptKind(kind, shard.shard);
      for (const row of rows.iterate(width, kept, first, to) as Iterable<{ start: number; counts: Buffer }>) {
        eachPacked(row.counts, (series, n) => add(row.start, series, n));
      }
      for (const cell of this.#waiting(shard, { kind, width, first, to })) {
        for (const [series, n] of cell.counts) add(cell.start, series, n);
      }
    }
    return { from: first, width, counts };
  }

  /**
   * Counts of every series of a kind, or of those named, in at most so many stretches of the same length; of what is
   * written. `other` are those beyond the cap on series.
   */
  spread(query: Omit<RollupQuery, 'names'>, most: number, names?: Iterable<string>): RollupSpread {
    this.#names.refresh();
    const asked = names === undefined ? null : [...names];
    return joinedSpread(
      this.#shards().map((known) => {
        const wanted =
          asked === null ? known.of(query.kind) : asked.map((name) => known.find(query.kind, name));
        return spreadOf(this.#db, query, {
          ...{
            kept: keptKind(query.kind, known.shard),
            most,
            wanted: wanted.filter((series) => series >= 0),
          },
          nameOf: (series) => known.nameOf(series),
        });
      }),
    );
  }

  /** Sums of a stretch of time by series, the largest first; `other` are those beyond the cap on series. */
  top(
    { kind, width, from, to }: Omit<RollupQuery, 'names'>,
    limit: number,
  ): { name: string; count: number }[] {
    this.#fold();
    const first = Math.floor(from / width) * width;
    const rows = this.#db.prepare(
      'SELECT counts FROM rollup WHERE width = ? AND kind = ? AND start >= ? AND start < ?',
    );
    const named = new Map<string, number>();
    for (const shard of this.#shards()) {
      const sums: Counts = new Map();
      const kept = keptKind(kind, shard.shard);
      for (const row of rows.iterate(width, kept, first, to) as Iterable<{ counts: Buffer }>) {
        addPacked(row.counts, sums);
      }
      for (const cell of this.#waiting(shard, { kind, width, first, to })) {
        for (const [series, n] of cell.counts) sums.set(series, (sums.get(series) ?? 0) + n);
      }
      for (const [series, n] of sums) {
        const name = shard.nameOf(series);
        named.set(name, (named.get(name) ?? 0) + n);
      }
    }
    return [...named]
      .sort((a, b) => b[1] - a[1])
      .slice(0, limit)
      .map(([name, count]) => ({ name, count }));
  }

  /** Own names, and those of others as they are in the database now. */
  #shards(): SeriesNames[] {
    // One that is only asked hears of names from whoever writes.
    if (this.#db.readonly) this.#names.refresh();
    const others = shardsIn(this.#db).filter((shard) => shard !== this.#names.shard);
    return [this.#names, ...others.map((shard) => this.#other(shard))];
  }

  #other(shard: number): SeriesNames {
    const known = this.#others.get(shard);
    if (known !== undefined) {
      known.refresh();
      return known;
    }
    const names = new SeriesNames(this.#db, shard);
    this.#others.set(shard, names);
    return names;
  }

  /** What was counted here in a stretch of time and is not written. */
  *#waiting(
    { shard }: SeriesNames,
    { kind, width, first, to }: { kind: SeriesKind; width: Width; first: number; to: number },
  ): Generator<Cell, void, undefined> {
    if (shard !== this.#names.shard) return;
    for (const cell of this.#cells.values()) {
      if (cell.width === width && cell.kind === kind && cell.start >= first && cell.start < to) yield cell;
    }
  }

  /** Whether there are buckets that are older than their resolution is kept. */
  hasOld(): boolean {
    const old = this.#db.prepare('SELECT 1 FROM rollup WHERE width = ? AND kind = ? AND start < ? LIMIT 1');
    const now = this.#now();
    const kinds = this.#keptKinds();
    return RESOLUTIONS.some(({ width, keep }) =>
      kinds.some((kind) => old.get(width, kind, now - keep) !== undefined),
    );
  }

  /** Deletes at most `most` buckets that are older than their resolution is kept. To be called in a transaction. */
  forget(most: number): number {
    const now = this.#now();
    let gone = 0;
    for (const { width, keep } of RESOLUTIONS) {
      const statement = this.#db.prepare(
        'DELETE FROM rollup WHERE id IN (SELECT id FROM rollup WHERE width = ? AND kind = ? AND start < ? LIMIT ?)',
      );
      for (const kind of this.#keptKinds()) {
        gone += statement.run(width, kind, now - keep, Math.max(0, most - gone)).changes;
      }
    }
    return gone;
  }

  #keptKinds(): string[] {
    const shards = new Set([this.#names.shard, ...shardsIn(this.#db)]);
    return [...shards].flatMap((shard) => SERIES_KINDS.map((kind) => keptKind(kind, shard)));
  }

  #count(series: number, weight: number): void {
    if (series >= this.#counts.length) {
      const larger = new Float64Array(Math.max(2 * this.#counts.length, series + 1));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    if (this.#counts[series] === 0) this.#touched.push(series);
    this.#counts[series]! += weight;
  }

  /** The 10 seconds at hand go into buckets of all widths, but for those that are forgotten already. */
  #fold(): void {
    if (this.#touched.length === 0) return;
    const time = this.#slot * RESOLUTIONS[0].width;
    const now = this.#now();
    for (const { width, keep } of RESOLUTIONS) {
      const start = Math.floor(time / width) * width;
      if (start + width <= now - keep) continue;
      const cells: { [kind in SeriesKind]?: Cell } = {};
      for (const series of this.#touched) {
        const kind = this.#names.kindOf(series);
        this.#put((cells[kind] ??= this.#cell(width, kind, start)), series, this.#counts[series]!);
      }
    }
    for (const series of this.#touched) this.#counts[series] = 0;
    this.#touched = [];
  }

  #cell(width: Width, kind: SeriesKind, start: number): Cell {
    const key = `${width} ${kind} ${start}`;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { width, kind, start, counts: new Map() };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  #put({ width, kind, counts }: Cell, series: number, n: number): void {
    const before = counts.get(series);
    if (before === undefined) {
      if (this.#size >= 2 * MANY_CELLS) {
        if (width === RESOLUTIONS[0].width && kind === 'all') this.counters.dropped += n;
        return;
      }
      this.#size++;
    }
    counts.set(series, (before ?? 0) + n);
  }

  #write(cells: ReadonlyMap<string, Cell>): void {
    const find = this.#db
      .prepare('SELECT counts FROM rollup WHERE width = ? AND kind = ? AND start = ?')
      .pluck();
    const put = this.#db.prepare(
      `INSERT INTO rollup (width, kind, start, counts) VALUES (?, ?, ?, ?)
       ON CONFLICT (width, kind, start) DO UPDATE SET counts = excluded.counts`,
    );
    for (const { width, kind, start, counts } of cells.values()) {
      const kept = keptKind(kind, this.#names.shard);
      const before = find.get(width, kept, start) as Buffer | undefined;
      const sums: Counts = new Map(counts);
      if (before !== undefined) addPacked(before, sums);
      put.run(width, kept, start, packCounts(sums));
    }
  }
}

/** More than a picture shows. */
const MOST_BUCKETS = 100_000;
