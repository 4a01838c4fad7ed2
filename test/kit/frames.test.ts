import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FrameDrop, FrameSplitter, syslogFrames } from '../../src/kit/frames.ts';
import { inputOf, syslogCases } from '../formats/syslog-case.ts';

interface Outcome {
  frames: string[];
  drops: [FrameDrop, number][];
}

function frames(chunks: Iterable<Uint8Array>, maxBytes?: number): Outcome {
  const drops: [FrameDrop, number][] = [];
  const onDrop = (reason: FrameDrop, bytes: number) => drops.push([reason, bytes]);
  const all = syslogFrames(chunks, maxBytes === undefined ? { onDrop } : { maxBytes, onDrop });
  return { frames: [...all].map((frame) => Buffer.from(frame).toString('latin1')), drops };
}

function whole(text: string, maxBytes?: number): Outcome {
  return frames([Buffer.from(text, 'latin1')], maxBytes);
}

function byteByByte(bytes: Uint8Array): Uint8Array[] {
  return [...bytes].map((byte) => Uint8Array.of(byte));
}

describe('cases of the standards', () => {
  for (const one of syslogCases().filter(({ group }) => group === 'framing')) {
    test(`${one.id} ${one.source}, whole, byte by byte and split everywhere`, () => {
      const bytes = inputOf(one);
      const expected = (one.expected as { frames: string[] }).frames;
      expect(frames([bytes]).frames).toEqual(expected);
      expect(frames(byteByByte(bytes)).frames).toEqual(expected);
      for (let at = 0; at <= bytes.length; at++) {
        expect(frames([bytes.subarray(0, at), bytes.subarray(at)]).frames).toEqual(expected);
      }
    });
  }
});

test.each([
  [
    'counted and line frames mixed',
    '5 <1>ab<2>line\n7 <3>a\nbc<4>x\r\n',
    ['<1>ab', '<2>line', '<3>a\nbc', '<4>x'],
  ],
  ['a line end after a counted frame', '5 <1>ab\n5 <1>cd\r\n<2>x\n', ['<1>ab', '<1>cd', '<2>x']],
  [
    'a line without a PRI behind a counted frame and its line end',
    '5 <1>ab\nplain text\n',
    ['<1>ab', 'plain text'],
  ],
  ['no line end before the end', '<1>a\n<2>b', ['<1>a', '<2>b']],
  ['trailing CR, LF and NUL', '<1>a\0\r\n<2>b\0\n', ['<1>a', '<2>b']],
  ['a NUL inside', '<1>a\0b\n', ['<1>a\0b']],
  ['empty lines', '\n\n\r\n\0\n<1>a\n\n', ['<1>a']],
  [
    'a line that begins with a number',
    '10 apples\n1780000000 boot\n2026\n<1>x\n',
    ['10 apples', '1780000000 boot', '2026', '<1>x'],
  ],
  [
    'a line of digits longer than any length',
    `${'9'.repeat(60)} <1>x\n<2>y\n`,
    [`${'9'.repeat(60)} <1>x`, '<2>y'],
  ],
  ['blanks at the end of a counted frame', '6 <1>1  ', ['<1>1  ']],
  ['nothing', '', []],
])('%s', (_, text, expected) => {
  expect(whole(text)).toEqual({ frames: expected, drops: [] });
});

test.each(['99999999999999999999 <1>x\n', '0 <1>x\n', '0 ', '007 <1>abc', '999999999 <1>x', '000 '])(
  'an absurd length (%j) ends the reading at once',
  (text) => {
    const splitter = new FrameSplitter();
    expect(splitter.push(Buffer.from(`<9>first\n${text}<2>never\n`)).map(String)).toHaveLength(1);
    expect(splitter.closed).toBe(true);
    expect(splitter.push(Buffer.from('<3>later\n'))).toEqual([]);
    expect(splitter.finish()).toEqual([]);
    expect(whole(text).drops.map(([reason]) => reason)).toEqual(['bad_length']);
  },
);

