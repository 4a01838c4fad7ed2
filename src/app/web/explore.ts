import type { ExploreWorld } from '../../dashboard/routes-explore.ts';
import { chart, heatmap, hosts } from './explore-charts.ts';
import { compare } from './explore-compare.ts';
import { keptLines } from './explore-events.ts';
import { hostPage } from './explore-host.ts';
import { kindPage } from './explore-kind.ts';
import { listKinds } from './explore-kinds.ts';
import type { KindBook } from './kinds.ts';
import type { WebParts } from './parts.ts';

/** Answers of the pages of exploring, out of a state folder. */
export function exploreWorld(parts: WebParts, book: KindBook): ExploreWorld {
  return {
    events: (query) => keptLines(parts, book, query),
    templates: (query) => listKinds(parts, book, query),
    template: (id, range) => kindPage(parts, book, { id, range }),
    hosts: (query) => hosts(parts, query),
    host: (query) => hostPage(parts, book, query),
    compare: (query) => compare(parts, book, query),
    chart: (query) => chart(parts, book, query),
    heatmap: (query) => heatmap(parts, book, query),
  };
}
