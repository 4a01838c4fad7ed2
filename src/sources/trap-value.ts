import type { Hint } from './mib-tree.ts';

const MOST_TEXT = 4096;
const MOST_HEX = 512;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Octets as text where they are text, else as what they are known to be, else as hexadecimal digits. */
export function octetsText(bytes: Buffer, hint: Hint | null): string {
  const { length } = bytes;
  if (length === 0) return '';
  if (hint === 'hex') return hex(bytes, '');
  if (hint === 'mac' && length === 6) return hex(bytes, ':');
  if (hint === 'date' && (length === 8 || length === 11)) return dateText(bytes);
  if (hint === 'address' && length === 4) return bytes.join('.');
  return plainText(bytes) ?? hex(bytes, '');
}

/** Null for what is no text. Line ends and tabs become blanks, NULs at the end go. */
function plainText(bytes: Buffer): string | null {
  let end = Math.min(bytes.length, MOST_TEXT);
  const whole = end === bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  let plain = true;
  let blanks = false;
  for (let i = 0; i < end; i++) {
    const c = bytes[i]!;
    if (c < 32) {
      if (c !== 9 && c !== 10 && c !== 13) return null;
      blanks = true;
    } else if (c > 126) plain = false;
  }
  let text: string;
  if (plain) text = bytes.toString('latin1', 0, end);
  else {
    // A cut may go through a character.
    while (!whole && end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
    try {
      text = utf8.decode(bytes.subarray(0, end));
    } catch {
      return null;
    }
    if (/[\u007f-\u009f\u2028\u2029]/.test(text)) return null;
  }
  return blanks ? text.replace(/[\t\r\n]+/g, ' ').trim() : text;
}

function hex(bytes: Buffer, between: string): string {
  const digits = bytes.subarray(0, MOST_HEX).toString('hex');
  return between === '' ? digits : digits.replace(/..(?!$)/g, `$&${between}`);
}

/** DateAndTime (RFC 2579). */
function dateText(bytes: Buffer): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const [, , month, day, hour, minute, second] = bytes;
  const date = `${bytes.readUInt16BE(0)}-${two(month!)}-${two(day!)}T${two(hour!)}:${two(minute!)}:${two(second!)}`;
  if (bytes.length === 8) return date;
  return `${date}${String.fromCharCode(bytes[8] === 45 ? 45 : 43)}${two(bytes[9]!)}:${two(bytes[10]!)}`;
}
