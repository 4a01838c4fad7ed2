const FACILITIES: readonly (readonly string[])[] = [
  ['kern', 'kernel'],
  ['user'],
  ['mail'],
  ['daemon'],
  ['auth', 'security'],
  ['syslog'],
  ['lpr'],
  ['news'],
  ['uucp'],
  ['cron', 'clock'],
  ['authpriv'],
  ['ftp'],
  ['ntp'],
  ['audit', 'logaudit'],
  ['alert', 'logalert'],
  ['clock2'],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => [`local${n}`]),
];

const SEVERITIES: readonly (readonly string[])[] = [
  ['emerg', 'emergency', 'panic'],
  ['alert'],
  ['crit', 'critical', 'fatal'],
  ['err', 'error'],
  ['warning', 'warn'],
  ['notice'],
  ['info', 'informational', 'information'],
  ['debug'],
];

const FACILITY = numbered(FACILITIES);
const SEVERITY = numbered(SEVERITIES);
const LEVELS = new Set([
  ...SEVERITY.keys(),
  'trace',
  'verbose',
  'severe',
  'fine',
  'finer',
  'finest',
  'ok',
  'fail',
]);

const LONGEST_LEVEL = 13;
/** By first and last letter the lengths that such levels have, as bits. */
const LEVEL_LENGTHS = new Uint16Array(1024);
for (const level of LEVELS) {
  LEVEL_LENGTHS[ends(level.charCodeAt(0), level.charCodeAt(level.length - 1))]! |= 1 << level.length;
}

/** One number for two letters of either case; other bytes have the number of some letters. */
function ends(first: number, last: number): number {
  return ((first & 31) << 5) | (last & 31);
}

/** Facility 0–23 of its name or number, −1 for anything else. */
export function facilityOf(value: unknown): number {
  return lookUp(value, FACILITY, 23);
}

/** Severity 0–7 of its name or number, −1 for anything else. */
export function severityOf(value: unknown): number {
  return lookUp(value, SEVERITY, 7);
}

/** Whether a word is a level of an application log (`INFO`, `warn`), and so no host. */
export function isLevelWord(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length > LONGEST_LEVEL || length < 2) return false;
  // Asked of every host: first letter, last letter and length rule out nearly all of them without a string.
  if ((LEVEL_LENGTHS[ends(bytes[start]!, bytes[end - 1]!)]! & (1 << length)) === 0) return false;
  return LEVELS.has(bytes.toString('latin1', start, end).toLowerCase());
}

/** Reads `daemon.info`: `facility << 3 | severity`, −1 when the word is something else. */
export function facilityDotSeverity(bytes: Buffer, start: number, end: number): number {
  if (end - start > 24) return -1;
  const [facility, severity, more] = bytes.toString('latin1', start, end).toLowerCase().split('.');
  if (severity === undefined || more !== undefined) return -1;
  const high = FACILITY.get(facility!);
  const low = SEVERITY.get(severity);
  return high === undefined || low === undefined ? -1 : (high << 3) | low;
}

function lookUp(value: unknown, names: ReadonlyMap<string, number>, most: number): number {
  if (typeof value === 'string' && value.length <= 13) {
    const named = names.get(value.toLowerCase());
    if (named !== undefined) return named;
    if (!/^\d{1,2}$/.test(value)) return -1;
    return lookUp(Number(value), names, most);
  }
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : -1;
}

function numbered(names: readonly (readonly string[])[]): Map<string, number> {
  return new Map(names.flatMap((words, number) => words.map((word) => [word, number] as const)));
}
