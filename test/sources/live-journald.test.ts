import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { LiveSource } from '../../src/core/live-source.ts';
import journald from '../../src/sources/live-journald.ts';
import { RecordingSink, until } from '../../src/testing/live-sink.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { have, scratch } from './scratch.ts';

const at = scratch();
let made = 0;

/** A program that takes the place of journalctl, for what the real one cannot be made to do. */
function program(script: string): string {
  const path = at(`program-${made++}`);
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const entry = (i: number, message: string) =>
  JSON.stringify({
    __CURSOR: `s=0a;i=${(i + 1).toString(16)};t=${i}`,
    __REALTIME_TIMESTAMP: String(1_710_403_200_000_000 + i * 1000),
    MESSAGE: message,
  });

/** A journalctl over a file of entries, one a line: from a cursor on, and going on with what is appended. */
function madeJournal(): { command: string; add(lines: readonly string[]): void } {
  const file = at(`entries-${made++}`);
  writeFileSync(file, '');
  const command = program(`
    from=1
    for a in "$@"; do case $a in
      --version|--lines=1) exit 0;;
      --cursor=*) from=$(grep -nF "\\"\${a#--cursor=}\\"" ${file} | head -1 | cut -d: -f1);;
      --follow) follow=1;;
    esac; done
    if [ "$follow" ]; then exec tail -n +\${from:-1} -f ${file}; fi
    exec tail -n +\${from:-1} ${file}`);
  let count = 0;
  return {
    command,
    add: (lines) => appendFileSync(file, lines.map((line) => `${entry(count++, line)}\n`).join('')),
  };
}

const follow = (options: Record<string, unknown>) =>
  journald.follow(journald.schema.parse({ since: '-1h', ...options }));
const messagesOf = (lines: readonly string[]) =>
  lines.map((line) => (JSON.parse(line) as { MESSAGE: string }).MESSAGE);

describe('the journald source keeps the contract of live sources', () => {
  const checks = liveSourceChecks(journald, {
    fileName: 'journald',
    accepted: [{}, { units: ['ssh.service'], since: '-2h', check: '5m' }],
    refused: [{ units: 'ssh' }, { since: '' }, { check: '1ms' }, { file: '/x' }],
    async prepare() {
      const { command, add } = madeJournal();
      return {
        open: () => follow({ command }),
        send: async (lines) => add(lines),
        sent: (line) => messagesOf([line])[0]!,
        async close() {},
      };
    },
    hopeless: () => follow({ command: at('missing') }),
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('journalctl', () => {
  let source: LiveSource | null = null;

  afterEach(async () => {
    await source?.stop();
    source = null;
  });

  async function started(options: Record<string, unknown>, resume = new Map<string, string>()) {
    source = follow(options);
    const sink = new RecordingSink();
    await source.start(sink, resume);
    return sink;
  }

  it('gets each word as one argument, none of which it can take for an option of its own', async () => {
    const seen = at('arguments');
    const command = program(`[ "$1" = --version ] || printf '%s\\n' "$@" -- >> ${seen}`);
    await started({
      command,
      since: '-1h; reboot',
      units: ['--vacuum-time=1s', '$(reboot)'],
      directory: '/x y',
    });
    await until(
      () => existsSync(seen) && readFileSync(seen, 'utf8').includes('--follow'),
      () => 'it to be run',
    );
    const runs = readFileSync(seen, 'utf8').split('--\n');
    const where = ['--directory=/x y', '--unit=--vacuum-time=1s', '--unit=$(reboot)'];
    const out = ['--output=json', '--all', '--no-pager', '--since=-1h; reboot'];
    expect(runs[0]!.trim().split('\n')).toEqual([...where, ...out]);
    expect(runs[1]!.trim().split('\n')).toEqual([...where, '--follow', '--no-tail', ...out]);
  });

  it('that stops in the middle of an entry is started again behind the last whole one', async () => {
    const state = at(`state-${made++}`);
    const command = program(`
      case "$*" in
        --version|*--lines=1*) exit 0;;
        *--follow*) if [ -e ${state} ]; then echo '${entry(1, 'two')}'; exec sleep 60; fi
          touch ${state}; echo '${entry(0, 'one')}'; printf '{"__CURSOR":"s=0a;i=2","MESS'; exit 1;;
        *--cursor=*) echo '${entry(0, 'one')}';;
      esac`);
    const sink = await started({ command });
    await sink.untilLines(2);
    expect(messagesOf(sink.text)).toEqual(['one', 'two']);
    expect(source!.inputs()[0]).toMatchObject({ lines: 2, dropped: { 'half an entry': 1 }, trouble: null });
    expect(sink.notices.map(({ kind }) => kind)).toEqual(['trouble', 'recovered']);
  });

  it('that hangs is found out by asking anew, and started again', async () => {
    const state = at(`state-${made++}`);
    const command = program(`
      case "$*" in
        --version) exit 0;;
        *--lines=1*) echo '${entry(1, 'two')}';;
        *--follow*) if [ -e ${state} ]; then echo '${entry(0, 'one')}'; echo '${entry(1, 'two')}'; exec sleep 60; fi
          touch ${state}; echo '${entry(0, 'one')}'; exec sleep 60;;
      esac`);
    const sink = await started({ command, check: '1s' });
    await sink.untilLines(2);
    expect(messagesOf(sink.text)).toEqual(['one', 'two']);
    expect(sink.notices.map(({ text }) => text)).toContain('journalctl hangs, and is started again');
  });

  it('that is silent because nothing is written is left alone', async () => {
    const runs = at(`runs-${made++}`);
    const command = program(`
      case "$*" in
        --version) exit 0;;
        *--lines=1*) echo asked >> ${runs}; echo '${entry(0, 'one')}';;
        *--follow*) echo follow >> ${runs}; echo '${entry(0, 'one')}'; exec sleep 60;;
      esac`);
    await started({ command, check: '1s' });
    const count = (word: string) =>
      (existsSync(runs) ? readFileSync(runs, 'utf8') : '').split(word).length - 1;
    await until(
      () => count('asked') >= 2,
      () => 'two checks',
    );
    expect(count('follow')).toBe(1);
  });

  it('a place that is not understood is said, and begun anew', async () => {
    const { command, add } = madeJournal();
    add(['one']);
    const sink = await started({ command }, new Map([['journal', '{"v":2}']]));
    await sink.untilLines(1);
    expect(sink.notices[0]).toMatchObject({ kind: 'gap', about: 'journal' });
  });
});

const remote = ['/usr/lib/systemd/systemd-journal-remote', '/lib/systemd/systemd-journal-remote'].find(
  existsSync,
);
const can = remote !== undefined && have('journalctl');
const why = can ? '' : ' (skipped: needs the packages systemd and systemd-journal-remote)';

describe.skipIf(!can)(`a real journal${why}`, () => {
  let source: LiveSource | null = null;

  afterEach(async () => {
    await source?.stop();
    source = null;
  });

  function journal(): { directory: string; add(from: number, to: number, boot?: string): void } {
    const directory = at(`journal-${made++}`);
    mkdirSync(directory);
    return {
      directory,
      add(from, to, boot = '0123456789abcdef0123456789abcdef') {
        const text = Array.from({ length: to - from }, (_, k) => [
          `__REALTIME_TIMESTAMP=${1_710_403_200_000_000 + (from + k) * 1_000_000}`,
          `__MONOTONIC_TIMESTAMP=${1_000_000 * (from + k + 1)}`,
          `_BOOT_ID=${boot}`,
          '_HOSTNAME=web1',
          `MESSAGE=${from + k}`,
        ]);
        const input = text.map((fields) => `${fields.join('\n')}\n\n`).join('');
        const args = ['-o', `${directory}/system.journal`, '-'];
        const { status, stderr } = spawnSync(remote!, args, { input, encoding: 'utf8' });
        if (status !== 0) throw new Error(stderr);
      },
    };
  }
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));
  async function started(options: Record<string, unknown>, resume = new Map<string, string>()) {
    source = follow({ since: '2024-01-01', ...options });
    const sink = new RecordingSink();
    await source.start(sink, resume);
    return sink;
  }
  async function stop(): Promise<void> {
    await source?.stop();
    source = null;
  }

  it('is followed, and gone on with where it was left, with the same positions', async () => {
    const { directory, add } = journal();
    add(0, 20);
    const first = await started({ directory });
    await first.untilLines(20);
    add(20, 30);
    await first.untilLines(30);
    await stop();
    add(30, 40);
    const next = await started({ directory }, first.resume);
    await next.untilLines(10);
    add(40, 45);
    await next.untilLines(15);
    await stop();
    expect(messagesOf([...first.text, ...next.text])).toEqual(range(0, 45));
    const whole = await started({ directory });
    await whole.untilLines(45);
    const places = (sink: RecordingSink) =>
      sink.batches.flatMap(({ offset, starts, count }) =>
        Array.from(starts.subarray(0, count), (at) => offset + at),
      );
    expect([...places(first), ...places(next)]).toEqual(places(whole));
    expect(whole.notices).toEqual([]);
  });

  it('is read across a boot that came while nobody read', async () => {
    const { directory, add } = journal();
    add(0, 5, '1'.repeat(32));
    const first = await started({ directory });
    await first.untilLines(5);
    await stop();
    add(5, 10, '1'.repeat(32));
    add(10, 15, '2'.repeat(32));
    const next = await started({ directory }, first.resume);
    await next.untilLines(10);
    add(15, 20, '2'.repeat(32));
    await next.untilLines(15);
    expect(messagesOf(next.text)).toEqual(range(5, 20));
  });

  it('that vanished is a gap, and what is there instead is read from its first entry on', async () => {
    const { directory, add } = journal();
    add(0, 10);
    const first = await started({ directory });
    await first.untilLines(10);
    await stop();
    rmSync(`${directory}/system.journal`);
    add(100, 105);
    const next = await started({ directory }, first.resume);
    await next.untilLines(5);
    expect(messagesOf(next.text)).toEqual(range(100, 105));
    expect(next.notices).toMatchObject([{ kind: 'gap', about: 'journal' }]);
  });

  it('with a cursor nobody understands is gone on with by time, and the gap is said', async () => {
    const { directory, add } = journal();
    add(0, 10);
    const first = await started({ directory });
    await first.untilLines(10);
    await stop();
    add(10, 15);
    const token = JSON.parse(first.resume.get('journal')!) as object;
    const resume = new Map([['journal', JSON.stringify({ ...token, cursor: 'garbage' })]]);
    const next = await started({ directory }, resume);
    await next.untilLines(5);
    add(15, 17);
    await next.untilLines(7);
    expect(messagesOf(next.text)).toEqual(range(10, 17));
    expect(next.notices).toMatchObject([{ kind: 'gap', about: 'journal' }]);
  });

  it('that holds nothing yet is said to be so, and read when it does', async () => {
    const { directory, add } = journal();
    const sink = await started({ directory });
    await until(
      () => source!.inputs()[0]!.trouble !== null,
      () => 'trouble',
    );
    add(0, 3);
    await sink.untilLines(3);
    expect(messagesOf(sink.text)).toEqual(range(0, 3));
    expect(source!.inputs()[0]!.trouble).toBeNull();
  });
});
