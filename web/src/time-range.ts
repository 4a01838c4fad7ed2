/** A stretch of time a person chose: the last so long, or from here to there (epoch ms). */
export type TimeRange =
  | { readonly kind: 'last'; readonly span: Span }
  | { readonly kind: 'between'; readonly from: number; readonly to: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What can be chosen by one click, and how long it is (ms). */
export const SPANS = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '3h': 3 * HOUR,
  '6h': 6 * HOUR,
  '12h': 12 * HOUR,
  '24h': DAY,
  '2d': 2 * DAY,
  '7d': 7 * DAY,
  '14d': 14 * DAY,
  '30d': 30 * DAY,
} as const;
export type Span = keyof typeof SPANS;

/** What is shown where nothing was chosen. */
export const USUAL_RANGE: TimeRange = { kind: 'last', span: '24h' };
/** Nothing longer is asked for at once; a shorter one shows nothing. */
const LONGEST = 366 * DAY;
const SHORTEST = MINUTE;

/** The range of a query (`last=6h`, or `from` and `to` in epoch ms); the usual one where it makes no sense. */
export function rangeOf(query: URLSearchParams): TimeRange {
  const last = query.get('last');
  if (last !== null && Object.hasOwn(SPANS, last)) return { kind: 'last', span: last as Span };
  const [from, to] = [query.get('from'), query.get('to')].map((text) => (text ? Number(text) : Number.NaN));
  return between(from!, to!) ?? USUAL_RANGE;
}

/** A range of two moments in whichever order; null where they are none. Too long a one loses its beginning. */
export function between(a: number, b: number): TimeRange | null {
  if (!Number.isFinite(a) || !Number.isFinite(b) || Math.abs(a) > 8.64e15 || Math.abs(b) > 8.64e15)
    return null;
  const to = Math.round(Math.max(a, b));
  const from = Math.max(Math.round(Math.min(a, b)), to - LONGEST);
  return { kind: 'between', from: Math.min(from, to - SHORTEST), to };
}

/** What of the query says this range; null takes the part away. */
export function rangeQuery(range: TimeRange): {
  last: string | null;
  from: number | null;
  to: number | null;
} {
  return range.kind === 'last'
    ? { last: range.span, from: null, to: null }
    : { last: null, from: range.from, to: range.to };
}

/** Its ends, epoch ms. */
export function endsOf(range: TimeRange, now: number): { readonly from: number; readonly to: number } {
  if (range.kind === 'last') return { from: now - SPANS[range.span], to: now };
  return { from: range.from, to: range.to };
}

/** The same length just before or after, or twice as long around it; what begins to move no longer follows the clock. */
export function moved(range: TimeRange, how: 'back' | 'forward' | 'wider', now: number): TimeRange {
  const { from, to } = endsOf(range, now);
  const span = to - from;
  if (how === 'wider') return between(from - span / 2, Math.min(to + span / 2, now)) ?? range;
  const step = how === 'back' ? -span : Math.min(span, now - to);
  return step <= 0 && how === 'forward' ? range : (between(from + step, to + step) ?? range);
}
