import type { Event } from '../core/event.ts';
import { digits } from '../kit/date-parts.ts';
import { type Dialect, put, withHeader } from './dialect.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const PERCENT = 37;
const OPEN = 40;
const CLOSE = 41;
const SLASH = 47;
const MESSAGE = /^%%\d\d([A-Za-z0-9_-]{1,40})\/(\d)\/([A-Za-z0-9_-]{1,64})/;

/**
 * HPE Comware, H3C and Huawei VRP: `%%10IFNET/3/LINK_UPDOWN: text`. The message begins with `%%`, the module is the
 * app, the mnemonic the `msgid`; without a PRI the severity is the one between the slashes.
 */
export const comware: Dialect = {
  format: 'comware',
  take(event, context) {
    const at = begin(event);
    if (at < 0) return false;
    const { text, messageEnd: end } = event;
    const module = at + 4;
    const slash = nameEnd(text, module, end);
    const level = slash + 1;
    if (slash === module || level + 2 >= end || text[slash] !== SLASH || text[level + 1] !== SLASH)
      return false;
    const severity = text[level]! - 48;
    const stop = nameEnd(text, level + 2, end);
    if (severity < 0 || severity > 7 || stop === level + 2) return false;
    event.app = context.intern.text(text, module, slash);
    event.msgid ??= context.intern.text(text, level + 2, stop);
    if (event.severity < 0) event.severity = severity;
    event.messageStart = at;
    event.readFields = readFields;
    return true;
  },
};

/** Where the `%%10` stands: at the message, behind `(Stack) `, or before it, taken for the name of a program; or −1. */
function begin(event: Event): number {
  const { text, messageStart, messageEnd: end, app } = event;
  let at = messageStart;
  if (app?.charCodeAt(0) === PERCENT) {
    const limit = Math.max(event.start, at - 160);
    for (at -= 2; at > limit && !(text[at] === PERCENT && text[at + 1] === PERCENT); ) at--;
  } else if (text[at] === OPEN) {
    const limit = Math.min(end, at + 40);
    while (at < limit && text[at] !== CLOSE) at++;
    at += text[at + 1] === BLANK ? 2 : 1;
  }
  const marked = at + 4 < end && text[at] === PERCENT && text[at + 1] === PERCENT;
  return marked && digits(text, at + 2, at + 4) === 2 ? at : -1;
}

function nameEnd(text: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + 64);
  let i = at;
  while (i < limit) {
    const c = text[i]!;
    const letter = c | 32;
    if (!((letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 95 || c === 45)) break;
    i++;
  }
  return i;
}

const readFields = withHeader((event) => {
  const text = namedText(event);
  const [head = '', module = '', level = '', mnemonic = ''] = MESSAGE.exec(text) ?? [];
  const fields = fieldsOfText(text.slice(head.length), `${module} ${mnemonic}`);
  put(fields, 'observer.vendor', head.startsWith('%%01') ? 'Huawei' : 'HPE');
  put(fields, 'observer.product', head.startsWith('%%01') ? 'VRP' : 'Comware');
  put(fields, 'event.code', mnemonic);
  put(fields, 'event.provider', module);
  put(fields, 'event.severity', Number(level));
  put(fields, 'observer.ip', /-DevIP=([\d.]+|[\dA-Fa-f:]+)/i.exec(text)?.[1]);
  put(fields, 'user.name', /-User(?:Name)?=([^-;@\s]+)/.exec(text)?.[1]);
  put(fields, 'source.ip', /-(?:IPAddr|SrcIP|RemoteIP)=([\d.]+)/.exec(text)?.[1]);
  return fields;
});
