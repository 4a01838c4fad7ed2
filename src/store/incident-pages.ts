import type Database from 'better-sqlite3';
import type { Incident } from '../core/incident.ts';

/** Which incidents are wanted, part by part; everything given has to hold. Times in epoch ms of the log. */
export interface IncidentPageQuery {
  /** That went on at or after `since`, and began before `until`. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly host?: string | undefined;
  readonly state?: Incident['state'] | undefined;
  readonly minRank?: number | undefined;
  readonly category?: string | undefined;
  readonly verdict?: 'real' | 'noise' | 'expected' | 'none' | undefined;
  /** Piece of the headline; letters of ASCII match in either case. */
  readonly text?: string | undefined;
  readonly order: 'latest' | 'rank';
  readonly limit: number;
  /** Where the part before ended. */
  readonly after?: IncidentPlace | undefined;
}

/** Where an incident stands in a list: what it is ordered by, and its id. */
export interface IncidentPlace {
  readonly by: number;
  readonly id: string;
}

/** An incident as it is stored, with its place. */
export interface PagedRow extends IncidentPlace {
  readonly json: string;
}

const ORDER = { latest: 'coalesce(began, first_seen)', rank: 'rank' } as const;

/** A part of the incidents, in order; one row more than `limit` where it goes on. */
export function incidentRows(db: Database.Database, query: IncidentPageQuery): PagedRow[] {
  const { since, until, host, state, minRank, category, verdict, text, order, limit, after } = query;
  const wanted: string[] = [];
  const given: (string | number)[] = [];
  const add = (sql: string, ...values: readonly (string | number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length) return;
    wanted.push(sql);
    given.push(...known);
  };
  add('coalesce(ended, last_seen) >= ?', since);
  add('coalesce(began, first_seen) < ?', until);
  add('id IN (SELECT id FROM incident_host WHERE host = ?)', host);
  add('state = ?', state);
  add('rank >= ?', minRank);
  add("json_extract(json, '$.category') = ?", category);
  add(`headline LIKE ? ESCAPE '\\'`, text === undefined ? text : `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  if (verdict === 'none') wanted.push('id NOT IN (SELECT incident FROM verdict)');
  else add('id IN (SELECT incident FROM verdict WHERE verdict = ?)', verdict);
  const by = ORDER[order];
  add(`(${by} < ? OR (${by} = ? AND id > ?))`, after?.by, after?.by, after?.id);
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`;
  return db
    .prepare(`SELECT id, ${by} AS by, json FROM incident ${where} ORDER BY ${by} DESC, id LIMIT ?`)
    .all(...given, limit + 1) as PagedRow[];
}

/** The incidents before and after one in time; null at the ends. */
export function neighboursOf(
  db: Database.Database,
  id: string,
): { readonly earlier: string | null; readonly later: string | null } {
  const time = ORDER.latest;
  const of = (sign: '<' | '>', way: 'DESC' | 'ASC') =>
    (db
      .prepare(
        `SELECT id FROM incident WHERE (${time}, id) ${sign} (SELECT ${time}, id FROM incident WHERE id = ?)
         ORDER BY ${time} ${way}, id ${way} LIMIT 1`,
      )
      .pluck()
      .get(id) as string | undefined) ?? null;
  return { earlier: of('<', 'DESC'), later: of('>', 'ASC') };
}
