import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

const LINE = '2026-03-01T12:00:01+01:00 web01 sshd[812]: Failed password for root from 10.0.0.7 port 22';

test('shows what each step made of a line', async () => {
  const { code, stdout } = await runCli(['explain', LINE]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^format {4}syslog-file \(of \d+ tried\)/m);
  expect(stdout).toMatch(/^time {6}Sun 2026-03-01 11:00:01 \+00:00$/m);
  expect(stdout).toMatch(/^host {6}web01\napp {7}sshd\npid {7}812$/m);
  expect(stdout).toMatch(/^message {3}Failed password for root from 10\.0\.0\.7 port 22$/m);
  expect(stdout).toMatch(
    /^kind {6}Failed password for (?:root|<\*>) from <\*> port <\*> {2}\([0-9a-f]{16}\)$/m,
  );
  expect(stdout).toMatch(/^slot {6}\d = 10\.0\.0\.7\nslot {6}\d = 22$/m);
});

test('times are shown in the zone asked for', async () => {
  const { stdout } = await runCli(['explain', LINE, '--time-zone', 'Asia/Tokyo']);
  expect(stdout).toContain('Sun 2026-03-01 20:00:01 +09:00');
});

test('a line that no format fits is kept whole, and what steers a terminal is written out', async () => {
  const { code, stdout } = await runCli(['explain', '\x1b[2J ?!']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^format {4}none of \d+ fits: the whole line is the message$/m);
  expect(stdout).toMatch(/^message {3}\\x1b\[2J \?!$/m);
});

test('- explains each line of standard input; --json one object a line', async () => {
  const { stdout } = await runCli(['explain', '-', '--json'], { input: `${LINE}\n\n${LINE}\r\n` });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatchObject({ schemaVersion: 1, line: LINE, event: { app: 'sshd', host: 'web01' } });
});

test('standard input without a line is wrong usage', async () => {
  const { code, stderr } = await runCli(['explain', '-']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'logsift: explain wants a line; standard input holds none\n',
  });
});
