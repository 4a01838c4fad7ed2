import type { Finding } from '../core/finding.ts';
import { count, grouped, quoted } from '../core/words.ts';
import type { Reason } from '../ml/index.ts';
import type { Column } from './window-rows.ts';
import { stabilised, unstabilised, type WindowFacts } from './window-series.ts';
import type { OddMinute, Spell } from './window-spells.ts';

type Words = Pick<Finding, 'because' | 'expected' | 'seen' | 'maturity'>;

/** Enough minutes of the same hour to say what is normal at it. */
const ENOUGH = 30;
/** Standard deviations around the mean between which nearly everything is. */
const WIDE = 2.3;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

interface Said {
  readonly seen: string;
  readonly normal: string;
}

/**
 * The finding in words: what the forest found odd, most first, each with what is normal.
 *
 * @param sample minutes of the same host, or of all, outside of the judged tenth
 */
export function wordsFor(spell: Spell, reasons: readonly Reason[], sample: readonly WindowFacts[]): Words {
  const { strongest } = spell;
  const said = columnsOf(reasons, strongest).map((column) => say(column, strongest, sample)!);
  const { host, usual } = strongest;
  const who = host === null ? 'all hosts together' : quoted(host);
  const [first, ...rest] = said.map(({ seen, normal }) => `${seen} where ${normal}`);
  const and = rest.length === 0 ? '' : `, and ${rest.join(', and ')}`;
  const other = spell.hosts.filter((name) => name !== host).length;
  const more = other > 0 && host !== null ? `, as on ${count(other, 'more host')}` : '';
  return {
    because: `At ${moment(strongest.facts.time)} ${who} came to ${first}${and}${more}.`,
    expected: said.map(({ normal }) => normal).join('; '),
    seen: `${said.map(({ seen }) => seen).join('; ')}, for ${count(spell.minutes, 'minute')}`,
    maturity: `judged against ${count(usual.minutes, 'other minute')}`,
  };
}

/** What is told of a minute: the columns in which it left everything known, in the order of the forest's reasons. */
function columnsOf(reasons: readonly Reason[], { facts, usual, broken }: OddMinute): Column[] {
  const told = (['lines', 'error ratio', 'auth', 'links', 'hosts'] as const).filter((column) => {
    const measure = column === 'error ratio' ? 'errors' : column;
    return facts[measure] > usual.most[measure] || broken.includes(measure);
  });
  const place = (column: Column) => {
    const index = reasons.findIndex(({ name }) => name === column);
    return index < 0 ? reasons.length : index;
  };
  return told.sort((a, b) => place(a) - place(b));
}

function say(column: Column, odd: OddMinute, sample: readonly WindowFacts[]): Said | null {
  const { facts, usual } = odd;
  switch (column) {
    case 'lines': {
      const [low, high] = rangeOfLines(odd, sample);
      const normal = low === high ? grouped(low) : `${grouped(low)}–${grouped(high)}`;
      return { seen: `${count(facts.lines, 'line')} a minute`, normal: `${normal} are normal` };
    }
    case 'error ratio':
      return {
        seen: `${percent(facts.errors / facts.lines)} errors`,
        normal: `${percent(usual.errorRatio)} are normal`,
      };
    case 'auth':
      return { seen: count(facts.auth, 'failed login'), normal: atMost(usual.most.auth) };
    case 'links':
      return { seen: `${count(facts.links, 'link')} going down`, normal: atMost(usual.most.links) };
    case 'hosts':
      return { seen: `${count(facts.hosts, 'host')} speaking`, normal: atMost(usual.most.hosts) };
    default:
      return null;
  }
}

function atMost(most: number): string {
  return most === 0 ? 'none came in a minute before' : `at most ${grouped(most)} came in a minute before`;
}

/** Nearly all minutes at the same hour of the day, or at any when there are too few. */
function rangeOfLines({ facts, usual }: OddMinute, sample: readonly WindowFacts[]): [number, number] {
  const hour = hourOf(facts.time);
  const alike = sample.filter(({ time }) => hourOf(time) === hour);
  const known = alike.length >= ENOUGH ? alike : sample;
  if (known.length >= ENOUGH) {
    const sorted = Float64Array.from(known, ({ lines }) => lines).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return [at(0.02), at(0.98)];
  }
  const reach = WIDE * usual.spread;
  const bounded = Math.max(stabilised(1), usual.level - reach);
  return [Math.round(unstabilised(bounded)), Math.round(unstabilised(usual.level + reach))];
}

function hourOf(time: number): number {
  return Math.floor(time / 3_600_000) % 24;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? value.toFixed(1) : Math.round(value)} %`;
}

/** `02:07 on Tuesday (UTC)`. */
function moment(time: number): string {
  if (!(Math.abs(time) <= 8.64e15)) return 'an unknown time';
  const date = new Date(time);
  return `${date.toISOString().slice(11, 16)} on ${DAYS[(date.getUTCDay() + 6) % 7]} (UTC)`;
}
