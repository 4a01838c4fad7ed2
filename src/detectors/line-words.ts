import type { Finding } from '../core/finding.ts';
import { count, grouped, quoted } from '../core/words.ts';
import type { Reason } from '../ml/index.ts';
import { readLook } from './line-look.ts';
import type { OddLine } from './line-matter.ts';
import { type Way, waysOf } from './line-state.ts';

const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];

/** The finding in words: what the forest found odd, most first, each with what is normal. */
export function wordsFor(
  odd: OddLine,
  reasons: readonly Reason[],
): Pick<Finding, 'because' | 'expected' | 'seen' | 'maturity'> {
  const place = (way: Way) => {
    const index = reasons.findIndex(({ name }) => name === way || name === `${way} sine`);
    return index < 0 ? reasons.length : index;
  };
  const ways = waysOf(odd.look, odd.bounds).sort((a, b) => place(a) - place(b));
  const said = ways.map((way) => say(way, odd));
  const told = said.map(({ seen, normal }) => `${seen} where ${normal}`).join(', and ');
  const by = odd.app === null ? '' : ` from ${quoted(odd.app)}`;
  return {
    because: `A line${by} is odd in ${count(ways.length, 'way')} at once: ${told}.`,
    expected: said.map(({ normal }) => normal).join('; '),
    seen: said.map(({ seen }) => seen).join('; '),
    maturity: `judged against ${count(odd.bounds.lines, 'other line')} of its kind`,
  };
}

function say(way: Way, { look: key, bounds, duration, length }: OddLine): { seen: string; normal: string } {
  const look = readLook(key);
  switch (way) {
    case 'severity':
      return {
        seen: `severity ${SEVERITIES[look.severity]}`,
        normal: `${SEVERITIES[bounds.severity]} is the worst that comes`,
      };
    case 'status':
      return { seen: `a status of ${look.status}xx`, normal: `at most ${bounds.status}xx comes` };
    case 'duration':
      return {
        seen: `a duration of ${duration}`,
        normal: `less than ${short(2 ** bounds.duration / 1000)} is usual`,
      };
    case 'length':
      return { seen: count(length, 'byte'), normal: `fewer than ${grouped(2 ** bounds.length)} are usual` };
    case 'hour':
      return {
        seen: `the hour from ${String(look.hour).padStart(2, '0')}:00 (UTC)`,
        normal: 'it never comes then',
      };
  }
}

function short(value: number): string {
  return value >= 10 ? grouped(value) : value.toPrecision(2);
}
