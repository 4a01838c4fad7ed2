import type { Event } from '../core/event.ts';
import type { ParseContext } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { setHost } from './cisco-text.ts';
import { type Dialect, put, says, whole, withHeader } from './dialect.ts';
import { fieldsOfText, namedText } from './named-text.ts';
import { readPairs } from './pairs.ts';
import { TagReader } from './syslog-tag.ts';

const BLANK = 32;
const QUOTE = 34;
const OPEN_ROUND = 40;
const CLOSE_ROUND = 41;
const COLON = 58;
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const MAC_DIGITS = 12;
const LONGEST = 96;
const IN = Buffer.from('IN=');
const DESCRIBED = Buffer.from(' DESCR=');

const tag = new TagReader();

/**
 * UniFi devices, which name model, hardware address and firmware before the program (`U7PG2,788a2056b182,v4.0.66:
 * hostapd: …`), and the firewall of EdgeOS and UniFi gateways (`[WAN_LOCAL-default-D]IN=eth0 …`). Without a host in the
 * header the hardware address is the host.
 */
export const ubiquiti: Dialect = {
  format: 'ubiquiti',
  take(event, context) {
    const { text, messageStart } = event;
    if (text[messageStart] === OPEN) return takeFirewall(event);
    let at = messageStart;
    while (at < messageStart + 2 && (text[at] === QUOTE || text[at] === OPEN_ROUND)) at++;
    return takeDevice(event, context, at);
  },
};

/** `[RULES-10-D]IN=eth0`, `[RULES-default-A] DESCR="…" IN=eth0`. */
function takeFirewall(event: Event): boolean {
  const { text, messageStart: at, messageEnd: end } = event;
  let close = at + 1;
  const limit = Math.min(end, at + 64);
  let dashes = 0;
  while (close < limit && text[close] !== CLOSE && text[close]! > BLANK) if (text[close++] === 45) dashes++;
  if (close >= limit || text[close] !== CLOSE || dashes < 2) return false;
  if (
    !says(event, text[close + 1] === BLANK ? close + 2 : close + 1, IN) &&
    !says(event, close + 1, DESCRIBED)
  ) {
    return false;
  }
  event.readFields = readFields;
  return true;
}

function takeDevice(event: Event, context: ParseContext, at: number): boolean {
  const { text, messageEnd: end } = event;
  const limit = Math.min(end, at + LONGEST);
  let [mac, macEnd] = [0, 0];
  let from = at;
  let commas = 0;
  let i = at;
  for (; i < limit; i++) {
    const c = text[i]!;
    const stops = c === COMMA || c === COLON || c <= BLANK || c === QUOTE;
    if (!stops) {
      const letter = c | 32;
      const word =
        (letter >= 97 && letter <= 122) ||
        (c >= 48 && c <= 57) ||
        c === 45 ||
        c === 46 ||
        c === 43 ||
        c === 95;
      if (!word) return false;
      continue;
    }
    if (i - from === MAC_DIGITS && isHex(text, from, i)) [mac, macEnd] = [from, i];
    if (c !== COMMA) break;
    commas++;
    from = i + 1;
  }
  if (commas === 0 || macEnd === 0 || i >= limit) return false;
  // `"U7PG2,…,v4.0.66"): ` of older firmware closes what it opened.
  while (i < limit && (text[i] === QUOTE || text[i] === CLOSE_ROUND || text[i] === COLON)) i++;
  const message = skipBlanks(text, i, end);
  if (event.host === null) setHost(event, context, { start: mac, end: macEnd });
  event.messageStart = message;
  if (tag.read(text, message, end)) {
    event.app = context.intern.text(text, tag.appStart, tag.appEnd);
    event.pidStart = tag.pidStart;
    event.pidEnd = tag.pidEnd;
    event.messageStart = tag.end;
  }
  event.readFields = readFields;
  return true;
}

function isHex(text: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const letter = text[i]! | 32;
    if (!((letter >= 97 && letter <= 102) || (text[i]! >= 48 && text[i]! <= 57))) return false;
  }
  return true;
}

const DEVICE = /([\w.+-]*),?\b([0-9a-f]{12}),([\w.+-]+)/i;
const STATION = /\b(?:STA|sta|station|client)[: ]+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i;

const readFields = withHeader((event) => {
  const text = namedText(event);
  if (text.startsWith('[')) return firewallFields(event, text);
  const { buffer, start, messageStart } = event;
  const before = buffer.toString('utf8', start, Math.min(messageStart, start + 400));
  const device = DEVICE.exec(before);
  const wireless = event.app === 'hostapd' || event.app === 'stahtd' || event.app === 'wevent';
  const fields = fieldsOfText(text, event.app ?? '', wireless ? 'link' : undefined);
  put(fields, 'observer.vendor', 'Ubiquiti');
  put(fields, 'observer.product', 'UniFi');
  put(fields, 'observer.mac', device?.[2]);
  put(fields, 'observer.version', device?.[3]);
  put(fields, 'event.provider', event.app ?? undefined);
  put(fields, 'client.mac', STATION.exec(text)?.[1]);
  if (wireless) put(fields, 'interface.name', /^(\w+): /.exec(text)?.[1]);
  return fields;
});

const ACTIONS: Readonly<Record<string, string>> = { A: 'accept', D: 'drop', R: 'reject' };

function firewallFields(event: Event, text: string) {
  const [, rules = '', rule = '', action = ''] = /^\[(.+)-([^-\]]+)-([^-\]]+)\]/.exec(text) ?? [];
  const { fields: pairs } = readPairs(text);
  const said = (key: string) => (typeof pairs[key] === 'string' ? (pairs[key] as string) : undefined);
  const fields = Object.create(null);
  fields.category = 'network';
  put(fields, 'observer.vendor', 'Ubiquiti');
  put(fields, 'observer.type', 'firewall');
  put(fields, 'event.provider', event.app ?? undefined);
  put(fields, 'rule.ruleset', rules);
  put(fields, 'rule.id', ACTIONS[rule] === undefined ? rule : action);
  put(fields, 'event.action', ACTIONS[action] ?? ACTIONS[rule]);
  put(fields, 'observer.ingress.interface.name', said('IN'));
  put(fields, 'observer.egress.interface.name', said('OUT'));
  put(fields, 'source.ip', said('SRC'));
  put(fields, 'source.port', whole(said('SPT')));
  put(fields, 'destination.ip', said('DST'));
  put(fields, 'destination.port', whole(said('DPT')));
  put(fields, 'network.transport', said('PROTO')?.toLowerCase());
  put(fields, 'network.bytes', whole(said('LEN')));
  return fields;
}
