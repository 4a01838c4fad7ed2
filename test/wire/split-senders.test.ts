import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveBatch } from '../../src/core/live-source.ts';
import { shardOf, splitBySender } from '../../src/wire/split-senders.ts';

const SPREAD = { node: 'node-1', shards: 16 };

function batchOf(
  lines: readonly (readonly [sender: number, line: string])[],
  senders: readonly string[] | null,
): LiveBatch {
  const buffer = Buffer.from(lines.map(([, line]) => line).join('\n'));
  const starts = new Int32Array(lines.length);
  const ends = new Int32Array(lines.length);
  for (let i = 0, at = 0; i < lines.length; i++) {
    starts[i] = at;
    ends[i] = at += Buffer.byteLength(lines[i]![1]);
    at++;
  }
  return {
    ...{ key: 'udp 0.0.0.0:514', buffer, starts, ends, count: lines.length, firstLine: 1, offset: 100 },
    ...{ received: 1_700_000_000_000, resume: null, senders },
    truncated: lines.flatMap((_, i) => (i % 5 === 2 ? [i] : [])),
    senderOf: senders === null ? null : Uint16Array.from(lines, ([sender]) => sender % senders.length),
    origin: { source: 'syslog', file: null, identity: 'udp', referenceTime: 0 },
  };
}

/** Sender, text and whether it was cut, of each line. */
function linesOf(batch: LiveBatch): string[] {
  return Array.from({ length: batch.count }, (_, i) => {
    const sender = batch.senders![batch.senderOf![i]!];
    const cut = batch.truncated.includes(i) ? ' cut' : '';
    return `${sender}${cut}: ${batch.buffer.toString('utf8', batch.starts[i]!, batch.ends[i]!)}`;
  });
}

describe('a batch of several senders', () => {
  it('is split so that nothing is lost, each sender is in one shard, and its lines stay in order', () => {
    const lines = fc.array(fc.tuple(fc.nat(1000), fc.string({ unit: 'grapheme' })), {
      minLength: 1,
      maxLength: 100,
    });
    const senders = fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(lines, senders, (given, names) => {
        const batch = batchOf(given, names);
        const parts = splitBySender(batch, SPREAD);
        expect(parts.flatMap(({ batch: part }) => linesOf(part)).sort()).toEqual(linesOf(batch).sort());
        expect(new Set(parts.map(({ shard }) => shard)).size).toBe(parts.length);
        for (const { shard, batch: part } of parts) {
          const own = linesOf(batch).filter((line) => shardOf(line.split(/ cut|:/)[0]!, 16) === shard);
          expect(linesOf(part)).toEqual(own);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stays the batch it is where all are of one shard', () => {
    const alone = batchOf(
      [
        [0, 'a'],
        [0, 'b'],
      ],
      ['192.0.2.1'],
    );
    expect(splitBySender(alone, SPREAD)).toEqual([{ shard: shardOf('192.0.2.1', 16), batch: alone }]);
    expect(splitBySender(alone, SPREAD)[0]!.batch).toBe(alone);
    const mixed = batchOf(
      [
        [0, 'a'],
        [1, 'b'],
      ],
      ['192.0.2.1', '192.0.2.2'],
    );
    expect(splitBySender(mixed, { node: 'x', shards: 1 })[0]!.batch).toBe(mixed);
  });

  it('goes by node and input where nobody says who sent it', () => {
    const file = batchOf([[0, 'a']], null);
    const shards = Array.from(
      { length: 50 },
      (_, i) => splitBySender(file, { node: `node-${i}`, shards: 16 })[0]!,
    );
    expect(shards.every(({ batch }) => batch === file)).toBe(true);
    expect(new Set(shards.map(({ shard }) => shard)).size).toBeGreaterThan(10);
  });

  it('finds the same shard for a name on every machine, and spreads names', () => {
    expect(['192.0.2.1', '2001:db8::1', ''].map((name) => shardOf(name, 16))).toMatchInlineSnapshot(`
      [
        13,
        8,
        12,
      ]
    `);
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) counts[shardOf(`10.${i >> 8}.0.${i & 255}`, 16)]!++;
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.3);
  });
});
