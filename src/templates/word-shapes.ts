import {
  AT,
  CLASS,
  COLON,
  DIGIT,
  DOT,
  HEX_LETTER,
  JOINT,
  LETTER,
  LOWER,
  SIGN,
  SLASH,
  UPPER,
} from './byte-classes.ts';

/**
 * A file path or URL: begins with / ~/ ./ ../ or a drive, or holds :// or two slashes with letters around.
 * `Input/output`, `HTTP/1.1` and `N/A` are words.
 */
export function isPathStart(bytes: Uint8Array, s: number, e: number): boolean {
  const first = bytes[s]!;
  if (first === 0x2f || first === 0x5c) return true;
  let slashes = 0;
  for (let i = s; i < e; i++) {
    const c = bytes[i]!;
    if (c === 0x5c) return true;
    if (c !== 0x2f) continue;
    const before = bytes[i - 1]!;
    if (i > s && (before === 0x3a || before === 0x2e || before === 0x7e)) return true;
    // localhost/127.0.0.1:80
    if (isDottedQuad(bytes, i + 1, e)) return true;
    if (++slashes === 2) return true;
  }
  return false;
}

function isDottedQuad(bytes: Uint8Array, s: number, e: number): boolean {
  let dots = 0;
  for (let i = s; i < e; i++) {
    const cls = CLASS[bytes[i]!]!;
    if (cls & DOT) dots++;
    else if (!(cls & DIGIT)) return dots === 3 && (cls & COLON) !== 0;
  }
  return dots === 3;
}

/** Digits and hex in groups joined by colons: a time, a MAC, an IPv6 address, perhaps with a port or prefix. */
export function looksAddress(bytes: Uint8Array, s: number, e: number): boolean {
  let colons = 0;
  for (let i = s; i < e; i++) {
    const c = bytes[i]!;
    const cls = CLASS[c]!;
    if (cls & COLON) colons++;
    else if (c === 0x25) return colons >= 2;
    else if (!(cls & (DIGIT | HEX_LETTER | DOT | SLASH | JOINT))) return false;
  }
  return colons >= 2 || (colons === 1 && !hasLetter(bytes, s, e));
}

function hasLetter(bytes: Uint8Array, s: number, e: number): boolean {
  for (let i = s; i < e; i++) if (CLASS[bytes[i]!]! & LETTER) return true;
  return false;
}

/**
 * How much of a word with a digit is a name: `blk_` of blk_-123, `eth` of eth0. Returns where the value begins, `s`
 * when all of it is a value, `e` when all of it is a name.
 */
export function wordPrefix(bytes: Uint8Array, s: number, e: number): number {
  const first = bytes[s]!;
  if (CLASS[first]! & DIGIT) return s;
  if (first === 0x25 && CLASS[bytes[s + 1]!]! & UPPER && isMnemonic(bytes, s, e)) return e;
  let digitAt = -1;
  let letters = 0;
  let notHex = 0;
  let digits = 0;
  let changes = 0;
  let changesHere = 0;
  let dots = 0;
  let previous = 0;
  let afterLetters = 0;
  // two dots before the first digit: a dotted name such as org.example.v2.Thing
  let dotBefore = false;
  for (let i = s; i < e; i++) {
    const c = bytes[i]!;
    // the x of 0x51 is no letter
    const cls = c === 0x78 && i > s && bytes[i - 1] === 0x30 ? DIGIT : CLASS[c]!;
    if (cls & DIGIT) {
      digits++;
      if (previous & LETTER && ++changesHere > changes) changes = changesHere;
      if (digitAt < 0) digitAt = i;
    } else if (cls & LETTER) {
      if (digitAt < 0) letters++;
      else afterLetters++;
      if (!(cls & HEX_LETTER)) notHex++;
    } else {
      if (cls & DOT && ++dots === 2) dotBefore = digitAt < 0;
      changesHere = 0;
    }
    previous = cls;
  }
  if (letters === 0 || digitAt <= s) return s;
  // long hex, ids of mixed letters and digits
  if (notHex === 0 && e - s >= 6) return s;
  if (changes >= 3 || (changes === 2 && e - s >= 12)) return s;
  if (digits + afterLetters >= 12 && letters <= 1) return s;
  // a number of six digits or more behind a connector is an id, whatever its prefix
  if (digits >= 6 && CLASS[bytes[digitAt - 1]!]! & JOINT) return s;
  if (dots > 0 && afterLetters > 0 && (dotBefore || looksHost(bytes, s, e))) return s;
  let p = digitAt;
  // of several connectors before the value one stays with the name: blk_-5 and blk_5 are alike
  while (p - 1 > s && !(CLASS[bytes[p - 2]!]! & (LETTER | DIGIT)) && !(CLASS[bytes[p - 1]!]! & LETTER)) p--;
  return p;
}

