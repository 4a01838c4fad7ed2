import type { Finding } from '../core/finding.ts';
import { gravityOfCourse } from '../core/gravity.ts';
import { mostSurprise } from '../core/odds.ts';
import { count, duration, percent, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import type { OutcomeKind, Spell } from './outcome-kind.ts';
import type { OutcomeSeries } from './outcome-series.ts';

/** So much of its minutes is bad when nothing works any more, and at most so much where it usually does. */
const NOTHING_WORKS = 0.9;
const WORKS = 0.3;
const STOPPED = 0.1;

/** What the judgement of a spell rests on. */
export interface Circumstances {
  /** Share of the minutes that is bad as a rule. */
  readonly share: number;
  /** Expected number of spells as odd per day. */
  readonly expected: number;
  readonly raw: number;
  /** ms of history. */
  readonly span: number;
}

/** A spell with its program and kind. */
export interface OutcomeMatter {
  readonly series: OutcomeSeries;
  readonly kind: OutcomeKind;
  readonly spell: Spell;
}

/** Id of a spell: it stays the same while it goes on. */
export function spellId({ host, app }: OutcomeSeries, { id }: OutcomeKind, { from }: Spell): string {
  return hashText(`outcome\0${id}\0${host}\0${app}\0${from}`);
}

/** A program that fails now where it did not before, in plain words. */
export function outcomeFinding({ series, kind, spell }: OutcomeMatter, at: Circumstances): Finding {
  const { host, app } = series;
  const { from, to, bad, good } = spell;
  const who = app === null || app === '' ? 'One program' : quoted(app);
  const on = host === null || host === '' ? '' : ` on ${quoted(host)}`;
  const rest = good === 0 ? 'and no other line' : `and only ${count(good, 'other line')}`;
  const instead = series.usual.text === '' ? '' : `, where lines like ${quoted(series.usual.text)} are usual`;
  return {
    id: spell.told ?? spellId(series, kind, spell),
    detector: 'outcome',
    about: {
      ...(host === null ? {} : { host }),
      ...(app === null ? {} : { app }),
      template: kind.id,
    },
    from,
    to,
    count: Math.max(1, bad),
    surprise: Math.max(0, Math.min(mostSurprise(at.span), -Math.log10(at.expected))),
    rawSurprise: at.raw,
    gravity: gravityOfSpell(spell, at.share),
    evidence: [...spell.first, ...spell.last],
    expected: `${percent(at.share)} of the minutes in which it writes at all have such a line`,
    seen: `${count(bad, 'bad line')} ${rest} in ${duration(to - from)}`,
    because: `${who}${on} fails again and again: ${count(bad, 'bad line')} ${rest} in ${duration(to - from)}${instead}.`,
    maturity: `judged against ${count(series.looks, 'minute')} with lines of it, in ${duration(at.span)} of log`,
  };
}

/** How bad it reads: its lines, for how long by now, and whether anything still works. */
export function gravityOfSpell(
  { gravity, bad, badMinutes, minutes, from, to }: Spell,
  share: number,
): number {
  const course = gravityOfCourse(gravity, { lines: bad, lasted: to - from, since: Number.NaN });
  const stopped = share <= WORKS && badMinutes >= NOTHING_WORKS * minutes;
  return Math.min(0.95, course + (stopped ? STOPPED : 0));
}