test('iteration ends at an absurd length without asking for more', () => {
  function* endless(): Generator<Uint8Array> {
    yield Buffer.from('<1>a\n99999999999999999999 ');
    throw new Error('asked for more');
  }
  expect([...syslogFrames(endless())]).toHaveLength(1);
});

test('a count larger than what came before the end delivers the tail and says so', () => {
  expect(whole('5 <1>ab20 <1>tail')).toEqual({ frames: ['<1>ab', '<1>tail'], drops: [['truncated', 13]] });
});

test('a count smaller than the frame keeps its part and begins anew at the next line end', () => {
  expect(whole('5 <1>abcdef\n<2>next\n')).toEqual({ frames: ['<1>ab', '<2>next'], drops: [['resync', 4]] });
  expect(whole('5 <1>abcdef')).toEqual({ frames: ['<1>ab'], drops: [['resync', 4]] });
});

test('what is longer than the limit is delivered cut, its rest skipped and counted', () => {
  const long = `<1>${'x'.repeat(97)}`;
  expect(whole(`${long}\n<2>y\n`, 60)).toEqual({
    frames: [long.slice(0, 60), '<2>y'],
    drops: [['too_long', 40]],
  });
  expect(whole(`100 ${long}<2>y\n`, 60)).toEqual({
    frames: [long.slice(0, 60), '<2>y'],
    drops: [['too_long', 40]],
  });
  expect(whole(`${'1'.repeat(20)}a\n<2>y\n`, 10).frames).toEqual(['1111111111', '<2>y']);
});

test('memory stays within the limit however much comes without a line end', () => {
  const chunk = Buffer.alloc(1 << 20, 'x');
  const splitter = new FrameSplitter({ maxBytes: 1000 });
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 100; i++) expect(splitter.push(chunk)).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
  expect(splitter.finish().map((frame) => frame.length)).toEqual([1000]);
});

test('an announced length costs no memory', () => {
  const before = process.memoryUsage().arrayBuffers;
  const splitters = Array.from({ length: 1000 }, () => new FrameSplitter({ maxBytes: 1 << 26 }));
  for (const splitter of splitters) splitter.push(Buffer.from('67000000 <1>a'));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
});

test('frames do not depend on how the stream was cut', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '5 <1>ab',
      '<2>line\n',
      '12 <3>short',
      '3 <1>toolong',
      '\r\n',
      '\0',
      '10 x\n',
      '0x\n',
      ' ',
      '7',
    ),
    fc.string({ maxLength: 12, unit: 'binary-ascii' }),
    fc.integer({ min: 1, max: 40 }).map((n) => `${n} <${'y'.repeat(n - 1)}`),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      fc.constantFrom(4, 20, 65_536),
      (pieces, cuts, maxBytes) => {
        const bytes = Buffer.from(pieces.join(''), 'latin1');
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        const expected = frames([bytes], maxBytes);
        expect(frames(chunks, maxBytes)).toEqual(expected);
        expect(frames(byteByByte(bytes), maxBytes)).toEqual(expected);
        for (const frame of expected.frames) expect(frame.length).toBeLessThanOrEqual(maxBytes);
      },
    ),
    { numRuns: 1000 },
  );
});

test('scanning gives the same frames as pushing, and says which are whole', () => {
  const input = Buffer.from('5 <1>ab<2>line\n12 <3>abcdefghi<4>too long for us\n9 <5>ab');
  const seen: [string, boolean][] = [];
  const splitter = new FrameSplitter({ maxBytes: 8 });
  const visit = (bytes: Uint8Array, start: number, end: number) => {
    seen.push([Buffer.from(bytes.subarray(start, end)).toString(), splitter.whole]);
  };
  expect(splitter.idle).toBe(true);
  splitter.scan(input, visit);
  expect(splitter.idle).toBe(false);
  splitter.end(visit);
  expect(seen).toEqual([
    ['<1>ab', true],
    ['<2>line', true],
    ['<3>abcde', false],
    ['<4>too l', false],
    ['<5>ab', false],
  ]);
});
