import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveBatch } from '../../src/core/live-source.ts';
import { ByteWriter } from '../../src/wire/byte-writer.ts';
import { open, seal } from '../../src/wire/envelope.ts';
import { writeOrigin } from '../../src/wire/origin-record.ts';
import { packRaw, unpackRaw } from '../../src/wire/raw.ts';

const ORIGIN = { source: 'syslog', file: null, identity: 'udp', referenceTime: 5 };
const SEALING = { producer: 'node-1', fence: 0, sequence: 1 };

interface Made {
  readonly lines: readonly (readonly [gap: number, line: Uint8Array])[];
  readonly batch: Omit<
    LiveBatch,
    'buffer' | 'starts' | 'ends' | 'count' | 'truncated' | 'senders' | 'senderOf'
  >;
  readonly senders: readonly string[] | null;
}

function batchOf({ lines, batch, senders }: Made): LiveBatch {
  let at = 0;
  const places = lines.map(([gap, line]) => {
    const start = at + gap;
    at = start + line.length;
    return [start, at] as const;
  });
  const buffer = Buffer.alloc(at + 3, 0x2e);
  for (const [i, [start]] of places.entries()) buffer.set(lines[i]![1], start);
  return {
    ...batch,
    ...{ buffer, count: lines.length, truncated: lines.flatMap((_, i) => (i % 7 === 3 ? [i] : [])) },
    starts: Int32Array.from(places, ([start]) => start),
    ends: Int32Array.from(places, ([, end]) => end),
    senders,
    senderOf: senders === null ? null : Uint16Array.from(lines, (_, i) => i % senders.length),
  };
}

/** Everything of a batch that others can see; where its lines stand in the input, not in memory. */
function seen(batch: LiveBatch) {
  const { key, origin, received, count, firstLine, truncated, senders, buffer, offset } = batch;
  const lines = Array.from({ length: count }, (_, i) => [
    buffer.toString('latin1', batch.starts[i]!, batch.ends[i]!),
    offset + batch.starts[i]!,
    batch.senderOf === null ? null : senders![batch.senderOf[i]!],
  ]);
  return { key, origin, received, count, firstLine, truncated, senders, lines };
}

const origin = fc.record({
  source: fc.string(),
  file: fc.option(fc.string({ unit: 'binary' })),
  identity: fc.string(),
  referenceTime: fc.double({ noDefaultInfinity: true }),
});
const beginning = fc.record({
  name: fc.string(),
  text: fc.string({ unit: fc.nat(255).map((c) => String.fromCharCode(c)) }),
});
const batches = fc.array(
  fc
    .record({
      lines: fc.array(fc.tuple(fc.nat(3), fc.uint8Array({ maxLength: 300 })), { maxLength: 40 }),
      batch: fc.record({
        key: fc.string(),
        origin: fc.oneof(
          origin,
          fc.tuple(origin, beginning).map(([one, first]) => ({ ...one, beginning: first })),
        ),
        received: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 8.64e15, noNaN: true })),
        firstLine: fc.nat(),
        offset: fc.maxSafeNat().map((n) => (n / 2) | 0),
        resume: fc.constant(null),
      }),
      senders: fc.option(fc.array(fc.ipV6(), { minLength: 1, maxLength: 300 })),
    })
    .map(batchOf),
  { maxLength: 5 },
);

describe('lines as they came', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(batches, fc.boolean(), (given, compress) => {
        const entry = packRaw({ ...SEALING, compress }, given);
        expect(unpackRaw(open(entry)).map(seen)).toEqual(given.map(seen));
      }),
      { numRuns: 300 },
    );
  });

  it('keep places beyond four billion, as the raw ring gives them', () => {
    const batch = batchOf({
      lines: [
        [2, Buffer.from('one')],
        [1, Buffer.from('two')],
      ],
      batch: {
        ...{
          key: 'udp',
          received: 5,
          firstLine: 9,
          offset: 77 * 2 ** 32 + 123,
          resume: 'x',
          resumeKey: 'ring',
        },
        origin: { source: 'syslog', file: null, identity: 'udp', referenceTime: 5 },
      },
      senders: ['192.0.2.1'],
    });
    const [back] = unpackRaw(open(packRaw(SEALING, [batch])));
    expect(seen(back!)).toEqual(seen(batch));
    expect(back!.resume).toBe(null);
  });

  it('may be a megabyte long', () => {
    const lines = [
      [0, Buffer.alloc(1 << 20, 'x')],
      [1, Buffer.from('after')],
    ] as const;
    const batch = batchOf({
      lines,
      batch: {
        ...{ key: 'f', received: Number.NaN, firstLine: 1, offset: 0, resume: null },
        origin: { source: 'file', file: '/var/log/x', identity: 'f', referenceTime: 0 },
      },
      senders: null,
    });
    expect(seen(unpackRaw(open(packRaw(SEALING, [batch])))[0]!)).toEqual(seen(batch));
  });

  it('may stand in any order, and what is around them stays behind', () => {
    const secret = 'secret'.repeat(1000);
    const buffer = Buffer.from(`${secret}two one${secret}`);
    const batch: LiveBatch = {
      ...{ key: 'k', origin: ORIGIN, received: 1, resume: null, buffer, count: 2, firstLine: 1, offset: 7 },
      ...{ starts: Int32Array.of(6004, 6000), ends: Int32Array.of(6007, 6003) },
      ...{ truncated: [], senders: null, senderOf: null },
    };
    const entry = packRaw({ ...SEALING, compress: false }, [batch]);
    expect(seen(unpackRaw(open(entry))[0]!)).toEqual(seen(batch));
    expect(entry.includes('secret')).toBe(false);
  });

  it('are refused where one lies outside of its batch, or is of nobody, or is cut and not there', () => {
    const body = (gaps: readonly number[], change: { sender?: number; cut?: number } = {}) => {
      const writer = new ByteWriter();
      writer.reserve(1000);
      writer.varint(1);
      writer.text('k');
      writeOrigin(writer, ORIGIN);
      for (const number of [1, 0]) writer.double(number);
      for (const number of [1, gaps.length, 1]) writer.varint(number);
      for (const gap of gaps) {
        writer.zigzag(gap);
        writer.varint(3);
      }
      writer.varint(1);
      writer.varint(change.cut ?? 0);
      writer.varint(1);
      writer.text('a');
      for (const _ of gaps) writer.varint(change.sender ?? 0);
      writer.varint(6);
      writer.copy(Buffer.from('onetwo'), 0, 6);
      const entry = seal({ ...SEALING, kind: 'raw', count: gaps.length }, writer.written);
      return () => unpackRaw(open(entry)).map(seen);
    };
    expect(body([0, 0])()).toMatchObject([
      {
        lines: [
          ['one', 0, 'a'],
          ['two', 3, 'a'],
        ],
      },
    ]);
    expect(body([0, 1])).toThrow('outside of its batch');
    expect(body([-1, 1])).toThrow('outside of its batch');
    expect(body([0, 2 ** 40])).toThrow('outside of its batch');
    expect(body([0, 0], { sender: 1 })).toThrow('of a sender that is not there');
    expect(body([0, 0], { cut: 2 })).toThrow('makes no sense');
  });

  it('are refused as an entry of another kind', () => {
    expect(() => unpackRaw(open(seal({ ...SEALING, kind: 'clock', count: 0 }, Buffer.alloc(0))))).toThrow(
      'of kind clock where raw was wanted',
    );
  });
});
