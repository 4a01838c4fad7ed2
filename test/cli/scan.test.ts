import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, needleLog, runCli, startCli } from './run-cli.ts';

describe('logsift scan', () => {
  test('shows the odd line of a log with its place, and ends with what was read', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    const { code, stdout } = await runCli(['scan', 'a.log'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ 1 {2}/);
    expect(stdout).toMatch(/a\.log:1001: .*EXT4-fs error/);
    expect(stdout).toMatch(/^ {4}expected {2}\S/m);
    expect(stdout).toMatch(/^ {4}seen {6}\S/m);
    expect(stdout).toMatch(/^Read 2,000 lines \(.*\) of a\.log/m);
  });

  test('a path alone is a scan', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    const { code, stdout } = await runCli(['a.log'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('EXT4-fs error');
  });

  test('a quiet log has nothing new; with -q that is no output at all', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000, null) });
    expect((await runCli(['a.log'], { cwd })).stdout).toMatch(/^Found nothing new\./);
    expect(await runCli(['a.log', '-q'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('standard input is read with -', async () => {
    const { code, stdout } = await runCli(['-'], { input: needleLog(2000) });
    expect(code).toBe(0);
    expect(stdout).toContain('EXT4-fs error');
  });

  test('--json is one document with a version, nothing else on standard output', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    const { stdout } = await runCli(['a.log', 'gone.log', '--json'], { cwd });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ schemaVersion: 1, more: 0, totals: { lines: 2000 } });
    expect(result.findings[0].evidence[0]).toMatchObject({ file: 'a.log', line: 1001 });
    expect(result.findings[0].from).toMatch(/^2026-02-01T16:40:00/);
    expect(result.unread).toMatchObject([{ name: 'gone.log', code: 'INPUT_NOT_FOUND' }]);
  });

  test('--ndjson is one finding a line, then a summary', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    const { stdout } = await runCli(['a.log', '--ndjson'], { cwd });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ schemaVersion: 1, kind: 'summary', findings: lines.length - 1 });
    for (const line of lines.slice(0, -1)) expect(line).toMatchObject({ schemaVersion: 1, kind: 'finding' });
  });

  test('--top limits the findings and says how many more there are', async () => {
    const rows = needleLog(6000, null).split('\n');
    const needles = ['kernel: disk on fire', 'crond[1]: mail lost', 'ntpd[2]: clock is broken'];
    needles.forEach((needle, i) => {
      rows[1000 + 2000 * i] = `${rows[1000 + 2000 * i]!.slice(0, 24)} web01 ${needle}`;
    });
    const log = rows.join('\n');
    const cwd = folderWith({ 'a.log': log });
    const all = JSON.parse((await runCli(['a.log', '--json', '--top', 'all'], { cwd })).stdout);
    expect(all.findings.length).toBeGreaterThan(1);
    const one = JSON.parse((await runCli(['a.log', '--json', '--top', '1'], { cwd })).stdout);
    expect(one.findings).toHaveLength(1);
    expect(one.more).toBe(all.findings.length - 1);
  });

  test('--fail-on turns a finding that surprising into exit code 1', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    expect((await runCli(['a.log', '--fail-on', '0'], { cwd })).code).toBe(1);
    expect((await runCli(['a.log', '--fail-on', '1000'], { cwd })).code).toBe(0);
  });

  test('inputs that cannot be read do not fail the run, and are told', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    const { code, stdout } = await runCli(['a.log', 'gone.log'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Read 1 of 2 files; not gone\.log: does not exist\.$/m);
  });

  test('exit code 3 when nothing could be read, with the reason of each', async () => {
    const cwd = folderWith({ 'binary.log': Buffer.from([0, 1, 2, 0, 0, 3, 0xff, 0, 0]) });
    mkdirSync(join(cwd, 'empty'));
    for (const input of ['gone.log', 'binary.log', 'empty']) {
      const { code, stdout, stderr } = await runCli(['scan', input], { cwd });
      expect([input, code, stdout]).toEqual([input, 3, '']);
      expect(stderr).toMatch(new RegExp(`^logsift: .*${input}`));
    }
    const both = await runCli(['scan', 'gone.log', 'binary.log'], { cwd });
    expect(both.code).toBe(3);
    expect(both.stderr).toMatch(/gone\.log.*\n.*binary\.log/);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a file without permission names the way in (not as root)',
    async () => {
      // Root may read everything, so this says nothing when run as root.
      const cwd = folderWith({ 'a.log': needleLog(100), 'secret.log': 'x\n' });
      chmodSync(join(cwd, 'secret.log'), 0);
      expect((await runCli(['a.log', 'secret.log'], { cwd })).stdout).toContain('Read 1 of 2 files');
    },
  );

  test('Ctrl-C prints the partial result and exits with 130', async () => {
    const child = startCli(['scan', '-', '--baseline', 'none']);
    const closed = new Promise<number | null>((done) => child.on('close', done));
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stdin.on('error', () => {});
    // More than a pipe holds: that it was taken means that the program reads. Then the pipe stays open, so without
    // the signal it would wait for ever.
    child.stdin.write(needleLog(5000), () => child.kill('SIGINT'));
    expect(await closed).toBe(130);
    expect(stdout).toMatch(/^Stopped early: found/m);
    expect(stdout).toMatch(/^Read [\d,]+ lines/m);
  });

  test('colours only where they are wanted', async () => {
    const cwd = folderWith({ 'a.log': needleLog(2000) });
    const sgr = /\x1b\[/;
    expect((await runCli(['a.log'], { cwd })).stdout).not.toMatch(sgr);
    expect((await runCli(['a.log'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).toMatch(sgr);
    expect((await runCli(['a.log', '--no-color'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).not.toMatch(
      sgr,
    );
    const both = { FORCE_COLOR: '1', NO_COLOR: '1' };
    expect((await runCli(['a.log'], { cwd, env: both })).stdout).not.toMatch(sgr);
  });

  test('control characters of a log and of a file name never come out raw', async () => {
    const hostile = 'kernel: \x1b]52;c;ZXZpbA==\x07 \x9b2J \u202egnp.exe \u200b done';
    const name = 'a\x1b[31m.log';
    const cwd = folderWith({ [name]: needleLog(2000, hostile) });
    const { stdout, stderr } = await runCli([name, `gone\x1b[0m.log`], { cwd });
    expect(stdout).toContain('\\x1b]52;c;ZXZpbA==');
    for (const row of `${stdout}${stderr}`.split('\n')) expect(row).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
