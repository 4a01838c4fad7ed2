import type {
  MailConnections,
  MailDestination,
  MailList,
  MailNews,
  MailReason,
  MailReport,
  MailShare,
  MailTraffic,
  MailTurned,
} from '../core/mail-report.ts';
import type { CappedTable } from './capped-table.ts';
import { CONNECTION, DESTINATION, HOUR, MailDay, type TableName } from './mail-day.ts';

/** Odd things listed. */
const MOST_ODD = 10;
/** Two of these make no pattern: one deferral after a delivery is greylisting. */
const STUCK = 3;

const NEWS = { deferred: 'deferred', bounced: 'bounced', rejected: 'rejected', warnings: 'warning' } as const;

type Row = readonly [name: string, numbers: readonly number[]];

/**
 * What was counted on some days, the `top` first of every list; days outside are what it is compared with.
 * Null where no day of these was counted.
 */
export function mailReport(
  counted: ReadonlyMap<string, MailDay>,
  within: { readonly from: string; readonly to: string },
  top: number,
): MailReport | null {
  const names = [...counted.keys()].sort();
  const days = names.filter((name) => name >= within.from && name <= within.to);
  if (days.length === 0) return null;
  const all = new MailDay();
  for (const name of days) all.add(counted.get(name)!);
  const before = names.filter((name) => name < within.from).map((name) => counted.get(name)!);
  const { tables } = all;
  const listed = <T>(table: CappedTable, by: number, made: (row: Row) => T): MailList<T> => ({
    ...{ distinct: table.rows.size, atLeast: table.other !== null },
    first: sorted(table, by).slice(0, top).map(made),
  });
  const shares = (name: 'senders' | 'recipients' | 'sendingDomains') => ({
    byCount: listed(tables[name], 0, shareOf),
    bySize: listed(tables[name], 1, shareOf),
  });
  const reasons = (name: TableName) => listed(tables[name], 0, reasonOf);
  const delivered = [...tables.destinations.rows.values()].filter((row) => row[DESTINATION.count]! > 0);
  const destinations = (by: number) => ({
    ...listed(tables.destinations, by, destinationOf),
    distinct: delivered.length,
  });
  return {
    days: days.map((day) => {
      const { hours } = counted.get(day)!;
      return { day, ...trafficOf(sumOf(hours)), connections: connectionsOf(sumOf(hours)) };
    }),
    totals: { ...all.totals },
    hours: all.hours.map(trafficOf),
    senders: shares('senders'),
    recipients: shares('recipients'),
    sendingDomains: shares('sendingDomains'),
    destinations: { byCount: destinations(DESTINATION.count), bySize: destinations(DESTINATION.bytes) },
    connections: {
      all: connectionsOf(sumOf(all.hours)),
      hours: all.hours.map(connectionsOf),
      byHost: listed(tables.clients, 0, clientOf),
    },
    ...{ deferred: reasons('deferred'), bounced: reasons('bounced'), rejected: reasons('rejected') },
    rejectedFor: rejectedFor(tables.rejected, top),
    ...{ warned: reasons('warned'), held: reasons('held'), discarded: reasons('discarded') },
    ...{ failures: reasons('failures'), warnings: reasons('warnings'), fatals: reasons('fatals') },
    ...{ panics: reasons('panics'), master: reasons('master') },
    comparedWith: before.length,
    news: newsOf(all, before),
    turned: turnedOf(all, before),
  };
}

/** The highest first; then in the order of names. */
function sorted({ rows }: CappedTable, by: number): Row[] {
  return [...rows].sort((a, b) => b[1][by]! - a[1][by]! || b[1][0]! - a[1][0]! || (a[0] < b[0] ? -1 : 1));
}

/** Bytes of a log as text. */
function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function shareOf([name, row]: Row): MailShare {
  return { name: textOf(name), count: row[0]!, bytes: row[1]! };
}

function destinationOf([name, row]: Row): MailDestination {
  const count = row[DESTINATION.count]!;
  return {
    ...{ name: textOf(name), count, bytes: row[DESTINATION.bytes]!, deferrals: row[DESTINATION.deferrals]! },
    meanDelay: count === 0 ? 0 : row[DESTINATION.delay]! / count,
    longestDelay: row[DESTINATION.longest]!,
  };
}

