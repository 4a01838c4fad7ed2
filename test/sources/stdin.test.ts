import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import stdin from '../../src/sources/stdin.ts';
import { sourceChecks } from '../../src/testing/source-checks.ts';
import { readAll } from '../../src/testing/source-read.ts';

const from = (...chunks: (string | Uint8Array)[]) =>
  stdin.open({ stream: Readable.from(chunks.map((chunk) => Buffer.from(chunk))) });

/** A stream of chunks no larger than a pipe gives. */
function piped(chunks: Iterable<Uint8Array>): Readable {
  return Readable.from(
    (function* () {
      for (const chunk of chunks)
        for (let at = 0; at < chunk.length; at += 65_536) yield chunk.subarray(at, at + 65_536);
    })(),
    { objectMode: false },
  );
}

describe('the stdin source keeps the contract of sources', () => {
  const checks = sourceChecks(stdin, {
    fileName: 'stdin',
    prepare: async (chunks) => (options) => stdin.open({ stream: piped(chunks), ...options }),
    missing() {
      const stream = new PassThrough();
      stream.destroy(new Error('read EIO'));
      stream.on('error', () => {});
      return stdin.open({ stream });
    },
    stalled() {
      const stream = new PassThrough();
      stream.write(`${'a line that is long enough to be looked at '.repeat(30)}\n`);
      return stdin.open({ stream });
    },
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('standard input', () => {
  it('gives the same lines from chunks of one byte', async () => {
    const text = 'one\r\n\nthrée\nlast';
    const single = await readAll(from(...Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))));
    expect(single).toEqual(await readAll(from(text)));
    expect(single.lines.map((line) => line.position)).toEqual([0, 5, 6, 13]);
  });

  it('is unpacked when it is compressed', async () => {
    const { lines } = await readAll(from(gzipSync('one\ntwo\n')));
    expect(lines.map((line) => line.bytes)).toEqual(['one', 'two']);
  });

  it('that is no text is INPUT_BINARY', async () => {
    expect((await readAll(from(Buffer.alloc(5000)))).error).toMatchObject({ code: 'INPUT_BINARY' });
  });

  it('is not closed when nobody wants more of it', async () => {
    const stream = new PassThrough();
    stream.write('x\n'.repeat(2000));
    const source = stdin.open({ stream });
    for await (const _ of source.batches()) break;
    await source.close();
    expect(stream.destroyed).toBe(false);
    expect(stream.listenerCount('error')).toBe(0);
  });

  const program = `
    import stdin from '${new URL('../../src/sources/stdin.ts', import.meta.url).href}';
    const source = stdin.open({});
    let lines = 0;
    try {
      for await (const batch of source.batches()) { lines += batch.count; if (process.argv[1] === 'first') break; }
      console.log(lines);
    } catch (error) { console.log(error.code); }
    await source.close();`;
  const args = ['--input-type=module', '-e', program];

  it('of a process is read to its end', () => {
    const input = 'a line\n'.repeat(300_000);
    expect(spawnSync(process.execPath, args, { input, encoding: 'utf8' }).stdout).toBe('300000\n');
  });

  it('that is a directory, or closed, ends in words and not in a crash', () => {
    const directory = spawnSync('sh', ['-c', '"$@" < /', 'sh', process.execPath, ...args], {
      encoding: 'utf8',
    });
    expect(directory.stdout).toBe('INPUT_UNREADABLE\n');
    const closed = spawnSync('sh', ['-c', '"$@" <&-', 'sh', process.execPath, ...args], { encoding: 'utf8' });
    expect(closed.stdout).toMatch(/^(0|INPUT_UNREADABLE)\n$/);
  });

  it('left open by its writer does not keep the process from ending', async () => {
    const child = spawn(process.execPath, [...args, 'first'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write('a line that is there\n'.repeat(100));
    const [status] = await once(child, 'exit');
    expect(status).toBe(0);
  });
});
