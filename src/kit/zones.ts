const HOUR = 3_600_000;

/**
 * Zone words that mean one offset (RFC 5322 section 4.3 and the unambiguous ones beside it), in ms east of UTC.
 * Words that have meant several (MSK was +3 and +4, BST, IST) are left out: their times are read in the local zone.
 */
const ZONES: readonly (readonly [string, number])[] = [
  ['UTC', 0],
  ['GMT', 0],
  ['UT', 0],
  ['Z', 0],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['AKST', -9],
  ['AKDT', -8],
  ['HST', -10],
  ['WET', 0],
  ['WEST', 1],
  ['CET', 1],
  ['CEST', 2],
  ['EET', 2],
  ['EEST', 3],
  ['SAST', 2],
  ['JST', 9],
  ['KST', 9],
  ['SGT', 8],
  ['HKT', 8],
  ['AWST', 8],
  ['AEST', 10],
  ['AEDT', 11],
  ['NZST', 12],
  ['NZDT', 13],
];

const BY_KEY = new Map(
  ZONES.map(([word, hours]) => [keyOf(Buffer.from(word), 0, word.length), hours * HOUR]),
);

/** Offset of the zone word `bytes[start, end)` in ms east of UTC; NaN for a word that is not known. */
export function zoneOffset(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 4) return Number.NaN;
  return BY_KEY.get(keyOf(bytes, start, end)) ?? Number.NaN;
}

/** Where the run of capital letters that begins at `at` ends. */
export function zoneWordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i]! >= 65 && bytes[i]! <= 90) i++;
  return i;
}

function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let key = 0;
  for (let i = start; i < end; i++) key = (key << 8) | bytes[i]!;
  return key;
}
