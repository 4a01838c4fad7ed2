import type { FindingRow, SlotAnswer, TemplateAnswer, ValueCount } from '../../core/api-explore.ts';
import type { Range } from '../../core/api-shared.ts';
import { type Finding, urgency } from '../../core/finding.ts';
import { LogSketch, type SavedSketch } from '../../kit/log-sketch.ts';
import { FACET_NAMES } from '../../templates/facets.ts';
import type { SavedProfile } from '../../templates/profile.ts';
import { countsOver } from './explore-charts.ts';
import type { KindBook } from './kinds.ts';
import { rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';
import { gravityOf, surpriseOf, timed } from './words.ts';

const MOST_VALUES = 64;
const MOST_FINDINGS = 50;
const BARS = 24;

type SavedSet = SavedProfile['hosts'];
type SavedSlot = SavedProfile['slots'][number];

/** What was learnt of a kind of line, by its id or one that it had; null when there is none. */
export function kindPage(
  parts: WebParts,
  book: KindBook,
  { id, range }: { readonly id: string; readonly range: Range },
): TemplateAnswer | null {
  const { kinds, named, idsOf, asOf } = book.now();
  const current = named.get(id)?.current ?? id;
  const kind = kinds.get(current);
  const profile = book.profileOf(current);
  if (kind === undefined || profile === null) return null;
  const { text, gravity } = kind;
  const names = idsOf(current);
  const gaps = LogSketch.load(profile.gaps);
  const findings = parts.store.findings.list({ templates: names, limit: MOST_FINDINGS });
  return {
    ...{ id: current, text, example: profile.example, gravity: gravityOf(gravity), total: profile.count },
    ...{ firstSeen: profile.seen?.[0] ?? null, lastSeen: profile.seen?.[1] ?? null },
    chart: countsOver(parts, { kind: 'template', names, ...rangeIn(range, parts.now()) }),
    hours: [...profile.hours],
    gaps: gaps.count === 0 ? null : { median: gaps.quantile(0.5), p95: gaps.quantile(0.95) },
    hosts: valuesIn(profile.hosts),
    manyHosts: profile.hosts.overflowed,
    slots: profile.slots.map((slot, i) => slotIn(slot, { number: i + 1, before: profile.before[i] ?? '' })),
    findings: findings.map(({ finding }) => findingRowOf(finding)),
    asOf,
  };
}

/** A finding as it is listed beside what it is about. */
export function findingRowOf(finding: Finding): FindingRow {
  const { id, detector, from, to, because, surprise } = finding;
  return {
    ...{ id, detector, because, urgency: urgency(finding) },
    ...{ from: timed(from), to: timed(to), surprise: surpriseOf(surprise) },
  };
}

function slotIn(
  { values, numbers, facetKind, facets }: SavedSlot,
  { number, before }: { readonly number: number; readonly before: string },
): SlotAnswer {
  const names = facetKind === null ? [] : FACET_NAMES[facetKind];
  return {
    ...{ number, before, distinct: values.entries.length, many: values.overflowed },
    values: valuesIn(values),
    facets: facets
      .map((set, f) => ({ facet: names[f] ?? '', set }))
      .filter(({ set }) => !set.overflowed && set.entries.length > 0)
      .map(({ facet, set }) => ({ facet, values: valuesIn(set) })),
    numbers: numbers === null ? null : numbersIn(numbers),
  };
}

/** The commonest first, as shares of those that are told apart. */
function valuesIn({ entries }: SavedSet): ValueCount[] {
  const all = entries.reduce((sum, [, , count]) => sum + count, 0);
  return entries
    .toSorted((a, b) => b[2] - a[2])
    .slice(0, MOST_VALUES)
    .map(([, value, count]) => ({ value, count, share: all > 0 ? count / all : 0 }));
}

function numbersIn(saved: SavedSketch): SlotAnswer['numbers'] {
  const sketch = LogSketch.load(saved);
  if (sketch.count === 0) return null;
  return {
    ...{ count: sketch.count, min: sketch.min, max: sketch.max },
    ...{ p05: sketch.quantile(0.05), median: sketch.quantile(0.5), p95: sketch.quantile(0.95) },
    histogram: histogramOf(sketch),
  };
}

/** As many bars of the same width as are worth drawing, over where nearly all numbers are; quantiles say how many are in each. */
function histogramOf(sketch: LogSketch): { bounds: number[]; counts: number[] } {
  const [low, high] = [sketch.quantile(0.005), sketch.quantile(0.995)];
  if (!(high > low)) return { bounds: [low, high], counts: [sketch.count] };
  const bounds = Array.from({ length: BARS + 1 }, (_, i) => low + ((high - low) * i) / BARS);
  const counts = new Array<number>(BARS).fill(0);
  const STEPS = 400;
  for (let i = 0; i < STEPS; i++) {
    const value = sketch.quantile((i + 0.5) / STEPS);
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * BARS)));
    counts[bar]! += sketch.count / STEPS;
  }
  return { bounds, counts: counts.map((count) => Math.round(count)) };
}
