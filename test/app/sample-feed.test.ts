import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { replay } from '../../src/app/replay.ts';
import { SampleFeed } from '../../src/app/sample-feed.ts';
import type { Sample } from '../../src/core/sample.ts';
import { temporaryFolder } from './made-logs.ts';

const AT = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const folder = temporaryFolder();

function line(host: string, at: number, value: number): string {
  const resource = { attributes: [{ key: 'host.name', value: { stringValue: host } }] };
  const metric = {
    name: 'disk used of /',
    unit: '%',
    gauge: { dataPoints: [{ timeUnixNano: `${at}000000`, asDouble: value }] },
  };
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] });
}

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

test('samples of several files come in order of time, packed ones too, and no further than asked for', async () => {
  const minutes = (host: string, from: number) =>
    Array.from({ length: 5 }, (_, i) => line(host, AT + from + 2 * i * MINUTE, i));
  const feed = await SampleFeed.open([
    file('a.ndjson', minutes('a', 0)),
    file('b.ndjson.gz', ['', 'no samples', ...minutes('b', MINUTE)]),
  ]);
  const seen: Sample[] = [];
  expect(await feed.next()).toBe(AT);
  await feed.upTo(AT + 3 * MINUTE, (sample) => seen.push(sample));
  expect(seen.map(({ host, time }) => [host, (time - AT) / MINUTE])).toEqual([
    ['a', 0],
    ['b', 1],
    ['a', 2],
    ['b', 3],
  ]);
  await feed.upTo(Number.POSITIVE_INFINITY, (sample) => seen.push(sample));
  expect(seen).toHaveLength(10);
  expect(await feed.next()).toBe(Number.POSITIVE_INFINITY);
  expect(feed.notes).toEqual([
    expect.stringMatching(/b\.ndjson\.gz: 1 line not taken as samples: a line is no JSON$/),
  ]);
  await feed.close();
});

test('a file that is not there is said at once', async () => {
  await expect(SampleFeed.open([join(folder, 'nowhere.ndjson')])).rejects.toMatchObject({
    code: 'NOTHING_READ',
    message: expect.stringContaining('nowhere.ndjson'),
  });
});

test('a replay judges what was measured between the lines', async () => {
  const values = Array.from({ length: 4 * 288 }, (_, i) =>
    line('nas-01', AT + i * 5 * MINUTE, i < 3.5 * 288 ? 60 + (i % 3) : 60 + (i - 3.5 * 288) * 0.3),
  );
  const log = file(
    'made.log',
    Array.from(
      { length: 4 * 24 },
      (_, i) => `${new Date(AT + i * 60 * MINUTE).toISOString()} web01 app: tick ${i}`,
    ),
  );
  const run = (samples: readonly string[] | undefined) =>
    replay({
      ...{ inputs: [log], timeZone: 'UTC', speed: Number.POSITIVE_INFINITY, samples },
      ...{ wait: async () => {}, monotonic: () => 0, onIncidents: () => {} },
    });
  const { findings } = await run([file('disk.ndjson', values)]);
  expect(findings.map(({ because }) => because)).toContainEqual(
    expect.stringMatching(/^"disk used of \/" on "nas-01" rose from .* for the first time/),
  );
  const without = await run(undefined);
  expect(without.findings.some(({ about }) => about.host === 'nas-01')).toBe(false);
});
