import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BacktestOptions, backtest } from '../../src/app/backtest.ts';
import { replay } from '../../src/app/replay.ts';
import { loadWithTopology } from '../../src/app/topology-of.ts';
import type { BacktestResult } from '../../src/core/backtest-result.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { renderBacktest, renderBacktestComparison } from '../../src/report/backtest.ts';
import { backtestJson } from '../../src/report/backtest-json.ts';
import { painter } from '../../src/report/page.ts';
import { simulate } from '../../src/simulate/index.ts';
import { RawRing } from '../../src/store/raw-ring.ts';
import { temporaryFolder } from './made-logs.ts';

const DAY = 86_400_000;
const folder = temporaryFolder();
const log = join(folder, 'made.log');
const PAGE = { width: 80, paint: painter(false), timeZone: 'UTC' };

const simulation = simulate({
  ...{ seed: 3, duration: 8 * DAY, rate: 0.12, hosts: 14 },
  scenarios: ['ssh-brute-force', 'power-loss'],
});
const start = simulation.settings.start;

let whole: BacktestResult;

beforeAll(async () => {
  // Half of it was rotated away.
  const lines = [...simulation.lines()];
  const half = Math.floor(lines.length / 2);
  const write = (path: string, some: readonly string[], until: number) => {
    writeFileSync(path, `${some.join('\n')}\n`);
    utimesSync(path, new Date(until), new Date(until));
  };
  write(`${log}.1`, lines.slice(0, half), start + 4 * DAY);
  write(log, lines.slice(half), simulation.settings.end);
  whole = await run();
}, 60_000);

function run(set: readonly string[] = [], more: Partial<BacktestOptions> = {}) {
  const { config } = loadWithTopology({
    ...{ env: {}, home: folder, hostname: 'here', root: false, files: [] },
    set: [`state.folder=${join(folder, 'state')}`, 'timezone=UTC', ...set],
  });
  return backtest({
    ...{ config, inputs: [log], since: start, learnFrom: start - DAY },
    ...more,
  });
}

describe('a backtest', () => {
  test('gives the same incidents as a replay, under the same ids, with the file that was rotated', async () => {
    const replayed = new Map<string, readonly string[]>();
    await replay({
      ...{ inputs: [`${log}.1`, log], timeZone: 'UTC', speed: Number.POSITIVE_INFINITY },
      ...{ wait: async () => {}, monotonic: () => 0 },
      onIncidents(incidents) {
        for (const { id, aliases } of incidents) {
          replayed.set(id, aliases);
          for (const alias of aliases) replayed.delete(alias);
        }
      },
    });
    expect(whole.incidents.length).toBeGreaterThan(3);
    expect(new Map(whole.incidents.map(({ id, aliases }) => [id, aliases]))).toEqual(replayed);
    expect(whole.inputs).toBe(2);
  });

  test('knows at every moment only what came before: what was paged is so whatever follows', async () => {
    expect(whole.pages.length).toBeGreaterThan(0);
    const { at } = whole.pages[0]!;
    const cut = await run([], { until: at + 1000 });
    expect(cut.pages[0]).toMatchObject({ at, headline: whole.pages[0]!.headline });
  });

  test('leaves out what is silenced, and lists it; detectors see it all the same', async () => {
    const { at, incident } = whole.pages[0]!;
    const silence = {
      ...{ match: { host: incident.hosts }, owner: 'ada', reason: 'known' },
      ...{ from: new Date(at - DAY).toISOString(), until: new Date(at + DAY).toISOString() },
    };
    const quiet = await run([`silences=${JSON.stringify([silence])}`]);
    expect(quiet.pages.map((page) => page.incident.id)).not.toContain(incident.id);
    expect(quiet.silenced).toContainEqual({ at, headline: expect.any(String), id: incident.id });
    expect(quiet.incidents.map(({ id }) => id)).toEqual(whole.incidents.map(({ id }) => id));
    expect(renderBacktest(quiet, PAGE)).toMatch(/^Silenced:\n.*\n?.* {2}\w{8}$/m);
    expect(whole.silenced).toEqual([]);
  }, 60_000);

  test('tells of what came since, and learns from what came before', async () => {
    const since = whole.pages.at(-1)!.at - 1000;
    const late = await run([], { since });
    expect(late.pages.every(({ at }) => at >= since)).toBe(true);
    expect(late.lines).toBe(whole.lines);
  });

  test('does as configured: a smaller budget puts into the digest what a larger one pages', async () => {
    const none = await run(['budget.rate=0/day', 'budget.always=[]']);
    // What a rule asks for is told whatever the budget says.
    const always = none.pages.every(({ incident }) => incident.page);
    expect(always).toBe(true);
    expect(none.pages.length).toBeLessThan(whole.pages.length);
    expect(none.digest.length).toBeGreaterThan(0);
    const text = renderBacktestComparison([whole, none], ['now', 'none.yaml'], PAGE);
    expect(text).toMatch(/^now: \d+ pages?, .* none\.yaml: \d pages?, \d in the digest/);
    expect(text).toContain('Only with now:');
  });

  test('is shown as a calendar of 80 columns with ids, and as JSON', async () => {
    const text = renderBacktest(whole, PAGE);
    for (const row of text.split('\n').slice(1)) expect(row.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^\d+ pages? of 8 days at 3\/day, /);
    for (const { incident } of whole.pages) expect(text).toContain(incident.id.slice(0, 8));
    expect(text).toMatch(/without a page/);
    const json = JSON.parse(JSON.stringify(backtestJson(whole)));
    expect(json.pages.map(({ incident }: { incident: { id: string } }) => incident.id)).toEqual(
      whole.pages.map(({ incident }) => incident.id),
    );
  });

  test('reads the raw ring of a daemon, merged with the files by time, and changes nothing in it', async () => {
    const ringFolder = join(folder, 'ring');
    const ring = new RawRing({ folder: ringFolder, now: () => 0, notice: () => {} });
    const splitter = new LineSplitter();
    let lines = 0;
    for (const event of simulation.events()) {
      if (!event.text.includes('sshd')) continue;
      const { buffer, starts, ends, count, firstLine, truncated } = splitter.push(
        Buffer.from(`${event.text}\n`),
      )!;
      const batch = { buffer, starts, ends, count, firstLine, truncated, senders: null, senderOf: null };
      ring.append({ ...batch, key: 'udp', source: 'syslog', received: event.time });
      lines++;
    }
    ring.close();
    const before = readdirSync(ringFolder).map((name) => readFileSync(join(ringFolder, name)).length);
    const alone = await run([], { inputs: [], ring: ringFolder });
    expect(alone).toMatchObject({ lines, inputs: 1 });
    expect(alone.pages.some(({ headline }) => headline.includes('bastion01'))).toBe(true);
    const both = await run([], { ring: ringFolder });
    expect(both.lines).toBe(whole.lines + lines);
    expect(both.from).toBe(whole.from);
    expect(readdirSync(ringFolder).map((name) => readFileSync(join(ringFolder, name)).length)).toEqual(
      before,
    );
  });

  test('of nothing that can be read says so', async () => {
    await expect(run([], { inputs: [join(folder, 'nothing.log')] })).rejects.toThrow(/Nothing could be read/);
  });
});
