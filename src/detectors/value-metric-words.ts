import { categoryOf } from '../core/category-of.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import { duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { ALMOST_FULL, type Filling } from './value-full.ts';
import type { Stretch } from './value-gauge.ts';

const DAY = 86_400_000;

/** What is measured, and where. */
export interface Measured {
  readonly metric: string;
  readonly host: string | null;
  /** Empty for a number without one. */
  readonly unit: string;
}

/** Room that gets scarce, as a finding; `known`: ms of samples that it was judged by. */
export function fillingFinding(filling: Filling, of: Measured, known: number): Finding {
  const { from, to, line, most, usual, now, fullIn, over } = filling;
  const days = Math.max(1, known / DAY);
  const surprise = Math.log10(days / 0.5);
  const at = (value: number) => numberOf(value, of);
  const soon = fullIn === null ? '' : `; at this pace it is full in ${duration(fullIn)}`;
  const back = `, and fell back to ${at(now)} after ${duration(to - from)}`;
  return {
    ...startOf('full', of, from),
    ...{ to, count: 1, surprise, rawSurprise: surprise },
    category: 'disk',
    gravity: over ? 0.4 : line >= ALMOST_FULL ? 0.9 : 0.65,
    ...(line >= ALMOST_FULL ? { page: true as const } : {}),
    evidence: [evidenceOf(of, usual), evidenceOf(of, most), ...(over ? [evidenceOf(of, now)] : [])],
    expected: `below ${line} %, as in all of the ${duration(known)} before`,
    seen: at(most),
    because: `${nameOf(of)} rose from ${at(usual)} to ${at(most)}, above ${line} % for the first time${over ? back : soon}.`,
    maturity: `judged against ${duration(known)} of samples`,
    figure: { label: of.unit, usual: [0, line], typical: usual, seen: most },
  };
}

/** A metric far outside of what it is at this hour, as a finding. */
export function stretchFinding(
  stretch: Stretch,
  of: Measured,
  at: { expected: number; history: number; now: number; over: boolean },
): Finding {
  const { from, to, more, low, high, typical, extreme, sum, windows, raw } = stretch;
  const say = (value: number) => numberOf(value, of);
  const level = sum / windows;
  const long = duration(to - from);
  const back = at.over ? `, and is back at ${say(at.now)}` : '';
  const category = categoryOf('', of.metric);
  return {
    ...startOf('metric', of, from),
    ...{ to, count: 1, surprise: Math.max(0, -Math.log10(at.expected)), rawSurprise: raw },
    ...(category === 'other' ? {} : { category }),
    gravity: at.over ? 0.3 : more ? 0.45 : 0.35,
    evidence: [evidenceOf(of, extreme), ...(at.over ? [evidenceOf(of, at.now)] : [])],
    expected: `between ${say(low)} and ${say(high)} at this hour`,
    seen: `about ${say(level)} for ${long}, ${more ? 'up' : 'down'} to ${say(extreme)}`,
    because: `${nameOf(of)} ${at.over ? 'was' : 'is'} about ${say(level)} for ${long}, where it lies between ${say(low)} and ${say(high)} at this hour${back}.`,
    ...(at.over ? {} : { ongoing: true as const }),
    maturity: `judged against ${duration(at.history)} of samples`,
    figure: { label: of.unit, usual: [low, high], typical, seen: extreme },
  };
}

function startOf(what: string, { metric, host }: Measured, from: number) {
  return {
    id: hashText(`value\0${what}\0${metric}\0${host ?? ''}\0${from}`),
    detector: 'value',
    about: { ...(host === null ? {} : { host }), metric },
    from,
  };
}

function evidenceOf(of: Measured, value: number): Evidence {
  const on = of.host === null ? '' : ` on ${of.host}`;
  return { source: 'samples', text: `${of.metric} = ${numberOf(value, of)}${on}` };
}

function nameOf({ metric, host }: Measured): string {
  return `${quoted(metric)}${host === null ? '' : ` on ${quoted(host)}`}`;
}

/** Three digits that say something, and the unit. */
function numberOf(value: number, { unit }: Measured): string {
  const digits = Number(value.toPrecision(3));
  return `${digits.toLocaleString('en-US', { maximumSignificantDigits: 3 })}${unit === '' ? '' : ` ${unit}`}`;
}
