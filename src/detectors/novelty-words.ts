import type { Finding } from '../core/finding.ts';
import { count, duration, quoted } from '../core/words.ts';
import type { Discovery } from './discovery.ts';

type Words = Pick<Finding, 'expected' | 'seen' | 'because' | 'maturity'>;

/** The finding in plain words. */
export function wordsFor(d: Discovery): Words {
  const rest = `the other ${count(d.others, 'line')}`;
  const maturity =
    d.span > 0 ? `judged against ${rest}, which cover ${duration(d.span)}` : `judged against ${rest}`;
  return { ...told(d, rest), maturity };
}

function told(d: Discovery, rest: string): Omit<Words, 'maturity'> {
  const by = d.app === null ? '' : ` from ${quoted(d.app)}`;
  const { first } = d;
  switch (first.kind) {
    case 'template':
      return {
        because: `A kind of line${by} that occurs nowhere else in the log.`,
        expected: `one of the kinds of line known from ${rest}`,
        seen: `${count(d.count, 'line')} of a kind never seen before: ${d.template.text}`,
      };
    case 'value':
      return {
        because: `A line${by} names ${quoted(first.value)}, where only ${places(first.rate.distinct)} came before.`,
        expected: `${known(first.rate.known, first.rate.distinct)} (${count(first.rate.looks, 'line')} so far)`,
        seen: `${quoted(first.value)} in ${d.template.text}`,
      };
    case 'facet':
      return {
        because: `A line${by} names ${quoted(first.example)}, the first of ${first.facet} ${quoted(first.value)}.`,
        expected: `${first.facet} ${known(first.rate.known, first.rate.distinct)} (${count(first.rate.looks, 'line')} so far)`,
        seen: `${first.facet} ${quoted(first.value)} in ${d.template.text}`,
      };
    case 'host':
      return {
        because: `${quoted(first.host)} writes a kind of line${by} that only ${count(first.rate.distinct, 'other host')} wrote before.`,
        expected: `this line from ${known(first.rate.known, first.rate.distinct)}`,
        seen: `the same line from ${quoted(first.host)}: ${d.template.text}`,
      };
  }
}

function places(distinct: number): string {
  return count(distinct, 'other value');
}

function known(examples: readonly string[], distinct: number): string {
  const shown = examples.map(quoted).join(', ');
  return distinct > examples.length ? `${shown} or ${count(distinct - examples.length, 'other')}` : shown;
}
