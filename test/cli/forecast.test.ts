import { expect, test } from 'vitest';
import forecast from '../../src/detectors/forecast.ts';
import { Store } from '../../src/store/store.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { folderWith, runCli } from './run-cli.ts';

const DAY = 86_400_000;
const day = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * DAY).toISOString().slice(0, 10);

/** A disk that fills from 52 % to 89 % within 60 days, in steps of one per cent. */
const DISK = `timestamp,value\n${Array.from({ length: 60 }, (_, i) => `${day(i)},${Math.round(51.6 + i * 0.63)}`).join('\n')}\n`;

test('says when a limit is reached, shows it, and lists what is to come', async () => {
  const cwd = folderWith({ 'disk.csv': DISK });
  const { code, stdout, stderr } = await runCli(['forecast', 'disk.csv', '--limit', '95'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^95 is reached between 2026-03-\d\d and 2026-03-\d\d, most likely on 2026-03-(?:09|1\d)\./,
  );
  const rows = stdout.split('\n');
  expect(Math.max(...rows.slice(2, 19).map((row) => [...row].length))).toBe(80);
  expect(rows.filter((row) => row.includes('│')).length).toBe(15);
  for (const sign of ['•', '○', '░', '┄']) expect(stdout).toContain(sign);
  expect(rows.filter((row) => /^2026-03-\d\d +\d/.test(row)).length).toBe(10);
  expect(stdout).toContain('60 values of disk.csv, forecast by Prophet; times in UTC.');
});

test('as JSON it has all times, and is the same twice, packed or through a pipe', async () => {
  const cwd = folderWith({ 'disk.csv': DISK });
  const args = ['--json', '--limit', '95', '--horizon', '20d', '--interval', '0.5'];
  const { stdout } = await runCli(['forecast', 'disk.csv', ...args], { cwd });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    schemaVersion: 1,
    input: 'disk.csv',
    method: 'prophet',
    rows: 60,
    leftOut: 0,
  });
  expect(result.history.length).toBe(60);
  expect(result.ahead.length).toBe(20);
  expect(result.ahead[0].time).toBe('2026-03-02T00:00:00.000Z');
  expect(result.limit).toMatchObject({ value: 95, falling: false, until: '2026-03-21T00:00:00.000Z' });
  expect(Date.parse(result.limit.crossing.from)).toBeGreaterThan(Date.UTC(2026, 2, 8));
  const piped = JSON.parse((await runCli(['forecast', '-', ...args], { cwd, input: DISK })).stdout);
  expect(piped).toEqual({ ...result, input: '-' });
});

test('no trend, a limit that is reached already, and one that is reached from above', async () => {
  const flat = Array.from({ length: 60 }, (_, i) => `${day(i)},${50 + ((i * 7) % 5)}`).join('\n');
  const cwd = folderWith({
    'disk.csv': DISK,
    'flat.csv': flat,
    'free.csv': DISK.replace(/\d+$/gm, (n) => `${100 - Number(n)}`),
  });
  const said = async (...args: string[]) =>
    (await runCli(['forecast', ...args], { cwd })).stdout.split('\n')[0];
  expect(await said('flat.csv', '--limit', '95')).toBe(
    'No trend: 95 is not expected to be reached by 2026-04-29.',
  );
  expect(await said('disk.csv', '--limit', '80')).toBe('80 is reached already: 89 on 2026-03-01.');
  expect(await said('free.csv', '--limit', '5', '--falling')).toContain('5 is reached between 2026-03-');
  expect(await said('free.csv', '--limit', '5', '--horizon', '3d', '--falling')).toContain('by 2026-03-04');
});

test('rows that cannot be read are left out and said', async () => {
  const cwd = folderWith({ 'disk.csv': `${DISK}yesterday,3\n2026-03-02,\n2026-03-03,NaN\n\n` });
  const { code, stderr } = await runCli(['forecast', 'disk.csv'], { cwd });
  expect([code, stderr]).toEqual([0, 'logsift: 3 rows without a time or a number left out\n']);
  expect((await runCli(['forecast', 'disk.csv', '-q'], { cwd })).stderr).toBe('');
});

