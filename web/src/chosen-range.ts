import { computed } from '@preact/signals';
import { clock, nearMoment } from './moment.ts';
import { query, setQuery } from './router.ts';
import { now } from './server-clock.ts';
import { zone } from './settings.ts';
import { between, rangeOf, rangeQuery, type TimeRange } from './time-range.ts';
import { duration } from './words.ts';

/** The range of the address; every page with a time looks at it. */
export const range = computed<TimeRange>(() => rangeOf(query.value), { name: 'range' });

/** Chooses a range; the address says so, and the browser's back undoes it. */
export function chooseRange(chosen: TimeRange): void {
  setQuery(rangeQuery(chosen));
}

/** The same for what was dragged over in a chart. */
export function zoomTo(from: number, to: number): void {
  const chosen = between(from, to);
  if (chosen !== null) chooseRange(chosen);
}

/** `last 24 hours`, `Sun 12:00 – 14:00`. */
export const rangeWords = computed(() => {
  const chosen = range.value;
  if (chosen.kind === 'last') return `last ${SPAN_WORDS[chosen.span]}`;
  const { from, to } = chosen;
  const end = to - from < 86_400_000 ? clock(to, zone.value, false) : nearMoment(to, now.value, zone.value);
  return `${nearMoment(from, now.value, zone.value)} – ${end} (${duration(to - from)})`;
});

/** What spans are called. */
export const SPAN_WORDS = {
  '15m': '15 minutes',
  '1h': 'hour',
  '3h': '3 hours',
  '6h': '6 hours',
  '12h': '12 hours',
  '24h': '24 hours',
  '2d': '2 days',
  '7d': '7 days',
  '14d': '14 days',
  '30d': '30 days',
} as const;
