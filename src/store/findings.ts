import type Database from 'better-sqlite3';
import { type Finding, rank, revivedFinding } from '../core/finding.ts';

/** What a person said of a finding. */
export type Verdict = 'real' | 'noise' | 'expected';

/** A finding as it was last told, with what is known of its telling. Times in epoch ms of the wall clock. */
export interface StoredFinding {
  readonly finding: Finding;
  readonly rank: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly verdict: Verdict | null;
  readonly verdictAt: number | null;
  /** Until when it is expected; null for always. */
  readonly verdictUntil: number | null;
}

export interface FindingQuery {
  /** Epoch ms of the wall clock: told again at or after `since`, told first before `until`. */
  readonly since?: number;
  readonly until?: number;
  readonly detector?: string;
  readonly host?: string;
  /** About one of these kinds of lines, by id. */
  readonly templates?: readonly string[];
  readonly minRank?: number;
  readonly verdict?: Verdict | 'none';
  /** What comes first; the latest when left out. */
  readonly order?: 'latest' | 'rank';
  readonly limit: number;
}

interface Row {
  readonly json: string;
  readonly rank: number;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly verdict: Verdict | null;
  readonly verdict_at: number | null;
  readonly verdict_until: number | null;
}

const SPAN = 'span';

/** Findings by id. Writes belong into a transaction of `Store.write`. */
export class FindingStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Takes findings as they are now (`now`: epoch ms); a known id is replaced and keeps its verdict and first sight. */
  put(findings: Iterable<Finding>, now: number): void {
    const statement = this.#db.prepare(
      `INSERT INTO finding (id, detector, host, app, template, began, ended, first_seen, last_seen, rank, json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET
         detector = excluded.detector, host = excluded.host, app = excluded.app, template = excluded.template,
         began = excluded.began, ended = excluded.ended, last_seen = excluded.last_seen, rank = excluded.rank,
         json = excluded.json`,
    );
    for (const finding of findings) {
      const { about, from, to } = finding;
      const what = [
        finding.id,
        finding.detector,
        about.host ?? null,
        about.app ?? null,
        about.template ?? null,
      ];
      statement.run(
        ...what,
        number(from),
        number(to),
        now,
        now,
        number(rank(finding)) ?? 0,
        JSON.stringify(finding),
      );
    }
  }

  /** Keeps how much history was seen, ms: no finding is rarer than once in it. */
  keepSpan(span: number): void {
    this.#db
      .prepare(
        'INSERT INTO memo (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
      )
      .run(SPAN, JSON.stringify(span));
  }

  /** Ms of history that the findings rest on; 0 when that is not known. */
  get span(): number {
    const json = this.#db.prepare('SELECT json FROM memo WHERE name = ?').pluck().get(SPAN);
    return Number(json ?? 0) || 0;
  }

  get(id: string): StoredFinding | null {
    const row = this.#db.prepare('SELECT * FROM finding WHERE id = ?').get(id) as Row | undefined;
    return row === undefined ? null : stored(row);
  }

  /** Findings whose id begins so, as people type it; at most two, which is enough to know that it is not one. */
  startingWith(prefix: string): StoredFinding[] {
    const rows = this.#db
      .prepare('SELECT * FROM finding WHERE id >= ? AND id < ? ORDER BY id LIMIT 2')
      .all(prefix, `${prefix}\u{10ffff}`);
    return (rows as Row[]).map(stored);
  }

  list(query: FindingQuery): StoredFinding[] {
    const parts: string[] = [];
    const values: (string | number)[] = [];
    const add = (sql: string, value: string | number | undefined) => {
      if (value === undefined) return;
      parts.push(sql);
      values.push(value);
    };
    add('last_seen >= ?', query.since);
    add('first_seen < ?', query.until);
    add('detector = ?', query.detector);
    add('host = ?', query.host);
    add('rank >= ?', query.minRank);
    if (query.templates !== undefined)
      add('template IN (SELECT value FROM json_each(?))', JSON.stringify(query.templates));
    if (query.verdict === 'none') parts.push('verdict IS NULL');
    else add('verdict = ?', query.verdict);
    const where = parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
    const order = query.order === 'rank' ? 'rank DESC, last_seen DESC, id' : 'last_seen DESC, rank DESC, id';
    const rows = this.#db.prepare(`SELECT * FROM finding ${where} ORDER BY ${order} LIMIT ?`);
    return (rows.all(...values, query.limit) as Row[]).map(stored);
  }

  /** Findings told at or after a time (epoch ms of the wall clock), by detector: how many, and when the latest. */
  byDetector(since: number): Map<string, { readonly count: number; readonly latest: number }> {
    const rows = this.#db
      .prepare(
        'SELECT detector, count(*) AS count, max(last_seen) AS latest FROM finding WHERE last_seen >= ? GROUP BY detector',
      )
      .all(since) as { detector: string; count: number; latest: number }[];
    return new Map(rows.map(({ detector, count, latest }) => [detector, { count, latest }]));
  }

  /** How many were told first between two times (epoch ms of the wall clock). */
  countBetween(from: number, to: number): number {
    const count = this.#db.prepare('SELECT count(*) FROM finding WHERE first_seen >= ? AND first_seen < ?');
    return count.pluck().get(from, to) as number;
  }

  /** Keeps what a person said; null takes it back. False when there is no such finding. */
  judge(
    id: string,
    verdict: Verdict | null,
    when: { readonly at: number; readonly until?: number },
  ): boolean {
    const statement = this.#db.prepare(
      'UPDATE finding SET verdict = ?, verdict_at = ?, verdict_until = ? WHERE id = ?',
    );
    return statement.run(verdict, verdict === null ? null : when.at, when.until ?? null, id).changes === 1;
  }

  /** Whether there are some not told since `before`, or more than `keep`. */
  hasOld(before: number, keep: number): boolean {
    const oldest = this.#db.prepare('SELECT min(last_seen) FROM finding').pluck().get() as number | null;
    return oldest !== null && (oldest < before || this.count > keep);
  }

  /** Deletes at most `most` of those not told since `before`, the oldest first; beyond `keep` younger ones too. */
  forget(before: number, { keep, most }: { readonly keep: number; readonly most: number }): number {
    const over = Math.max(0, this.count - keep);
    const statement = this.#db.prepare(
      `DELETE FROM finding WHERE id IN (
         SELECT id FROM (SELECT id, last_seen, row_number() OVER (ORDER BY last_seen, id) AS place
           FROM finding ORDER BY last_seen, id LIMIT ?)
         WHERE last_seen < ? OR place <= ?)`,
    );
    return statement.run(most, before, over).changes;
  }

  get count(): number {
    return this.#db.prepare('SELECT count(*) FROM finding').pluck().get() as number;
  }
}

function stored(row: Row): StoredFinding {
  const finding = revivedFinding(JSON.parse(row.json) as Finding);
  return {
    ...{ finding, rank: row.rank, firstSeen: row.first_seen, lastSeen: row.last_seen },
    ...{ verdict: row.verdict, verdictAt: row.verdict_at, verdictUntil: row.verdict_until },
  };
}

function number(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
