import { crc32, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bodyOf, isEnvelope, KINDS, MOST_BODY, open, seal } from '../../src/wire/envelope.ts';

const HEAD = { kind: 'rows', count: 3, producer: 'node-1', fence: 7, sequence: 42 } as const;
const TEXT = Buffer.from('a line that repeats itself '.repeat(200));

/** The same entry with bytes changed and a checksum that is right. */
function forged(entry: Buffer, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(entry);
  change(bytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

describe('an envelope', () => {
  it('gives back what was put in, compressed or not', () => {
    for (const compress of [true, false]) {
      const entry = seal({ ...HEAD, shard: 5, clock: 1_700_000_000_000.25, compress }, TEXT);
      expect(open(entry)).toEqual({ ...HEAD, shard: 5, clock: 1_700_000_000_000.25, body: TEXT });
      expect(entry.length < TEXT.length).toBe(compress);
    }
  });

  it('says nothing of a shard or a clock where there is none', () => {
    expect(open(seal(HEAD, Buffer.alloc(0)))).toMatchObject({ shard: -1, clock: Number.NaN });
  });

  it('leaves as it is what does not become shorter', () => {
    const noise = Buffer.from(
      Uint32Array.from({ length: 4096 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) ^ (i << 13)).buffer,
    );
    const mixed = Buffer.from(noise.map((byte, i) => byte ^ crc32(Buffer.from(String(i)))));
    const entry = seal(HEAD, mixed);
    expect(entry[7]).toBe(0);
    expect(open(entry).body).toEqual(mixed);
  });

  it('is told from lines of text', () => {
    expect(isEnvelope(seal(HEAD, TEXT))).toBe(true);
    for (const line of ['', '<13>Jan  6 00:00:00 web1 app: hello', '{"a":1}', 'LSW', '\u00f5LSW']) {
      expect(isEnvelope(Buffer.from(line))).toBe(false);
      expect(() => open(Buffer.from(line))).toThrow('not made by logsift');
    }
  });

  it('refuses with a reason what is cut, damaged, of a later version or of an unknown kind', () => {
    const entry = seal(HEAD, TEXT);
    const cases: readonly (readonly [Buffer, RegExp])[] = [
      [entry.subarray(0, 20), /cut off after 20 bytes/],
      [entry.subarray(0, -1), /where its head says/],
      [Buffer.concat([entry, Buffer.from('x')]), /where its head says/],
      [forged(entry, (bytes) => bytes.writeUInt16LE(2, 4)), /version 2, made by a later logsift/],
      [forged(entry, (bytes) => bytes.writeUInt16LE(0, 4)), /./],
      [forged(entry, (bytes) => bytes.fill(KINDS.length, 6, 7)), /its kind \d+ is not known/],
      [forged(entry, (bytes) => bytes.fill(9, 7, 8)), /way of packing/],
      [forged(entry, (bytes) => bytes.writeDoubleLE(Number.NaN, 8)), /make no sense/],
      [forged(entry, (bytes) => bytes.writeInt32LE(-2, 32)), /make no sense/],
      [forged(entry, (bytes) => bytes.writeUInt32LE(TEXT.length - 1, 40)), /unpack/],
      [forged(entry, (bytes) => bytes.writeUInt32LE(TEXT.length + 1, 40)), /unpacks to/],
      [forged(entry, (bytes) => bytes.fill(0xff, 60, 70)), /cannot be unpacked/],
    ];
    for (const [bytes, words] of cases) expect(() => open(bytes)).toThrow(words);
    const damaged = Buffer.from(entry);
    damaged[damaged.length - 10]! ^= 1;
    expect(() => open(damaged)).toThrow('its checksum is wrong');
    expect(() => open(damaged)).toThrow(
      expect.objectContaining({ code: 'MESSAGE_INVALID', name: 'LogsiftError' }),
    );
  });

  it('refuses what would unpack to more than a log does, or than a body may have', () => {
    const bomb = zstdCompressSync(Buffer.alloc(16 << 20));
    const entry = (length: number) => {
      const bytes = seal({ ...HEAD, compress: false }, bomb);
      return forged(bytes, (copy) => {
        copy[7] = 1;
        copy.writeUInt32LE(length, 40);
      });
    };
    expect(() => open(entry(16 << 20))).toThrow('which no log does');
    expect(() => open(entry(MOST_BODY + 1))).toThrow('are allowed');
    expect(() => open(entry(1 << 20))).toThrow('cannot be unpacked');
    expect(() => seal(HEAD, Buffer.alloc(MOST_BODY + 1))).toThrow(RangeError);
  });

  it('refuses a frame that wants more memory than a body may have', () => {
    // RFC 8878: magic, no size, a window of 2^27 or 2^20 bytes, one last raw block of five bytes.
    const frame = (windowLog: number) => [
      ...[0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3, (5 << 3) | 1, 0, 0],
      ...Buffer.from('hello'),
    ];
    const entry = (windowLog: number) =>
      forged(seal({ ...HEAD, compress: false }, Buffer.from(frame(windowLog))), (bytes) => {
        bytes[7] = 1;
        bytes.writeUInt32LE(5, 40);
      });
    expect(open(entry(20)).body.toString()).toBe('hello');
    expect(() => open(entry(27))).toThrow('cannot be unpacked');
  });

  it('opens what is very repetitive all the same', () => {
    const flood = Buffer.alloc(8 << 20, 'the same line again and again\n');
    expect(open(seal(HEAD, flood)).body.equals(flood)).toBe(true);
  });

  it('has a body of one kind only', () => {
    expect(() => bodyOf(open(seal(HEAD, TEXT)), 'events')).toThrow('of kind rows where events was wanted');
  });
});
