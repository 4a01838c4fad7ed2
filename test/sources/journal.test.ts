import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import journal, { type JournalOptions } from '../../src/sources/journal.ts';
import { hasJournal } from '../../src/sources/journalctl.ts';
import { sourceChecks } from '../../src/testing/source-checks.ts';
import { readAll } from '../../src/testing/source-read.ts';
import { have, scratch, writeChunks } from './scratch.ts';

const at = scratch();
let made = 0;

/** A program that takes the place of journalctl, for what the real one cannot be made to do. */
function program(script: string): string {
  const path = at(`program-${made++}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function read(options: JournalOptions) {
  const source = journal.open(options);
  const { lines, error } = await readAll(source);
  await source.close();
  return { entries: lines.map((line) => line.bytes), error, source };
}

describe('the journal source keeps the contract of sources', () => {
  const checks = sourceChecks(journal, {
    fileName: 'journal',
    async prepare(chunks) {
      const content = at(`content-${made++}`);
      writeChunks(content, chunks);
      // The question whether there is any journal at all is asked with --lines=1.
      const command = program(`case "$*" in *--lines=1*) echo '{}';; *) exec cat ${content};; esac`);
      return (options) => journal.open({ command, ...options });
    },
    missing: () => journal.open({ command: at('missing') }),
    stalled: () => journal.open({ command: program('echo "{}"; exec sleep 60') }),
    skip: { 'a last line without a line end comes': 'half an entry is no entry' },
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('journalctl', () => {
  it('gets each word as one argument, none of which it can take for an option of its own', async () => {
    const seen = at('arguments');
    const command = program(`for a in "$@"; do printf '%s\\n' "$a"; done > ${seen}; echo '{}'`);
    const units = ['ssh.service', '--vacuum-time=1s', '$(reboot); `reboot`'];
    await read({ command, since: '-1h; reboot', until: 1_710_403_200_123, units });
    expect(readFileSync(seen, 'utf8').trim().split('\n')).toEqual([
      '--output=json',
      '--all',
      '--no-pager',
      '--since=-1h; reboot',
      '--until=@1710403200.123000',
      '--unit=ssh.service',
      '--unit=--vacuum-time=1s',
      '--unit=$(reboot); `reboot`',
    ]);
  });

  it('that is missing is INPUT_TOOL_MISSING with the package', async () => {
    const { error } = await read({ command: at('no-such-program') });
    expect(error).toMatchObject({ code: 'INPUT_TOOL_MISSING' });
    expect(error!.message).toContain('apt-get install systemd');
  });

  it('that stops in the middle of an entry loses that half, counted and told', async () => {
    const { entries, error, source } = await read({ command: program(`printf '{"a":1}\\n{"b":'; exit 0`) });
    expect([entries, error]).toEqual([['{"a":1}'], null]);
    expect(source.counters).toMatchObject({ lines: 1, droppedLines: 1 });
    expect(source.notes).toEqual([expect.stringContaining('half a journal entry')]);
  });

  it('that fails does so in its own words, after what it gave', async () => {
    const command = program(`echo '{"a":1}'; echo 'Failed to get data: Bad message' >&2; exit 1`);
    const { entries, error } = await read({ command });
    expect(entries).toEqual(['{"a":1}']);
    expect(error).toMatchObject({ code: 'INPUT_UNREADABLE' });
    expect(error!.message).toContain('Failed to get data: Bad message');
  });

  it('that was killed is an error', async () => {
    const { error } = await read({ command: program(`echo '{}'; kill -9 $$`) });
    expect(error!.message).toContain('killed');
  });

  it('that sees only our own entries says which group to join', async () => {
    const hint = 'Hint: You are currently not seeing messages from other users and the system.';
    const { entries, source } = await read({ command: program(`echo '{}'; echo '${hint}' >&2`) });
    expect(entries).toEqual(['{}']);
    expect(source.notes).toEqual([expect.stringContaining('usermod -aG systemd-journal')]);
  });

  it('without an entry anybody may read is an error with a hint', async () => {
    for (const script of ['exit 0', 'echo "No journal files were found." >&2; exit 1']) {
      const { error } = await read({ command: program(script) });
      expect(error).toMatchObject({ code: 'INPUT_UNREADABLE' });
      expect(error!.message).toContain('holds no entry you may read');
    }
  });

  it('with entries, of which none was asked for, is no error', async () => {
    const command = program(`case "$*" in *--lines=1*) echo '{}';; esac`);
    expect(await read({ command, since: 0 })).toMatchObject({ entries: [], error: null });
  });
});

const remote = ['/usr/lib/systemd/systemd-journal-remote', '/lib/systemd/systemd-journal-remote'].find(
  existsSync,
);
const can = remote !== undefined && have('journalctl');
const why = can ? '' : ' (skipped: needs the packages systemd and systemd-journal-remote)';

describe.skipIf(!can)(`a real journal${why}`, () => {
  const START = 1_710_403_200_000;

  function journalFile(): string {
    const path = at(`real-${made++}.journal`);
    const entries = Array.from({ length: 50 }, (_, i) => [
      `__REALTIME_TIMESTAMP=${(START + i * 1000) * 1000}`,
      `__MONOTONIC_TIMESTAMP=${1_000_000 * (i + 1)}`,
      '_BOOT_ID=0123456789abcdef0123456789abcdef',
      '_HOSTNAME=web1',
      `_SYSTEMD_UNIT=${i % 2 ? 'ssh.service' : 'cron.service'}`,
      `MESSAGE=entry ${i} ${i === 7 ? 'x'.repeat(10_000) : ''}`,
    ]);
    const text = entries.map((fields) => `${fields.join('\n')}\n\n`).join('');
    writeFileSync(at('export'), text);
    const { status, stderr } = spawnSync(remote!, ['-o', path, at('export')], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return path;
  }
  const messages = (entries: readonly string[]) =>
    entries.map((entry) => (JSON.parse(entry) as { MESSAGE: string }).MESSAGE.split(' ')[1]);

  it('is read whole and in order, long fields too', async () => {
    const { entries, error, source } = await read({ file: journalFile() });
    expect(error).toBeNull();
    expect(messages(entries)).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    expect(entries[7]!.length).toBeGreaterThan(10_000);
    expect(source.counters.inputBytes).toBe(source.counters.bytes);
  });

  it('is read between two times and of a unit', async () => {
    const file = journalFile();
    const some = await read({ file, since: START + 10_000, until: START + 14_500, units: ['ssh.service'] });
    expect(messages(some.entries)).toEqual(['11', '13']);
    expect((await read({ file, units: ['none.service'] })).error).toBeNull();
  });

  it('asked with words journalctl does not know, fails in its words', async () => {
    const { error } = await read({ file: journalFile(), since: 'garbage' });
    expect(error!.message).toContain('Failed to parse timestamp: garbage');
  });

  it('is known to be there, or not', async () => {
    expect(await hasJournal({ file: journalFile() })).toBe(true);
    execFileSync('mkdir', ['-p', at('empty')]);
    expect(await hasJournal({ directory: at('empty') })).toBe(false);
    expect(await hasJournal({ command: at('missing') })).toBe(false);
  });

  it('in an empty directory is INPUT_UNREADABLE', async () => {
    execFileSync('mkdir', ['-p', at('empty')]);
    expect((await read({ directory: at('empty') })).error).toMatchObject({ code: 'INPUT_UNREADABLE' });
  });
});
