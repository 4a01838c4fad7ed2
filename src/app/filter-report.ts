import type { FilterReport, ScanTotals } from '../core/scan-result.ts';
import type { Filter } from '../filter/filter.ts';

const MOST_HELD_BACK = 50;

/** How many lines were dropped, kept and escalated. */
export function marksOf({ counters }: Filter): Pick<ScanTotals, 'dropped' | 'kept' | 'escalated'> {
  const { dropped, kept, escalated } = counters;
  return { dropped, kept, escalated };
}

/** What the rules of a filter did. */
export function filterReport(filter: Filter): FilterReport {
  return {
    categories: [...filter.counters.byCategory]
      .map(([category, lines]) => ({ category, lines }))
      .sort((a, b) => b.lines - a.lines || (a.category < b.category ? -1 : 1)),
    rules: filter
      .rules()
      .filter(({ hits, expired, keptAsNew }) => hits + expired + keptAsNew > 0)
      .map(({ rule, hits, expired, keptAsNew }) => ({
        ...{ id: rule.id, action: rule.action, hits, expired, keptAsNew },
      }))
      .sort((a, b) => b.hits - a.hits || (a.id < b.id ? -1 : 1)),
    wouldHaveShown: filter.wouldHaveShown().slice(0, MOST_HELD_BACK),
  };
}
