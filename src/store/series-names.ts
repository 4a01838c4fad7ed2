import type Database from 'better-sqlite3';
import type { Template } from '../core/template.ts';

/** What is counted for itself: everything, each severity, host and kind of line. */
export const SERIES_KINDS = ['all', 'severity', 'host', 'template'] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

/** Series of a kind that are told apart; those beyond are counted as `other`. */
const MOST: Readonly<Record<SeriesKind, number>> = { all: 1, severity: 9, host: 20_000, template: 30_000 };
const OTHER = '(other)';
/** Numbers of one shard of detection; more than there are series of all kinds. */
const A_SHARD = 65_536;

/** How the kind of series of a shard is kept: where several machines count, each has its own, with its own numbers. */
export function keptKind(kind: SeriesKind, shard: number): string {
  return shard === 0 ? kind : `${kind}#${shard}`;
}

/** The shard of a series by its number in the database. */
export function shardOfSeries(id: number): number {
  return Math.floor(id / A_SHARD);
}

/** The shard of counts by their kind as it is kept. */
export function shardOfKind(kept: string): number {
  const at = kept.indexOf('#');
  return at < 0 ? 0 : Number(kept.slice(at + 1));
}

/** Shards of which there are series. */
export function shardsIn(db: Database.Database): number[] {
  const next = db.prepare('SELECT min(id) FROM series WHERE id >= ?').pluck();
  const shards: number[] = [];
  for (let id = next.get(0); typeof id === 'number'; id = next.get((shardOfSeries(id) + 1) * A_SHARD)) {
    shards.push(shardOfSeries(id));
  }
  return shards;
}

/** Numbers of series of a shard, for life: by kind and name, and quickly by the numbers that hosts and templates have already. */
export class SeriesNames {
  readonly shard: number;
  readonly #db: Database.Database;
  readonly #ids = new Map<string, number>();
  readonly #kinds: SeriesKind[] = [];
  readonly #names: string[] = [];
  readonly #told: Record<SeriesKind, number> = { all: 0, severity: 0, host: 0, template: 0 };
  readonly #hosts: number[] = [];
  readonly #templates: { readonly id: string; readonly series: number }[] = [];
  readonly #severities: number[] = [];
  #all = -1;

  constructor(db: Database.Database, shard = 0) {
    this.#db = db;
    this.shard = shard;
    this.refresh();
  }

  /** Learns of series that another process has named since. */
  refresh(): void {
    const first = this.shard * A_SHARD;
    const rows = this.#db
      .prepare('SELECT id, kind, name FROM series WHERE id >= ? AND id < ? ORDER BY id')
      .all(first + this.#names.length, first + A_SHARD);
    for (const { id, kind, name } of rows as { id: number; kind: string; name: string }[]) {
      this.#know(id - first, kind.split('#', 1)[0] as SeriesKind, name);
    }
  }

  /** Learns all of them anew: another machine has named them meanwhile. What has no number in the database loses it. */
  reload(): void {
    this.#ids.clear();
    this.#kinds.length = this.#names.length = this.#hosts.length = 0;
    this.#templates.length = this.#severities.length = 0;
    this.#all = -1;
    for (const kind of SERIES_KINDS) this.#told[kind] = 0;
    this.refresh();
  }

  get all(): number {
    return this.#all < 0 ? (this.#all = this.#idOf('all', 'all')) : this.#all;
  }

  severity(severity: number): number {
    return (this.#severities[severity + 1] ??= this.#idOf('severity', severity < 0 ? 'none' : `${severity}`));
  }

  /** @param key the host's number in this process, −1 where it has none */
  host(key: number, name: string): number {
    if (key < 0) return this.#idOf('host', name);
    return (this.#hosts[key] ??= this.#idOf('host', name));
  }

  template(template: Template): number {
    const { index, id } = template;
    const known = this.#templates[index];
    // Its id changes when its text becomes more general.
    if (known?.id === id) return known.series;
    const series = this.#idOf('template', id);
    this.#templates[index] = { id, series };
    return series;
  }

  /** The numbers of all series of a kind. */
  of(kind: SeriesKind): number[] {
    return this.#kinds.flatMap((one, series) => (one === kind ? [series] : []));
  }

  kindOf(series: number): SeriesKind {
    return this.#kinds[series]!;
  }

  nameOf(series: number): string {
    return this.#names[series] ?? OTHER;
  }

  /** The number of a series that there is; that of no series when there is none. */
  find(kind: SeriesKind, name: string): number {
    return this.#ids.get(keyOf(kind, name)) ?? -1;
  }

  /** Writes those that are not in the database yet (`now`: epoch ms). */
  write(now: number): void {
    const first = this.shard * A_SHARD;
    const newest = this.#db
      .prepare('SELECT coalesce(max(id), ?) FROM series WHERE id >= ? AND id < ?')
      .pluck()
      .get(first - 1, first, first + A_SHARD) as number;
    const insert = this.#db.prepare('INSERT INTO series (id, kind, name, since) VALUES (?, ?, ?, ?)');
    for (let id = newest + 1 - first; id < this.#names.length; id++) {
      insert.run(first + id, keptKind(this.#kinds[id]!, this.shard), this.#names[id]!, now);
    }
  }

  #idOf(kind: SeriesKind, name: string): number {
    const known = this.#ids.get(keyOf(kind, name));
    if (known !== undefined) return known;
    if (this.#told[kind] >= MOST[kind] && name !== OTHER) return this.#idOf(kind, OTHER);
    const id = this.#names.length;
    this.#know(id, kind, name);
    return id;
  }

  #know(id: number, kind: SeriesKind, name: string): void {
    this.#ids.set(keyOf(kind, name), id);
    this.#kinds[id] = kind;
    this.#names[id] = name;
    this.#told[kind]++;
  }
}

function keyOf(kind: SeriesKind, name: string): string {
  return `${kind}\0${name}`;
}
