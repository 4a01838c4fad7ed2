/** `1 line`, `40,000 lines`: a number with its noun, as it is read aloud. */
export function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}

const NUMBERS = new Intl.NumberFormat('en-US');

/** `40,000`: a whole number with thousands apart. */
export function grouped(n: number): string {
  return NUMBERS.format(Math.round(n));
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [365 * 86_400_000, 'year'],
  [30 * 86_400_000, 'month'],
  [7 * 86_400_000, 'week'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];

/** A stretch of milliseconds in its largest fitting unit: `3 days`, `20 hours`, `less than a second`. */
export function duration(ms: number): string {
  for (const [size, name] of UNITS) {
    if (ms >= size * 1.5 || (ms >= size && size === 1_000)) return count(Math.round(ms / size), name);
  }
  return ms >= 1_000 ? count(Math.round(ms / 1_000), 'second') : 'less than a second';
}

/** A piece of log text in quotes, cut at 60 characters. */
export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
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

/** `99.8 %`; never `100 %` of something that is not whole, nor `0 %` of something that is there. */
export function percent(share: number): string {
  if (share >= 1) return '100 %';
  if (share <= 0) return '0 %';
  if (share > 0.999) return '99.9 %';
  if (share < 0.001) return 'under 0.1 %';
  const value = share * 100;
  return `${value < 10 || value > 90 ? value.toFixed(1) : Math.round(value)} %`;
}
