import type { Event } from '../core/event.ts';
import { digits, skipBlanks } from '../kit/date-parts.ts';
import { type Dialect, put, says, withHeader } from './dialect.ts';
import { levelOf } from './levels.ts';
import { lineHead } from './line-head.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const COLON = 58;
const LESS = 60;
const GREATER = 62;
const BAR = 124;
const CX = Buffer.from('Event|');
const LOG = Buffer.from('LOG_');

/** Levels of ArubaOS's controllers, four letters each. */
const LEVELS: Readonly<Record<string, number>> = {
  ...{ EMRG: 0, ALRT: 1, CRIT: 2, ERRS: 3, WARN: 4, NOTI: 5, INFO: 6, DBUG: 7 },
};

/**
 * ArubaOS-Switch and ProCurve (`00076 ports:  port 1 is now on-line`), AOS-CX (`Event|403|LOG_INFO|AMM|1/1|text`) and
 * the controllers' ArubaOS (`<522008> <NOTI> |authmgr| text`). The message is the text, its number the `msgid`.
 */
export const aruba: Dialect = {
  format: 'aruba',
  take(event, context) {
    const { text, messageStart: at, messageEnd: end } = event;
    const c = text[at]!;
    let message = 0;
    let [code, codeEnd] = [at, at];
    if (c >= 48 && c <= 57) {
      codeEnd = at + digits(text, at, end);
      if (codeEnd !== at + 5 || text[codeEnd] !== BLANK) return false;
      const colon = moduleEnd(text, codeEnd + 1, end);
      if (colon < 0) return false;
      event.app ??= context.intern.text(text, codeEnd + 1, colon);
      message = skipBlanks(text, colon + 1, end);
    } else if (says(event, at, CX)) {
      code = at + CX.length;
      codeEnd = code + digits(text, code, end);
      if (codeEnd === code || text[codeEnd] !== BAR || !says(event, codeEnd + 1, LOG)) return false;
      message = afterBars(event, codeEnd + 1, 3);
      if (message < 0) return false;
      const level = codeEnd + 1 + LOG.length;
      const word = context.intern.text(text, level, text.indexOf(BAR, level));
      if (event.severity < 0) event.severity = levelOf(word);
    } else if (c === LESS) {
      code = at + 1;
      codeEnd = code + digits(text, code, Math.min(end, code + 7));
      const open = codeEnd + 2;
      if (codeEnd !== code + 6 || open + 5 >= end || text[codeEnd] !== GREATER) return false;
      if (text[codeEnd + 1] !== BLANK || text[open] !== LESS || text[open + 5] !== GREATER) return false;
      const level = LEVELS[context.intern.text(text, open + 1, open + 5)];
      if (level === undefined) return false;
      if (event.severity < 0) event.severity = level;
      message = skipBlanks(text, open + 6, end);
    } else return false;
    event.msgid ??= context.intern.text(text, code, codeEnd);
    event.messageStart = message;
    event.readFields = readFields;
    return true;
  },
};

/** Index of the colon behind a module's name, `ports:`; −1 when there is none. */
function moduleEnd(text: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + 32);
  for (let i = at; i < limit; i++) {
    const c = text[i]!;
    if (c === COLON) return i > at ? i : -1;
    const letter = c | 32;
    const word = (letter >= 97 && letter <= 122) || (c >= 48 && c <= 57) || c === 45 || c === 95 || c === 47;
    if (!word) return -1;
  }
  return -1;
}

/** Index behind the n-th bar from `at` on; −1 when there are fewer within reach. */
function afterBars(event: Event, at: number, bars: number): number {
  const limit = Math.min(event.messageEnd, at + 120);
  let left = bars;
  for (let i = at; i < limit; i++) if (event.text[i] === BAR && --left === 0) return i + 1;
  return -1;
}

const readFields = withHeader((event) => {
  const head = lineHead(event, 512);
  const cx = /\bEvent\|\d+\|LOG_\w+\|([^|]*)\|([^|]*)\|/.exec(head);
  const wireless = cx === null && /<\d{6}> <[A-Z]{4}> /.test(head);
  const text = namedText(event);
  const fields = fieldsOfText(text, event.app === 'chassis' ? '' : (event.app ?? ''));
  put(fields, 'observer.vendor', 'Aruba');
  put(fields, 'observer.product', cx !== null ? 'AOS-CX' : wireless ? 'ArubaOS' : 'ArubaOS-Switch');
  put(fields, 'event.code', event.msgid ?? undefined);
  put(fields, 'event.provider', event.app ?? undefined);
  put(fields, 'observer.slot', cx?.[2]);
  const user = /\bname=([^,\s]+)/.exec(text)?.[1] ?? /\busername=([^,\s]+)/.exec(text)?.[1];
  if (wireless) put(fields, 'user.name', user);
  return fields;
});
