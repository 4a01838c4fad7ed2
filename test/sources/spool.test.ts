import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../src/core/source.ts';
import file from '../../src/sources/file.ts';
import { spooled } from '../../src/sources/spool.ts';
import stdin from '../../src/sources/stdin.ts';
import { sourceChecks } from '../../src/testing/source-checks.ts';
import { linesOf, readAll } from '../../src/testing/source-read.ts';
import { scratch } from './scratch.ts';

const at = scratch();
const text = Array.from(
  { length: 50_000 },
  (_, i) => `line ${i} of a longish log\r\n${i % 9 ? '' : '\n'}`,
).join('');

function pieces(content: string | Uint8Array): Readable {
  const bytes = Buffer.from(content);
  return Readable.from(
    (function* () {
      for (let i = 0; i < bytes.length; i += 65_536) yield bytes.subarray(i, i + 65_536);
    })(),
    { objectMode: false },
  );
}

const once = (content: string | Uint8Array, maxLineBytes = 1_048_576): Source =>
  stdin.open({ stream: pieces(content), maxLineBytes });

function stalledStdin(): Source {
  const stream = new PassThrough();
  stream.write(`${'a line that is long enough to be looked at '.repeat(30)}\n`);
  return stdin.open({ stream });
}

describe('a spooled source keeps the contract of sources', () => {
  const checks = sourceChecks(
    { name: 'stdin', describe: 'standard input through a spool' },
    {
      fileName: 'stdin',
      prepare: async (chunks) => (options) =>
        spooled(
          stdin.open({
            stream: Readable.from(
              (function* () {
                for (const chunk of chunks)
                  for (let i = 0; i < chunk.length; i += 65_536) yield chunk.subarray(i, i + 65_536);
              })(),
              { objectMode: false },
            ),
            ...options,
          }),
        ),
      missing() {
        const stream = new PassThrough();
        stream.on('error', () => {});
        stream.destroy(new Error('read EIO'));
        return spooled(stdin.open({ stream }));
      },
      stalled: () => spooled(stalledStdin()),
    },
  );
  for (const check of checks) it(check.name, () => check.run());
});

describe('a spool', () => {
  it('makes standard input re-readable: lines, positions, cuts and counters are the same', async () => {
    const plain = once(text, 20);
    const wanted = await readAll(plain);
    expect(wanted.lines.some((line) => line.truncated)).toBe(true);
    const source = spooled(once(text, 20));
    expect([source.rereadable, source.size]).toEqual([true, null]);
    for (let pass = 0; pass < 3; pass++) {
      expect(await readAll(source)).toEqual(wanted);
      expect(source.counters).toEqual(plain.counters);
    }
    expect(source.size).toBe(text.length);
    await source.close();
  });

  it('gives the rest after a pass that was broken off', async () => {
    const wanted = await readAll(once(text));
    const source = spooled(once(text));
    for await (const _ of source.batches()) break;
    expect(linesOf((await source.peek())!)[0]).toEqual(wanted.lines[0]);
    expect(await readAll(source)).toEqual(wanted);
    await source.close();
  });

  it('that is full ends the reading in every pass, counted and told', async () => {
    const source = spooled(once(text), { maxBytes: 500_000 });
    const first = await readAll(source);
    expect(first.error).toBeNull();
    expect(first.lines.length).toBeGreaterThan(5000);
    expect(first.lines.length).toBeLessThan(30_000);
    const { lines, droppedLines } = source.counters;
    expect(lines).toBe(first.lines.length);
    expect(droppedLines).toBeGreaterThan(0);
    expect(source.notes).toEqual([expect.stringContaining(`only its first ${lines} lines were read`)]);
    expect(await readAll(source)).toEqual(first);
    expect(source.counters).toMatchObject({ lines, droppedLines });
    expect(source.notes).toHaveLength(1);
    await source.close();
  });

  it('repeats a failure of the source at the same place', async () => {
    const packed = gzipSync(text);
    const source = spooled(once(packed.subarray(0, packed.length - 10)));
    const first = await readAll(source);
    expect(first.error).toMatchObject({ code: 'INPUT_CORRUPT' });
    expect(first.lines.length).toBeGreaterThan(1000);
    expect(await readAll(source)).toEqual(first);
    await source.close();
  });

  it('measures what is in a compressed file', async () => {
    writeFileSync(at('a.gz'), gzipSync(text));
    const source = spooled(file.open({ path: at('a.gz') }));
    await readAll(source);
    expect([source.size, source.counters.inputBytes]).toEqual([text.length, text.length]);
    await source.close();
  });

  it('leaves no file behind, even while it is in use', async () => {
    mkdirSync(at('temporary'));
    const source = spooled(once(text), { directory: at('temporary') });
    await readAll(source);
    if (process.platform === 'linux') expect(readdirSync(at('temporary'))).toEqual([]);
    await source.close();
    expect(readdirSync(at('temporary'))).toEqual([]);
  });

  it('with nowhere to be is SPOOL_FULL and says what to set', async () => {
    const source = spooled(once(text), { directory: at('nowhere') });
    const { lines, error } = await readAll(source).catch((caught) => ({ lines: [], error: caught }));
    expect(lines).toEqual([]);
    expect(error).toMatchObject({ code: 'SPOOL_FULL' });
    expect(error!.message).toContain('TMPDIR');
    await source.close();
  });
});
