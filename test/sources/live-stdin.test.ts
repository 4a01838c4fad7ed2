import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import stdin, { followStream } from '../../src/sources/live-stdin.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { scratch } from './scratch.ts';

const at = scratch();

/** A stream that is written to as a pipe is: the writer waits while it is full. */
function pipe() {
  const stream = new PassThrough();
  const write = async (bytes: Uint8Array | string) => {
    if (bytes.length === 0 || stream.destroyed || stream.write(bytes)) return;
    const over = new AbortController();
    const { signal } = over;
    await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]);
    over.abort();
  };
  return { stream, write };
}

describe('live standard input keeps the contract of live sources', () => {
  const checks = liveSourceChecks(stdin, {
    fileName: 'stdin',
    accepted: [{}, { max_line: '64 KiB' }],
    refused: [{ max_line: 5 }, { max_line: '1 B' }],
    async prepare() {
      const { stream, write } = pipe();
      return {
        open: () => followStream(() => stream, { max_line: 2 ** 20 }),
        send: (lines) => write(lines.map((line) => `${line}\n`).join('')),
        sendBytes: write,
        async close() {
          stream.destroy();
        },
      };
    },
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('live standard input of a process', () => {
  const program = `
    import stdin from '${new URL('../../src/sources/live-stdin.ts', import.meta.url).href}';
    const source = stdin.follow(stdin.schema.parse({}));
    let lines = 0;
    const sink = {
      deliver: (batch) => { lines += batch.count; },
      notice: ({ text }) => console.log(lines, text),
      sample() {}, room: () => null, now: () => Date.now(),
    };
    try { await source.start(sink, new Map()); } catch (error) { console.log(error.code); }`;
  // In a thread, as the daemon has it.
  const threaded = `
    import { Worker } from 'node:worker_threads';
    new Worker(${JSON.stringify(program)}.trim(), { eval: true, execArgv: ['--input-type=module'] });`;

  it.each([
    ['', program],
    [' and a thread', threaded],
  ])('is read from a pipe and from a file%s', (_, code) => {
    const args = ['--input-type=module', '-e', code];
    const input = 'a line\n'.repeat(100_000);
    const piped = spawnSync(process.execPath, args, { input, encoding: 'utf8' });
    expect(piped.stdout).toBe('100000 standard input has ended\n');
    const path = at('input');
    writeFileSync(path, input);
    const script = ['-c', 'exec "$@" < "$0"', path, process.execPath, ...args];
    expect(spawnSync('sh', script, { encoding: 'utf8' }).stdout).toBe('100000 standard input has ended\n');
  });

  it('that is a directory is an error in words', () => {
    const args = ['--input-type=module', '-e', program];
    const directory = spawnSync('sh', ['-c', '"$@" < /', 'sh', process.execPath, ...args], {
      encoding: 'utf8',
    });
    expect(directory.stdout).toBe('INPUT_UNREADABLE\n');
  });
});
