import type { Category } from '../core/categories.ts';
import type { Event, Fields } from '../core/event.ts';
import { type Dialect, put, whole, withHeader } from './dialect.ts';
import { sdOf } from './header-fields.ts';
import { fieldsOfText } from './named-text.ts';

const BLANK = 32;
const QUOTE = 34;
const COLON = 58;
const AT = 64;
const OPEN = 91;
const MOST_FIELDS = 256;
const MOST_BYTES = 16_384;
/** Check Point's number in structured data, as Log Exporter and forwarders write it: `name@2620`. */
const NUMBER = '2620';

/** Check Point's Log Exporter: `[action:"Accept"; ifdir:"inbound"; …]` behind `CheckPoint 8363 - `, or as structured data. */
export const checkpoint: Dialect = {
  format: 'checkpoint',
  take(event) {
    const { text, messageStart: at, messageEnd: end } = event;
    if (text[at] !== OPEN) return event.app === 'CheckPoint' && takeAll(event);
    let i = at + 1;
    while (i < end && i < at + 64 && isName(text[i]!)) i++;
    if (i === at + 1 || i + 1 >= end || text[i] !== COLON || text[i + 1] !== QUOTE) return false;
    event.app ??= 'CheckPoint';
    return takeAll(event);
  },
};

/** Takes an event whose structured data begin at `at` when they are Check Point's; of one without text they are the message. */
export function takeCheckpointData(event: Event, at: number): boolean {
  const { buffer, end } = event;
  let i = at + 1;
  const limit = Math.min(end - NUMBER.length, at + 64);
  while (i < limit && buffer[i] !== BLANK && buffer[i] !== AT) i++;
  if (i >= limit || buffer[i] !== AT) return false;
  for (let k = 0; k < NUMBER.length; k++) if (buffer[i + 1 + k] !== NUMBER.charCodeAt(k)) return false;
  if (event.messageStart >= event.messageEnd) event.messageStart = at;
  return takeAll(event);
}

function takeAll(event: Event): true {
  event.readFields = readFields;
  return true;
}

function isName(c: number): boolean {
  const letter = c | 32;
  return (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 95 || c === 45;
}

/** Fields of Check Point's log field list by the name that we give them. */
const NAMES: readonly (readonly [name: string, key: string, number?: 'number'])[] = [
  ['event.action', 'action'],
  ['event.reason', 'reason'],
  ['event.id', 'loguid'],
  ['event.outcome', 'status'],
  ['source.ip', 'src'],
  ['source.port', 's_port', 'number'],
  ['destination.ip', 'dst'],
  ['destination.port', 'service', 'number'],
  ['network.iana_number', 'proto'],
  ['network.direction', 'ifdir'],
  ['network.application', 'appi_name'],
  ['network.protocol', 'service_id'],
  ['observer.product', 'product'],
  ['observer.ip', 'origin'],
  ['rule.name', 'rule_name'],
  ['rule.id', 'rule_uid'],
  ['url.original', 'resource'],
];
const THREATS = /ips|smartdefense|anti|threat|malware|forensics|mobile/i;

const readFields = withHeader((event) => {
  const pairs = pairsOf(event);
  const said = (key: string) => pairs[key];
  const sentence = said('description') ?? said('information') ?? said('error_description') ?? '';
  const fields: Fields = fieldsOfText(sentence, '', categoryOfPairs(said));
  fields.checkpoint = pairs;
  put(fields, 'observer.vendor', 'Check Point');
  for (const [name, key, number] of NAMES)
    put(fields, name, number === 'number' ? whole(said(key)) : said(key));
  put(fields, 'user.name', said('src_user_name') ?? said('user') ?? said('administrator'));
  const name = said('ifname');
  if (name !== undefined) {
    put(fields, `observer.${said('ifdir') === 'outbound' ? 'egress' : 'ingress'}.interface.name`, name);
  }
  return fields;
});

function categoryOfPairs(said: (key: string) => string | undefined): Category | undefined {
  if (said('administrator') !== undefined)
    return said('operation') === 'Log In' ? 'authentication' : 'configuration';
  if (THREATS.test(said('product') ?? '') || said('attack') !== undefined) return 'intrusion';
  if (said('auth_method') !== undefined || said('auth_status') !== undefined) return 'authentication';
  return said('src') !== undefined || said('action') !== undefined ? 'network' : undefined;
}

/** `name:"value"; …` of the message, or the structured data; keys may be called anything. */
function pairsOf(event: Event): { [key: string]: string } {
  const { text, messageStart: at, messageEnd } = event;
  const line = text.toString('utf8', at, Math.min(messageEnd, at + MOST_BYTES));
  const pairs: { [key: string]: string } = Object.create(null);
  let kept = 0;
  for (const [, key, value] of line.matchAll(/[[;]\s*([\w-]{1,64}):"((?:\\.|[^"\\])*)"/g)) {
    if (pairs[key!] !== undefined) continue;
    if (kept++ === MOST_FIELDS) break;
    pairs[key!] = value!.replace(/\\(.)/g, '$1');
  }
  if (kept > 0) return pairs;
  const sd = sdOf(event);
  const id = Object.keys(sd).find((one) => one.endsWith(`@${NUMBER}`) || one.includes(`@${NUMBER}.`));
  return id === undefined ? pairs : Object.assign(pairs, sd[id]);
}
