import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeLogMonth } from '../../quality/months-peer-logs.ts';
import { bansOf, mailsOf, shownIn } from '../../quality/months-peer-tools.ts';
import { countOf } from '../../quality/months-peers.ts';
import { plannedMonth } from '../../quality/months-plan.ts';
import type { PlantedLabel } from '../../src/simulate/index.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const START = Date.UTC(2026, 2, 1);

test('the days of a month after its history are written by facility, and it is known which lines were planted', () => {
  const root = mkdtempSync(join(tmpdir(), 'logsift-peer-logs-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const simulation = plannedMonth({
    ...{ seed: 5, history: 1, days: 4, rate: 0.05, incidents: 3, oddities: 2 },
  });
  const { start, end } = simulation.settings;
  const month = writeLogMonth(simulation, root, start + DAY);
  expect(month.days.map(({ from, to }) => to - from)).toEqual(Array(4).fill(DAY));
  expect(month.days.at(-1)!.to).toBe(end);
  const read = (folder: string, name: string) =>
    readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
  const lines = ['syslog', 'auth.log'].flatMap((name) => read(month.folder, name));
  const ofDays = month.days.flatMap(({ folder }) =>
    ['syslog', 'auth.log'].flatMap((name) => read(folder, name)),
  );
  expect(ofDays.toSorted()).toEqual(lines.toSorted());
  expect(lines.length).toBe([...simulation.events()].filter(({ time }) => time >= start + DAY).length);
  expect(read(month.folder, 'auth.log').some((line) => / sshd\[\d+\]: /.test(line))).toBe(true);
  expect(read(month.folder, 'syslog').some((line) => / sshd\[\d+\]: /.test(line))).toBe(false);
  const wrong = simulation.labels().planted.map(({ harmless, lines: { count } }) => (harmless ? 0 : count));
  const known = lines.flatMap((line) => month.planted.get(line) ?? []);
  expect(wrong.map((_, i) => known.filter((of) => of === i).length)).toEqual(wrong);
});

test('an address is banned at its fifth failure in ten minutes, and again ten minutes later', () => {
  const failures = (times: readonly number[], of: number | null = null) =>
    times.map((at) => ({ at: START + at, address: '192.0.2.1', of }));
  expect(bansOf(failures([0, 1, 2, 3].map((n) => n * MINUTE)))).toEqual([]);
  expect(bansOf(failures([0, 3, 6, 9, 12, 15].map((n) => n * MINUTE)))).toEqual([]);
  const long = bansOf(
    failures(
      Array.from({ length: 30 }, (_, n) => n * MINUTE),
      4,
    ),
  );
  expect(long.map(({ at }) => (at - START) / MINUTE)).toEqual([4, 18]);
  expect([...long[0]!.shows]).toEqual([4]);
});

test('lines that logcheck leaves are a mail two minutes past the hour', () => {
  const planted = new Map([['2026-03-01T10:02:10.000123+00:00 web01 nginx: bad', 2]]);
  const mails = mailsOf(
    [
      'System Events',
      '=-=-=-=-=-=-=',
      '2026-03-01T09:59:10.000123+00:00 web01 nginx: odd',
      '2026-03-01T10:01:10.000123+00:00 web01 nginx: odd',
      ...planted.keys(),
      '',
    ],
    planted,
  );
  expect(mails.map(({ at, lines, shows }) => [(at - START) / MINUTE, lines, [...shows]])).toEqual([
    [602, 2, []],
    [662, 1, [2]],
  ]);
});

describe('a report of a day shows an incident', () => {
  const label = (actors: string[]) => ({ subjects: { actors } }) as unknown as PlantedLabel;
  const day = (lines: string[], said: [number, string[]][]) => ({
    lines,
    said: new Map(said.map(([of, messages]) => [of, new Set(messages)])),
  });

  test('by one of its messages, whatever the spaces', () => {
    const [shows] = shownIn([day(['  disk  full: 3 Time(s)'], [[0, ['disk full']]])], [label([])]);
    expect([...shows!]).toEqual([0]);
  });

  test('by its address as a whole word, on days that have lines of it', () => {
    const report = ['   192.0.2.1: 30 times'];
    const [first, second, third] = shownIn(
      [day(report, [[0, ['x']]]), day(['   192.0.2.12: 3 times'], [[0, ['x']]]), day([], [])],
      [label(['192.0.2.1'])],
    );
    expect([first!.size, second!.size, third!.size]).toEqual([1, 0, 0]);
  });

  test('not by a word that reports of other days have, too', () => {
    const days = [day(['/srv 40 files'], [[0, ['x']]]), day(['/srv 41 files'], [])];
    expect(shownIn(days, [label(['/srv'])]).map(({ size }) => size)).toEqual([0, 0]);
  });
});

test('a message counts for what it shows, when it comes from the first symptom to a day after the end', () => {
  const planted = [10, 100, 200].map((at, i) => ({
    ...{ harmless: i === 2, from: iso(at), to: iso(at + 1), firstSymptom: { time: iso(at) } },
  })) as unknown as PlantedLabel[];
  const message = (hour: number, ...shows: number[]) => ({
    ...{ at: START + hour * HOUR, lines: 7, shows: new Set(shows) },
  });
  const count = countOf([message(11, 0), message(50), message(126, 1), message(200, 2)], { planted });
  expect(count).toEqual({ messages: 4, lines: 28, right: 1, planted: 2, waits: [60] });
});

function iso(hour: number): string {
  return new Date(START + hour * HOUR).toISOString();
}
