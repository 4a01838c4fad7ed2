/** What a byte can be part of, as bits; a word's bits are the union of its bytes'. */
export const SPACE = 1;
/** Stands alone between words: = ( ) [ ] { } " ' ; | < > , ` ^ */
export const DELIMITER = 2;
export const LOWER = 4;
export const UPPER = 8;
export const DIGIT = 16;
export const DOT = 32;
export const COLON = 64;
export const SLASH = 128;
export const AT = 256;
/** Joins parts of one word: - _ */
export const JOINT = 512;
/** Any other sign: + # % ~ $ * & ! ? */
export const SIGN = 1024;
/** A letter a–f or A–F; set beside LOWER or UPPER. */
export const HEX_LETTER = 2048;

/** Part of a character beyond ASCII; set beside LOWER. */
export const HIGH = 4096;

export const LETTER = LOWER | UPPER;
export const BREAK = SPACE | DELIMITER;

/** Class bits of every byte. Bytes of 128 and more are letters, control bytes are blanks. */
export const CLASS = new Uint16Array(256);

for (let c = 0; c < 256; c++) CLASS[c] = classOf(c);

function classOf(c: number): number {
  if (c <= 0x20 || c === 0x7f) return SPACE;
  if (c >= 0x80) return LOWER | HIGH;
  const char = String.fromCharCode(c);
  if (char >= '0' && char <= '9') return DIGIT;
  if (char >= 'a' && char <= 'z') return LOWER | (char <= 'f' ? HEX_LETTER : 0);
  if (char >= 'A' && char <= 'Z') return UPPER | (char <= 'F' ? HEX_LETTER : 0);
  if ('=()[]{}"\';|<>,`^'.includes(char)) return DELIMITER;
  if (char === '.') return DOT;
  if (char === ':') return COLON;
  if (char === '/' || char === '\\') return SLASH;
  if (char === '@') return AT;
  if (char === '-' || char === '_') return JOINT;
  return SIGN;
}
