import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { topologyOf } from '../src/app/topology-of.ts';
import { homeWorld } from '../src/app/web-home.ts';
import { incidentsWorld } from '../src/app/web-incidents.ts';
import { KindBook } from '../src/app/web-kinds.ts';
import type { WebParts } from '../src/app/web-parts.ts';
import { timelineQuery } from '../src/core/api-home.ts';
import { incidentsQuery } from '../src/core/api-incidents.ts';
import { viewStore } from '../src/store/store.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { madeDashboardStore } from './dashboard-store.ts';

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
    const asked: Readonly<Record<string, () => unknown>> = {
      'first page': () => home.home(),
      'timeline of 30 days': () => timeline(30),
      'timeline of 14 days': () => timeline(14),
      'timeline of a day': () => timeline(1),
      'list of incidents': page,
      'story of an incident': () => incidents.detail(incident),
      'pictures of an incident': () => incidents.plots(incident),
    };
    const results: Result[] = [];
    for (const [name, ask] of Object.entries(asked)) results.push(await timed(name, ask));
    return results;
  } finally {
    store.close();
    rmSync(dirname(made.folder), { recursive: true, force: true });
  }
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
