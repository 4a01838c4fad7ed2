import type { Category } from '../core/categories.ts';
import type { Event, Fields } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { digits, skipBlanks } from '../kit/date-parts.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { setHost } from './cisco-text.ts';
import { type Dialect, put, says, whole, withHeader } from './dialect.ts';
import { levelInField } from './levels.ts';
import { fieldsOfText } from './named-text.ts';
import { PAIRS_BYTES, readPairs } from './pairs.ts';

const BLANK = 32;
const QUOTE = 34;
const EQUALS = 61;

/** Pairs that are looked at for the header; what follows is the message's own affair. */
const HEADER_PAIRS = 16;
/** Keys that a line begins with, whatever wrote or forwarded it. */
const BEGINNINGS = ['date=', 'logver=', 'itime=', 'timestamp=', 'eventtime=', 'devname=', 'device_id='].map(
  (key) => Buffer.from(key),
);
const MARKS = new Set(['devid', 'device_id', 'logid', 'log_id', 'devname']);

const time = new TimeReader();

/**
 * Fortinet's key=value lines (FortiOS, FortiMail, FortiWeb). The message is all of it; the host is the device's own
 * name; the time the one that says its zone, where there is one.
 */
export const fortinet: Dialect = {
  format: 'fortinet',
  take(event, context) {
    const begins = BEGINNINGS.some((key) => says(event, event.messageStart, key));
    if (!begins) return false;
    const header = readHeader(event, context);
    if (header.marks < 2) return false;
    if (header.nameEnd > header.name) {
      const relay = event.host;
      setHost(event, context, { start: header.name, end: header.nameEnd });
      if (relay !== null && relay !== event.host) event.flags |= FLAG.relayed;
    }
    if (!Number.isNaN(header.instant)) event.time = header.instant;
    else if (Number.isNaN(event.time)) event.time = header.local;
    if (event.severity < 0) event.severity = header.severity;
    event.app ??= header.type;
    event.readFields = readFields;
    return true;
  },
};

interface Header {
  /** Keys that only such lines have. */
  marks: number;
  name: number;
  nameEnd: number;
  /** Epoch ms of `eventtime`, or of date and time with their zone. */
  instant: number;
  /** Of date and time alone. */
  local: number;
  severity: number;
  type: string | null;
}

function readHeader(event: Event, context: ParseContext): Header {
  const { text, messageEnd: end } = event;
  const header: Header = {
    ...{ marks: 0, name: 0, nameEnd: 0, instant: Number.NaN, local: Number.NaN, severity: -1, type: null },
  };
  let at = event.messageStart;
  for (let pair = 0; pair < HEADER_PAIRS && at < end; pair++) {
    let equals = at;
    const limit = Math.min(end, at + 40);
    while (equals < limit && text[equals] !== EQUALS && text[equals]! > BLANK) equals++;
    if (equals >= limit || text[equals] !== EQUALS) break;
    const quoted = text[equals + 1] === QUOTE;
    const value = quoted ? equals + 2 : equals + 1;
    let stop = value;
    while (stop < end && text[stop] !== (quoted ? QUOTE : BLANK)) stop++;
    const key = context.intern.text(text, at, equals);
    at = skipBlanks(text, quoted ? Math.min(end, stop + 1) : stop, end);
    if (MARKS.has(key)) header.marks++;
    if (key === 'devname' && stop > value) Object.assign(header, { name: value, nameEnd: stop });
    else if (key === 'eventtime') header.instant = instantOf(event, { value, stop }, context);
    else if (key === 'date') header.local = dateAndTime(event, value, context);
    else if (key === 'level' || key === 'pri') {
      header.severity = levelInField(context.intern.text(text, value, stop));
    } else if (key === 'type' && stop > value) header.type = context.intern.text(text, value, stop);
    if (header.type !== null && header.severity >= 0 && header.marks > 2) break;
  }
  return header;
}

/** Epoch of 10 to 19 digits. */
function instantOf(
  event: Event,
  { value, stop }: { value: number; stop: number },
  context: ParseContext,
): number {
  if (digits(event.text, value, stop) !== stop - value || stop - value < 10) return Number.NaN;
  return time.read(event.text, value, stop) ? time.epoch(context.clock, context.reference) : Number.NaN;
}

/** `date=2026-10-11 time=22:14:15`. */
function dateAndTime(event: Event, value: number, context: ParseContext): number {
  const { text, messageEnd: end } = event;
  const stop = Math.min(end, value + 25);
  const both = text.toString('latin1', value, stop).replace(' time=', ' ').replaceAll('"', '').trimEnd();
  const bytes = Buffer.from(both.slice(0, 19), 'latin1');
  return time.read(bytes, 0, bytes.length) ? time.epoch(context.clock, context.reference) : Number.NaN;
}

/** Fields of FortiOS' log reference by the name that we give them. */
const NAMES: readonly (readonly [name: string, key: string, number?: 'number'])[] = [
  ['event.code', 'logid'],
  ['event.action', 'action'],
  ['event.reason', 'reason'],
  ['event.outcome', 'status'],
  ['source.ip', 'srcip'],
  ['source.port', 'srcport', 'number'],
  ['source.bytes', 'sentbyte', 'number'],
  ['source.mac', 'srcmac'],
  ['destination.ip', 'dstip'],
  ['destination.port', 'dstport', 'number'],
  ['destination.bytes', 'rcvdbyte', 'number'],
  ['network.iana_number', 'proto'],
  ['network.protocol', 'service'],
  ['network.application', 'app'],
  ['observer.ingress.interface.name', 'srcintf'],
  ['observer.egress.interface.name', 'dstintf'],
  ['interface.name', 'interface'],
  ['rule.id', 'policyid'],
  ['rule.name', 'policyname'],
  ['url.original', 'url'],
  ['url.domain', 'hostname'],
  ['user.name', 'user'],
];

const readFields = withHeader((event) => {
  const { text, messageStart: at, messageEnd } = event;
  const { fields: pairs } = readPairs(text.toString('utf8', at, Math.min(messageEnd, at + PAIRS_BYTES)));
  const said = (key: string) => (typeof pairs[key] === 'string' ? (pairs[key] as string) : undefined);
  const sentence = said('msg') ?? said('logdesc') ?? '';
  const fields: Fields = fieldsOfText(sentence, said('subtype') ?? '', categoryOf(said, sentence));
  fields.fortinet = pairs;
  put(fields, 'observer.vendor', 'Fortinet');
  put(fields, 'observer.serial_number', said('devid') ?? said('device_id'));
  put(fields, 'event.provider', said('type'));
  for (const [name, key, number] of NAMES)
    put(fields, name, number === 'number' ? whole(said(key)) : said(key));
  return fields;
});

const UTM = /^(?:virus|ips|anomaly|waf|emailfilter|voip|spamfilter|attack)$/;
const DESCRIBED = /admin|auth|login|password/i;

function categoryOf(said: (key: string) => string | undefined, sentence: string): Category | undefined {
  const [type, subtype = '', action = ''] = [said('type'), said('subtype'), said('action')];
  if (type === 'traffic' || type === 'webfilter') return 'network';
  if (UTM.test(subtype) || UTM.test(type ?? '')) return 'intrusion';
  if (type === 'utm' || subtype === 'vpn') return 'network';
  if (subtype === 'user' || /^log(?:in|out)$/i.test(action)) return 'authentication';
  if (said('cfgpath') !== undefined || said('cfgobj') !== undefined) return 'configuration';
  return DESCRIBED.test(sentence) && /fail|success|denied/i.test(sentence) ? 'authentication' : undefined;
}
