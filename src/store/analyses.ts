import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Analysis } from '../core/analysis.ts';

/** An explanation as it is kept. */
export interface KeptAnalysis {
  readonly analysis: Analysis;
  /** How the incident stood when it was asked about, see `analyst/due.ts`. */
  readonly revision: string;
  /** What it shares with incidents that are answered alike. */
  readonly signature: string;
  /** Times that the incident was asked about. */
  readonly times: number;
}

/** What was spent and became of it on a day; `asked` calls and what they took. Money in US dollars. */
export interface AnalystDay {
  /** `2026-11-21`, in UTC. */
  readonly day: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly money: number;
  readonly answered: number;
  readonly failed: number;
  readonly cached: number;
  readonly refused: number;
}

/** Incidents that are explained at most, the latest. */
const MOST = 5000;
const MOST_DAYS = 400;
const COUNTS: readonly (keyof Omit<AnalystDay, 'day'>)[] = [
  'calls',
  'inputTokens',
  'outputTokens',
  'money',
  'answered',
  'failed',
  'cached',
  'refused',
];

const word = z.enum(['low', 'medium', 'high']);
const schema = z.object({
  incident: z.string(),
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('logsift') }),
    z.object({ kind: z.literal('model'), provider: z.string(), model: z.string(), prompt: z.string() }),
  ]),
  at: z.number(),
  headline: z.string(),
  happening: z.string(),
  cause: z.object({ text: z.string(), confidence: word }).nullable(),
  urgency: z.enum(['now', 'today', 'later']),
  actions: z.array(
    z
      .object({ what: z.string(), reason: z.string(), command: z.string().optional() })
      .transform(({ command, ...action }) => (command === undefined ? action : { ...action, command })),
  ),
  findings: z.array(z.string()),
  unsure: z.array(z.string()),
  spent: z
    .object({ inputTokens: z.number(), outputTokens: z.number(), money: z.number().nullable() })
    .optional(),
});

/**
 * What was said of incidents, the latest of each, and what it cost. Writes belong into a transaction of `Store.write`.
 */
export class AnalysisStore {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Keeps what was said of an incident; what was said of it before is replaced. */
  put({ analysis, revision, signature, times }: KeptAnalysis): void {
    const { incident, at } = analysis;
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO analysis (incident, at, revision, signature, times, json)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(incident, at, revision, signature, times, JSON.stringify(analysis));
    this.#db
      .prepare(
        'DELETE FROM analysis WHERE incident IN (SELECT incident FROM analysis ORDER BY at DESC LIMIT -1 OFFSET ?)',
      )
      .run(MOST);
  }

  /** The latest that was said of an incident, by its ids (its own and those merged into it); null when nothing was. */
  of(ids: readonly string[]): KeptAnalysis | null {
    const row = this.#db
      .prepare(
        'SELECT * FROM analysis WHERE incident IN (SELECT value FROM json_each(?)) ORDER BY at DESC LIMIT 1',
      )
      .get(JSON.stringify(ids)) as Row | undefined;
    return row === undefined ? null : keptOf(row);
  }

  /** The latest that was said since `since` (epoch ms) of an incident of this signature; null when nothing was. */
  like(signature: string, since: number): KeptAnalysis | null {
    const row = this.#db
      .prepare('SELECT * FROM analysis WHERE signature = ? AND at >= ? ORDER BY at DESC LIMIT 1')
      .get(signature, since) as Row | undefined;
    return row === undefined ? null : keptOf(row);
  }

  /** Adds to what was spent on a day; what is added may be less than nothing, where less was used than expected. */
  spend(day: string, added: Partial<Omit<AnalystDay, 'day'>>): void {
    const values = COUNTS.map((name) => added[name] ?? 0);
    const columns = COUNTS.map(columnOf);
    const { changes } = this.#db
      .prepare(
        `UPDATE analyst_day SET ${columns.map((one) => `${one} = max(0, ${one} + ?)`).join(', ')} WHERE day = ?`,
      )
      .run(...values, day);
    if (changes > 0) return;
    this.#db
      .prepare(
        `INSERT INTO analyst_day (day, ${columns.join(', ')}) VALUES (?${', ?'.repeat(COUNTS.length)})`,
      )
      .run(day, ...values.map((value) => Math.max(0, value)));
    this.#db
      .prepare(
        'DELETE FROM analyst_day WHERE day IN (SELECT day FROM analyst_day ORDER BY day DESC LIMIT -1 OFFSET ?)',
      )
      .run(MOST_DAYS);
  }

  /** What was spent on a day; nothing where nothing was. */
  spentOn(day: string): AnalystDay {
    return this.days(day, day)[0] ?? { day, ...zeros() };
  }

  /** Days from one to another, both included, the oldest first. */
  days(from: string, to: string): AnalystDay[] {
    const rows = this.#db
      .prepare('SELECT * FROM analyst_day WHERE day >= ? AND day <= ? ORDER BY day')
      .all(from, to) as DayRow[];
    return rows.map((row) => ({
      day: row.day,
      ...(Object.fromEntries(COUNTS.map((name) => [name, row[columnOf(name)]])) as ReturnType<typeof zeros>),
    }));
  }
}

interface Row {
  readonly revision: string;
  readonly signature: string;
  readonly times: number;
  readonly json: string;
}

interface DayRow {
  readonly day: string;
  readonly [column: string]: string | number;
}

/** What cannot be read is as if nothing had been said. */
function keptOf({ revision, signature, times, json }: Row): KeptAnalysis | null {
  try {
    const { spent, ...analysis } = schema.parse(JSON.parse(json));
    return { analysis: spent === undefined ? analysis : { ...analysis, spent }, revision, signature, times };
  } catch {
    return null;
  }
}

function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function zeros(): Omit<AnalystDay, 'day'> {
  return {
    ...{ calls: 0, inputTokens: 0, outputTokens: 0, money: 0 },
    ...{ answered: 0, failed: 0, cached: 0, refused: 0 },
  };
}
