import { looksRandom } from './secret-pairs.ts';

const LONG = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{32,}={0,2}/g;
const HEX = /(?<![A-Za-z0-9])(?:0x)?[0-9a-f]{32,}(?![A-Za-z0-9])/gi;
const BASE64 = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{4,}={0,2}(?![A-Za-z0-9+/_=-])/g;
const CARD = /(?<![\d.]|[a-z]_-?)\d(?:[ -]?\d){12,15}(?![\d.]?\d)/g;
/** Digits with which numbers of payment cards begin, and how many there are (ISO/IEC 7812). */
const ISSUERS =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d|2\d\d)\d{12}|35\d{14})$/;
const PRINTABLE = /^[\x09\x0a\x0d\x20-\x7e\u00a0-\u024f]*$/;
/** Bits for each character, from which on text is no words. */
const RANDOM_BITS = 4;

/** How a piece of text is held back: what is said in its place. */
export type Cut = (kind: string) => string;

/** Numbers of payment cards; the check digit must be right (Luhn). */
export function cutCards(text: string, cut: Cut): string {
  return text.replace(CARD, (found) => {
    const digits = found.replace(/\D/g, '');
    return ISSUERS.test(digits) && luhn(digits) ? cut('card number') : found;
  });
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const value = i % 2 === 0 ? digit : digit * 2;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/**
 * Long text that reads like chance, without a name. Of hexadecimal digits (containers, commits, digests) the first six
 * stay, so that it can be seen where the same comes again.
 */
export function cutRandom(text: string, { cut, hold }: { cut: Cut; hold: Cut }): string {
  return text
    .replace(HEX, (found) => hold(`${found.slice(0, 6)}…`))
    .replace(LONG, (found) => {
      // A path is as random as the longest of its parts.
      const parts = found.startsWith('/') ? found.split('/') : [found];
      return parts.some(isRandom) ? cut('random text') : found;
    });
}

function isRandom(text: string): boolean {
  if (!looksRandom(text, 32) || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false;
  let changes = 0;
  const seen = new Map<string, number>();
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    seen.set(character, (seen.get(character) ?? 0) + 1);
    if (i > 0 && classOf(character) !== classOf(text[i - 1]!)) changes++;
  }
  let bits = 0;
  for (const n of seen.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits >= RANDOM_BITS && changes >= text.length / 4;
}

function classOf(character: string): number {
  return /[a-z]/.test(character) ? 0 : /[A-Z]/.test(character) ? 1 : /\d/.test(character) ? 2 : 3;
}

/** Words that were encoded as base64, read; null for what is none. */
function readBase64(text: string): string | null {
  if (text.replace(/=+$/, '').length % 4 === 1) return null;
  const bytes = Buffer.from(text, 'base64');
  const words = bytes.toString('utf8');
  return bytes.length >= 3 && !words.includes('\ufffd') && PRINTABLE.test(words) && /[A-Za-z]{2}/.test(words)
    ? words
    : null;
}

/** Cuts words that are encoded: long ones always, short ones where `names` says that they tell of somebody. */
export function cutEncoded(text: string, cut: Cut, names: (words: string) => boolean): string {
  return text.replace(BASE64, (found) => {
    // Words of a path and plain words are no code.
    if (found.length < 6 || (!/[A-Z]/.test(found) && !/\d|=$/.test(found))) return found;
    if (found.length < 24 && /[-_]/.test(found)) return found;
    const words = readBase64(found);
    if (words === null) return found;
    return found.length >= 16 || names(words) ? cut('encoded text') : found;
  });
}
