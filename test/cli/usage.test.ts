import { describe, expect, test } from 'vitest';
import { progressText } from '../../src/cli/progress-line.ts';
import { parseBaseline } from '../../src/cli/scan.ts';
import { folderWith, runCli } from './run-cli.ts';

describe('a wrong command line is one sentence on standard error and exit code 2', () => {
  test.each([
    [['scna'], /"scna" is neither a command nor a file here: did you mean scan\?/],
    [['messages'], /"messages" is neither a command nor a file here: commands are scan, parse/],
    [['scan', '--tpo', '3', 'x.log'], /unknown option "--tpo": did you mean --top\?/],
    [['scan', '--xyzzy'], /unknown option "--xyzzy": see logsift scan --help/],
    [['--tpo', '3', 'x.log'], /unknown option "--tpo": did you mean --top\?/],
    [['scan', '--top'], /option "--top <n>" argument missing: see logsift scan --help/],
    [['scan', '--top', '0', 'x.log'], /--top wants a whole number from 1 on, or all; got "0"/],
    [['scan', '--json', '--ndjson', 'x.log'], /"--json" cannot be used with option "--ndjson"/],
    [['scan', '--format', 'rfc3146', 'x.log'], /--format does not know "rfc3146": did you mean rfc3164\?/],
    [['scan', '--since', 'soon', 'x.log'], /--since wants a time such as 2026-03-01.*got "soon"/],
    [
      ['scan', '--since', 'today', '--until', 'yesterday', 'x.log'],
      /--since today is after --until yesterday/,
    ],
    [['scan', '--fail-on', 'high', 'x.log'], /--fail-on wants a surprise, a number.*got "high"/],
    [['scan', '--baseline', '100%', 'x.log'], /--baseline wants a share between 0% and 100%/],
    [['scan', '--unit', 'ssh', 'x.log'], /--unit ssh chooses a unit of the journal: add "journal"/],
    [
      ['scan', '--time-zone', 'Mars/Base', 'x.log'],
      /--time-zone wants a name such as Europe\/Berlin.*got "Mars\/Base"/,
    ],
    [['parse'], /missing required argument "path"; see logsift parse --help/],
    [['explain', 'two', 'words'], /too many arguments.*quote what holds blanks/],
    [['completion', 'bsh'], /completion does not know the shell "bsh": did you mean bash\?/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^logsift: [^\n]*\n$/);
    expect(stderr).toMatch(message);
  });
});

describe('help', () => {
  test('of the program, with examples', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    for (const row of stdout.split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  });

  test.each(['scan', 'parse', 'templates', 'explain', 'completion'])(
    'of %s, by --help and by help',
    async (name) => {
      const { code, stdout } = await runCli([name, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: logsift ${name} `));
      expect((await runCli(['help', name])).stdout).toBe(stdout);
    },
  );

  test('--version is the version of the package', async () => {
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

test('flags without a value may stand before the command', async () => {
  const cwd = folderWith({ 'a.log': '2026-03-01T12:00:00Z web01 app[1]: hello\n' });
  const { code, stdout } = await runCli(['--no-color', 'templates', 'a.log'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('hello');
});

test.each([
  ['none', { kind: 'none' }],
  ['50%', { kind: 'share', share: 0.5 }],
  ['12.5 %', { kind: 'share', share: 0.125 }],
  ['last-week.log', { kind: 'file', path: 'last-week.log' }],
])('--baseline %s', (text, baseline) => {
  expect(parseBaseline(text)).toEqual(baseline);
});

test('the progress line says stage, share, lines, rate and time left', () => {
  const progress = { lines: 1_234_567, done: 0.456, linesPerSecond: 412_345, secondsLeft: 12.4 };
  expect(progressText({ ...progress, stage: 'learning' })).toBe(
    'learning   45 %  1,234,567 lines  410,000 lines/s  12 s left',
  );
  expect(progressText({ lines: 5, done: null, linesPerSecond: 0, secondsLeft: null, stage: 'judging' })).toBe(
    'judging   5 lines  0 lines/s',
  );
});

test('no colour without a terminal, also where CI is set', async () => {
  const { stdout } = await runCli(['explain', 'Mar  1 12:00:00 web01 sshd[7]: hello'], {
    env: { CI: 'true' },
  });
  expect(stdout).toMatch(/^line /);
});
