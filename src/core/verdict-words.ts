import type { Incident, SimilarIncident, Verdict } from './incident.ts';

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
/** So alike an incident counts as the same matter again. */
const SAME = 0.6;

/** What was said of an incident, in words: `noise: UPS self-test`, `expected until 2026-12-01`; past ones say so. */
export function verdictWords({ verdict, until, note }: Verdict, now: number): string {
  const end = until === null ? '' : until <= now ? ' (has run out)' : ` until ${dayOf(until)}`;
  return `${verdict}${end}${note === undefined ? '' : `: ${note}`}`;
}

/**
 * How often something like it came before, and what people said of that: `third time on a Monday morning; the last two
 * were marked noise: UPS self-test`. null when nothing like it came.
 */
export function similarWords(
  { from, similar }: Pick<Incident, 'from' | 'similar'>,
  timeZone?: string,
): string | null {
  const before = similar
    .filter((one) => one.likeness >= SAME && one.from < from)
    .toSorted((a, b) => b.from - a.from);
  if (before.length === 0) return null;
  const times = [from, ...before.map((one) => one.from)];
  const place = ORDINALS[before.length] ?? `${before.length + 1}th`;
  return [`${place} time${sharedTime(times, timeZone)}`, ...judged(before)].join('; ');
}

/** What people said of the latest ones, as long as they said the same. */
function judged(before: readonly SimilarIncident[]): string[] {
  const first = before[0]!.verdict;
  if (first === null) return [];
  const other = before.findIndex(({ verdict }) => verdict?.verdict !== first.verdict);
  const same = before.slice(0, other < 0 ? undefined : other);
  const note = same.find(({ verdict }) => verdict?.note !== undefined)?.verdict?.note;
  const who = same.length === 1 ? 'the last was' : `the last ${numberWord(same.length)} were`;
  return [`${who} marked ${first.verdict}${note === undefined ? '' : `: ${note}`}`];
}

/** ` on a Monday morning`, ` in the night`, where all of them were; of a single zone, that of the reader. */
function sharedTime(times: readonly number[], timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const format = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    weekday: 'long',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const parts = times.map((time) => {
    const found = format.formatToParts(time);
    const hour = Number(found.find(({ type }) => type === 'hour')?.value ?? 0);
    return { day: found.find(({ type }) => type === 'weekday')?.value ?? '', part: partOfDay(hour) };
  });
  const [{ day, part }] = parts as [(typeof parts)[0], ...typeof parts];
  const sameDay = parts.every((one) => one.day === day);
  const samePart = parts.every((one) => one.part === part);
  if (sameDay) return ` on a ${day}${samePart ? ` ${part}` : ''}`;
  return samePart ? ` ${part === 'night' ? 'at night' : `in the ${part}`}` : '';
}

function partOfDay(hour: number): string {
  if (hour < 6) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}

function numberWord(n: number): string {
  return ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][n] ?? String(n);
}

function dayOf(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15
    ? new Date(time).toISOString().slice(0, 10)
    : 'ever';
}
