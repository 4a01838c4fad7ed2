import type { Evidence, Finding } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What a straight line says is no surer than this. */
const MOST_SURPRISE = 1.5;

/** What a number is, and where it stands. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly host: string | null;
  readonly app: string | null;
  /** Template id of its latest lines; null for a sample. */
  template: string | null;
}

/** When a number reaches a limit. Times in epoch ms. */
export interface Outlook {
  /** When it began to go there, and the latest value that this rests on. */
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly now: number;
  readonly perDay: number;
  /** Days with a value. */
  readonly points: number;
  readonly limit: number;
  /** With 95 % not before, as likely before as after, and with 95 % not after; null for some time. */
  readonly earliest: number;
  readonly likely: number;
  readonly latest: number | null;
  readonly chance: number;
  /** People set the limit. */
  readonly given: boolean;
}

/** What a forecast rests on. */
export interface Grounds {
  readonly evidence: readonly Evidence[];
  /** Numbers that are looked at each day. */
  readonly looks: number;
  /** Ms of the log, and days of the series. */
  readonly span: number;
  readonly days: number;
}

/** How unlikely it is that it comes so by chance. */
export function surpriseOf(chance: number, { looks, span }: Pick<Grounds, 'looks' | 'span'>): number {
  return Math.min(MOST_SURPRISE, mostSurprise(span), Math.max(0, -Math.log10(chance * Math.max(1, looks))));
}

/** The nearer the worse. */
export function gravityOfOutlook({ likely, to, limit, given }: Outlook): number {
  const days = (likely - to) / DAY;
  const worst = days < 2 ? 0.85 : days < 4 ? 0.78 : days < 8 ? 0.7 : days < 16 ? 0.6 : 0.5;
  // At a lower limit there is room left.
  return given || limit >= 95 || limit <= 5 ? worst : worst - 0.1;
}

/** A number that is on its way to a limit. */
export function outlookFinding(outlook: Outlook, of: Measure, grounds: Grounds): Finding {
  const { from, to, first, now, perDay, points, limit, likely } = outlook;
  const pace = `${perDay > 0 ? '+' : '−'}${numberOf(Math.abs(perDay), of.unit)} a day`;
  return {
    ...startOf(of, from),
    ...{ to, count: points },
    surprise: surpriseOf(outlook.chance, grounds),
    rawSurprise: -Math.log10(outlook.chance),
    gravity: gravityOfOutlook(outlook),
    evidence: grounds.evidence,
    expected: 'a number that does not go one way',
    seen: `${numberOf(first, of.unit)} → ${numberOf(now, of.unit)} in ${duration(to - from)}`,
    because: `${placeOf(of)} reaches ${numberOf(limit, of.unit)} ${when(outlook)}, in about ${duration(Math.max(HOUR, likely - to))} (now ${numberOf(now, of.unit)}, ${pace}).`,
    ongoing: true,
    maturity: `rests on ${count(points, 'day')} of ${grounds.days}`,
  };
}

/** It does not go there any more. */
export function overFinding(
  told: Outlook,
  of: Measure,
  { now, to, ...grounds }: Grounds & { readonly now: number; readonly to: number },
): Finding {
  const { from, first, limit, points } = told;
  return {
    ...startOf(of, from),
    ...{ to: Math.max(to, from), count: points, surprise: 0, rawSurprise: 0, gravity: 0.3 },
    evidence: grounds.evidence,
    expected: 'a number that does not go one way',
    seen: `${numberOf(first, of.unit)} → ${numberOf(told.now, of.unit)} → ${numberOf(now, of.unit)}`,
    because: `${placeOf(of)} is no longer on its way to ${numberOf(limit, of.unit)} (now ${numberOf(now, of.unit)}).`,
    maturity: `rests on ${count(points, 'day')} of ${grounds.days}`,
  };
}

/** The id of what is told of a number that began to go somewhere then. */
export function idOf({ name, unit, host, app }: Measure, from: number): string {
  return hashText(`forecast\0${host ?? ''}\0${app ?? ''}\0${name}\0${unit}\0${from}`);
}

function startOf(of: Measure, from: number) {
  return {
    id: idOf(of, from),
    detector: 'forecast',
    about: {
      ...(of.host === null ? {} : { host: of.host }),
      ...(of.app === null ? {} : { app: of.app }),
      // Not its kind of line: the same check on another host is another matter.
      metric: of.name,
    },
    from,
  };
}

function placeOf({ name, host }: Measure): string {
  return `${quoted(name)}${host === null ? '' : ` on ${quoted(host)}`}`;
}

/** `between 14 and 18 March`, `on 3 April`, `after 14 March`. */
function when({ earliest, latest }: Outlook): string {
  const from = dayOf(earliest);
  if (latest === null) return `after ${from.day} ${from.month}`;
  const to = dayOf(latest);
  if (from.day === to.day && from.month === to.month) return `on ${to.day} ${to.month}`;
  return `between ${from.day}${from.month === to.month ? '' : ` ${from.month}`} and ${to.day} ${to.month}`;
}

/** In UTC: what is told is the same everywhere. */
function dayOf(time: number): { day: string; month: string } {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(time);
  return { day: part({ day: 'numeric' }), month: part({ month: 'long' }) };
}

function numberOf(value: number, unit: string): string {
  return `${Number(value.toPrecision(3))}${unit === '' ? '' : ` ${unit}`}`;
}
