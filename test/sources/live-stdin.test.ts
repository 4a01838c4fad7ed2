import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'vitest';
import stdin, { followStream } from '../../src/sources/live-stdin.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';

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
