import {
  type FilterAnswer,
  type FunnelAnswer,
  filterAnswer,
  funnelAnswer,
  funnelQuery,
  type TryAnswer,
  type TryBody,
  tryAnswer,
  tryBody,
} from '../core/api-filter.ts';
import type { Range } from '../core/api-shared.ts';
import { defineRoute, type Route } from './route.ts';

/** What the page of the filter asks. Each throws RULES_INVALID where a file of rules cannot be read. */
export interface FilterWorld {
  filter(): FilterAnswer;
  /** Throws USAGE for a range that is none. */
  funnel(range: Range): FunnelAnswer;
  try(body: TryBody): TryAnswer;
}

/** The rules of the filter. */
export function filterRoutes(world: FilterWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/filter', role: 'viewer' },
      describe: 'The rules in their order, with what each did and hid.',
      answer: filterAnswer,
      handle: () => world.filter(),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/filter/funnel', role: 'viewer' },
      describe: 'From lines to pages: how many are left after each step.',
      ...{ query: funnelQuery, answer: funnelAnswer },
      handle: ({ query }) => world.funnel(query),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/filter/try', role: 'operator' },
      describe:
        'What a rule would do to the lines of the last hour. Nothing is saved: `yaml` is what is to be written, `howToSave` says where.',
      ...{ body: tryBody, answer: tryAnswer },
      handle: ({ body }) => world.try(body),
    }),
  ];
}