test('what makes no sense is said in one line', async () => {
  const cwd = folderWith({ 'disk.csv': DISK, 'one.csv': '2026-01-01,1\n', 'bare.csv': '1\n2\n3\n4\n' });
  const failing = async (...args: string[]) => {
    const { code, stderr } = await runCli(['forecast', ...args], { cwd });
    expect(stderr.trim().split('\n').length).toBe(1);
    return [code, stderr];
  };
  expect(await failing('one.csv')).toEqual([
    2,
    expect.stringContaining('at least 3 values at different times'),
  ]);
  expect(await failing('bare.csv')).toEqual([
    2,
    expect.stringContaining('rows of timestamp,value are wanted'),
  ]);
  expect((await failing('nowhere.csv'))[0]).toBe(3);
  expect(await failing('disk.csv', '--limit', 'much')).toEqual([
    2,
    expect.stringContaining('--limit wants a number'),
  ]);
  expect(await failing('disk.csv', '--horizon', 'far')).toEqual([2, expect.stringContaining('14d or 12h')]);
  expect(await failing('disk.csv', '--interval', '2')).toEqual([
    2,
    expect.stringContaining('between 0 and 1'),
  ]);
  expect(await failing('disk.csv', '--falling')).toEqual([2, expect.stringContaining('wants --limit')]);
});

/** Three weeks of a nightly look at the disks of two hosts. */
const NIGHTLY = Array.from({ length: 21 }, (_, i) =>
  ['mail01', 'web01'].map(
    (host, h) =>
      `${new Date(Date.UTC(2026, 2, 1 + i, 3, 40)).toISOString()} ${host} disk-check: /srv: ${60 - 20 * h + (h === 0 ? i : i % 2)}% used, 70 GiB free`,
  ),
)
  .flat()
  .join('\n');

test('a number in logs is forecast by its name, to where it hurts', async () => {
  const cwd = folderWith({ 'all.log': `${NIGHTLY}\n` });
  const { code, stdout, stderr } = await runCli(['forecast', '/srv used', '--host', 'mail01', 'all.log'], {
    cwd,
  });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')[0]).toBe('95 is reached on 2026-04-05.');
  expect(stdout).toContain('21 values of /srv used (%) on mail01, forecast by');
  const two = await runCli(['forecast', 'used', 'all.log'], { cwd });
  expect([two.code, two.stderr]).toEqual([
    2,
    'logsift: 2 numbers that are followed are called "used"; say more of the name, or --host. There are: /srv used (%) on mail01, /srv used (%) on web01.\n',
  ]);
  const none = await runCli(['forecast', 'temperature', 'all.log'], { cwd });
  expect(none.stderr).toContain('No number that is followed is called "temperature". There are: ');
});

test('a number that the running logsift follows is forecast from what it keeps', async () => {
  const folder = folderWith({});
  const run = new DetectorRun(forecast);
  for (let i = 0; i < 20; i++) {
    const time = Date.UTC(2026, 2, 1 + i, 12);
    run.detector.measure({ metric: 'disk used of /', host: 'mail01', time, value: 60 + i, unit: '%' });
  }
  const store = Store.open({ folder, now: () => Date.UTC(2026, 2, 21), notice: () => {} });
  try {
    const empty = await runCli(['forecast', 'disk used', '--state', folder]);
    expect([empty.code, empty.stderr]).toEqual([
      2,
      expect.stringContaining('logsift run keeps it once a minute'),
    ]);
    const chunks = new Map([['detector/forecast', JSON.stringify(run.detector.snapshot())]]);
    await store.snapshots.save({ taken: Date.UTC(2026, 2, 21), chunks, resume: new Map() });
    const { code, stdout } = await runCli(['forecast', 'disk used', '--state', folder, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ input: 'disk used of / (%) on mail01', rows: 20 },
      limit: { value: 95, falling: false, crossing: { likely: expect.stringMatching(/^2026-04-0/) } },
    });
  } finally {
    store.close();
  }
});
