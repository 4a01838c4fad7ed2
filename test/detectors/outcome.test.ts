import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import outcome from '../../src/detectors/outcome.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 4;

interface At {
  readonly host?: string;
  readonly app?: string;
}

function sent(at: number, { host = 'mail1', app = 'postfix/smtp' }: At = {}): Event {
  const time = MADE_START + at;
  return slottedEvent('<*>: to=<*>, status=sent (Ok)', ['4Fz', 'a@b.example'], { host, app, time });
}

function deferred(at: number, { host = 'mail1', app = 'postfix/smtp' }: At = {}): Event {
  const text = '<*>: to=<*>, status=deferred (Name service error: host not found)';
  return slottedEvent(text, ['4Fz', 'a@b.example'], { host, app, time: MADE_START + at });
}

function bounced(at: number, host = 'mail1'): Event {
  const text = '<*>: to=<*>, status=bounced (rejected: unknown user)';
  return slottedEvent(text, ['4Fz', 'x@b.example'], { host, app: 'postfix/smtp', time: MADE_START + at });
}

/** Something every so often, from one time to another. */
function every(step: number, [from, to]: readonly [number, number], make: (at: number) => Event): Event[] {
  return Array.from({ length: Math.floor((to - from) / step) }, (_, i) => make(from + i * step));
}

