import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

/** Five-minute values of two weeks, with a spike. */
function rows(spikeAt = 3000): string[] {
  return Array.from({ length: 4032 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 2, 20) + i * 300_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${time},${i === spikeAt ? 900 : (10 * Math.sin(i / 46) + ((i * 7919) % 13) / 10).toFixed(2)}`;
  });
}

const HEADER = 'timestamp,value';
const CSV = `${[HEADER, ...rows()].join('\n')}\n`;

const parsed = (stdout: string) =>
  stdout
    .trim()
    .split('\r\n')
    .slice(1)
    .map((row) => row.split(','));

test('every row comes back with a score, the odd one with a high one, and the rest is told on stderr', async () => {
  const cwd = folderWith({ 'cpu.csv': CSV });
  const { code, stdout, stderr } = await runCli(['series', 'cpu.csv'], { cwd });
  expect(code).toBe(0);
  expect(stdout.startsWith('timestamp,value,score\r\n2026-03-20 00:00:00,0,0\r\n')).toBe(true);
  const scored = parsed(stdout);
  expect(scored.length).toBe(4032);
  expect(Number(scored[3000]![2])).toBeGreaterThan(0.9);
  expect(scored.slice(1000).filter(([, , score]) => Number(score) >= 0.5).length).toBe(1);
  expect(stderr).toMatch(/4,032 rows, of which \d score 0\.5 or more/);
});

test('the same file gives the same bytes, packed and through a pipe', async () => {
  const cwd = folderWith({ 'cpu.csv': CSV, 'cpu.csv.gz': gzipSync(CSV) });
  const plain = await runCli(['series', 'cpu.csv', '-q'], { cwd });
  expect(plain.stderr).toBe('');
  expect((await runCli(['series', 'cpu.csv.gz'], { cwd })).stdout).toBe(plain.stdout);
  expect((await runCli(['series', '-'], { cwd, input: CSV })).stdout).toBe(plain.stdout);
});

test('--min-score leaves out what scores less', async () => {
  const cwd = folderWith({ 'cpu.csv': CSV });
  const { stdout } = await runCli(['series', 'cpu.csv', '--min-score', '0.9'], { cwd });
  expect(parsed(stdout).map(([, value]) => value)).toEqual(['900']);
});

test('no header, epoch times, other columns, quotes, a byte order mark and CRLF are understood', async () => {
  const epoch = rows().map((row, i) => `${1_774_000_000 + i * 300},${row.split(',')[1]}`);
  const wide = rows().map((row) => `x,"${row.split(',')[1]}",y,"${row.split(',')[0]}"`);
  const cwd = folderWith({
    'plain.csv': epoch.join('\n'),
    'wide.csv': `\uFEFFid,value,note,time\r\n${wide.join('\r\n')}\r\n`,
    'only.csv': rows()
      .map((row) => row.split(',')[1])
      .join('\n'),
  });
  for (const name of ['plain.csv', 'wide.csv', 'only.csv']) {
    const { code, stdout } = await runCli(['series', name], { cwd });
    expect(code).toBe(0);
    const scored = parsed(stdout);
    expect(scored.length).toBe(4032);
    expect(Number(scored[3000]![2])).toBeGreaterThan(0.9);
  }
});

test('rows without number or time, repeated hours and gaps are kept, scored where they can be, and counted', async () => {
  const odd = rows();
  odd.splice(100, 0, '2026-03-20 08:20:00,NaN', '2026-03-20 08:20:00,', 'never,3');
  odd.splice(1000, 200);
  odd.splice(1500, 0, ...odd.slice(1488, 1500), '');
  const cwd = folderWith({ 'odd.csv': `${HEADER}\n${odd.join('\n')}\n` });
  const { code, stdout, stderr } = await runCli(['series', 'odd.csv'], { cwd });
  expect(code).toBe(0);
  expect(parsed(stdout).length).toBe(odd.length - 1);
  expect(stdout).toContain('2026-03-20 08:20:00,,\r\n');
  expect(stderr).toContain('2 rows without a number, not scored');
  expect(stderr).toContain('1 row without a time that can be read');
  expect(stderr).toContain('1 row earlier than the row before');
});

test('a constant series and a single point score 0', async () => {
  const constant = Array.from({ length: 500 }, (_, i) => `${1_774_000_000 + i * 60},5`);
  const { stdout } = await runCli(['series', '-'], { input: constant.join('\n') });
  expect(new Set(parsed(stdout).map(([, , score]) => score))).toEqual(new Set(['0']));
  const single = await runCli(['series', '-'], { input: `${HEADER}\n1774000000,5\n` });
  expect(parsed(single.stdout)).toEqual([['1774000000', '5', '0']]);
});

test('a text that a spreadsheet would run is made harmless', async () => {
  const { stdout } = await runCli(['series', '-'], { input: `${HEADER}\n=1+1,-5\n` });
  expect(stdout).toContain(`"'=1+1",-5,0\r\n`);
});

test('what is no series is said', async () => {
  const cwd = folderWith({ 'empty.csv': '', 'header.csv': `${HEADER}\n`, 'text.csv': '2026-03-20,hello\n' });
  const missing = await runCli(['series', 'nowhere.csv'], { cwd });
  expect(missing.code).toBe(3);
  expect(missing.stderr).toContain('nowhere.csv');
  expect((await runCli(['series', 'empty.csv'], { cwd })).code).toBe(3);
  expect((await runCli(['series', 'header.csv'], { cwd })).stderr).toContain('has no rows of values');
  const text = await runCli(['series', 'text.csv'], { cwd });
  expect(text.code).toBe(2);
  expect(text.stderr).toContain('timestamp,value');
  const score = await runCli(['series', 'empty.csv', '--min-score', '2'], { cwd });
  expect(score).toMatchObject({ code: 2, stdout: '' });
});
