import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { profilePath } from '../../src/store/kept-profile.ts';
import { loginLog, syslogStamp } from './made-logs.ts';

const START = Date.UTC(2026, 2, 1);
const NEEDLE = 'gate kernel: EXT4-fs error (device sda1): journal has aborted';

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-cached-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const state = join(folder, 'state');
  const path = join(folder, 'auth.log');
  const run = (inputs: readonly string[] = [path], name?: string) =>
    scan({ inputs, timeZone: 'UTC', baseline: { kind: 'cached', folder: state, name } });
  const kept = () => readdirSync(join(state, 'profiles')).sort();
  return { folder, state, path, run, kept };
}

const LINES = loginLog(6000);
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
const lineAt = (i: number, message: string) => `${syslogStamp(START + i * 2000)} ${message}`;

describe('scan with the cached baseline', () => {
  it('judges the first time by the log itself, then by what was kept, and reports each line once', async () => {
    const { path, run } = place();
    writeFileSync(path, text(LINES.slice(0, 4000)));
    const first = await run();
    expect(first.baseline).toBe('rest-of-log');
    expect(first.notes.join()).toContain('nothing was kept of these inputs yet');

    appendFileSync(path, text([...LINES.slice(4000, 5000), lineAt(5000, NEEDLE), ...LINES.slice(5000)]));
    const second = await run();
    expect(second.baseline).toBe('cached');
    expect(second.findings[0]!.evidence[0]).toMatchObject({ file: path, line: 5001 });
    expect(second.notes.join()).toContain('4,000 lines known from earlier runs not judged again');

    const third = await run();
    expect(third.findings).toEqual([]);
    expect(third.notes.join()).toContain('6,001 lines known');
  });

  it('knows from earlier runs what is usual: the same lines in another file are nothing new', async () => {
    const { folder, path, run } = place();
    writeFileSync(path, text([...LINES.slice(0, 4000), lineAt(4000, NEEDLE)]));
    await run([folder]);
    writeFileSync(join(folder, 'next.log'), text([...LINES.slice(4001), lineAt(6000, NEEDLE)]));
    const second = await run([folder]);
    expect(second.baseline).toBe('cached');
    expect(second.findings.filter(({ detector }) => detector === 'novelty')).toEqual([]);
  });

  it('recognises a file that was rotated and compressed, and reads only what is new', async () => {
    const { folder, path, run } = place();
    writeFileSync(path, text(LINES.slice(0, 3000)));
    await run([folder]);
    writeFileSync(join(folder, 'auth.log.1.gz'), gzipSync(text(LINES.slice(0, 3100))));
    writeFileSync(path, text(LINES.slice(3100, 3200)));
    const { notes } = await run([folder]);
    expect(notes.join()).toContain('3,000 lines known');
    expect((await run([folder])).notes.join()).toContain('3,200 lines known');
  });

  it('recognises a short file that grew', async () => {
    const { path, run } = place();
    writeFileSync(path, text(LINES.slice(0, 2)));
    await run();
    appendFileSync(path, text(LINES.slice(2, 500)));
    expect((await run()).notes.join()).toContain('2 lines known');
  });

  it('reads a file anew that begins otherwise, under the same name', async () => {
    const { path, run } = place();
    writeFileSync(path, text(LINES.slice(0, 1000)));
    await run();
    writeFileSync(path, text(LINES.slice(2000, 3000)));
    expect((await run()).notes.join()).not.toContain('known from earlier runs');
  });

  it('says when a file is shorter than it was', async () => {
    const { path, run } = place();
    writeFileSync(path, text(LINES.slice(0, 2000)));
    await run();
    writeFileSync(path, text(LINES.slice(0, 1500)));
    expect((await run()).notes.join()).toContain('auth.log is shorter than it was');
    writeFileSync(path, text(LINES.slice(0, 2100)));
    expect((await run()).notes.join()).toContain('2,000 lines known');
  });

  it('takes a stack trace that goes on for the same event', async () => {
    const { path, run } = place();
    const trace = lineAt(
      1000,
      'gate app[7]: java.lang.IllegalStateException: closed\n\tat one.Two.three(Two.java:4)',
    );
    writeFileSync(path, text([...LINES.slice(0, 1000), trace]));
    await run();
    appendFileSync(path, text(['\tat five.Six.seven(Six.java:8)', ...LINES.slice(1001, 1100)]));
    const { findings, notes } = await run();
    expect(notes.join()).toContain('1,001 lines known');
    expect(findings.filter(({ evidence }) => evidence.some((one) => one.text.includes('five.Six')))).toEqual(
      [],
    );
  });

  it('sets a damaged profile aside, says so, and begins afresh', async () => {
    const { state, path, run, kept } = place();
    writeFileSync(path, text(LINES.slice(0, 1000)));
    await run();
    const [name] = kept();
    const file = join(state, 'profiles', name!);
    const bytes = readFileSync(file);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(file, bytes);
    const again = await run();
    expect(again.baseline).toBe('rest-of-log');
    expect(again.notes.join()).toMatch(/cannot be used: it is damaged.*aside-1, and learning begins afresh/);
    expect(kept()).toEqual([name, `${name}.aside-1`]);
    expect((await run()).baseline).toBe('cached');
  });

  it('keeps a profile of its own under a name', async () => {
    const { folder, path, run, kept } = place();
    writeFileSync(path, text(LINES.slice(0, 1000)));
    await run([path], 'gate');
    renameSync(path, join(folder, 'moved.log'));
    expect((await run([join(folder, 'moved.log')], 'gate')).notes.join()).toContain('1,000 lines known');
    expect(kept()).toEqual(['name-gate.zst']);
  });

  it('rejects at once when the state folder cannot be read', async () => {
    const { state, path, run } = place();
    writeFileSync(state, 'a file where the folder would be');
    writeFileSync(path, text(LINES.slice(0, 500)));
    await expect(run()).rejects.toMatchObject({ code: 'STATE_FILE' });
  });

  it('shows what it found even if it cannot be kept', async () => {
    const { state, path, run } = place();
    writeFileSync(path, text([...LINES.slice(0, 2000), lineAt(2000, NEEDLE)]));
    const file = profilePath({ folder: state, inputs: [path], only: ['', '', ''] });
    mkdirSync(`${file}.${process.pid}.part`, { recursive: true });
    const { findings, notes } = await run();
    expect(findings.length).toBeGreaterThan(0);
    expect(notes.join()).toContain('Cannot write what was learnt');
  });

  it('keeps nothing of a run that was stopped', async () => {
    const { state, path } = place();
    writeFileSync(path, text(LINES));
    const abort = new AbortController();
    abort.abort();
    const baseline = { kind: 'cached', folder: state } as const;
    const { interrupted, notes } = await scan({ inputs: [path], baseline, signal: abort.signal });
    expect(interrupted).toBe(true);
    expect(notes.join()).toContain('what this run learnt was not kept');
    expect(() => readdirSync(join(state, 'profiles'))).toThrow();
  });

  it('leaves out and counts what is expected', async () => {
    const { path } = place();
    writeFileSync(path, text([...LINES.slice(0, 2000), lineAt(2000, NEEDLE)]));
    const all = await scan({ inputs: [path], timeZone: 'UTC' });
    const some = await scan({
      inputs: [path],
      timeZone: 'UTC',
      isExpected: ({ id }) => id === all.findings[0]!.id,
    });
    expect(all.expected).toBeUndefined();
    expect(some.expected).toBe(1);
    expect(some.findings.map(({ id }) => id)).toEqual(all.findings.slice(1).map(({ id }) => id));
  });
});