function inOrder(...parts: Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

/** Days of letters that are delivered; two of them bounce each day. */
function usual(days: number, host = 'mail1'): Event[][] {
  return [
    every(7 * MINUTE, [0, days * DAY], (at) => sent(at, { host })),
    every(12 * HOUR, [5 * HOUR, days * DAY], (at) => bounced(at, host)),
  ];
}

/** From a time on nothing is delivered for some hours, then all is. */
function outage(from: number, hours: number, host = 'mail1'): Event[][] {
  return [
    every(7 * MINUTE, [from, from + hours * HOUR], (at) => deferred(at, { host })),
    every(7 * MINUTE, [from + hours * HOUR, from + 10 * HOUR], (at) => sent(at, { host })),
  ];
}

const stream = () => inOrder(...usual(DAYS), ...outage(DAYS * DAY, 4));
const odd = stream().findIndex(({ message }) => message.includes('deferred')) + 5;

function once(events: readonly Event[]): Finding[] {
  const run = new DetectorRun(outcome);
  run.observe(events);
  return run.finish();
}

function minutesUntilTold(events: readonly Event[], from: number): number {
  const run = new DetectorRun(outcome);
  for (const event of events) {
    run.observe([event]);
    if (run.take().length > 0) return (event.received - MADE_START - from) / MINUTE;
  }
  return Number.POSITIVE_INFINITY;
}

describe('contract', () => {
  for (const check of detectorChecks(outcome, { fileName: 'outcome', stream, odd }))
    test(check.name, check.run);

  const fresh = (i: number) =>
    madeEvent({
      message: `error ${i} in part ${i}`,
      host: `h${i % 9000}`,
      app: 'p',
      time: MADE_START + i * 1000,
    });
  const filled = detectorChecks(outcome, { fileName: 'outcome', stream, odd, fresh });
  for (const check of filled.filter(({ name }) => name.includes('memory'))) {
    test(`${check.name}, all of them bad`, check.run);
  }
});

test('an outcome that turns is told within half an hour, as one finding that grows graver', () => {
  const findings = once(stream());
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  expect(minutesUntilTold(stream(), DAYS * DAY)).toBeLessThanOrEqual(30);
  const [first, last] = [findings[0]!, findings.at(-1)!];
  expect(last.gravity).toBeGreaterThan(first.gravity + 0.05);
  expect(last.from).toBe(MADE_START + DAYS * DAY);
  expect(last.because).toMatch(
    /^"postfix\/smtp" on "mail1" fails again and again: \d+ bad lines and no other line in \d+ hours, where lines like ".*status=sent.*" are usual\.$/,
  );
  expect(last.evidence.every(({ text }) => text.includes('deferred'))).toBe(true);
});

test('in two passes it is told once', () => {
  const run = new DetectorRun(outcome);
  run.learn(stream());
  run.take();
  const findings = run.judge(stream());
  expect(findings).toHaveLength(1);
  expect(findings[0]!.from).toBe(MADE_START + DAYS * DAY);
});

test('the usual failures among what succeeds are not told', () => {
  expect(once(inOrder(...usual(14)))).toEqual([]);
});

test('a few letters put off while others are delivered are not told', () => {
  const greylisted = every(DAY, [3 * HOUR, 14 * DAY], (at) => deferred(at));
  expect(once(inOrder(...usual(14), greylisted))).toEqual([]);
});

test('a storm within a minute is not told', () => {
  const storm = every(50, [DAYS * DAY, DAYS * DAY + MINUTE], (at) => deferred(at));
  expect(
    once(
      inOrder(
        ...usual(DAYS),
        storm,
        every(MINUTE, [DAYS * DAY + MINUTE, 5 * DAY], (at) => sent(at)),
      ),
    ),
  ).toEqual([]);
});

test('a failure beside what goes on succeeding is not told', () => {
  const beside = every(7 * MINUTE, [DAYS * DAY, DAYS * DAY + 4 * HOUR], (at) => deferred(at));
  const more = every(MINUTE, [0, 5 * DAY], (at) => sent(at));
  expect(once(inOrder(more, beside))).toEqual([]);
});

test('one letter that is tried again all night, when nobody else writes, is not told', () => {
  const atWork = Array.from({ length: 9 }, (_, day) =>
    every(7 * MINUTE, [day * DAY + 8 * HOUR, day * DAY + 18 * HOUR], (at) => sent(at)),
  );
  const again = (day: number) =>
    every(15 * MINUTE, [day * DAY + 19 * HOUR, day * DAY + 30 * HOUR], (at) => deferred(at));
  expect(once(inOrder(...atWork, again(7)))).toEqual([]);
  const byDay = every(7 * MINUTE, [9 * DAY + 8 * HOUR, 9 * DAY + 12 * HOUR], (at) => deferred(at));
  expect(once(inOrder(...atWork, byDay))).not.toEqual([]);
});

test('a program that always fails is not told', () => {
  expect(
    once(
      inOrder(
        every(7 * MINUTE, [0, 6 * DAY], (at) => bounced(at)),
        ...outage(6 * DAY, 4),
      ),
    ),
  ).toEqual([]);
});

test('once is no habit: the second and third time are told, the fifth is not', () => {
  const times = [4, 7, 10, 13, 16, 19].map((day) => day * DAY);
  const events = inOrder(
    ...usual(20).map((part) =>
      part.filter(
        ({ received }) =>
          !times.some((at) => received >= MADE_START + at && received < MADE_START + at + 10 * HOUR),
      ),
    ),
    ...times.flatMap((at) => outage(at, 4)),
  );
  const days = new Set(once(events).map(({ from }) => (from - MADE_START) / DAY));
  expect([...days]).toEqual([4, 7, 10, 13]);
});

test('what people call noise is not told again', () => {
  const run = new DetectorRun(outcome);
  run.observe(stream());
  const { id } = run.take().at(-1)!;
  run.detector.feedback({ kind: 'verdict', finding: id, verdict: 'noise' });
  const later = inOrder(
    every(7 * MINUTE, [4.5 * DAY, 7 * DAY], (at) => sent(at)),
    ...outage(7 * DAY, 4),
  );
  run.observe(later);
  expect(run.finish()).toEqual([]);
});

test('hosts that fail together are told sooner than one that fails alone', () => {
  const slow = (host: string, from: number) => [
    every(12 * MINUTE, [0, DAYS * DAY], (at) => sent(at + from, { host })),
    every(12 * MINUTE, [DAYS * DAY + from, DAYS * DAY + 4 * HOUR], (at) => deferred(at, { host })),
  ];
  const alone = minutesUntilTold(inOrder(...slow('mail1', 0)), DAYS * DAY);
  const both = minutesUntilTold(inOrder(...slow('mail1', 0), ...slow('mail2', 6 * MINUTE)), DAYS * DAY);
  expect(alone).toBeLessThan(60);
  expect(both).toBeLessThan(alone);
});

test('what goes on for days is how it is now, having been told', () => {
  const events = inOrder(
    ...usual(DAYS),
    every(7 * MINUTE, [DAYS * DAY, 12 * DAY], (at) => deferred(at)),
  );
  const findings = once(events);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  expect(findings.at(-1)!.to).toBeLessThan(MADE_START + (DAYS + 4.1) * DAY);
});

test('programs beyond the cap are counted', () => {
  const run = new DetectorRun(outcome);
  run.observe(
    Array.from({ length: 5000 }, (_, i) => madeEvent({ app: `p${i}`, time: MADE_START + i * 100 })),
  );
  expect(run.detector.overCap).toBe(5000 - 4096);
});
