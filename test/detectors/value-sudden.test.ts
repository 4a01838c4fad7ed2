import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import value from '../../src/detectors/value.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeTemplate } from '../../src/testing/made-events.ts';
import { bell, pages, type Reading, readings } from './made-numbers.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERY = 12 * 60_000;
const QUERY = madeTemplate('[<*>] LOG: duration: <*> ms execute: SELECT o.id FROM orders o');

/** A statement of 45 ms, now and then two or three times as long, in sessions whose number says nothing. */
const statement =
  (slow: (time: number) => boolean, times = 10): Reading['read'] =>
  ({ time, random }) => [
    `${3 + Math.floor(7 * random())}-1`,
    (
      45 *
      Math.exp(0.16 * bell(random)) *
      (random() < 0.02 ? 1.6 + random() : 1) *
      (slow(time) ? times : 1)
    ).toFixed(3),
  ];

const between = (from: number, to: number) => (time: number) =>
  time >= MADE_START + from * DAY && time < MADE_START + to * DAY;

function stream(read: Reading['read'], more: Partial<Reading> = {}): Event[] {
  return readings({ template: QUERY, every: EVERY, days: 20, read, ...more });
}

interface Said {
  readonly at: number;
  readonly finding: Finding;
}

/** What was said first of each finding, with when. */
function firsts(events: readonly Event[], run = new DetectorRun(value)): Said[] {
  const said = new Map<string, Said>();
  for (const event of events) {
    run.observe([event]);
    for (const finding of run.take()) {
      if (!said.has(finding.id)) said.set(finding.id, { at: event.received, finding });
    }
  }
  return [...said.values()];
}

test('a statement that takes ten times as long is told with its first slow line', () => {
  const [said, ...more] = firsts(stream(statement(between(16, 16.4))));
  expect(more).toEqual([]);
  expect(said!.at).toBe(MADE_START + 16 * DAY);
  expect(said!.finding.from).toBe(said!.at);
  expect(pages(said!.finding, said!.at)).toBe(true);
  expect(said!.finding.because).toContain('times as much');
});

test('what goes on is told anew under the same id, and graver', () => {
  const run = new DetectorRun(value);
  run.observe(stream(statement(between(16, 16.4))));
  const findings = run.finish();
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  expect(findings.length).toBeGreaterThan(3);
  expect(findings.length).toBeLessThan(9);
  expect(findings.at(-1)!.count).toBeGreaterThan(20);
  expect(findings.at(-1)!.gravity).toBeGreaterThan(findings[0]!.gravity + 0.05);
});

test('the second and the third time it is told as soon; the fifth time it is usual', () => {
  const times = [15, 18, 21, 24, 27].map((day) => between(day, day + 0.4));
  const said = firsts(
    stream(
      statement((time) => times.some((one) => one(time))),
      { days: 30 },
    ),
  );
  expect(said.map(({ at }) => (at - MADE_START) / DAY)).toEqual([15, 18, 21, 24]);
  for (const { finding, at } of said) expect(pages(finding, at)).toBe(true);
});

test('what people called noise is usual from then on', () => {
  const times = [15, 18].map((day) => between(day, day + 0.4));
  const events = stream(statement((time) => times.some((one) => one(time))));
  const cut = events.findIndex(({ received }) => received > MADE_START + 17 * DAY);
  const run = new DetectorRun(value);
  const [said] = firsts(events.slice(0, cut), run);
  run.detector.feedback({ kind: 'verdict', finding: said!.finding.id, verdict: 'noise' });
  expect(firsts(events.slice(cut), run)).toEqual([]);
});

test('two hosts whose statement is slow are told once', () => {
  const slow = between(16, 16.4);
  const events = [
    stream(statement(slow)),
    stream(statement(slow), { host: 'db2', seed: 2, start: MADE_START + 60_000 }),
  ].flat();
  const said = firsts(events.sort((a, b) => a.received - b.received));
  expect(said.map(({ finding }) => finding.about.host)).toEqual(['db1']);
});

test('where far out numbers come all the time one that is further out is nothing to wake up for', () => {
  const tail: Reading['read'] = ({ random }) => ['3-1', (40 * Math.max(1e-4, random()) ** -0.8).toFixed(1)];
  const said = [1, 2, 3, 4, 5].flatMap((seed) => firsts(stream(tail, { seed, every: EVERY / 4 })));
  // By chance one in a hundred days.
  expect(said.filter(({ finding, at }) => pages(finding, at)).length).toBeLessThanOrEqual(1);
});

test('what got ten times as fast is no trouble', () => {
  const said = firsts(stream(statement(between(16, 16.4), 0.1)));
  expect(said.filter(({ finding, at }) => pages(finding, at))).toEqual([]);
});

test('what goes on for weeks is told once, and what it was before is no news', () => {
  const said = firsts(stream(statement(between(15, 40)), { days: 45 }));
  const grave = said.filter(({ finding, at }) => pages(finding, at));
  expect(grave.map(({ at }) => (at - MADE_START) / DAY)).toEqual([15]);
});

test('continued from a snapshot amid a slow stretch the findings are the same', () => {
  const events = stream(statement(between(16, 16.4)));
  const whole = new DetectorRun(value);
  whole.observe(events);
  for (const days of [15.99, 16.05, 16.5]) {
    const cut = events.findIndex(({ received }) => received > MADE_START + days * DAY);
    const first = new DetectorRun(value);
    first.observe(events.slice(0, cut));
    const second = new DetectorRun(value);
    second.resume(first);
    second.observe(events.slice(cut));
    const run = new DetectorRun(value);
    run.observe(events);
    expect([...first.take(), ...second.finish()]).toEqual(run.finish());
  }
});
