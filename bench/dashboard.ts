import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { topologyOf } from '../src/app/topology-of.ts';
import { exploreWorld } from '../src/app/web/explore.ts';
import { filterWorld } from '../src/app/web/filter.ts';
import { homeWorld } from '../src/app/web/home.ts';
import { incidentsWorld } from '../src/app/web/incidents.ts';
import { KindBook } from '../src/app/web/kinds.ts';
import type { WebParts } from '../src/app/web/parts.ts';
import * as explore from '../src/core/api-explore.ts';
import { tryBody } from '../src/core/api-filter.ts';
import { timelineQuery } from '../src/core/api-home.ts';
import { incidentsQuery } from '../src/core/api-incidents.ts';
import { viewStore } from '../src/store/store.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { type MadeStore, madeDashboardStore } from './dashboard-store.ts';

const ROUNDS = 5;
const DAY = 86_400_000;
/** Ms for any chart of 30 days, and for the first page. */
const BAR = 300;

/** How long the answers of the dashboard take over 30 days of a network of 10,500 lines a second. */
export default async function dashboard(): Promise<Result[]> {
  const made = await madeDashboardStore();
  const store = viewStore(made.folder);
  try {
    const { config, now } = made;
    const parts: WebParts = {
      ...{ config, topology: topologyOf(config), store, now: () => now },
      status: () => Promise.resolve(null),
    };
    const book = new KindBook(() => store.snapshots);
    const home = homeWorld(parts);
    const incidents = incidentsWorld(parts, (id) => book.now().idsOf(id));
    const page = () => incidents.page(incidentsQuery.parse({}));
    const incident = incidents.find(page().items[0]!.id)!;
    const timeline = (days: number) =>
      home.timeline(timelineQuery.parse({ from: now - days * DAY, to: now }));
    const asked: Record<string, () => unknown> = {
      'first page': () => home.home(),
      'timeline of 30 days': () => timeline(30),
      'timeline of 14 days': () => timeline(14),
      'timeline of a day': () => timeline(1),
      'list of incidents': page,
      'story of an incident': () => incidents.detail(incident),
      'pictures of an incident': () => incidents.plots(incident),
    };
    Object.assign(asked, explored(parts, book, made));
    const results: Result[] = [];
    for (const [name, ask] of Object.entries(asked)) results.push(await timed(name, ask));
    return results;
  } finally {
    store.close();
    rmSync(dirname(made.folder), { recursive: true, force: true });
  }
}

/** The pages of exploring and of the filter, over all 30 days. */
function explored(
  parts: WebParts,
  book: KindBook,
  { now, hosts, kinds }: MadeStore,
): Record<string, () => unknown> {
  const world = exploreWorld(parts, book);
  const filter = filterWorld(parts, book);
  const month = { from: now - 30 * DAY, to: now };
  const halves = { aFrom: now - 30 * DAY, aTo: now - 15 * DAY, bFrom: now - 15 * DAY, bTo: now };
  const [host, kind] = [hosts[7]!, kinds[3]!];
  return {
    'search, first page': () => world.events(explore.eventsQuery.parse(month)),
    'search for a word, first page': () =>
      world.events(explore.eventsQuery.parse({ ...month, text: 'after 500' })),
    'search for what is nowhere': () =>
      world.events(explore.eventsQuery.parse({ ...month, text: 'nowhere' })),
    'kinds of lines': () => world.templates(explore.templatesQuery.parse(month)),
    'kinds of lines, sought': () =>
      world.templates(explore.templatesQuery.parse({ ...month, text: 'after ba' })),
    'a kind of line': () => world.template(kind, month),
    hosts: () => world.hosts(explore.hostsQuery.parse(month)),
    'a host': () => world.host(explore.hostQuery.parse({ ...month, name: host })),
    'two ranges': () => world.compare(explore.compareQuery.parse(halves)),
    'chart of a kind, 30 days': () =>
      world.chart(explore.chartQuery.parse({ ...month, of: 'template', name: kind })),
    'chart of hosts, 30 days': () => world.chart(explore.chartQuery.parse({ ...month, of: 'host' })),
    'chart of hosts, a day': () =>
      world.chart(explore.chartQuery.parse({ from: now - DAY, to: now, of: 'host' })),
    'week of a host': () => world.heatmap(explore.heatmapQuery.parse({ ...month, of: 'host', name: host })),
    'a rule tried': () => filter.try(tryBody.parse({ match: { regex: ['after \\d+5 ms$'] } })),
  };
}

/** The middle of some rounds; the first of them, which nothing was read for yet, stands by itself. */
async function timed(name: string, ask: () => unknown): Promise<Result> {
  const took: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const began = performance.now();
    JSON.stringify(await ask());
    took.push(performance.now() - began);
  }
  const value = Math.round(10 * median(took)) / 10;
  process.stderr.write(`  ${name}: first ${Math.round(took[0]!)} ms, then ${Math.round(value)} ms\n`);
  return { name: `dashboard: ${name}`, value, unit: 'ms', bar: BAR, better: 'lower' };
}
