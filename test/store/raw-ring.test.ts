import {
  appendFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Notice } from '../../src/core/notice.ts';
import { RawRing, type RingOptions } from '../../src/store/raw-ring.ts';
import type { KeptRecord, RingRecord } from '../../src/store/ring-record.ts';
import { linesOf, numbered } from './made-lines.ts';
import { NOW, newFolder } from './places.ts';

const DAY = 86_400_000;

function ringOn(folder: string, options: Partial<RingOptions> = {}): { ring: RawRing; notices: Notice[] } {
  const notices: Notice[] = [];
  const ring = new RawRing({ folder, now: () => NOW, notice: (notice) => notices.push(notice), ...options });
  onTestFinished(() => ring.close());
  return { ring, notices };
}

async function all(ring: RawRing, from = 0): Promise<KeptRecord[]> {
  const records: KeptRecord[] = [];
  for await (const record of ring.read(from)) records.push(record);
  return records;
}

const newest = (folder: string) => join(folder, readdirSync(folder).sort().at(-1)!);
const numbersOf = (records: readonly RingRecord[]) =>
  records.flatMap(linesOf).map((line) => Number(line.split(' ')[1]));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('the raw ring', () => {
  it('gives back every record exactly, up to the end of the last line, at the position that append said', async () => {
    const record = fc.record({
      key: fc.string(),
      source: fc.string(),
      received: fc.double({ noNaN: true }),
      firstLine: fc.nat(),
      lines: fc.array(fc.tuple(fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 40 })), {
        maxLength: 30,
      }),
      senders: fc.option(fc.array(fc.string(), { minLength: 1, maxLength: 4 })),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (made) => {
        const folder = newFolder();
        const { ring } = ringOn(folder);
        const records = made.map(({ lines, senders, cut, ...rest }): RingRecord => {
          const [starts, ends] = [new Int32Array(lines.length), new Int32Array(lines.length)];
          let at = 0;
          lines.forEach(([gap, line], i) => {
            starts[i] = at += gap.length;
            ends[i] = at += line.length;
          });
          const buffer = Buffer.concat(lines.flat());
          const senderOf = senders === null ? null : Uint16Array.from(lines, (_, i) => i % senders.length);
          const truncated = cut ? lines.map((_, i) => i) : [];
          return { ...rest, buffer, starts, ends, count: lines.length, truncated, senders, senderOf };
        });
        const positions = records.map((one) => ring.append(one));
        const back = await all(ring);
        expect(back).toEqual(records.map((one, i) => ({ ...one, position: positions[i] })));
        ring.close();
        // And by the next process, from any place on.
        const { ring: next } = ringOn(folder);
        const from = Math.floor(positions.length / 2);
        expect((await all(next, (positions[from - 1] ?? -1) + 1)).map((one) => one.position)).toEqual(
          positions.slice(from),
        );
        next.close();
      }),
      { numRuns: 50 },
    );
  });

  it('gives no position twice: not within a record, not in the next process, not when the folder was lost', async () => {
    const folder = newFolder();
    const { ring } = ringOn(folder);
    const first = numbered(0, 10);
    const [a, b] = [ring.append(first), ring.append(numbered(10, 10))];
    expect(b).toBeGreaterThanOrEqual(a + first.ends[9]!);
    ring.close();
    const { ring: next } = ringOn(folder);
    const c = next.append(numbered(20, 10));
    expect(Math.floor(c / 2 ** 32)).toBe(Math.floor(b / 2 ** 32) + 1);
    next.close();
    const { ring: elsewhere } = ringOn(newFolder(), { behind: c + 1 });
    expect(elsewhere.append(numbered(30, 10))).toBeGreaterThan(c);
  });

  it('is on the disk by itself, soon after', async () => {
    const { ring } = ringOn(newFolder());
    const position = ring.append(numbered(0, 5));
    expect(ring.durable).toBeLessThanOrEqual(position);
    await expect.poll(() => ring.durable, { timeout: 20_000 }).toBeGreaterThan(position);
    expect(ring.counters).toMatchObject({ lines: 5, storedLines: 5, droppedLines: 0, blocks: 1 });
  });

  it('hands over what is appended while it is being read, and ends when nothing is left', async () => {
    const { ring } = ringOn(newFolder(), { maxBytes: 400_000 });
    let next = 0;
    const append = () => {
      ring.append(numbered(next, 500));
      next += 500;
    };
    for (let i = 0; i < 100; i++) append();
    const numbers: number[] = [];
    let turns = 0;
    for await (const record of ring.read(0)) {
      numbers.push(...numbersOf([record]));
      if (turns++ < 150) append();
      if (turns % 7 === 0) await new Promise((resume) => setImmediate(resume));
    }
    expect(numbers).toEqual(upTo(next));
    expect(next).toBe(125_000);
  });

  it('hands over what is appended and written at any moment of a reading', async () => {
    for (let round = 0; round < 30; round++) {
      const { ring } = ringOn(newFolder(), { maxBytes: 100_000 });
      let next = 0;
      let reading = true;
      const append = () => {
        if (!reading || next >= 200 + round) return;
        ring.append(numbered(next++, 1));
        ring.sync();
        // Now between this and that of what the reader waits for.
        if (next % 3 === 0) setImmediate(append);
        else void Promise.resolve().then(() => setTimeout(append, 0));
      };
      append();
      const numbers: number[] = [];
      for await (const record of ring.read(0)) numbers.push(...numbersOf([record]));
      reading = false;
      expect(numbers).toEqual(upTo(next));
      ring.close();
    }
  });

  it.each([
    ['cut in a block', (path: string, size: number) => truncateSync(path, size - 7)],
    ['cut in a head', (path: string, size: number) => truncateSync(path, size - lastBlock(path) + 9)],
    [
      'followed by what was being written',
      (path: string) => appendFileSync(path, readFileSync(path).subarray(0, 50)),
    ],
    [
      'followed by zeros, as a crash of the machine leaves',
      (path: string) => appendFileSync(path, Buffer.alloc(5000)),
    ],
  ])('cuts off the end of a segment that is %s, says so, and loses no whole block', async (_, damage) => {
    const folder = newFolder();
    const { ring } = ringOn(folder);
    for (let i = 0; i < 5; i++) {
      ring.append(numbered(i * 10, 10));
      ring.sync();
    }
    ring.close();
    const path = newest(folder);
    const before = statSync(path).size;
    damage(path, before);
    const lost = statSync(path).size < before ? 10 : 0;
    const { ring: next, notices } = ringOn(folder);
    expect(notices).toMatchObject([
      { kind: 'info', about: 'store:ring', text: expect.stringContaining('cut off') },
    ]);
    expect(ringOn(folder).notices).toEqual([]);
    expect(numbersOf(await all(next))).toEqual(upTo(50 - lost));
    next.append(numbered(100, 1));
    expect(numbersOf(await all(next)).at(-1)).toBe(100);
  });

  it.each([
    ['text', 40],
    // The number of lines, which nothing else would miss.
    ['head', 16],
    ['beginning', 1],
  ])('passes over a block with damage in its %s, says so, and gives everything behind it', async (_, at) => {
    const folder = newFolder();
    const { ring } = ringOn(folder);
    for (let i = 0; i < 9; i++) {
      ring.append(numbered(i * 10, 10));
      ring.sync();
    }
    ring.close();
    const path = newest(folder);
    const bytes = readFileSync(path);
    let block = 0;
    for (let i = 0; i < 4; i++) block = bytes.indexOf('LBK1', block + 1);
    bytes[block + at]! ^= 1;
    writeFileSync(path, bytes);
    const { ring: next, notices } = ringOn(folder);
    expect(notices).toEqual([]);
    expect(numbersOf(await all(next))).toEqual([...upTo(40), ...upTo(90).slice(50)]);
    expect(notices).toMatchObject([{ kind: 'gap', text: expect.stringContaining('damaged') }]);
    expect(next.counters.damagedPlaces).toBe(1);
    expect(next.counters.damagedBytes).toBeGreaterThan(0);
  });

  it('says when lines that are asked for are forgotten already', async () => {
    const folder = newFolder();
    for (let i = 0; i < 3; i++) {
      const { ring } = ringOn(folder);
      ring.append(numbered(i, 1));
      ring.close();
    }
    const { ring, notices } = ringOn(folder, { maxBytes: 1 });
    expect(ring.forget()).toBe(2);
    expect(numbersOf(await all(ring, 1))).toEqual([2]);
    expect(notices).toMatchObject([{ kind: 'gap' }]);
    expect(ring.counters.forgottenSegments).toBe(2);
  });

  it('keeps no more than it may, and forgets the oldest', async () => {
    const { ring } = ringOn(newFolder(), { maxBytes: 200_000 });
    // Lines that do not compress.
    for (let i = 0; i < 300; i++) {
      let text = '';
      while (text.length < 4000) text += Math.random().toString(36);
      const buffer = Buffer.from(text);
      ring.append(
        numbered(0, 1, {
          buffer,
          starts: Int32Array.of(0),
          ends: Int32Array.of(buffer.length),
          firstLine: i,
        }),
      );
      ring.sync();
    }
    expect(ring.held.bytes).toBeLessThan(250_000);
    expect(ring.held.bytes).toBeGreaterThan(100_000);
    const kept = await all(ring);
    expect(kept.map((one) => one.firstLine)).toEqual(upTo(300).slice(-kept.length));
  });

  it('forgets segments of which every line is too old, but for the newest, which knows the numbers', () => {
    const folder = newFolder();
    for (let i = 0; i < 3; i++) {
      const { ring } = ringOn(folder);
      ring.append(numbered(0, 10));
      ring.close();
    }
    const old = new Date(NOW - 8 * DAY);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), old, old);
    const { ring } = ringOn(folder);
    expect(ring.held).toMatchObject({ segments: 3, oldest: old.getTime() });
    expect(ring.forget()).toBe(2);
    expect(Math.floor(ring.append(numbered(0, 1)) / 2 ** 32)).toBe(3);
  });

  it('takes a folder that it cannot have for an error of the catalogue', () => {
    const folder = join(newFolder(), 'file');
    writeFileSync(folder, '');
    expect(() => ringOn(folder)).toThrow(expect.objectContaining({ code: 'STATE_FILE' }));
  });
});

/** Bytes of the last block of a segment whose blocks are alike. */
function lastBlock(path: string): number {
  const bytes = readFileSync(path);
  return bytes.length - bytes.lastIndexOf(Buffer.from('LBK1'));
}
