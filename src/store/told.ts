import type Database from 'better-sqlite3';
import type { ToldMessage } from '../core/daily-report.ts';
import { ASKED } from './tickets.ts';

const MOST = 10_000;

/** What people were told, to be looked up. */
export class ToldView {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /**
   * Messages about findings that were put between two times (epoch ms), each once, in order. A later call about what was
   * told is an escalation; reports of before are left out, tickets that somebody asked for, and
   * what interrupted nobody.
   */
  between(from: number, to: number): ToldMessage[] {
    const rows = this.#db
      .prepare(
        `SELECT key, version, min(put) AS at, max(state = 'delivered') AS delivered,
           CASE WHEN version > 0 AND json_extract(message, '$.kind') = 'page' THEN 'escalation'
             ELSE json_extract(message, '$.kind') END AS kind, json_extract(message, '$.headline') AS headline,
           (SELECT json_group_array(json_extract(value, '$.id')) FROM json_each(message, '$.findings')) AS incidents
         FROM outbox WHERE put >= ? AND put < ? AND json_valid(message) AND json_extract(message, '$.kind') IN ('page', 'update', 'digest')
           AND json_type(message, '$.report') IS NULL AND json_type(message, '$.quiet') IS NULL
           AND key NOT LIKE '${ASKED}%'
         GROUP BY key, version ORDER BY at, id LIMIT ?`,
      )
      .all(from, to, MOST) as Row[];
    return rows.map(({ key, kind, headline, at, delivered, incidents }) => ({
      ...{ key, kind, headline, at, delivered: delivered === 1 },
      incidents: (JSON.parse(incidents) as unknown[]).filter((id) => typeof id === 'string'),
    }));
  }
}

interface Row extends Omit<ToldMessage, 'delivered' | 'incidents'> {
  readonly delivered: number;
  readonly incidents: string;
}
