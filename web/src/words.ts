/** `1 line`, `40,000 lines`. */
export function count(n: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : nouns}`;
}

const NUMBERS = new Intl.NumberFormat('en-US');
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `40,000`. */
export function grouped(n: number): string {
  return Number.isFinite(n) ? NUMBERS.format(Math.round(n)) : '–';
}

/** `40 K`, `4.2 M`: for where there is little room; below a thousand as it is. */
export function short(n: number): string {
  if (!Number.isFinite(n)) return '–';
  if (Math.abs(n) < 1000) return Number.isInteger(n) ? String(n) : String(Number(n.toPrecision(3)));
  return SHORT.format(n).replace(/([KMBT])$/, ' $1');
}

const UNITS: readonly (readonly [ms: number, name: string, letter: string])[] = [
  [365 * 86_400_000, 'year', 'y'],
  [30 * 86_400_000, 'month', 'mo'],
  [7 * 86_400_000, 'week', 'w'],
  [86_400_000, 'day', 'd'],
  [3_600_000, 'hour', 'h'],
  [60_000, 'minute', 'min'],
  [1_000, 'second', 's'],
];

/** A stretch of milliseconds in its largest fitting unit: `3 days`, `20 hours`, `less than a second`. */
export function duration(ms: number): string {
  for (const [size, name] of UNITS) {
    if (ms >= size * 1.5 || (ms >= size && size === 1_000)) return count(Math.round(ms / size), name);
  }
  return ms >= 1_000 ? count(Math.round(ms / 1_000), 'second') : 'less than a second';
}

/** `3 d`, `20 h`, `45 s`: the same where there is little room. */
export function brief(ms: number): string {
  for (const [size, , letter] of UNITS) {
    if (ms >= size * 1.5 || (ms >= size && size === 1_000)) return `${Math.round(ms / size)} ${letter}`;
  }
  return '0 s';
}

/** `just now`, `5 minutes ago`, `in 3 days`. */
export function ago(time: number, now: number): string {
  const ms = now - time;
  if (Math.abs(ms) < 5_000) return 'just now';
  return ms >= 0 ? `${duration(ms)} ago` : `in ${duration(-ms)}`;
}

/** `99.8 %`; never `100 %` of what is not whole, nor `0 %` of what is there. */
export function percent(share: number): string {
  if (share >= 1) return '100 %';
  if (share <= 0) return '0 %';
  if (share > 0.999) return '99.9 %';
  if (share < 0.001) return 'under 0.1 %';
  const value = share * 100;
  return `${value < 10 || value > 90 ? value.toFixed(1) : Math.round(value)} %`;
}

/** `812 B`, `3.1 MB`. */
export function sized(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `a, b and c`; of more than `most`, `a, b and 7 more`. */
export function listed(items: readonly string[], most = 3): string {
  if (items.length === 0) return '';
  const shown = items.length > most ? items.slice(0, most - 1) : items;
  const rest = items.length - shown.length;
  const last = rest > 0 ? `${grouped(rest)} more` : shown[shown.length - 1]!;
  const before = rest > 0 ? shown : shown.slice(0, -1);
  return before.length === 0 ? last : `${before.join(', ')} and ${last}`;
}
