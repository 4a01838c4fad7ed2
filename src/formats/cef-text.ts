import type { Category } from '../core/categories.ts';
import type { Event, Fields } from '../core/event.ts';
import { type Dialect, put, says, whole, withHeader } from './dialect.ts';
import { fieldsOfText } from './named-text.ts';

const BACKSLASH = 92;
const BAR = 124;
const MOST_BYTES = 16_384;
const MOST_KEYS = 256;
const BEGINNING = Buffer.from('CEF:');
/** Bars of the header: version, vendor, product, version, id, name, severity. */
const BARS = 7;

/** Formats of vendors that write CEF as well; the others' lines are `cef`. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/^fortinet/i, 'fortinet'],
  [/^check ?point/i, 'checkpoint'],
  [/^palo ?alto/i, 'paloalto'],
  [/^aruba/i, 'aruba'],
  [/^(?:ubiquiti|unifi)/i, 'ubiquiti'],
  [/^mikrotik/i, 'mikrotik'],
  [/^juniper/i, 'juniper'],
  [/^netapp/i, 'netapp'],
];
/** Severities 0–10 of CEF by those of syslog. */
const SEVERITIES = [6, 6, 6, 6, 4, 4, 4, 3, 3, 2, 2];
const NAMED: Readonly<Record<string, number>> = { low: 6, medium: 4, high: 3, 'very-high': 2, unknown: 6 };

/**
 * ArcSight's Common Event Format: `CEF:0|Vendor|Product|Version|Id|Name|Severity|key=value …`. Its severity counts where
 * there is no PRI; the id is the `msgid`, the product the app.
 */
export const cef: Dialect = {
  format: 'cef',
  take(event, context) {
    const { text, messageStart: at, messageEnd: end } = event;
    if (!says(event, at, BEGINNING)) return false;
    const bars: number[] = [];
    for (let i = at + BEGINNING.length; i < end && bars.length < BARS && i < at + 1024; i++) {
      if (text[i] === BACKSLASH) i++;
      else if (text[i] === BAR) bars.push(i);
    }
    if (bars.length < BARS - 1) return false;
    const part = (n: number) => context.intern.text(text, bars[n]! + 1, bars[n + 1] ?? end);
    const vendor = part(0);
    event.format = FORMATS.find(([pattern]) => pattern.test(vendor))?.[1] ?? 'cef';
    const [product, id] = [part(1), part(3)];
    if (product !== '') event.app ??= product;
    if (id !== '') event.msgid ??= id;
    if (event.severity < 0) event.severity = severityOf(part(5));
    event.readFields = readFields;
    return true;
  },
};

function severityOf(word: string): number {
  return /^\d{1,2}$/.test(word) ? (SEVERITIES[Number(word)] ?? -1) : (NAMED[word.toLowerCase()] ?? -1);
}

/** Keys of the extension by the name that we give them. */
const NAMES: readonly (readonly [name: string, key: string, number?: 'number'])[] = [
  ['event.action', 'act'],
  ['event.outcome', 'outcome'],
  ['event.reason', 'reason'],
  ['source.ip', 'src'],
  ['source.port', 'spt', 'number'],
  ['source.domain', 'shost'],
  ['source.mac', 'smac'],
  ['source.bytes', 'out', 'number'],
  ['destination.ip', 'dst'],
  ['destination.port', 'dpt', 'number'],
  ['destination.domain', 'dhost'],
  ['destination.bytes', 'in', 'number'],
  ['network.transport', 'proto'],
  ['network.protocol', 'app'],
  ['observer.ingress.interface.name', 'deviceInboundInterface'],
  ['observer.egress.interface.name', 'deviceOutboundInterface'],
  ['url.original', 'request'],
  ['user.name', 'suser'],
];
const ATTACK = /\b(?:ips|ids|virus|malware|attack|threat|intrusion|waf|exploit|spyware|port ?scan)/i;

const readFields = withHeader((event: Event) => {
  const { text, messageStart: at, messageEnd } = event;
  const line = text.toString('utf8', at, Math.min(messageEnd, at + MOST_BYTES));
  const [, vendor, product, version, id, name = '', severity, extension = ''] = columns(line);
  const keys = keysOf(extension);
  const sentence = `${name} ${keys.msg ?? ''}`;
  const fields: Fields = fieldsOfText(sentence, '', categoryOf(sentence, keys));
  fields.cef = keys;
  put(fields, 'observer.vendor', vendor);
  put(fields, 'observer.product', product);
  put(fields, 'observer.version', version);
  put(fields, 'event.code', id);
  put(fields, 'event.severity', /^\d{1,2}$/.test(severity ?? '') ? Number(severity) : undefined);
  for (const [to, key, number] of NAMES) put(fields, to, number === 'number' ? whole(keys[key]) : keys[key]);
  if (keys.suser === undefined) put(fields, 'user.name', keys.duser);
  return fields;
});

function categoryOf(sentence: string, keys: { [key: string]: string }): Category | undefined {
  if (ATTACK.test(`${sentence} ${keys.cat ?? ''}`)) return 'intrusion';
  return keys.src !== undefined && keys.dst !== undefined ? 'network' : undefined;
}

/** The header's columns with `\|` and `\\` taken back, and the extension as it stands. */
function columns(line: string): string[] {
  const header =
    /^((?:\\.|[^|\\])*)\|((?:\\.|[^|\\])*)\|((?:\\.|[^|\\])*)\|((?:\\.|[^|\\])*)\|((?:\\.|[^|\\])*)\|((?:\\.|[^|\\])*)\|((?:\\.|[^|\\])*)(?:\|(.*))?$/s.exec(
      line,
    );
  return (header?.slice(1) ?? []).map((part, i) =>
    i === 7 ? (part ?? '') : (part ?? '').replace(/\\(.)/g, '$1'),
  );
}

/** `key=value key=value with blanks …`; a value goes on up to the next ` key=`. */
function keysOf(extension: string): { [key: string]: string } {
  const keys: { [key: string]: string } = Object.create(null);
  const found = [...extension.matchAll(/(?:^|\s)([A-Za-z][\w.-]{0,63})=/g)].slice(0, MOST_KEYS + 1);
  for (const [i, match] of found.slice(0, MOST_KEYS).entries()) {
    const value = extension.slice(match.index + match[0].length, found[i + 1]?.index ?? extension.length);
    keys[match[1]!] ??= value
      .trim()
      .replace(/\\([=\\|])/g, '$1')
      .replace(/\\n/g, '\n');
  }
  return keys;
}
