import { describe, expect, test } from 'vitest';
import { folderWith, needleLog, runCli, startCli } from './run-cli.ts';

const TRACE = `2026-03-01 12:00:00 ERROR it broke
java.lang.IllegalStateException: no
\tat a.b.C.run(C.java:1)
2026-03-01 12:00:01 INFO again
`;

describe('logsift parse', () => {
  test('every event is one JSON line, in input order', async () => {
    const cwd = folderWith({ 'a.log': needleLog(300), 'b.log': needleLog(20) });
    const { code, stdout, stderr } = await runCli(['parse', 'b.log', 'a.log'], { cwd });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect({ code, stderr, count: events.length }).toEqual({ code: 0, stderr: '', count: 320 });
    expect(events.map(({ file, line }) => `${file}:${line}`).slice(18, 22)).toEqual([
      'b.log:19',
      'b.log:20',
      'a.log:1',
      'a.log:2',
    ]);
    expect(events[0]).toMatchObject({ schemaVersion: 1, host: 'web01', app: 'sshd', pid: '1000' });
    expect(events[0].templateText).toMatch(/^Accepted publickey for <\*> from <\*> port <\*>$/);
  });

  test('--no-fold keeps the lines of a stack trace apart', async () => {
    const cwd = folderWith({ 'a.log': TRACE });
    const lines = async (...flags: string[]) =>
      (await runCli(['parse', 'a.log', ...flags], { cwd })).stdout.trimEnd().split('\n').length;
    expect(await lines()).toBe(2);
    expect(await lines('--no-fold')).toBe(4);
  });

  test('--csv has a header, quotes as RFC 4180 says, and no formula a spreadsheet would run', async () => {
    const log = `2026-03-01T12:00:00Z web01 app[1]: =HYPERLINK("http://x","y"), see\n`;
    const { stdout } = await runCli(['parse', '-', '--csv'], { input: log });
    const [header, row] = stdout.split('\r\n');
    expect(header).toMatch(/^time,received,host,app,pid,/);
    expect(row).toContain(`"'=HYPERLINK(""http://x"",""y""), see"`);
  });

  test('a reader that has seen enough ends it quietly', async () => {
    const cwd = folderWith({ 'a.log': needleLog(50_000) });
    const child = startCli(['parse', 'a.log'], { cwd });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('what could not be read is told on standard error', async () => {
    const cwd = folderWith({ 'a.log': needleLog(5) });
    const { code, stdout, stderr } = await runCli(['parse', 'a.log', 'gone.log'], { cwd });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(stderr).toBe('logsift: Read 1 of 2 files; not gone.log: does not exist.\n');
  });

  test('--since and --until leave out the rest', async () => {
    const cwd = folderWith({ 'a.log': needleLog(120) });
    const range = ['--since', '2026-02-01 01:00', '--until', '2026-02-01T01:09:30Z'];
    const { stdout } = await runCli(['parse', 'a.log', ...range], { cwd });
    expect(stdout.trimEnd().split('\n')).toHaveLength(10);
  });
});
