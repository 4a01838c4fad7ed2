import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { urgency } from '../../src/core/finding.ts';
import burst from '../../src/detectors/burst.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function failed(from: string, time: number, user = 'root') {
  return slottedEvent('Failed password for <*> from <*> port <*> ssh2', [user, from, '4022'], { time });
}

function accepted(from: string, time: number, user = 'root') {
  return slottedEvent('Accepted password for <*> from <*> port <*> ssh2', [user, from, '4022'], { time });
}

/** A week in which somebody mistypes a password now and then, 168 lines and more. */
function office(): Event[] {
  return Array.from({ length: 168 }, (_, hour) => {
    const from = `10.0.0.${hour % 20}`;
    const time = MADE_START + hour * HOUR;
    return [...(hour % 5 === 0 ? [failed(from, time, 'alice')] : []), accepted(from, time + 6000, 'alice')];
  }).flat();
}

function rowOf(count: number, from: string, at: number): Event[] {
  return Array.from({ length: count }, (_, i) => failed(from, at + i * 1300));
}

function inOrder(...parts: Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

const ATTACK = MADE_START + 100.5 * HOUR;
const stream = () =>
  inOrder(office(), rowOf(400, '203.0.113.9', ATTACK), [accepted('203.0.113.9', ATTACK + 10 * MINUTE)]);
const odd = stream().findIndex(
  ({ message }) => message.startsWith('Accepted') && message.includes('203.0.113.9'),
);

function twice(events: () => Event[]) {
  const run = new DetectorRun(burst);
  run.learn(events());
  run.take();
  return run.judge(events());
}

describe('contract', () => {
  for (const check of detectorChecks(burst, {
    fileName: 'burst',
    stream,
    odd,
    fresh: (i) => failed(`198.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, MADE_START + i * 10),
  })) {
    test(check.name, check.run);
  }
});

test('many failures from one address and then a success for root is one grave finding', () => {
  const [finding, ...more] = twice(stream);
  expect(more).toEqual([]);
  expect(finding!.because).toBe(
    '400 failures from "203.0.113.9" as "root" in 9 minutes, then a success for "root".',
  );
  expect(finding!.about.actor).toBe('203.0.113.9');
  expect(finding!.gravity).toBeGreaterThan(0.9);
  expect(finding!.surprise).toBeGreaterThan(1);
  expect(finding!.evidence[0]!.text).toMatch(/^Accepted/);
});

test('on a first day, without any history, twenty failures and then a success are above the page line', () => {
  const urgent = (count: number) => {
    const run = new DetectorRun(burst);
    const row = rowOf(count, '203.0.113.9', MADE_START);
    run.observe([...row, accepted('203.0.113.9', MADE_START + count * 1300)]);
    return run.finish().some((finding) => urgency(finding) === 'urgent');
  };
  expect(urgent(300)).toBe(true);
  expect(urgent(20)).toBe(true);
  expect(urgent(19)).toBe(false);
});

test('where somebody gets in after many failures every day, that is told and pages nobody by itself', () => {
  const days = Array.from({ length: 12 }, (_, day) => {
    const from = `10.0.1.${day}`;
    const at = MADE_START + day * 24 * HOUR;
    return [...rowOf(40, from, at), accepted(from, at + 2 * MINUTE)];
  });
  const run = new DetectorRun(burst);
  run.observe(inOrder(office(), days.flat()));
  const successes = run.finish().filter(({ because }) => because.includes('then a success'));
  expect(successes.at(0)!.page).toBe(true);
  expect(successes.at(-1)!.page).toBeUndefined();
});

test('fingers that slip are nobody news', () => {
  expect(twice(() => inOrder(office(), rowOf(3, '10.0.0.7', ATTACK)))).toEqual([]);
});

test('failures alone are less grave than with a success', () => {
  const [finding] = twice(() => inOrder(office(), rowOf(400, '203.0.113.9', ATTACK)));
  expect(finding!.gravity).toBeLessThanOrEqual(0.7);
});

test('where strangers knock all day, one more is no news, but one who gets in is', () => {
  const strangers = () =>
    Array.from({ length: 80 }, (_, k) =>
      rowOf(30 + ((k * 7) % 40), `198.51.100.${k}`, MADE_START + k * 2 * HOUR),
    ).flat();
  const noise = () => inOrder(office(), strangers());
  expect(twice(noise)).toEqual([]);
  const entered = twice(() => inOrder(noise(), [accepted('198.51.100.50', MADE_START + 100.1 * HOUR)]));
  expect(entered.map(({ about }) => about.actor)).toEqual(['198.51.100.50']);
});

test('somebody who fails the same way every day is no news', () => {
  const monitor = () =>
    Array.from({ length: 7 }, (_, day) => rowOf(50, '10.0.0.99', MADE_START + day * 24 * HOUR)).flat();
  expect(twice(() => inOrder(office(), monitor()))).toEqual([]);
});

test('who fails all the time of the log is how it is here, not a burst', () => {
  const all = () => Array.from({ length: 800 }, (_, i) => failed('203.0.113.9', MADE_START + i * 10_000));
  expect(twice(() => inOrder(all()))).toEqual([]);
});

test('a success of another address does not count', () => {
  const events = () =>
    inOrder(office(), rowOf(400, '203.0.113.9', ATTACK), [accepted('10.0.0.3', ATTACK + 9.5 * MINUTE)]);
  expect(twice(events).every(({ because }) => !because.includes('success'))).toBe(true);
});

test('in one pass it is told while it goes on, and again with the success, under one id', () => {
  const run = new DetectorRun(burst);
  run.observe(stream().slice(0, odd));
  const during = run.take();
  expect(during.length).toBeGreaterThan(0);
  run.observe(stream().slice(odd, odd + 1));
  const [after] = run.take();
  expect(after!.id).toBe(during[0]!.id);
  expect(after!.gravity).toBeGreaterThan(during.at(-1)!.gravity);
});

test('the address is found behind an interface and before a port', () => {
  const denied = (i: number) =>
    slottedEvent('Deny tcp src <*> dst <*>', [`outside:203.0.113.9/${40000 + i}`, 'inside:10.0.0.1/22'], {
      time: ATTACK + i * 1000,
    });
  const row = () => Array.from({ length: 200 }, (_, i) => denied(i));
  expect(twice(() => inOrder(office(), row()))[0]!.about.actor).toBe('203.0.113.9');
});

test('two lines for each try are one try', () => {
  const doubled = () =>
    rowOf(100, '203.0.113.9', ATTACK).flatMap((event) => [
      slottedEvent('authentication failure; rhost=<*> user=<*>', ['203.0.113.9', 'root'], {
        time: event.time,
      }),
      event,
    ]);
  expect(twice(() => inOrder(office(), doubled()))[0]!.seen).toContain('100 failures');
});

test('actors beyond the cap are counted', () => {
  const run = new DetectorRun(burst);
  for (let i = 0; i < 5000; i++) run.observe([failed(`198.51.${i >> 8}.${i & 255}`, MADE_START + i * 10)]);
  expect((run.detector as unknown as { overCap: number }).overCap).toBe(5000 - 4096);
});

test('a few failures and a success under the one name are likelier fingers than many names or many failures', () => {
  const gravityFor = (count: number, names: number) => {
    const row = Array.from({ length: count }, (_, i) =>
      failed('10.0.0.7', ATTACK + i * 20_000, `user${i % names}`),
    );
    const last = accepted('10.0.0.7', ATTACK + count * 20_000, 'user0');
    return twice(() => inOrder(office(), row, [last])).find(({ about }) => about.actor === '10.0.0.7')!
      .gravity;
  };
  expect(gravityFor(8, 1)).toBeLessThan(0.5);
  expect(gravityFor(8, 4)).toBeGreaterThan(0.5);
  expect(gravityFor(147, 1)).toBeGreaterThan(0.8);
});

test('a row that is told already is no measure of the next one', () => {
  const later = ATTACK + 40 * HOUR;
  const surpriseOf = (trains: boolean) => {
    const first = rowOf(400, '203.0.113.9', ATTACK);
    for (const event of first) event.trains = trains;
    const run = new DetectorRun(burst);
    run.observe(inOrder(office(), first, rowOf(380, '198.51.100.7', later)));
    return run.finish().findLast(({ about }) => about.actor === '198.51.100.7')?.surprise ?? -1;
  };
  expect(surpriseOf(false)).toBeGreaterThan(surpriseOf(true) + 0.5);
});
