import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import chronic from '../../src/detectors/chronic.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const DAY = 86_400_000;
const HOUR = DAY / 24;
const ODD = 9 * 25;

function full(day: number, percent: number, more: { disk?: string; severity?: number; at?: number } = {}) {
  const { disk = '/srv', severity = 4, at = 3.7 * HOUR } = more;
  return slottedEvent('<*>: <*> used, <*> GiB free', [disk, `${percent}%`, `${(100 - percent) * 10}`], {
    app: 'diskcheck',
    severity,
    time: MADE_START + day * DAY + at,
  });
}

function usual(days: number): Event[] {
  return Array.from({ length: days * 24 }, (_, hour) =>
    slottedEvent('session opened for user <*>', ['alice'], { time: MADE_START + hour * HOUR }),
  );
}

function inOrder(...parts: Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

/** Ten days of a disk that fills. */
const stream = () =>
  inOrder(
    usual(10),
    Array.from({ length: 10 }, (_, day) => full(day, 71 + 2 * day)),
  );

function twice(events: () => Event[]) {
  const run = new DetectorRun(chronic);
  run.learn(events());
  run.take();
  return run.judge(events());
}

describe('contract', () => {
  const harness = {
    fileName: 'chronic',
    stream,
    odd: ODD,
    fresh: (i: number) => full(i / 1000, 80, { disk: `/disk${i}`, at: 0 }),
  };
  for (const check of detectorChecks(chronic, harness)) test(check.name, check.run);
});

test('a disk that fills is told with its numbers and when it is full', () => {
  const [finding, ...more] = twice(stream);
  expect(more).toEqual([]);
  expect(finding!.because).toBe(
    'The same bad line about "/srv" comes day after day, for 10 days by now, and its number grows: 71 % → 89 %, and reaches 100 % in about 6 days.',
  );
  expect(finding!.gravity).toBeGreaterThan(0.8);
  expect(finding!.evidence).toHaveLength(4);
});

test('the longer it goes on, the graver it is', () => {
  const same = (days: number) => () =>
    inOrder(
      usual(days),
      Array.from({ length: days }, (_, day) => full(day, 91)),
    );
  expect(twice(same(20))[0]!.gravity).toBeGreaterThan(twice(same(6))[0]!.gravity + 0.04);
});

test('what reads as information is not chronic', () => {
  const info = () =>
    inOrder(
      usual(10),
      Array.from({ length: 10 }, (_, day) => full(day, 71, { severity: 6 })),
    );
  expect(twice(info)).toEqual([]);
});

test('what stopped two days before the end was seen to', () => {
  const repaired = () =>
    inOrder(
      usual(12),
      Array.from({ length: 9 }, (_, day) => full(day, 71 + day)),
    );
  expect(twice(repaired)).toEqual([]);
});

test('noise at all hours is not chronic, however bad it reads', () => {
  const noise = () =>
    inOrder(
      Array.from({ length: 10 * 288 }, (_, i) =>
        slottedEvent('Failed password for <*>', ['root'], { time: MADE_START + i * 300_000 }),
      ),
    );
  expect(twice(noise)).toEqual([]);
});

test('a warning at any hour of the day, without a trend, is not chronic', () => {
  const loose = () =>
    inOrder(
      usual(10),
      Array.from({ length: 10 }, (_, day) =>
        full(day, 80 + ((day * 7) % 5), { at: ((day * 11) % 24) * HOUR }),
      ),
    );
  expect(twice(loose)).toEqual([]);
});

test('one disk is told apart from another on the same host', () => {
  const two = () =>
    inOrder(
      usual(10),
      Array.from({ length: 10 }, (_, day) => [
        full(day, 71 + 2 * day),
        full(day, 90, { disk: '/', at: 3.8 * HOUR }),
      ]).flat(),
    );
  expect(twice(two).map(({ because }) => /"(.*?)"/.exec(because)![1])).toEqual(['/srv', '/']);
});

test('at most five per log, the worst first', () => {
  const many = () =>
    inOrder(
      usual(10),
      Array.from({ length: 9 }, (_, k) =>
        Array.from({ length: 10 }, (_, day) =>
          full(day, 60 + k + (k === 4 ? 3 * day : 0), { disk: `/d${k}` }),
        ),
      ).flat(),
    );
  const findings = twice(many);
  expect(findings).toHaveLength(5);
  expect(findings[0]!.because).toContain('"/d4"');
});

test('four numbers in a row are a trend of what can be full, and of nothing else', () => {
  const slower = (days: number) => () =>
    inOrder(
      usual(days),
      Array.from({ length: days }, (_, day) =>
        slottedEvent('run took <*> ms, too slow', [String(2400 + 300 * day)], {
          ...{ app: 'batch', severity: 4, time: MADE_START + day * DAY + 3.7 * HOUR },
        }),
      ),
    );
  expect(twice(slower(5)).filter(({ because }) => because.includes('grows'))).toEqual([]);
  expect(twice(slower(7)).filter(({ because }) => because.includes('grows'))).toHaveLength(1);
  const disk = () =>
    inOrder(
      usual(5),
      Array.from({ length: 5 }, (_, day) => full(day, 81 + 2 * day)),
    );
  expect(twice(disk)[0]!.because).toContain('reaches 100 %');
});
