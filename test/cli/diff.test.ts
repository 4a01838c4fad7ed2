import { describe, expect, test } from 'vitest';
import { folderWith, needleLog, runCli } from './run-cli.ts';

const cwd = () => folderWith({ 'a.log': needleLog(600, null), 'b.log': needleLog(600) });

describe('logsift diff', () => {
  test('shows what differs, the line, and what was compared', async () => {
    const { code, stdout, stderr } = await runCli(['diff', 'a.log', 'b.log'], { cwd: cwd() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ 1 {2}new: 1 line, none before$/m);
    expect(stdout).toMatch(/^ {4}b\.log:301: .*EXT4-fs error/m);
    expect(stdout).toMatch(/^a {2}a\.log: 600 lines, 60\.1 per hour, 1 kind; /m);
  });

  test('--exit-code says whether there is a difference', async () => {
    const folder = cwd();
    const alike = await runCli(['diff', 'a.log', 'a.log', '--exit-code'], { cwd: folder });
    const other = await runCli(['diff', 'a.log', 'b.log', '--exit-code', '-q'], { cwd: folder });
    expect([alike.code, other.code]).toEqual([0, 1]);
    expect(alike.stdout).toContain('No difference: 1 kind of line in both, and alike.');
  });

  test('--json is one document with a version; --top limits and counts', async () => {
    const { stdout } = await runCli(['diff', 'a.log', 'b.log', '--json', '--top', '1'], { cwd: cwd() });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      schemaVersion: 1,
      per: 'hour',
      more: 0,
      a: { name: 'a.log', events: 600 },
    });
    expect(result.differences).toMatchObject([{ kind: 'new', counts: [0, 1], evidence: { line: 301 } }]);
  });

  test('--a and --b compare two times of one log', async () => {
    const ranges = ['--a', '..2026-02-01 05:00', '--b', '2026-02-01 05:00..2026-02-01 10:00'];
    const { code, stdout } = await runCli(['diff', 'b.log', ...ranges], { cwd: cwd() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ 1 {2}new: 1 line/m);
    expect(stdout).toMatch(/^b {2}b\.log: 300 lines/m);
  });

  test('what is wrong with the arguments is said in one line', async () => {
    const folder = cwd();
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await runCli(['diff', ...args], { cwd: folder });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong('a.log')).toContain('compares two logs, or one at two times (--a and --b); got one');
    expect(await wrong('a.log', '--a', '..-1d')).toContain('both --a and --b');
    expect(await wrong('a.log', '--a', 'yesterday', '--b', '-1d..')).toContain('FROM..TO');
    expect(await wrong('-', '-')).toContain('standard input');
  });

  test('control characters of a log are shown escaped', async () => {
    const folder = folderWith({
      'a.log': needleLog(100, null),
      'b.log': needleLog(100, '\x1b]0;owned\x07 evil'),
    });
    const { stdout } = await runCli(['diff', 'a.log', 'b.log'], { cwd: folder });
    expect(stdout).toContain('\\x1b]0;owned');
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });
});