/**
 * End of the number inside a name such as `jk2_init` or `Slf4jLogger`, whose value begins at `p`; `e` when what
 * follows the number is no name.
 */
export function numberInName(bytes: Uint8Array, p: number, e: number): number {
  let i = p;
  while (i < e && CLASS[bytes[i]!]! & DIGIT) i++;
  if (i - p > 3 || i === p) return e;
  let letters = 0;
  let changes = 0;
  let previous = 0;
  for (let k = i; k < e; k++) {
    const cls = CLASS[bytes[k]!]!;
    if (cls & LETTER) {
      letters++;
      // lower to upper begins a part of a CamelCase name; parts of one letter are noise
      if (previous & LOWER && cls & UPPER) changes++;
    } else if (!(cls & JOINT)) return e;
    previous = cls;
  }
  return letters >= 3 && changes * 4 <= letters ? i : e;
}

/** Cisco's %FACILITY-SEVERITY-MNEMONIC names the kind of message, digits and all. */
function isMnemonic(bytes: Uint8Array, s: number, e: number): boolean {
  for (let i = s + 2; i + 2 < e; i++) {
    if (bytes[i] === 0x2d && CLASS[bytes[i + 1]!]! & DIGIT && bytes[i + 2] === 0x2d) return true;
  }
  return false;
}

const GENERIC_ENDINGS = new Set(
  'com net org edu gov mil info biz local internal lan localdomain arpa localhost intra corp home test example invalid'.split(
    ' ',
  ),
);
/** Two-letter endings that are commoner as file or property names than as countries. */
const NOT_COUNTRIES = new Set(
  'id is in it to me so py sh pl rs ps cc gz js md ai go db py rb ts vb cs tf ms as no my at by do'.split(
    ' ',
  ),
);

/**
 * A host name: labels of letters, digits and hyphens, with an ending hosts have. Before a port (`hasPort`)
 * two labels are enough when the last is no file ending.
 */
export function looksHost(bytes: Uint8Array, s: number, e: number, hasPort = false): boolean {
  let dots = 0;
  let last = s;
  for (let i = s; i < e; i++) {
    const c = bytes[i]!;
    const cls = CLASS[c]!;
    if (cls & DOT) {
      if (i === last) return false;
      dots++;
      last = i + 1;
    } else if (!(cls & (LETTER | DIGIT)) && c !== 0x2d && c !== 0x5f) return false;
  }
  if (dots === 0 || e - last < 2 || e - last > 11) return false;
  let ending = '';
  for (let i = last; i < e; i++) ending += String.fromCharCode(bytes[i]!);
  if (/\d/.test(ending)) return false;
  if (ending.length === 2) return (dots >= 2 || hasPort) && !NOT_COUNTRIES.has(ending);
  return GENERIC_ENDINGS.has(ending) || (hasPort && dots >= 2);
}

/** A class of Java and the like: three labels or more, the last in CamelCase; exceptions tell what happened and are not. */
export function looksClass(bytes: Uint8Array, s: number, e: number): boolean {
  let dots = 0;
  let last = s;
  for (let i = s; i < e; i++) {
    const cls = CLASS[bytes[i]!]!;
    if (cls & DOT) {
      dots++;
      last = i + 1;
    } else if (!(cls & (LETTER | DIGIT | JOINT)) && bytes[i] !== 0x24) return false;
  }
  if (dots < 2 || e - last < 3 || !(CLASS[bytes[last]!]! & UPPER) || !(CLASS[bytes[s]!]! & LOWER))
    return false;
  let lower = false;
  for (let i = last; i < e; i++) if (CLASS[bytes[i]!]! & LOWER) lower = true;
  return lower && !endsWith(bytes, e, 'Exception') && !endsWith(bytes, e, 'Error');
}

function endsWith(bytes: Uint8Array, e: number, ending: string): boolean {
  for (let k = 0; k < ending.length; k++) {
    if (bytes[e - ending.length + k] !== ending.charCodeAt(k)) return false;
  }
  return true;
}

/** Letters alone that still are no word: 24 or more with cases mixed as in base64, no underscore or dot. */
export function looksIdentifier(bytes: Uint8Array, s: number, e: number): boolean {
  if (e - s < 24) return false;
  let changes = 0;
  let previous = 0;
  for (let i = s; i < e; i++) {
    const cls = CLASS[bytes[i]!]! & (LETTER | DIGIT | JOINT | DOT | AT | SIGN);
    if (!(cls & LETTER)) {
      if (cls & (JOINT | DOT)) return false;
    } else if (previous && (cls & LETTER) !== previous) changes++;
    previous = cls & LETTER;
  }
  return changes * 3 >= e - s;
}
