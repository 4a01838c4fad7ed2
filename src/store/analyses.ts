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

/** What was spent, and what became of what was asked. Money in US dollars; hours and days in UTC. */
export interface AnalystSpent {
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
const MOST_HOURS = 400 * 24;
const MOST_USERS = 5000;
const COUNTS: readonly (keyof AnalystSpent)[] = [
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

  /** Adds to what was spent in an hour; what is added may be less than nothing, where less was used than expected. */
  spend(hour: string, added: Partial<AnalystSpent>): void {
    const values = COUNTS.map((name) => added[name] ?? 0);
    const columns = COUNTS.map(columnOf);
    const { changes } = this.#db
      .prepare(
        `UPDATE analyst_hour SET ${columns.map((one) => `${one} = max(0, ${one} + ?)`).join(', ')} WHERE hour = ?`,
      )
      .run(...values, hour);
    if (changes > 0) return;
    this.#db
      .prepare(
        `INSERT INTO analyst_hour (hour, ${columns.join(', ')}) VALUES (?${', ?'.repeat(COUNTS.length)})`,
      )
      .run(hour, ...values.map((value) => Math.max(0, value)));
    this.#db
      .prepare(
        'DELETE FROM analyst_hour WHERE hour IN (SELECT hour FROM analyst_hour ORDER BY hour DESC LIMIT -1 OFFSET ?)',
      )
      .run(MOST_HOURS);
  }

  /** Notes that it was said of a day that no more is asked; false when it was noted before. */
  sayCapped(day: string): boolean {
    const say = this.#db.prepare(
      `INSERT INTO memo (name, json) VALUES ('analyst-capped', @json)
       ON CONFLICT (name) DO UPDATE SET json = excluded.json WHERE json <> excluded.json`,
    );
    return say.run({ json: JSON.stringify(day) }).changes > 0;
  }

  /** Names of users that must not leave as they are; what was known before stays. */
  addUsers(names: Iterable<string>): void {
    const add = this.#db.prepare('INSERT OR IGNORE INTO known_user (name) VALUES (?)');
    for (const name of names) add.run(name);
    this.#db
      .prepare('DELETE FROM known_user WHERE name IN (SELECT name FROM known_user LIMIT -1 OFFSET ?)')
      .run(MOST_USERS);
  }

  users(): string[] {
    return this.#db.prepare('SELECT name FROM known_user').pluck().all() as string[];
  }

  /** What was spent on a day, `2026-11-21`. */
  spentOn(day: string): AnalystSpent {
    return this.spentIn(`${day}T00`, `${day}T23`);
  }

  /** What was spent from one hour to another, both included. */
  spentIn(from: string, to: string): AnalystSpent {
    const sums = COUNTS.map((name) => `coalesce(sum(${columnOf(name)}), 0) AS "${name}"`);
    return this.#db
      .prepare(`SELECT ${sums.join(', ')} FROM analyst_hour WHERE hour >= ? AND hour <= ?`)
      .get(from, to) as AnalystSpent;
  }
}

interface Row {
  readonly revision: string;
  readonly signature: string;
  readonly times: number;
  readonly json: string;
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
