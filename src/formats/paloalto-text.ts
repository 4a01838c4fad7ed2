import type { Category } from '../core/categories.ts';
import type { Event } from '../core/event.ts';
import { digits } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { type Dialect, put, whole, withHeader } from './dialect.ts';
import { fieldsOfText } from './named-text.ts';

const COMMA = 44;
const SLASH = 47;
const MOST_BYTES = 8192;
const time = new TimeReader();

/** Types of PAN-OS' logs with what their lines are about. */
const TYPES: ReadonlyMap<string, Category | undefined> = new Map([
  ...(['TRAFFIC', 'TUNNEL', 'START', 'END', 'GTP', 'SCTP', 'DECRYPTION', 'IPTAG', 'URL'].map((type) => [
    type,
    'network',
  ]) as [string, Category][]),
  ...(['THREAT', 'CORRELATION', 'WILDFIRE'].map((type) => [type, 'intrusion']) as [string, Category][]),
  ...(['AUTHENTICATION', 'USERID', 'GLOBALPROTECT'].map((type) => [type, 'authentication']) as [
    string,
    Category,
  ][]),
  ['CONFIG', 'configuration'],
  ['HIPMATCH', 'authentication'],
  ['HIP-MATCH', 'authentication'],
  ['SYSTEM', undefined],
]);

/** Severities that PAN-OS names, by those of syslog. */
const SEVERITIES: Readonly<Record<string, number>> = {
  ...{ critical: 2, high: 3, medium: 4, low: 5, informational: 6 },
};

/** PAN-OS' comma-separated lines: `1,2026/10/11 22:14:15,007200001056,TRAFFIC,end,…`. The type is the app. */
export const paloalto: Dialect = {
  format: 'paloalto',
  take(event, context) {
    const { text, messageStart: at, messageEnd: end } = event;
    // The first column has no meaning yet, and is 1 or empty.
    const first = at + digits(text, at, Math.min(end, at + 2));
    if (text[first] !== COMMA || first + 24 > end || text[first + 5] !== SLASH || text[first + 20] !== COMMA)
      return false;
    let serial = first + 21;
    while (serial < end && serial < first + 64 && text[serial] !== COMMA) serial++;
    const type = serial + 1;
    let stop = type;
    while (stop < end && stop < type + 20 && text[stop] !== COMMA) stop++;
    if (text[stop] !== COMMA || stop >= end || stop === type) return false;
    const name = context.intern.text(text, type, stop);
    if (!TYPES.has(name) || !time.read(text, first + 1, end)) return false;
    if (Number.isNaN(event.time)) event.time = time.epoch(context.clock, context.reference);
    event.app ??= name;
    if (event.severity < 0) event.severity = severityOf(event);
    event.readFields = readFields;
    return true;
  },
};

/** Columns from the first on, as the log field descriptions of PAN-OS number them. */
const SESSION: readonly (readonly [name: string, column: number, number?: 'number'])[] = [
  ['source.ip', 7],
  ['destination.ip', 8],
  ['source.nat.ip', 9],
  ['destination.nat.ip', 10],
  ['rule.name', 11],
  ['user.name', 12],
  ['network.application', 14],
  ['observer.ingress.zone', 16],
  ['observer.egress.zone', 17],
  ['observer.ingress.interface.name', 18],
  ['observer.egress.interface.name', 19],
  ['source.port', 24, 'number'],
  ['destination.port', 25, 'number'],
  ['network.transport', 29],
  ['event.action', 30],
];
const TRAFFIC: typeof SESSION = [
  ['network.bytes', 31, 'number'],
  ['source.bytes', 32, 'number'],
  ['destination.bytes', 33, 'number'],
  ['event.reason', 46],
];
const THREAT: typeof SESSION = [
  ['url.original', 31],
  ['event.code', 32],
];

const readFields = withHeader((event) => {
  const columns = columnsOf(event);
  const [, , serial, type = '', subtype] = columns;
  const session = type === 'TRAFFIC' || type === 'THREAT';
  const sentence = type === 'SYSTEM' ? (columns[14] ?? '') : '';
  const code = type === 'SYSTEM' ? `${subtype} ${columns[8] ?? ''}` : type;
  const fields = fieldsOfText(sentence, code.replace('general general', ''), TYPES.get(type));
  put(fields, 'observer.vendor', 'Palo Alto Networks');
  put(fields, 'observer.product', 'PAN-OS');
  put(fields, 'observer.serial_number', serial);
  put(fields, 'event.provider', type);
  put(fields, 'paloalto.subtype', subtype);
  if (type === 'SYSTEM') {
    put(fields, 'event.code', columns[8]);
    put(fields, 'paloalto.object', columns[9]);
  } else if (type === 'CONFIG') {
    put(fields, 'source.ip', columns[7]);
    put(fields, 'event.action', columns[9]);
    put(fields, 'user.name', columns[10]);
    put(fields, 'event.outcome', columns[12]?.toLowerCase());
    put(fields, 'event.reason', columns[13]);
  }
  if (!session) return fields;
  const named = [...SESSION, ...(type === 'TRAFFIC' ? TRAFFIC : THREAT)];
  for (const [name, at, number] of named)
    put(fields, name, number === 'number' ? whole(columns[at]) : columns[at]);
  return fields;
});

/** Of threats and of the system the severity stands in a column. */
function severityOf(event: Event): number {
  const columns = columnsOf(event);
  const column = event.app === 'THREAT' ? 34 : event.app === 'SYSTEM' ? 13 : -1;
  return SEVERITIES[columns[column] ?? ''] ?? -1;
}

/** Columns of the message; those in quotes may hold commas, and doubled quotes stand for one. */
function columnsOf(event: Event): string[] {
  const { text, messageStart: at, messageEnd } = event;
  const line = text.toString('utf8', at, Math.min(messageEnd, at + MOST_BYTES));
  const columns: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    columns.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return columns;
}
