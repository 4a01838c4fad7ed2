import type Database from 'better-sqlite3';
import { type Finding, revivedFinding } from '../core/finding.ts';
import { type Change, type Incident, incidentRank, type Verdict } from '../core/incident.ts';
import { kindsOf, subjectsOf } from '../core/incident-signature.ts';
import { type IncidentPageQuery, type IncidentPlace, incidentRows, neighboursOf } from './incident-pages.ts';

/** What of the past incidents is wanted. Times in epoch ms of the log. */
export interface IncidentQuery {
  /** That went on at or after `since`, and began before `until`. */
  readonly since?: number;
  readonly until?: number;
  readonly host?: string;
  readonly state?: Incident['state'];
  readonly minRank?: number;
  /** What comes first; the latest when left out. */
  readonly order?: 'latest' | 'rank';
  readonly limit: number;
}

const MOST_CHANGES = 500;

/** Incidents by id, what people said of them, and changes. Writes belong into a transaction of `Store.write`. */
export class IncidentStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Takes incidents as they are now (`now`: epoch ms of the wall clock); what people said of them stays. */
  put(incidents: Iterable<Incident>, now: number): void {
    const put = this.#db.prepare(
      `INSERT INTO incident (id, state, began, ended, first_seen, last_seen, rank, headline, json, kinds, subjects)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, began = excluded.began, ended = excluded.ended,
         last_seen = excluded.last_seen, rank = excluded.rank, headline = excluded.headline, json = excluded.json,
         kinds = excluded.kinds, subjects = excluded.subjects`,
    );
    const alias = this.#db.prepare('INSERT OR REPLACE INTO incident_alias (alias, id) VALUES (?, ?)');
    const merged = this.#db.prepare('DELETE FROM incident WHERE id = ?');
    // What was said of one that was merged is said of the whole, unless that has a word of its own.
    const judged = this.#db.prepare('UPDATE OR IGNORE verdict SET incident = ? WHERE incident = ?');
    const host = this.#db.prepare('INSERT OR IGNORE INTO incident_host (host, id) VALUES (?, ?)');
    for (const incident of incidents) {
      const { id, state, from, to, headline, aliases, hosts } = incident;
      const times = [numberOrNull(from), numberOrNull(to), now, now];
      const known = [kindsOf(incident), subjectsOf(incident)].map((one) => JSON.stringify(one));
      put.run(id, state, ...times, incidentRank(incident), headline, JSON.stringify(incident), ...known);
      for (const one of aliases) {
        alias.run(one, id);
        merged.run(one);
        judged.run(id, one);
      }
      for (const one of hosts) host.run(one, id);
    }
  }

  /** Takes incidents of before a first run: each was seen at its own time, and not when it was read of (`now`). */
  putPast(incidents: Iterable<Incident>, now: number): void {
    for (const incident of incidents) {
      const seen = [incident.to, incident.from, now].find((time) => Number.isFinite(time) && time <= now);
      this.put([incident], seen ?? now);
    }
  }

  /** By its id, or one that was merged into it; null when there is none. */
  get(id: string): Incident | null {
    const row = this.#db.prepare('SELECT * FROM incident WHERE id = ?').get(this.resolve(id)) as
      | Row
      | undefined;
    return row === undefined ? null : this.#told(row);
  }

  /** The id that an older one stands for now. */
  resolve(id: string): string {
    const of = this.#db.prepare('SELECT id FROM incident_alias WHERE alias = ?').pluck();
    let current = id;
    for (let i = 0; i < 16; i++) {
      const next = of.get(current) as string | undefined;
      if (next === undefined) return current;
      current = next;
    }
    return current;
  }

  /** Incidents whose id, or an older one, begins so, as people type it; at most two, enough to know that it is not one. */
  startingWith(prefix: string): Incident[] {
    const ids = this.#db
      .prepare(
        `SELECT id FROM incident WHERE id >= @from AND id < @to
         UNION SELECT id FROM incident_alias WHERE alias >= @from AND alias < @to LIMIT 2`,
      )
      .pluck()
      .all({ from: prefix, to: `${prefix}\u{10ffff}` }) as string[];
    return [...new Set(ids.map((id) => this.resolve(id)))].flatMap((id) => this.get(id) ?? []);
  }

  list(query: IncidentQuery): Incident[] {
    const { since, until, host, state, minRank, order = 'latest', limit } = query;
    const wanted: string[] = [];
    const given: (string | number)[] = [];
    const add = (sql: string, value: string | number | undefined) => {
      if (value === undefined) return;
      wanted.push(sql);
      given.push(value);
    };
    add('coalesce(ended, last_seen) >= ?', since);
    add('coalesce(began, first_seen) < ?', until);
    add('id IN (SELECT id FROM incident_host WHERE host = ?)', host);
    add('state = ?', state);
    add('rank >= ?', minRank);
    const where = wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`;
    const by = order === 'rank' ? 'rank DESC, began DESC' : 'coalesce(began, first_seen) DESC, rank DESC';
    const rows = this.#db
      .prepare(`SELECT * FROM incident ${where} ORDER BY ${by}, id LIMIT ?`)
      .all(...given, limit);
    return (rows as Row[]).map((row) => this.#told(row));
  }

  /** A part of the incidents, and where the next begins; null at the end. */
  page(query: IncidentPageQuery): {
    readonly incidents: readonly Incident[];
    readonly next: IncidentPlace | null;
  } {
    const rows = incidentRows(this.#db, query);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const next = rows.length > shown.length && last !== undefined ? { by: last.by, id: last.id } : null;
    return { incidents: shown.map((row) => this.#told(row)), next };
  }

  /** The incidents before and after one in time; null at the ends. */
  neighbours(id: string): ReturnType<typeof neighboursOf> {
    return neighboursOf(this.#db, id);
  }

  /** How many began between two times (epoch ms of the log). */
  countBetween(from: number, to: number): number {
    const count = this.#db.prepare(
      'SELECT count(*) FROM incident WHERE coalesce(began, first_seen) >= ? AND coalesce(began, first_seen) < ?',
    );
    return count.pluck().get(from, to) as number;
  }

  /** What the latest incidents are known again by, the oldest first. */
  past(limit: number): PastRow[] {
    const rows = this.#db
      .prepare(
        'SELECT id, began, headline, kinds, subjects FROM incident ORDER BY last_seen DESC, id LIMIT ?',
      )
      .all(limit) as SignatureRow[];
    return rows.reverse().map(({ id, began, headline, kinds, subjects }) => ({
      ...{ id, headline, from: began ?? Number.NaN },
      ...{ kinds: JSON.parse(kinds) as string[], subjects: JSON.parse(subjects) as string[] },
    }));
  }

  /** What a person said; null takes it back. False when there is no such incident. */
  judge(id: string, verdict: Verdict | null): boolean {
    const current = this.resolve(id);
    if (this.#db.prepare('SELECT 1 FROM incident WHERE id = ?').get(current) === undefined) return false;
    this.#db.prepare('DELETE FROM verdict WHERE incident = ?').run(current);
    if (verdict === null) return true;
    const { verdict: what, at, until, note } = verdict;
    this.#db
      .prepare('INSERT INTO verdict (incident, verdict, at, until, note) VALUES (?, ?, ?, ?, ?)')
      .run(current, what, at, until, note ?? null);
    return true;
  }

  /** A change that may explain what follows; known ones are kept once. */
  addChange({ id, from, to, what, told, host, app }: Change): void {
    this.#db
      .prepare(
        'INSERT OR IGNORE INTO change (id, began, ended, what, told, host, app) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, from, to, what, told, host ?? null, app ?? null);
  }

  /** Changes that went on between two times, the latest first. */
  changes(from: number, to: number): Change[] {
    const rows = this.#db
      .prepare('SELECT * FROM change WHERE ended >= ? AND began <= ? ORDER BY began DESC LIMIT ?')
      .all(from, to, MOST_CHANGES) as ChangeRow[];
    return rows.map(({ id, began, ended, what, told, host, app }) => ({
      ...{ id, from: began, to: ended, what, told },
      ...(host === null ? {} : { host }),
      ...(app === null ? {} : { app }),
    }));
  }

  /** Whether there are some that nobody saw since `before`, changes as old, or more than `keep`. */
  hasOld(before: number, keep: number): boolean {
    const old = this.#db.prepare(
      `SELECT EXISTS (SELECT 1 FROM incident WHERE last_seen < @before)
         OR EXISTS (SELECT 1 FROM change WHERE ended < @before)
         OR (SELECT count(*) FROM incident) > @keep OR (SELECT count(*) FROM change) > @keep`,
    );
    return old.pluck().get({ before, keep }) === 1;
  }

  /** Deletes at most `most` incidents that nobody saw since `before`, and changes as old; beyond `keep` younger ones too. */
  forget(before: number, { keep, most }: { readonly keep: number; readonly most: number }): number {
    const gone = this.#forgetFrom('incident', 'last_seen', { before, keep, most });
    if (gone > 0) {
      for (const table of ['incident_alias', 'incident_host']) {
        this.#db.prepare(`DELETE FROM ${table} WHERE id NOT IN (SELECT id FROM incident)`).run();
      }
      this.#db.prepare('DELETE FROM verdict WHERE incident NOT IN (SELECT id FROM incident)').run();
    }
    return gone + this.#forgetFrom('change', 'ended', { before, keep, most });
  }

  #forgetFrom(
    table: 'incident' | 'change',
    time: 'last_seen' | 'ended',
    { before, keep, most }: { readonly before: number; readonly keep: number; readonly most: number },
  ): number {
    const all = this.#db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const statement = this.#db.prepare(
      `DELETE FROM ${table} WHERE id IN (
         SELECT id FROM (SELECT id, ${time} AS time, row_number() OVER (ORDER BY ${time}, id) AS place
           FROM ${table} ORDER BY ${time}, id LIMIT ?)
         WHERE time < ? OR place <= ?)`,
    );
    return statement.run(most, before, Math.max(0, all - keep)).changes;
  }

  /** What was said of an incident; null when nothing was. */
  verdictOf(id: string): Verdict | null {
    const row = this.#db.prepare('SELECT * FROM verdict WHERE incident = ?').get(this.resolve(id)) as
      | VerdictRow
      | undefined;
    return row === undefined ? null : verdictOf(row);
  }

  #told({ id, json }: Row): Incident {
    const saved = JSON.parse(json) as Incident;
    return {
      ...saved,
      root: revivedFinding(saved.root),
      findings: saved.findings.map((finding: Finding) => revivedFinding(finding)),
      ...{ from: saved.from ?? Number.NaN, to: saved.to ?? Number.NaN },
      verdict: this.verdictOf(id),
    };
  }
}

/** What an incident is known again by; see `core/incident-signature.ts`. */
export interface PastRow {
  readonly id: string;
  /** Epoch ms; NaN where there was none. */
  readonly from: number;
  readonly headline: string;
  readonly kinds: readonly string[];
  readonly subjects: readonly string[];
}

interface SignatureRow {
  readonly id: string;
  readonly began: number | null;
  readonly headline: string;
  readonly kinds: string;
  readonly subjects: string;
}

interface Row {
  readonly id: string;
  readonly json: string;
}

interface VerdictRow {
  readonly verdict: Verdict['verdict'];
  readonly at: number;
  readonly until: number | null;
  readonly note: string | null;
}

interface ChangeRow {
  readonly id: string;
  readonly began: number;
  readonly ended: number;
  readonly what: string;
  readonly told: Change['told'];
  readonly host: string | null;
  readonly app: string | null;
}

function verdictOf({ verdict, at, until, note }: VerdictRow): Verdict {
  return { verdict, at, until, ...(note === null ? {} : { note }) };
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
