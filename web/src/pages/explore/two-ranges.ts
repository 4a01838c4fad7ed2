/** A stretch of time, epoch ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Two stretches to compare: `a`, the usual one, and `b`, the one that is looked at. */
export interface TwoRanges {
  readonly a: Stretch;
  readonly b: Stretch;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is compared by one click. */
export const PAIRS = {
  hour: 'the last hour with the one before',
  hourWeek: 'the last hour with that of a week ago',
  day: 'the last 24 hours with those before',
  dayWeek: 'the last 24 hours with those of a week ago',
  week: 'the last 7 days with those before',
} as const;
export type Pair = keyof typeof PAIRS;

const SIZES: Readonly<Record<Pair, readonly [length: number, apart: number]>> = {
  hour: [HOUR, HOUR],
  hourWeek: [HOUR, 7 * DAY],
  day: [DAY, DAY],
  dayWeek: [DAY, 7 * DAY],
  week: [7 * DAY, 7 * DAY],
};

/** The stretches of a pair; whole minutes, so that what is asked twice is asked alike. */
export function pairRanges(pair: Pair, now: number): TwoRanges {
  const [length, apart] = SIZES[pair];
  const to = Math.floor(now / MINUTE) * MINUTE;
  return { a: { from: to - length - apart, to: to - apart }, b: { from: to - length, to } };
}

/** Those of an address (`pair=day`, or `af`, `at`, `bf`, `bt`); the usual pair where it makes no sense. */
export function rangesOf(query: URLSearchParams, now: number): TwoRanges & { readonly pair: Pair | null } {
  const [af, at, bf, bt] = ['af', 'at', 'bf', 'bt'].map((name) => numberOf(query.get(name)));
  const [a, b] = [stretch(af, at), stretch(bf, bt)];
  if (a !== null && b !== null) return { a, b, pair: null };
  const given = query.get('pair');
  const pair = given !== null && Object.hasOwn(PAIRS, given) ? (given as Pair) : 'day';
  return { ...pairRanges(pair, now), pair };
}

function stretch(from: number | undefined, to: number | undefined): Stretch | null {
  if (from === undefined || to === undefined || !(from < to)) return null;
  return { from, to };
}

function numberOf(text: string | null): number | undefined {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= 8.64e15 ? value : undefined;
}
