import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { folderWith, runCli, startCli } from './run-cli.ts';

const DAY = ['simulate', '--duration', '1d', '--rate', '0.3', '--hosts', '16'];

test('writes lines to standard output, the same in every zone, and says on standard error what it planted', async () => {
  const args = [...DAY, '--scenario', 'power-loss', '--at', '+14h'];
  const one = await runCli(args);
  const two = await runCli(args, { env: { TZ: 'Asia/Tokyo' } });
  expect(one.code).toBe(0);
  expect(createHash('md5').update(one.stdout).digest('hex')).toBe(
    createHash('md5').update(two.stdout).digest('hex'),
  );
  expect(one.stdout).toMatch(/^<\d+>Oct 20 14:\d\d:\d\d|: Oct 20 14:/m);
  expect(one.stderr).toMatch(/^logsift: [\d,]+ lines from 2026-10-20T00:00 to 2026-10-21T00:00 UTC\n/);
  expect(one.stderr).toMatch(/planted power-loss, 2026-10-20T14:00:\d\d UTC, from line [\d,]+ on: sw-hq-f/);
});

test('--out and --labels write the log and its truth; the file is as old as its last line', async () => {
  const folder = folderWith({});
  const [out, labels] = [join(folder, 'made.log'), join(folder, 'truth.json')];
  const run = await runCli([
    ...DAY,
    '-q',
    '--scenario',
    'deploy',
    '--at',
    '+14h',
    '--out',
    out,
    '--labels',
    labels,
  ]);
  expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
  const truth = JSON.parse(readFileSync(labels, 'utf8'));
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(truth).toMatchObject({ schemaVersion: 1, seed: 1, lines: lines.length, timeZone: 'UTC' });
  const [planted] = truth.planted;
  expect(planted).toMatchObject({ kind: 'deploy', harmless: true, from: '2026-10-20T14:00:00.000000Z' });
  expect(lines[planted.firstSymptom.line - 1]).toBe(planted.firstSymptom.text);
  const written = statSync(out).mtime.toISOString();
  expect(written).toMatch(/^2026-10-20T23:5\d:/);
});

test('what it makes is understood by scan to the last line', async () => {
  const folder = folderWith({});
  const out = join(folder, 'made.log');
  await runCli([...DAY, '-q', '--out', out]);
  const { stdout, code } = await runCli(['scan', out, '--json']);
  expect(code).toBe(0);
  const { totals } = JSON.parse(stdout);
  expect(totals.unparsed).toBe(0);
  expect(totals.lines).toBeGreaterThan(20_000);
});

test('a reader that has seen enough is no error', async () => {
  const child = startCli(['simulate']);
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await closed;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('--list names every scenario with what happens in it', async () => {
  const { stdout } = await runCli(['simulate', '--list']);
  const rows = stdout.trimEnd().split('\n');
  expect(rows.map((row) => row.split(' ')[0])).toEqual(scenarios.map(({ name }) => name));
  expect(rows[0]).toMatch(/^ssh-brute-force {2,}incident {2}\w/);
});

describe('wrong usage', () => {
  test.each([
    [['--duration', 'soon'], '--duration wants a length such as 7d, 12h or 90m; got "soon"'],
    [['--rate', 'x'], '--rate wants a number; got "x"'],
    [['--rate', '0'], '--rate wants lines per second, above 0 and up to 1000000; got 0'],
    [['--hosts', '3'], '--hosts wants a whole number from 14 to 5000, got 3'],
    [['--seed', '0.5'], '--seed wants a whole number; got 0.5'],
    [['--start', 'whenever'], /--start wants a time such as .*; got "whenever"/],
    [['--time-zone', 'Mars'], 'Unknown time zone "Mars"; wanted an IANA name like Europe/Berlin.'],
    [['--format', 'cef'], '--format wants one of mixed, rfc3164, rfc5424; got "cef"'],
    [['--scenario', 'powerloss'], '--scenario does not know "powerloss": did you mean power-loss?'],
    [['--scenario', 'deploy', '--at', '2020-01-01'], /--at wants a time within the run/],
    [['--scenario', 'wifi-monday', '--duration', '1h'], /holds no moment for scenario wifi-monday/],
    [['--out', '/nowhere/at/all.log'], /--out wants a file that can be written: ENOENT/],
    [
      ['--out', 'a.log', '--labels', './a.log'],
      '--out and --labels are the same file, a.log; they want one each',
    ],
  ] as [string[], string | RegExp][])('%j is said in one line', async (args, message) => {
    const { code, stdout, stderr } = await runCli(['simulate', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(/^logsift: |\n$/g, '')).toMatch(message);
  });
});

test('samples and topology are written beside the log, for a replay to take', async () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  const made = ['--scenario', 'mains-failure', '--duration', '1d', '--hosts', '14', '--rate', '0.05'];
  const files = ['--out', path('log'), '--samples', path('s.ndjson'), '--topology', path('t.yaml')];
  const { code, stderr } = await runCli(['simulate', ...made, ...files]);
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('planted mains-failure'),
  });
  expect(JSON.parse(readFileSync(path('s.ndjson'), 'utf8').split('\n', 1)[0]!)).toHaveProperty(
    'resourceMetrics',
  );
  const replayed = await runCli([
    ...['replay', path('log'), '--samples', path('s.ndjson'), '--topology', path('t.yaml')],
    ...['--speed', 'max', '--time-zone', 'UTC', '--top', 'all'],
  ]);
  expect(replayed).toMatchObject({ code: 0 });
  // The trap came from an address.
  expect(replayed.stdout).toMatch(/ups-01 snmptrap · /);
  expect(replayed.stdout).toMatch(/What is measured at "sw-hq-f\d" paused/);
});
