import type { Finding } from '../core/finding.ts';
import { count, duration, quoted } from '../core/words.ts';
import type { Discovery } from './discovery.ts';
import { type Cluster, strongestFirst } from './novelty-clusters.ts';

type Words = Pick<Finding, 'expected' | 'seen' | 'because' | 'maturity'>;

const TIMES = ['never', 'once', 'twice', 'three times'];

/** The finding in plain words. */
export function wordsFor(cluster: Cluster): Words {
  const strongest = strongestFirst(cluster)[0]!;
  const rest = strongest.segment < 0 ? `${count(strongest.others, 'line')} before` : others(strongest);
  const cover = strongest.span > 0 ? `, which cover ${duration(strongest.span)}` : '';
  const told = strongest.again === null ? tell(strongest) : tellAgain(strongest, strongest.again);
  const more = cluster.members.length - 1 + cluster.more;
  if (more === 0) return { ...told, maturity: `judged against ${rest}${cover}` };
  const begun = cluster.members.map(({ from }) => from);
  const spread = Math.max(...begun) - Math.min(...begun);
  const within = spread >= 1000 ? ` within ${duration(spread)}` : ' at the same time';
  return {
    because: `${told.because.slice(0, -1)}, and ${count(more, 'more new thing')}${within}.`,
    expected: told.expected,
    seen: `${told.seen}, with ${count(more, 'more thing')} never seen before`,
    maturity: `judged against ${rest}${cover}`,
  };
}

function others(d: Discovery): string {
  return `the other ${count(d.others, 'line')}`;
}

function tell(d: Discovery): Omit<Words, 'maturity'> {
  const by = d.app === null ? '' : ` from ${quoted(d.app)}`;
  const { first } = d;
  switch (first.kind) {
    case 'template':
      return {
        because:
          d.segment < 0
            ? `A kind of line${by} that never came before.`
            : `A kind of line${by} that occurs nowhere else in the log.`,
        expected: 'only kinds of line that come at other times too',
        seen: `${count(d.count, 'line')} of a new kind`,
      };
    case 'value':
      return {
        because: `A line${by} names ${quoted(first.value)} where only ${count(first.rate.distinct, 'other value')} ${came(first.rate.distinct)}.`,
        expected: `${known(first.rate.known, first.rate.distinct)}, as in ${count(first.rate.looks, 'line')}`,
        seen: quoted(first.value),
      };
    case 'facet':
      return {
        because: `A line${by} names ${quoted(first.example)}, the first with ${first.facet} ${quoted(first.value)}.`,
        expected: `${first.facet} ${known(first.rate.known, first.rate.distinct)}, as in ${count(first.rate.looks, 'line')}`,
        seen: `${first.facet} ${quoted(first.value)}`,
      };
    case 'host':
      return {
        because: `${quoted(first.host)} writes a kind of line${by} that only ${count(first.rate.distinct, 'other host')} wrote.`,
        expected: `this line from ${known(first.rate.known, first.rate.distinct)}, as in ${count(first.rate.looks, 'line')}`,
        seen: `the same line from ${quoted(first.host)}`,
      };
  }
}

/** What was told when it was new, and comes back. */
function tellAgain(
  d: Discovery,
  { occasion, last }: NonNullable<Discovery['again']>,
): Omit<Words, 'maturity'> {
  const ago = d.timed ? `, ${duration(Math.max(0, d.from - last))} earlier` : '';
  const before = `${TIMES[occasion - 1] ?? `${occasion - 1} times`} before${ago}`;
  return { ...tell(d), because: becauseAgain(d, `only ${before}`), seen: `${tell(d).seen}, seen ${before}` };
}

function becauseAgain({ app, first }: Discovery, before: string): string {
  const by = app === null ? '' : ` from ${quoted(app)}`;
  switch (first.kind) {
    case 'template':
      return `A kind of line${by} that came ${before}.`;
    case 'value':
      return `A line${by} names ${quoted(first.value)}, as ${before}.`;
    case 'facet':
      return `A line${by} names ${quoted(first.example)}; ${first.facet} ${quoted(first.value)} came ${before}.`;
    case 'host':
      return `${quoted(first.host)} writes a kind of line${by} as ${before}.`;
  }
}

function came(n: number): string {
  return n === 1 ? 'comes' : 'come';
}

function known(examples: readonly string[], distinct: number): string {
  const shown = examples.map(quoted).join(', ');
  return distinct > examples.length ? `${shown} or ${count(distinct - examples.length, 'other')}` : shown;
}
