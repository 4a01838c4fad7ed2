import type { Figure, Finding } from '../core/finding.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import type { Matter } from './value-matter.ts';
import { numberWords } from './value-scale.ts';
import { isTrouble } from './value-trouble.ts';

const SHORT = 3;
const HOUR = 3_600_000;
/** What reads like a plain fault. */
const FAULT = 0.55;
/** Five times as much or as little is many times, on a scale of ratios. */
const MANY_TIMES = Math.log(5);

/** The finding that a person reads: the strongest matter, and how many more there are of it. */
export function findingOf(matter: Matter, more: number): Finding {
  const { template, slot, host, beside, from } = matter;
  return {
    id: hashText(`value\0${matter.kind}\0${template.id}\0${slot.index}\0${host}\0${beside}\0${from}`),
    detector: 'value',
    about: {
      ...(host === null ? {} : { host }),
      ...(matter.app === null ? {} : { app: matter.app }),
      template: template.id,
    },
    from,
    to: matter.to,
    count: matter.count,
    surprise: Math.max(0, -Math.log10(matter.expected)),
    rawSurprise: matter.raw,
    gravity: gravityFor(matter),
    evidence: matter.evidence,
    ...wordsFor(matter, more),
    figure: figureOf(matter),
  };
}

function figureOf({ usual, slot, count: lines, level, extreme }: Matter): Figure {
  const { middle, low, high } = usual;
  return { label: slot.unit, usual: [low, high], typical: middle, seen: lines > 1 ? level : extreme };
}

/**
 * What a number does makes a line worse than it says: when it goes the way that trouble goes, when it has not come
 * back, when it moves on still, and when it is many times what it was. A number that was odd for a moment adds nothing.
 */
function gravityFor(matter: Matter): number {
  const { slot, level, usual, open, grows } = matter;
  if (matter.kind === 'sudden') return suddenGravity(matter);
  if (matter.count <= SHORT || matter.to - matter.from < HOUR) return matter.gravity;
  const trouble = isTrouble(slot, { up: level > usual.middle, text: matter.template.text });
  const times = level > 0 && usual.middle > 0 ? Math.abs(Math.log(level / usual.middle)) : 0;
  const many = trouble && times >= MANY_TIMES ? 0.05 : 0;
  const worse = (trouble ? 0.15 : 0) + (open ? 0.1 : 0) + (open && grows ? 0.05 : 0) + many;
  return Math.min(0.95, matter.gravity + worse);
}

/**
 * Many times worse than it ever was is a fault whatever the line calls itself: work that took a second takes five. More
 * so when it takes ten, when it was no single line, and when it goes on.
 */
function suddenGravity({ gravity, count: lines, from, to, level, usual }: Matter): number {
  const times = level > 0 && usual.middle > 0 ? Math.abs(Math.log(level / usual.middle)) : MANY_TIMES;
  const many = 0.05 * Math.max(0, Math.min(1, (times - MANY_TIMES) / Math.LN2));
  const several = lines >= SHORT ? 0.05 : 0;
  const long = to - from >= HOUR ? 0.05 : 0;
  return Math.min(0.95, Math.max(gravity, FAULT) + many + several + long);
}

function wordsFor(matter: Matter, more: number): Pick<Finding, 'expected' | 'seen' | 'because' | 'maturity'> {
  const { usual, slot, level, extreme } = matter;
  const say = (value: number) => numberWords(value, slot.unit);
  const lasted = matter.to - matter.from;
  const many = matter.count >= SHORT;
  const others = more === 0 ? '' : `, and ${count(more, 'other number')} with it`;
  const up = level > usual.middle;
  const change = `${many ? 'about ' : ''}${say(many ? level : extreme)} where it is usually about ${say(usual.middle)}${timesWords(many ? level : extreme, usual.middle)}`;
  const long = many && lasted >= 1000 ? ` for ${duration(lasted)}` : '';
  const most = up ? 'up to' : 'down to';
  const looks =
    matter.kind === 'sudden'
      ? count(matter.looks, 'line')
      : `${count(matter.looks, 'stretch').replace('stretchs', 'stretches')} of time`;
  return {
    because: `${nameOf(matter)} is ${change}${long}${others}.`,
    expected: `about ${say(usual.middle)}, nine in ten times between ${say(usual.low)} and ${say(usual.high)}`,
    seen: many
      ? `about ${say(level)}, ${most} ${say(extreme)}, in ${count(matter.count, 'line')}`
      : say(extreme),
    maturity: `judged against ${looks} with such numbers${matter.span > 0 ? ` over ${duration(matter.span)}` : ''}`,
  };
}

function timesWords(now: number, usual: number): string {
  if (now <= 0 || usual <= 0) return '';
  const times = now / usual;
  if (times >= 1.5) return `, ${numberWords(times, '')} times as much`;
  if (times <= 1 / 1.5) return `, ${numberWords(1 / times, '')} times less`;
  return `, ${numberWords(Math.abs(times - 1) * 100, '')} % ${times > 1 ? 'more' : 'less'}`;
}

/** What the number is called: the words before it, and what it belongs to. */
function nameOf({ slot, beside, host, template }: Matter): string {
  const words = (text: string) => text.split(/[^\p{L}_-]+/u).filter((word) => word.length > 1);
  const name = words(slot.before).slice(-2).join(' ') || words(template.text).slice(0, 2).join(' ');
  const of = beside === '' ? '' : ` of ${quoted(beside)}`;
  const on = host === null || host === '' ? '' : ` on ${quoted(host)}`;
  return `${name === '' ? 'A number' : `The number after ${quoted(name)}`}${of}${on}`;
}