function clientOf([name, row]: Row): MailConnections & { readonly name: string } {
  return {
    ...{ name: textOf(name), count: row[CONNECTION.count]! },
    ...{ seconds: row[CONNECTION.seconds]!, longest: row[CONNECTION.longest]! },
  };
}

function reasonOf([name, row]: Row): MailReason {
  return { path: name.split('\n').map(textOf), count: row[0]! };
}

/** Summed over those who met it: a rejection of a thousand clients is one reason. */
function rejectedFor({ rows, other }: CappedTable, top: number): MailReport['rejectedFor'] {
  const sums = new Map<string, { count: number; parties: number }>();
  for (const [name, row] of rows) {
    const reason = name.split('\n').slice(0, 2).join('\n');
    const { count, parties } = sums.get(reason) ?? { count: 0, parties: 0 };
    sums.set(reason, { count: count + row[0]!, parties: parties + 1 });
  }
  const first = [...sums]
    .sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
    .slice(0, top)
    .map(([name, of]) => ({ path: name.split('\n').map(textOf), ...of }));
  return { distinct: sums.size, atLeast: other !== null, first };
}

function trafficOf(hour: readonly number[]): MailTraffic {
  const { received, delivered, deferred, bounced, rejected } = HOUR;
  return {
    ...{ received: hour[received]!, delivered: hour[delivered]!, deferred: hour[deferred]! },
    ...{ bounced: hour[bounced]!, rejected: hour[rejected]! },
  };
}

function connectionsOf(hour: readonly number[]): MailConnections {
  return { count: hour[HOUR.connections]!, seconds: hour[HOUR.seconds]!, longest: hour[HOUR.longest]! };
}

function sumOf(hours: readonly (readonly number[])[]): number[] {
  const sum = hours[0]!.map(() => 0);
  for (const hour of hours) {
    hour.forEach((value, i) => {
      sum[i] = i === HOUR.longest ? Math.max(sum[i]!, value) : sum[i]! + value;
    });
  }
  return sum;
}

/** Reasons of none of the days before; names, addresses and numbers in them do not make them new. */
function newsOf(all: MailDay, before: readonly MailDay[]): MailNews[] {
  if (before.length === 0) return [];
  const news = (Object.keys(NEWS) as (keyof typeof NEWS)[]).flatMap((table) => {
    const known = new Set<string>();
    for (const day of before) for (const name of day.tables[table].rows.keys()) known.add(kindOf(name));
    // A day that told not everything apart cannot say that something is new.
    if (before.some((day) => day.tables[table].other !== null)) return [];
    const found = new Map<string, MailNews>();
    for (const [name, row] of all.tables[table].rows) {
      const kind = kindOf(name);
      if (known.has(kind)) continue;
      const count = (found.get(kind)?.count ?? 0) + row[0]!;
      found.set(kind, { kind: NEWS[table], reason: found.get(kind)?.reason ?? why(name), count });
    }
    return [...found.values()];
  });
  return news.sort((a, b) => b.count - a.count).slice(0, MOST_ODD);
}

/** A reason is that of all relays, programs and addresses. */
function why(name: string): string {
  const path = name.split('\n');
  return textOf(path[1] ?? path[0]!);
}

function kindOf(name: string): string {
  return (name.split('\n')[1] ?? name)
    .replace(/<[^>]*>|\[[^\]]*\]/g, '*')
    .replace(/[^ ,;:()]*[@.\d][^ ,;:()]*/g, '*')
    .replace(/name=[^ ]+/g, '*');
}

/** Domains to which something was delivered before it was deferred, and nothing after. */
function turnedOf(all: MailDay, before: readonly MailDay[]): MailTurned[] {
  const found: MailTurned[] = [];
  for (const [name, row] of all.tables.destinations.rows) {
    const stuck = row[DESTINATION.stuck]!;
    const earlier = before.map((day) => day.tables.destinations.rows.get(name)?.[DESTINATION.sent] ?? 0);
    const sent = Math.max(row[DESTINATION.sent]!, ...earlier);
    if (row[DESTINATION.deferrals]! < STUCK || sent === 0 || stuck <= sent) continue;
    found.push({ name: textOf(name), deferrals: row[DESTINATION.deferrals]!, sent, stuck });
  }
  return found.sort((a, b) => b.deferrals - a.deferrals).slice(0, MOST_ODD);
}
