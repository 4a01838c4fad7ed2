import { expect, test } from 'vitest';
import { BusClock } from '../../../src/app/cluster/bus-clock.ts';
import { Published } from '../../../src/app/cluster/published.ts';
import { SenderTime } from '../../../src/app/cluster/sender-time.ts';
import type { Notice } from '../../../src/core/notice.ts';
import { lineBatch } from '../line-batch.ts';

const NOW = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;

test('a clock that agrees with the broker, but for delays, is used as it is', () => {
  const clock = new BusClock(() => NOW);
  for (const delay of [40, 900, 1500]) clock.heard(NOW - delay);
  expect(clock.now()).toBe(NOW);
});

test.each([HOUR, -HOUR])('a clock that is %i ms off is put right by the broker', (off) => {
  const clock = new BusClock(() => NOW + off);
  for (const delay of [900, 30, 400]) clock.heard(NOW - delay);
  expect(clock.now()).toBe(NOW - 30);
});

test('a clock that is mended is believed again within a minute', () => {
  let wall = NOW + HOUR;
  const clock = new BusClock(() => wall);
  clock.heard(NOW);
  expect(clock.ahead).toBe(-HOUR);
  wall = NOW;
  clock.heard(NOW - 10);
  wall = NOW + 31_000;
  clock.heard(wall - 10);
  expect(clock.ahead).toBe(0);
});

test('where the broker says nothing of time nothing is put right', () => {
  const clock = new BusClock(() => NOW + HOUR);
  clock.heard(Number.NaN);
  expect(clock.now()).toBe(NOW + HOUR);
});

test('lines of a node whose clock is off are put where they belong, which is said once, and its end', () => {
  const told: Notice[] = [];
  const time = new SenderTime(
    (notice) => told.push(notice),
    () => NOW,
  );
  const entry = (off: number) => {
    const batch = lineBatch('<13>Mar  1 00:00:01 web1 shop: paid\n', NOW + off - 20);
    return time.corrected({ producer: 'attic', clock: NOW + off }, { time: NOW }, [batch])[0]!.received;
  };
  expect(entry(HOUR)).toBe(NOW - 20);
  expect(entry(HOUR)).toBe(NOW - 20);
  expect(told.map(({ kind, text }) => [kind, text])).toEqual([
    ['trouble', expect.stringContaining('the clock of attic is 3600 s ahead of that of the bus')],
  ]);
});

test('an input is read on behind what was published without a gap before it', () => {
  const published = new Published();
  const first = published.begin({ key: 'a', resume: '10' }, 2);
  const second = published.begin({ key: 'a', resume: '20' }, 1);
  const other = published.begin({ key: 'b', resume: '5' }, 1);
  second();
  other();
  first();
  expect([...published.places]).toEqual([['b', '5']]);
  first();
  expect(published.places.get('a')).toBe('20');
  published.begin({ key: 'a', resume: '30' }, 0);
  expect(published.places.get('a')).toBe('30');
});
