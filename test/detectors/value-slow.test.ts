import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import value from '../../src/detectors/value.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeTemplate } from '../../src/testing/made-events.ts';
import { bell, pages, type Reading, readings } from './made-numbers.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FAN = madeTemplate('fan<*>: <*> RPM (min = <*> RPM)');

/** Two fans; the second is `lost` of its speed slower. */
const fans =
  (lost: (day: number) => number): Reading['read'] =>
  ({ i, time, random }) => {
    const slower = i % 2 === 1 ? 1 - lost((time - MADE_START) / DAY) : 1;
    return [1 + (i % 2), Math.round(slower * (1500 + 12 * bell(random) + 20 * Math.sin(time / DAY))), 600];
  };

const creeping = (from: number, until: number) => (day: number) =>
  day < from || day > until ? 0 : (0.45 * (day - from)) / 7;

function stream(lost: (day: number) => number, more: Partial<Reading> = {}): Event[] {
  return readings({ template: FAN, every: 20 * 60_000, days: 26, read: fans(lost), host: 'file1', ...more });
}

function firsts(events: readonly Event[]): { day: number; finding: Finding }[] {
  const run = new DetectorRun(value);
  const said = new Map<string, { day: number; finding: Finding }>();
  for (const event of events) {
    run.observe([event]);
    for (const finding of run.take()) {
      if (said.has(finding.id) || !pages(finding, event.received)) continue;
      said.set(finding.id, { day: (event.received - MADE_START) / DAY, finding });
    }
  }
  return [...said.values()];
}

test('a fan that turns slower day by day is told days before it stands, once', () => {
  const [said, ...more] = firsts(stream(creeping(18, 25)));
  expect(more).toEqual([]);
  expect(said!.day).toBeGreaterThan(18);
  expect(said!.day).toBeLessThan(20.5);
  expect(said!.finding.because).toContain('"2" on "file1"');
  expect(said!.finding.from).toBeGreaterThan(MADE_START + 18 * DAY);
});

test('it is told the second and the third time as early', () => {
  const lost = (day: number) => creeping(18, 23)(day) + creeping(30, 35)(day) + creeping(42, 47)(day);
  const said = firsts(stream(lost, { days: 48 }));
  expect(said.map(({ day }) => day > 18)).toEqual([true, true, true]);
  for (const [i, { day }] of said.entries()) expect(day - 18 - 12 * i).toBeLessThan(2.5);
});

test('a level that changed for good is told once, and is usual after two weeks', () => {
  const said = firsts(stream((day) => (day < 18 ? 0 : 0.3), { days: 45 }));
  expect(said.length).toBe(1);
  const back = firsts(stream((day) => (day < 18 || day > 48 ? 0 : 0.3), { days: 60 }));
  // Faster is no trouble.
  expect(back.length).toBe(1);
});

test('the ups and downs of days and weeks are no drift', () => {
  for (const seed of [1, 2, 3]) {
    const weekly = (day: number) => (day % 7 < 5 ? 0 : 0.12) + 0.05 * Math.sin(2 * Math.PI * day);
    expect(firsts(stream(weekly, { seed, days: 40 }))).toEqual([]);
  }
});

test('continued from a snapshot amid a drift the findings are the same', () => {
  const events = stream(creeping(18, 25));
  for (const days of [19, 21]) {
    const cut = events.findIndex(({ received }) => received > MADE_START + days * DAY);
    const [whole, first, second] = [new DetectorRun(value), new DetectorRun(value), new DetectorRun(value)];
    whole.observe(events);
    first.observe(events.slice(0, cut));
    second.resume(first);
    second.observe(events.slice(cut));
    expect([...first.take(), ...second.finish()]).toEqual(whole.finish());
  }
});
