import type { Event } from '../core/event.ts';
import { type Dialect, put, withHeader } from './dialect.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const CODE_DIGITS = 4;
/** Length of ` 0x0109`. */
const CODE = CODE_DIGITS + 3;

/** Kinds of events of APC's cards (their user guides, "Syslog"), which stand in the program's place. */
export const CARD_PROGRAMS: readonly string[] = [
  ...['UPS', 'APC', 'System', 'Device', 'Environment', 'rPDU', 'ATS', 'RARPDU', 'NetBotz', 'Emergency'],
];
const KINDS = new Set(CARD_PROGRAMS);

/** APC's network management cards: the event's code ends the line, `UPS: On battery power … 0x0109`. */
export const apc: Dialect = {
  format: 'apc',
  take(event) {
    // The code may be left out, by configuration; then the program must be one that nobody else has.
    const known = event.app === 'UPS' || event.app === 'rPDU' || event.app === 'APC';
    if (!known && !(endsInCode(event) && (event.app === null ? beginsSentence(event) : KINDS.has(event.app))))
      return false;
    event.readFields = readFields;
    return true;
  },
};

/** Whether a message ends in ` 0x` and four digits. */
export function endsInCode({ text, messageStart, messageEnd: end }: Event): boolean {
  const at = end - CODE;
  if (text[at + 2] !== 120 || at <= messageStart || text[at] !== BLANK || text[at + 1] !== 48) return false;
  for (let i = at + 3; i < end; i++) {
    const letter = text[i]! | 32;
    if (!((letter >= 97 && letter <= 102) || (text[i]! >= 48 && text[i]! <= 57))) return false;
  }
  return true;
}

/** A capital, and then words. */
function beginsSentence({ text, messageStart: at }: Event): boolean {
  return text[at]! >= 65 && text[at]! <= 90 && text[at + 1]! >= 97 && text[at + 1]! <= 122;
}

const BATTERY = /battery|input power|output power|bypass|load exceeds|overload|runtime|\boutlet/i;

const readFields = withHeader((event) => {
  const text = namedText(event);
  const coded = endsInCode(event);
  const code = coded ? text.slice(-CODE_DIGITS - 2) : undefined;
  const sentence = coded ? text.slice(0, -CODE) : text;
  const fields = fieldsOfText(sentence, '', BATTERY.test(sentence) ? 'power' : undefined);
  put(fields, 'observer.vendor', 'APC');
  put(fields, 'event.code', code);
  put(fields, 'event.provider', event.app ?? undefined);
  put(fields, 'user.name', /\buser '([^']{1,64})'/.exec(sentence)?.[1]);
  return fields;
});
