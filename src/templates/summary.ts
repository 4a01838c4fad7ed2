import { rfc3339 } from '../core/event.ts';
import type { SlotSummary, TemplateSummary } from '../core/scan-result.ts';
import type { Template } from '../core/template.ts';
import type { CountedSet } from '../kit/counted-set.ts';
import type { Profile } from './profile.ts';
import type { SlotValues } from './slot-profile.ts';

/** Values shown of a slot, a facet or the hosts. */
const SHOWN = 8;

/** The kinds of lines as a person or a script sees them, commonest first. `events` is the number they share. */
export function summarise(templates: readonly Template[], events: number): TemplateSummary[] {
  return templates
    .filter((template) => template.profile !== null)
    .map((template) => summaryOf(template, template.profile as Profile, events))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

function summaryOf(template: Template, profile: Profile, events: number): TemplateSummary {
  return {
    id: template.id,
    text: template.text,
    count: profile.count,
    share: events > 0 ? profile.count / events : 0,
    firstSeen: rfc3339(profile.firstSeen),
    lastSeen: rfc3339(profile.lastSeen),
    hosts: shown(profile.hosts),
    slots: profile.slots.map(slotSummary),
    example: profile.example,
  };
}

function slotSummary(slot: SlotValues): SlotSummary {
  const { numbers } = slot;
  return {
    distinct: slot.distinct,
    highCardinality: slot.highCardinality,
    values: shown(slot.values),
    facets: slot.facets
      .map((set, f) => ({ facet: slot.facetNames[f]!, overflowed: set.overflowed, values: shown(set) }))
      .filter(({ overflowed }) => !overflowed)
      .map(({ facet, values }) => ({ facet, values })),
    numbers:
      numbers === null || numbers.count === 0
        ? null
        : {
            min: numbers.min,
            median: numbers.quantile(0.5),
            p95: numbers.quantile(0.95),
            max: numbers.max,
          },
  };
}

function shown(set: CountedSet): { value: string; count: number }[] {
  return set
    .ranked()
    .slice(0, SHOWN)
    .map(({ value, count }) => ({ value, count }));
}
