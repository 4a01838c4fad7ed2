import type { Activity, Voice } from './activity.ts';
import { timeOfDay } from './moments.ts';
import { OFFICE, PUBLIC, STEADY, WORLD } from './rhythm.ts';
import { child, daemon, ERROR, INFO, LOCAL0, WARNING } from './speaker.ts';

/** The database's sessions and its housekeepers. */
export const POSTGRES = child('postgres', LOCAL0, INFO);
const POSTGRES_WARNING = child('postgres', LOCAL0, WARNING);
const POSTGRES_ERROR = child('postgres', LOCAL0, ERROR);
const CHECKPOINTER = daemon('postgres', LOCAL0, INFO);

/** Statements and how long each takes, in ms. */
const STATEMENTS: readonly (readonly [sql: string, ms: number])[] = [
  ['SELECT p.id, p.name, p.price FROM products p WHERE p.category_id = $1 ORDER BY p.rank', 12],
  ['SELECT s.quantity FROM stock s WHERE s.product_id = $1', 3],
  ['SELECT o.id, o.total FROM orders o WHERE o.customer_id = $1 ORDER BY o.created_at DESC', 45],
  ['UPDATE carts SET updated_at = now() WHERE id = $1', 6],
  ['INSERT INTO orders (customer_id, total) VALUES ($1, $2) RETURNING id', 9],
  ['SELECT c.id FROM customers c WHERE lower(c.mail) = lower($1)', 18],
  ['DELETE FROM sessions WHERE expires_at < now()', 70],
];

/** Statement that the slow-query scenario slows down. */
export const SLOWED = STATEMENTS[2]![0];

function statement(voice: Voice): void {
  const { chance } = voice;
  const [sql, ms] = chance.favour(STATEMENTS);
  const tail = chance.happens(0.02) ? 1.6 + chance.next() : 1;
  const took = Math.max(0.2, ms * tail * (1 + 0.16 * chance.bell()));
  voice.say(
    POSTGRES,
    `[${chance.between(3, 9)}-1] shop@shop LOG:  duration: ${took.toFixed(3)} ms  execute <unnamed>: ${sql}`,
  );
}

/** What a database tells of its work. */
export const databaseTraffic: readonly Activity[] = [
  {
    name: 'statement',
    on: ['database'],
    pace: { kind: 'traffic', share: 7, rhythm: PUBLIC },
    act: statement,
  },
  {
    name: 'checkpoint',
    on: ['database'],
    pace: { kind: 'every', minutes: 15, atSecond: 8 * 60 + 12 },
    act(voice) {
      const { chance } = voice;
      const written = Math.round(chance.longTailed(420));
      const takes = 20_000 + written * 60;
      voice.say(CHECKPOINTER, '[2-1] LOG:  checkpoint starting: time');
      const about = `wrote ${written} buffers (${(written / 1638.4).toFixed(1)}%); 0 WAL file(s) added, ${chance.between(0, 2)} removed, ${chance.between(0, 3)} recycled`;
      const times = `write=${(takes / 1000 - 0.2).toFixed(3)} s, sync=0.${chance.between(100, 400)} s, total=${(takes / 1000).toFixed(3)} s`;
      voice.say(CHECKPOINTER, `[3-1] LOG:  checkpoint complete: ${about}; ${times}`, takes);
    },
  },
  {
    name: 'vacuum',
    on: ['database'],
    pace: { kind: 'traffic', share: 0.3, rhythm: STEADY },
    act(voice) {
      const { chance } = voice;
      const table = chance.favour(['sessions', 'carts', 'orders', 'stock', 'products', 'customers']);
      const about = `index scans: 1, pages: 0 removed, ${chance.between(900, 40_000)} remain, tuples: ${chance.between(20, 9000)} removed`;
      voice.say(
        POSTGRES,
        `[1-1] LOG:  automatic vacuum of table "shop.public.${table}": ${about}, elapsed: ${(chance.longTailed(1.4) + 0.1).toFixed(2)} s`,
      );
    },
  },
  {
    name: 'database troubles',
    on: ['database'],
    pace: { kind: 'seldom', perDay: 30, rhythm: PUBLIC },
    act(voice) {
      const { chance } = voice;
      const troubles = [
        [
          POSTGRES_ERROR,
          '[4-1] shop@shop ERROR:  duplicate key value violates unique constraint "carts_pkey"',
        ],
        [POSTGRES_ERROR, '[4-1] shop@shop ERROR:  canceling statement due to user request'],
        [POSTGRES_WARNING, '[5-1] shop@shop WARNING:  there is no transaction in progress'],
        [POSTGRES, `[2-1] shop@shop LOG:  could not receive data from client: Connection reset by peer`],
        [
          POSTGRES,
          `[2-1] shop@shop LOG:  process ${chance.between(1000, 400_000)} still waiting for ShareLock on transaction ${voice.count('transaction')} after 1000.${chance.between(100, 900)} ms`,
        ],
      ] as const;
      const [speaker, message] = chance.pick(troubles);
      voice.say(speaker, message);
    },
  },
  {
    name: 'reports',
    on: ['database'],
    pace: { kind: 'seldom', perDay: 40, rhythm: OFFICE },
    act(voice) {
      const { chance } = voice;
      const took = chance.longTailed(1900) + 700;
      voice.say(
        POSTGRES,
        `[3-1] report@shop LOG:  duration: ${took.toFixed(3)} ms  statement: SELECT date_trunc('day', created_at) AS d, sum(total) FROM orders GROUP BY d`,
      );
    },
  },
  {
    name: 'nightly statistics',
    on: ['database'],
    pace: { kind: 'daily', at: timeOfDay(3, 10), late: 2000 },
    act(voice) {
      const takes = 200_000 + voice.chance.longTailed(30_000);
      voice.say(
        POSTGRES,
        `[1-1] maintenance@shop LOG:  duration: ${takes.toFixed(3)} ms  statement: VACUUM (ANALYZE)`,
        takes,
      );
    },
  },
  {
    name: 'replication',
    on: ['database'],
    pace: { kind: 'seldom', perDay: 6, rhythm: WORLD },
    act: (voice) =>
      voice.say(
        POSTGRES,
        `[2-1] replica@[unknown] LOG:  ${voice.chance.pick(['restored log file from archive', 'recovery restart point at'])} ${voice.chance.hex(24).toUpperCase()}`,
      ),
  },
];
