import type { Figure, Finding } from '../core/finding.ts';
import { count, duration, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import type { Matter } from './value-matter.ts';
import { numberWords } from './value-scale.ts';

const SHORT = 3;
const HOUR = 3_600_000;
/** Five times as much or as little is many times, on a scale of ratios. */
const MANY_TIMES = Math.log(5);

/** The finding that a person reads: the strongest matter, and how many more there are of it. */
export function findingOf(matter: Matter, more: number): Finding {
  const { template, slot, host, beside, from } = matter;
  return {
    id: hashText(`value\0shift\0${template.id}\0${slot.index}\0${host}\0${beside}\0${from}`),
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
  const { level, usual, open, grows } = matter;
  if (matter.count <= SHORT || matter.to - matter.from < HOUR) return matter.gravity;
  const trouble = isTrouble(matter);
  const times = level > 0 && usual.middle > 0 ? Math.abs(Math.log(level / usual.middle)) : 0;
  const many = trouble && times >= MANY_TIMES ? 0.05 : 0;
  const worse = (trouble ? 0.15 : 0) + (open ? 0.1 : 0) + (open && grows ? 0.05 : 0) + many;
  return Math.min(0.95, matter.gravity + worse);
}

/** More is worse of times, heat and queues; less is worse of fans, room and signals. */
function isTrouble({ slot, level, usual, template }: Matter): boolean {
  const up = level > usual.middle;
  const name = `${slot.before.slice(-24)} ${slot.unit}`;
  if (WORSE_LESS.test(name)) return !up;
  return up && (TIME_UNIT.test(slot.unit) || WORSE_MORE.test(name) || WORSE_MORE.test(template.text));
}

const TIME_UNIT = /^(?:[num\u00b5]?s|msecs?|usecs?|secs?|seconds?|milliseconds?|min|minutes?)$/i;
const WORSE_MORE =
  /\b(?:durations?|latency|delays?|elapsed|took|time|wait\w*|lag|queue\w*|depth|backlog|load|used|usage|temp\w*|heat|errors?|retries|dropped|lost|loss|jitter|offset|CPU|C)\b/i;
const WORSE_LESS =
  /\b(?:rpm|free|avail\w*|remain\w*|speed|fan|battery|signal|rssi|idle|throughput|volt\w*|V)\b/i;

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
  return {
    because: `${nameOf(matter)} is ${change}${long}${others}.`,
    expected: `about ${say(usual.middle)}, nine in ten times between ${say(usual.low)} and ${say(usual.high)}`,
    seen: many
      ? `about ${say(level)}, ${most} ${say(extreme)}, in ${count(matter.count, 'line')}`
      : say(extreme),
    maturity: `judged against ${count(matter.looks, 'stretch').replace('stretchs', 'stretches')} of time with such numbers${matter.span > 0 ? ` over ${duration(matter.span)}` : ''}`,
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
