import type { Finding } from '../core/finding.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { DAY, type Series } from './chronic-series.ts';
import type { Trend } from './chronic-trend.ts';

/** Order alone tells no more than this: counters grow as well. */
const MOST_SURPRISE = 1.5;

/** What the judgement of a series rests on. */
export interface Circumstances {
  readonly trend: Trend | null;
  /** Series that were looked at. */
  readonly looks: number;
  /** ms of history. */
  readonly span: number;
}

/** A bad line that repeats, in plain words. */
export function chronicFinding(series: Series, { trend, looks, span }: Circumstances): Finding {
  const chance = trend === null ? 1 : (trend.chance * looks) / Math.max(1, span / DAY);
  const about = series.subject === '' ? '' : ` about ${quoted(series.subject)}`;
  const days = `${series.dayCount} ${series.dayCount === 1 ? 'day' : 'days'}`;
  return {
    id: hashText(`chronic\0${series.template}\0${series.host}\0${series.subject}\0${series.from}`),
    detector: 'chronic',
    about: {
      ...(series.host === null ? {} : { host: series.host }),
      ...(series.app === null ? {} : { app: series.app }),
      template: series.template,
    },
    from: series.from,
    to: series.to,
    count: series.lines,
    surprise: Math.min(MOST_SURPRISE, Math.max(0, -Math.log10(chance))),
    rawSurprise: trend === null ? 0 : -Math.log10(trend.chance),
    gravity: gravityOfSeries(series, trend),
    evidence: [...series.first, ...series.last],
    expected: 'a warning that goes away once somebody has seen to it',
    seen: `${count(series.lines, 'line')} on ${days}${trend === null ? '' : `, ${course(trend)}`}`,
    because: `The same bad line${about} comes day after day, for ${days} by now${told(trend)}.`,
    maturity: `rests on ${count(series.lines, 'line')} in ${duration(span)} of log`,
  };
}

/** How bad it reads: the line itself, how long it has gone on, and where its number leads. */
export function gravityOfSeries(series: Series, trend: Trend | null): number {
  const long = 0.04 * Math.log2(Math.max(1, series.dayCount / 4));
  const leads = trend === null ? 0 : trend.reaches === null ? 0.04 : 0.12;
  const soon =
    trend?.reaches == null ? 0 : trend.reaches.days < 14 ? 0.12 : trend.reaches.days < 60 ? 0.05 : 0;
  return Math.min(0.95, series.gravity + long + leads + soon);
}

function told(trend: Trend | null): string {
  if (trend === null) return ', and nothing was done about it';
  const way = trend.perDay > 0 ? 'grows' : 'falls';
  const end =
    trend.reaches === null
      ? ''
      : `, and reaches ${number(trend.reaches.value, trend.unit)} in about ${duration(trend.reaches.days * DAY)}`;
  return `, and its number ${way}: ${course(trend)}${end}`;
}

function course({ first, last, unit }: Trend): string {
  return `${number(first, unit)} → ${number(last, unit)}`;
}

function number(value: number, unit: string): string {
  const text = String(Math.round(value * 100) / 100);
  return unit === '' ? text : `${text} ${unit}`;
}
