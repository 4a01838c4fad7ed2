import { z } from 'zod';
import type { MailTotals } from '../core/mail-report.ts';
import { CappedTable, type Column } from './capped-table.ts';

/** Addresses and reasons of a day that are told apart; the rest is one. */
const MOST_NAMES = 5000;
const MOST_REASONS = 2000;
const HOURS = 24;

const SHARE: readonly Column[] = ['sum', 'sum'];
const COUNT: readonly Column[] = ['sum'];

/** Columns of a domain that mail goes to: `sent` and `stuck` are epoch ms of the last delivery and the last deferral. */
export const DESTINATION = { count: 0, bytes: 1, deferrals: 2, delay: 3, longest: 4, sent: 5, stuck: 6 };
/** Columns of connections. */
export const CONNECTION = { count: 0, seconds: 1, longest: 2 };
/** Columns of an hour: traffic, then connections. */
export const HOUR = {
  ...{ received: 0, delivered: 1, deferred: 2, bounced: 3, rejected: 4 },
  ...{ connections: 5, seconds: 6, longest: 7 },
};

const TABLES = {
  senders: [SHARE, MOST_NAMES],
  recipients: [SHARE, MOST_NAMES],
  sendingDomains: [SHARE, MOST_NAMES],
  destinations: [['sum', 'sum', 'sum', 'sum', 'max', 'max', 'max'], MOST_NAMES],
  clients: [['sum', 'sum', 'max'], MOST_NAMES],
  deferred: [COUNT, MOST_REASONS],
  bounced: [COUNT, MOST_REASONS],
  rejected: [COUNT, MOST_REASONS],
  warned: [COUNT, MOST_REASONS],
  held: [COUNT, MOST_REASONS],
  discarded: [COUNT, MOST_REASONS],
  failures: [COUNT, MOST_REASONS],
  warnings: [COUNT, MOST_REASONS],
  fatals: [COUNT, MOST_REASONS],
  panics: [COUNT, MOST_REASONS],
  master: [COUNT, MOST_REASONS],
} as const satisfies { readonly [name: string]: readonly [columns: readonly Column[], most: number] };

export type TableName = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as TableName[];

const TOTALS = [
  ...(['received', 'delivered', 'forwarded', 'deferred', 'deferrals', 'bounced', 'rejected'] as const),
  ...(['warned', 'held', 'discarded', 'bytesReceived', 'bytesDelivered', 'unsized'] as const),
];

const savedSchema = z.object({
  totals: z.record(z.enum(TOTALS), z.number()),
  hours: z.array(z.array(z.number()).length(Object.keys(HOUR).length)).length(HOURS),
  tables: z.record(z.string(), z.unknown()),
});

/**
 * What was counted of the mail of a day, or of several together. Names are bytes of the log, one character each;
 * parts of a name with several (a program and its reason) are joined by line ends, which no line has.
 */
export class MailDay {
  readonly totals: { -readonly [K in keyof MailTotals]: number };
  readonly hours: number[][];
  readonly tables: { readonly [K in TableName]: CappedTable };

  constructor() {
    this.totals = Object.fromEntries(TOTALS.map((name) => [name, 0])) as typeof this.totals;
    this.hours = Array.from({ length: HOURS }, () => Object.keys(HOUR).map(() => 0));
    this.tables = Object.fromEntries(
      NAMES.map((name) => [name, new CappedTable(TABLES[name][0], TABLES[name][1])]),
    ) as typeof this.tables;
  }

  add(other: MailDay): void {
    for (const name of TOTALS) this.totals[name] += other.totals[name];
    other.hours.forEach((from, hour) => {
      const to = this.hours[hour]!;
      from.forEach((value, i) => {
        to[i] = i === HOUR.longest ? Math.max(to[i]!, value) : to[i]! + value;
      });
    });
    for (const name of NAMES) this.tables[name].add(other.tables[name]);
  }

  /** JSON-safe state. */
  save(): object {
    const tables = Object.fromEntries(NAMES.map((name) => [name, this.tables[name].save()]));
    return { totals: this.totals, hours: this.hours, tables };
  }

  /** The day that `save` described. Throws a ZodError. */
  static load(saved: unknown): MailDay {
    const { totals, hours, tables } = savedSchema.parse(saved);
    const day = new MailDay();
    Object.assign(day.totals, totals);
    for (const [hour, row] of hours.entries()) day.hours[hour] = row;
    for (const name of NAMES) day.tables[name].load(tables[name]);
    return day;
  }
}
