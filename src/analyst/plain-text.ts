/** Text that looks the way it is: what nobody can see in it is gone, and counted. */
export interface Revealed {
  readonly text: string;
  /** Characters that were taken out: controls, what steers the direction of writing, what has no width. */
  readonly hidden: number;
}

// Sequences that steer a terminal (ECMA-48): colours, titles, single functions.
const STEERING = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,300}(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Controls, format characters, surrogates without a fellow, private use, unassigned, and what is invisible by definition.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** More marks on one letter than any language has. */
const PILED = /(\p{M}{2})\p{M}+/gu;
const PLAIN = /^[\n\x20-\x5b\x5d-\x7e]*$/;
const ESCAPED = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi;

/**
 * Makes visible what text says: escapes such as `\x22` and `\u0061` are read, look-alikes of Latin letters and signs
 * (NFKC) become those, and what is hidden goes. Line ends stay, tabs become blanks.
 */
export function revealed(text: string): Revealed {
  if (PLAIN.test(text)) return { text, hidden: 0 };
  let hidden = 0;
  const gone = (piece: string): string => {
    if (piece === '\n' || piece === '\r') return '\n';
    if (piece === '\t') return ' ';
    hidden++;
    return '';
  };
  const shown = text
    .replace(ESCAPED, (whole, four, two) => readEscape(whole, four ?? two))
    // A tab or a line end that was written out, before the next key of a list.
    .replace(/\\[tnr](?=[A-Za-z][\w.-]{0,40}=)/g, ' ')
    .replace(/\r\n/g, '\n')
    .replace(STEERING, gone)
    .replace(HIDDEN, gone)
    // An ellipsis says that something was cut; three dots might be anything.
    .split('…')
    .map((part) => part.normalize('NFKC'))
    .join('…')
    // What is composed anew may be hidden, too.
    .replace(HIDDEN, gone)
    .replace(PILED, '$1');
  return { text: shown, hidden };
}

function readEscape(whole: string, digits: string): string {
  const code = Number.parseInt(digits, 16);
  // A control that is written out steers nothing, and says what was there.
  return code < 0x20 || code === 0x7f || code === 0x5c ? whole : String.fromCharCode(code);
}

/** The same in one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** At most so many characters, never half of one; what is left out is marked. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}
