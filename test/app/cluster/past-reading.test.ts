import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OVER, untilOf } from '../../../src/app/cluster/past-mark.ts';
import { type PastReadingOptions, readPast } from '../../../src/app/cluster/past-reading.ts';
import type { LiveBatch } from '../../../src/core/live-source.ts';
import { temporaryFolder } from '../made-logs.ts';

const NOW = Date.now();
const SHARDS = 8;

/** Files with so many lines, a second apart, the last of them an hour ago; the names of rotated brothers, too. */
function filesOf(counts: { [name: string]: number }): string {
  const folder = temporaryFolder();
  for (const [name, count] of Object.entries(counts)) {
    const lines = Array.from({ length: count }, (_, i) => {
      const at = NOW - 3_600_000 - (count - i) * 1000;
      return `${new Date(at).toISOString()} host1 app: line ${i} of ${name}\n`;
    });
    writeFileSync(join(folder, name), lines.join(''));
  }
  return folder;
}

interface Sent {
  readonly shard: number;
  readonly lines: number;
  readonly until: number;
}

async function reading(inputs: readonly string[], more: Partial<PastReadingOptions> = {}) {
  const sent: Sent[] = [];
  const read = await readPast({
    ...{ inputs, now: NOW, since: NOW - 30 * 86_400_000, until: new Map(), timeZone: 'UTC' },
    spread: { node: 'a', shards: SHARDS },
    publish: async (shard: number, batches: readonly LiveBatch[]) => {
      const said = batches.map(untilOf).filter((one) => one !== null);
      expect(said.length).toBe(1);
      sent.push({ shard, lines: batches.reduce((sum, { count }) => sum + count, 0), until: said[0]!.until });
    },
    passed: async () => {},
    onProgress: () => {},
    ...more,
  });
  return { sent, read };
}

test('every line of a history goes out, and each shard that has any is told how far it is and that it is over', async () => {
  const folder = filesOf({ 'a.log': 9000, 'a.log.1': 20_000, 'b.log': 3000, 'c.log': 10 });
  const inputs = ['a.log', 'b.log', 'c.log'].map((name) => join(folder, name));
  const { sent, read } = await reading(inputs);
  expect(read.events).toBe(32_010);
  expect(sent.reduce((sum, { lines }) => sum + lines, 0)).toBe(32_010);
  const shards = new Set(sent.map(({ shard }) => shard));
  for (const shard of shards) {
    const said = sent.filter((one) => one.shard === shard).map(({ until }) => until);
    expect(said.at(-1)).toBe(OVER);
    expect(said.slice(0, -1)).toEqual([...said.slice(0, -1)].sort((a, b) => a - b));
    // All know the same of how far it is.
    expect(said.length).toBe(sent.length / shards.size);
  }
});

test('what lies behind where live lines begin is not read', async () => {
  const folder = filesOf({ 'a.log': 100 });
  const path = join(folder, 'a.log');
  const { read } = await reading([path], { until: new Map([[path, 0]]) });
  expect(read.events).toBe(0);
});

test('no more parts are on their way than may be while nobody looks at them', async () => {
  const folder = filesOf({ 'a.log': 60_000 });
  const waiting = Promise.withResolvers<void>();
  const asked: number[] = [];
  const sent: Sent[] = [];
  const looked = new Promise<void>((done) => {
    void reading([join(folder, 'a.log')], {
      publish: async (shard, batches) => {
        const lines = batches.reduce((sum, { count }) => sum + count, 0);
        sent.push({ shard, lines, until: untilOf(batches.at(-1)!)!.until });
      },
      passed: (to) => {
        asked.push(to);
        done();
        return waiting.promise;
      },
    }).then(({ read }) => expect(read.events).toBe(60_000));
  });
  await looked;
  const parts = sent.filter(({ lines }) => lines > 0);
  expect(parts.length).toBe(4);
  expect(asked).toEqual([parts[0]!.until]);
  waiting.resolve();
});

test('who is stopped does not say that it is over', async () => {
  const folder = filesOf({ 'a.log': 60_000 });
  const over = new AbortController();
  const { sent } = await reading([join(folder, 'a.log')], {
    signal: over.signal,
    passed: async () => over.abort(),
  });
  expect(sent.some(({ until }) => until === OVER)).toBe(false);
});
