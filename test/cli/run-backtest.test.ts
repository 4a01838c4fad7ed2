import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { backtest } from '../../src/app/backtest.ts';
import { saveVerdict } from '../../src/app/judge.ts';
import { replay } from '../../src/app/replay.ts';
import { loadWithTopology } from '../../src/app/topology-of.ts';
import type { Incident } from '../../src/core/incident.ts';
import { simulate } from '../../src/simulate/index.ts';
import { Store, viewStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATIENCE = { timeout: 90_000, interval: 300 };
const folder = temporaryFolder();
const log = join(folder, 'made.log');
// Of the last days, so that what is kept of it is not too old at once; old enough that the clock stands still behind it.
const start = Date.now() - 4 * DAY - 2 * HOUR;
const simulation = simulate({
  ...{ seed: 3, start, duration: 4 * DAY, rate: 0.12, hosts: 14, at: start + 2 * DAY },
  scenarios: ['ssh-brute-force', 'power-loss'],
});
const lines = [...simulation.lines()];

beforeAll(() => writeFileSync(log, `${lines.join('\n')}\n`));

/** What is the same of an incident however its log was read. */
type Known = readonly (readonly [id: string, aliases: readonly string[], surprise: number])[];
const known = (incidents: readonly Incident[]): Known =>
  incidents
    .map(({ id, aliases, surprise }) => [id, aliases.toSorted(), Number(surprise.toFixed(6))] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

const yaml = `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
timezone: UTC
learn: { warm_start: false }
store: { keep: all }
`;

/** A daemon that reads the log from its beginning, killed once on the way. */
async function live(daemon: DaemonRun): Promise<Known> {
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  await vi.waitFor(() => expect(daemon.kept().length).toBeGreaterThan(lines.length / 10), PATIENCE);
  await daemon.end('SIGKILL');
  await daemon.start();
  await vi.waitFor(() => expect(daemon.kept().length).toBe(lines.length), PATIENCE);
  expect(await daemon.end('SIGTERM')).toBe(0);
  const store = viewStore(daemon.state);
  onTestFinished(() => store.close());
  return known(store.incidents.list({ limit: 10_000 }));
}

async function tested(daemon: DaemonRun): Promise<readonly Incident[]> {
  const { config } = loadWithTopology({
    ...{ env: {}, home: folder, hostname: 'here', root: false, files: [daemon.config] },
    set: [`state.folder=${daemon.state}`],
  });
  const { incidents } = await backtest({ config, inputs: [log], since: start, learnFrom: start });
  return incidents;
}

async function replayed(): Promise<Known> {
  const found = new Map<string, Incident>();
  await replay({
    ...{ inputs: [log], timeZone: 'UTC', speed: Number.POSITIVE_INFINITY },
    ...{ wait: async () => {}, monotonic: () => 0 },
    onIncidents(incidents) {
      for (const incident of incidents) {
        found.set(incident.id, incident);
        for (const alias of incident.aliases) found.delete(alias);
      }
    },
  });
  return known([...found.values()]);
}

describe('days of a network, read live with a crash, in a backtest and in a replay, from an empty state', () => {
  test('are the same incidents under the same ids', async () => {
    const daemon = new DaemonRun(temporaryFolder(), yaml);
    const seen = await live(daemon);
    expect(seen.length).toBeGreaterThan(5);
    expect(known(await tested(daemon))).toEqual(seen);
    expect(await replayed()).toEqual(seen);
  }, 300_000);

  test('are the same with what people said on the way', async () => {
    const daemon = new DaemonRun(temporaryFolder(), yaml);
    const before = await tested(daemon);
    const matter = (one: Incident) => JSON.stringify(one.root.about);
    const again = before.filter((one) => before.filter((other) => matter(other) === matter(one)).length > 1);
    // The first of each, as it depends on the hour of the day which of them makes a difference.
    const firsts = new Map(again.toSorted((a, b) => b.from - a.from).map((one) => [matter(one), one]));
    const store = Store.open({ folder: daemon.state, now: () => Date.now(), notice: () => {} });
    for (const first of firsts.values()) {
      const said = {
        ...({ incident: first, verdict: 'noise', until: start + 4 * DAY, wide: true, by: 'jane' } as const),
      };
      store.write('verdict', () => {
        store.incidents.put([first], first.to);
        saveVerdict(said, store, first.to + 60_000);
      });
    }
    store.close();
    const seen = await live(daemon);
    expect(known(await tested(daemon))).toEqual(seen);
    expect(seen).not.toEqual(known(before));
  }, 300_000);
});
