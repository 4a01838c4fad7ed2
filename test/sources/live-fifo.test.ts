import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { LiveSource } from '../../src/core/live-source.ts';
import fifo from '../../src/sources/live-fifo.ts';
import { RecordingSink, until } from '../../src/testing/live-sink.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { have, scratch } from './scratch.ts';

const at = scratch();
let made = 0;

function pipe(): string {
  const path = at(`pipe-${made++}`);
  execFileSync('mkfifo', [path]);
  return path;
}

const open_ = (path: string) => fifo.follow(fifo.schema.parse({ path }));

describe('the fifo source keeps the contract of live sources', () => {
  const checks = liveSourceChecks(fifo, {
    fileName: 'fifo',
    accepted: [{ path: '/run/logsift.fifo' }, { path: 'x', max_line: '1 MiB' }],
    refused: [{}, { path: '' }, { path: 7 }],
    async prepare() {
      const path = pipe();
      let writer: FileHandle | null = null;
      const write = async (bytes: Uint8Array) => {
        // A pipe nobody reads can be opened for writing only by who reads it too.
        writer ??= await open(path, 'r+');
        if (bytes.length > 0) await writer.write(bytes);
      };
      return {
        open: () => open_(path),
        send: (lines) => write(Buffer.from(lines.map((line) => `${line}\n`).join(''))),
        sendBytes: write,
        async close() {
          // A writer that waits for room is let go.
          const drain = spawn('timeout', ['0.3', 'cat', path], { stdio: 'ignore' });
          await once(drain, 'exit');
          await writer?.close();
        },
      };
    },
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('a named pipe', () => {
  let source: LiveSource | null = null;
  const sink = () => new RecordingSink();

  afterEach(async () => {
    await source?.stop();
    source = null;
  });

  const shell = async (script: string) => {
    const child = spawn('timeout', ['20', 'sh', '-c', script]);
    expect((await once(child, 'exit'))[0]).toBe(0);
  };

  it('is read writer after writer, the last line of each without an end too', async () => {
    const path = pipe();
    const got = sink();
    source = open_(path);
    await source.start(got, new Map());
    for (let i = 0; i < 20; i++) {
      await shell(`printf 'a ${i}\\nb ${i}' > ${path}`);
      await got.untilLines(2 * (i + 1));
    }
    expect(got.text).toEqual(Array.from({ length: 20 }, (_, i) => [`a ${i}`, `b ${i}`]).flat());
  });

  it('loses nothing of writers that come and go at once', async () => {
    const path = pipe();
    const got = sink();
    source = open_(path);
    await source.start(got, new Map());
    await shell(`for i in $(seq 1 300); do echo "line $i" > ${path}; done`);
    await got.untilLines(300);
    expect(got.text).toEqual(Array.from({ length: 300 }, (_, i) => `line ${i + 1}`));
  });

  it('hands over at stop what a writer has left in it', async () => {
    const path = pipe();
    const got = sink();
    source = open_(path);
    await source.start(got, new Map());
    got.block();
    await shell(`printf 'one\\ntwo\\nhalf' > ${path}`);
    await source.stop();
    expect(got.text).toEqual(['one', 'two', 'half']);
  });

  it('that is missing, or no pipe, is said with what to do, and read when it is there', async () => {
    const path = at(`pipe-${made++}`);
    const got = sink();
    source = open_(path);
    await source.start(got, new Map());
    expect(source.inputs()[0]!.trouble).toContain(`mkfifo ${path}`);
    writeFileSync(path, 'a file\n');
    await until(
      () => source!.inputs()[0]!.trouble!.includes('type: file'),
      () => 'the trouble to change',
    );
    renameSync(path, `${path}.away`);
    execFileSync('mkfifo', [path]);
    await until(
      () => source!.inputs()[0]!.trouble === null,
      () => 'the pipe to be found',
    );
    await shell(`echo hello > ${path}`);
    await got.untilLines(1);
    expect(got.notices.map(({ kind }) => kind)).toEqual(['trouble', 'trouble', 'recovered']);
  });

  it('that is made anew is followed', async () => {
    const path = pipe();
    const got = sink();
    source = open_(path);
    await source.start(got, new Map());
    renameSync(path, `${path}.away`);
    execFileSync('mkfifo', [path]);
    await shell(`echo hello > ${path}`);
    await got.untilLines(1);
    expect(got.text).toEqual(['hello']);
  });
});

const RSYSLOGD = 'rsyslogd';
const rsyslog = have(RSYSLOGD) && have('logger');

describe.skipIf(!rsyslog)(
  `rsyslog's ompipe${rsyslog ? '' : ' (skipped: needs the packages rsyslog and bsdutils)'}`,
  () => {
    it('writes lines that come, also after both have been started anew', async () => {
      const path = pipe();
      const socket = at(`socket-${made++}`);
      const conf = at(`conf-${made++}`);
      writeFileSync(
        conf,
        [
          'module(load="imuxsock" SysSock.Use="off")',
          `input(type="imuxsock" Socket="${socket}" CreatePath="on" RateLimit.Interval="0")`,
          `action(type="ompipe" pipe="${path}" template="RSYSLOG_SyslogProtocol23Format")`,
        ].join('\n'),
      );
      const got = new RecordingSink();
      const source = open_(path);
      await source.start(got, new Map());
      try {
        for (let round = 1; round < 3; round++) {
          const daemon = spawn(RSYSLOGD, ['-n', '-i', 'NONE', '-f', conf], { stdio: 'ignore' });
          const left = once(daemon, 'exit');
          await until(
            () => existsSync(socket),
            () => 'rsyslogd to listen',
          );
          execFileSync('logger', ['-u', socket, '-t', 'test', `hello ${round}`]);
          await until(
            () => got.text.some((line) => line.endsWith(`hello ${round}`)),
            () => `hello ${round} in ${got.text}`,
          );
          daemon.kill();
          await left;
          rmSync(socket, { force: true });
        }
      } finally {
        await source.stop();
      }
      expect(got.text.filter((line) => /^<13>1 .* test .*hello [12]$/.test(line)).length).toBe(2);
    });
  },
);
