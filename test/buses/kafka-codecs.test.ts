import { expect, test } from 'vitest';
import { unpackLz4, unpackSnappy, unpackZstd } from '../../src/buses/kafka-codecs.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

test('a block of Snappy with literals and copies that overlap what they write', async () => {
  // Length 12; literal `ab`; copy of 10 from 2 back.
  expect(String(await unpackSnappy(hex('0c 04 6162 1902')))).toBe('abababababab');
});

test('blocks of Snappy as Java writes them', async () => {
  const block = '0c 04 6162 1902';
  const framed = hex(`82534e4150505900 00000001 00000001 00000006 ${block} 00000006 ${block}`);
  expect(String(await unpackSnappy(framed))).toBe('abababababab'.repeat(2));
});

test('a frame of LZ4 with a plain block and packed ones', async () => {
  // `ab` as it is; then `cd`, a match of 6 from 2 back, and `e`.
  const frame = hex('04224d18 60 40 82 02000080 6162 07000000 22 6364 0200 10 65 00000000');
  expect(String(await unpackLz4(frame))).toBe('abcdcdcdcde');
});

test.each([
  [
    'snappy',
    unpackSnappy,
    ['', 'ff', 'ffffffffffff', '0c 04 61', '0c 04 6162 1909', '03 00 61', 'ffffffff0f 00 61'],
  ],
  [
    'lz4',
    unpackLz4,
    ['', '00', '04224d18 60 40 82', '04224d18 60 40 82 ff000000 61', '04224d18 60 40 82 04000000 1061 0900'],
  ],
  ['zstd', unpackZstd, ['', '00', '28b52ffd']],
] as const)('%s: what is damaged is refused, and never read beyond its end', async (_, unpack, damaged) => {
  for (const bytes of damaged) await expect((async () => unpack(hex(bytes)))()).rejects.toThrow();
});

test('what unpacks without end is refused', async () => {
  // One byte, then matches of 255 × 4000 of it, a hundred and fifty times.
  const match = `1f 61 0100 ${'ff'.repeat(4000)} 00`;
  const block = Buffer.concat(Array.from({ length: 150 }, () => hex(match)));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(block.length);
  await expect(
    unpackLz4(Buffer.concat([hex('04224d18 60 40 82'), head, block, Buffer.alloc(4)])),
  ).rejects.toThrow(/too large/);
});
