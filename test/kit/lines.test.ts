import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, type Lines } from '../../src/kit/lines.ts';

interface Read {
  readonly text: string;
  readonly line: number;
  readonly position: number;
  readonly truncated: boolean;
}

function split(chunks: readonly Uint8Array[], options: { maxBytes?: number } = {}) {
  const splitter = new LineSplitter(options);
  const batches: Lines[] = [];
  for (const chunk of chunks) {
    const own = Buffer.from(chunk);
    const lines = splitter.push(own);
    if (lines !== null) batches.push(lines);
    own.fill(0xaa); // a chunk's maker may use it again
  }
  const last = splitter.end();
  if (last !== null) batches.push(last);
  // Looked at only after everything was pushed: a batch must not be written to afterwards.
  const lines: Read[] = batches.flatMap((b) =>
    Array.from({ length: b.count }, (_, i) => ({
      text: b.buffer.toString('latin1', b.starts[i]!, b.ends[i]!),
      line: b.firstLine + i,
      position: b.offset + b.starts[i]!,
      truncated: b.truncated.includes(i),
    })),
  );
  return { lines, splitter, batches };
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const texts = (chunks: readonly string[], options = {}) =>
  split(chunks.map(bytes), options).lines.map((line) => line.text);

describe('LineSplitter', () => {
  it('removes LF and CRLF, keeps empty lines and a lone CR', () => {
    expect(texts(['a\nb\r\n\n\r\nc\rd\ne\r\r\n'])).toEqual(['a', 'b', '', '', 'c\rd', 'e\r']);
  });

  it('delivers a last line without a line end, and no empty line after the last line end', () => {
    expect(texts(['a\nb'])).toEqual(['a', 'b']);
    expect(texts(['a\n'])).toEqual(['a']);
    expect(texts([])).toEqual([]);
  });

  it('joins a line, and a CRLF, that were split over chunks', () => {
    expect(texts(['a', 'b\r', '\nc', '\n'])).toEqual(['ab', 'c']);
  });

  it('gives line numbers and byte positions in the input', () => {
    const { lines } = split(['one\r\ntw', 'o\n\nfo', 'ur'].map(bytes));
    expect(lines.map((l) => [l.line, l.position])).toEqual([
      [1, 0],
      [2, 5],
      [3, 9],
      [4, 10],
    ]);
  });

  it('passes every byte on as it is', () => {
    const line = Buffer.from(Array.from({ length: 256 }, (_, i) => i).filter((b) => b !== 10));
    expect(split([line]).lines[0]!.text).toBe(line.toString('latin1'));
  });

  it('keeps a line of just the limit whole, also before CRLF', () => {
    for (const end of ['', '\n', '\r\n']) {
      const { lines, splitter } = split([bytes(`12345${end}`)], { maxBytes: 5 });
      expect(lines).toMatchObject([{ text: '12345', truncated: false }]);
      expect(splitter.skippedBytes).toBe(0);
    }
  });

  it('cuts a longer line at the limit, skips its rest and goes on with the next', () => {
    const { lines, splitter } = split([bytes('123456789\r\nab\n12345678')], { maxBytes: 5 });
    expect(lines).toEqual([
      { text: '12345', line: 1, position: 0, truncated: true },
      { text: 'ab', line: 2, position: 11, truncated: false },
      { text: '12345', line: 3, position: 14, truncated: true },
    ]);
    expect([splitter.truncatedLines, splitter.skippedBytes]).toEqual([2, 7]);
  });

  it('does not cut inside a UTF-8 character', () => {
    expect(split([Buffer.from('aaaé\nb')], { maxBytes: 4 }).lines.map((l) => l.text)).toEqual(['aaa', 'b']);
    expect(split([Buffer.alloc(9, 0x80)], { maxBytes: 4 }).lines[0]!.text).toHaveLength(4);
  });

  it('gives the same lines however the input is chopped up', () => {
    const piece = fc.constantFrom('\n', '\r', '\r\n', 'a', 'bcd', '\xc3\xa9', '\0', 'x'.repeat(20));
    const input = fc.array(piece, { maxLength: 60 }).map((p) => bytes(p.join('')));
    fc.assert(
      fc.property(
        input,
        fc.array(fc.nat(120), { maxLength: 8 }),
        fc.constantFrom(3, 7, 1000),
        (all, cuts, max) => {
          const at = [0, ...cuts.map((c) => Math.min(c, all.length)).sort((a, b) => a - b), all.length];
          const chopped = split(
            at.slice(1).map((end, i) => all.subarray(at[i], end)),
            { maxBytes: max },
          );
          const single = split(
            Array.from(all, (b) => Uint8Array.of(b)),
            { maxBytes: max },
          );
          const whole = split([all], { maxBytes: max });
          expect(chopped.lines).toEqual(whole.lines);
          expect(single.lines).toEqual(whole.lines);
          for (const { splitter } of [chopped, single]) {
            expect(splitter.skippedBytes).toBe(whole.splitter.skippedBytes);
            expect(splitter.truncatedLines).toBe(whole.splitter.truncatedLines);
          }
          const plain = all.toString('latin1').split('\n');
          if (plain.at(-1) === '') plain.pop();
          expect(whole.lines).toHaveLength(plain.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('holds a 1 GB line without a newline in bounded memory', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(262_144, 'x');
    const before = process.memoryUsage().rss;
    let most = 0;
    for (let i = 0; i < 4096; i++) {
      splitter.push(chunk);
      if (i % 256 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(splitter.end()).toBeNull();
    expect(splitter.skippedBytes).toBe(4096 * 262_144 - 1_048_576);
    expect(most).toBeLessThan(32e6);
  });

  it('makes no buffer for each of many tiny chunks', () => {
    const splitter = new LineSplitter();
    const batches: (Lines | null)[] = [];
    for (let i = 0; i < 20_000; i++) batches.push(splitter.push(bytes('a\n')));
    expect(new Set(batches.map((b) => b!.buffer.buffer)).size).toBe(1);
  });
});
