import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Template } from '../../src/core/template.ts';
import rate from '../../src/detectors/rate.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { freshEvent, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LOGIN = madeTemplate('Accepted password for <*>');
const FAILED = madeTemplate('Failed password for <*>');

interface Flow {
  readonly template?: Template;
  readonly host?: string;
  readonly seed?: number;
  readonly days?: number;
  readonly severity?: number;
  /** Lines per hour at a time, ms since the start. */
  readonly perHour: (since: number) => number;
}

/** Lines that come by chance, at a rate that changes with time. */
function flow({ template = LOGIN, host = 'web1', seed = 1, days = 7, severity = 6, perHour }: Flow): Event[] {
  const random = seededRandom(seed);
  const events: Event[] = [];
  const most = 2000;
  for (let since = 0; ; ) {
    since += (-Math.log(1 - random()) / most) * HOUR;
    if (since >= days * DAY) return events;
    if (random() * most >= perHour(since)) continue;
    events.push(madeEvent({ template, host, severity, time: MADE_START + since, message: template.text }));
  }
}

/** Much by day, little by night, and less at weekends: the stream begins on a Monday. */
function office(since: number): number {
  const hour = (since / HOUR) % 24;
  const weekend = Math.floor(since / DAY) % 7 >= 5;
  return (weekend ? 0.2 : 1) * (8 + 60 * Math.exp(-(((hour - 13) / 4) ** 2)));
}

function merged(...flows: readonly Event[][]): Event[] {
  const events = flows.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

function judged(events: readonly Event[]) {
  const run = new DetectorRun(rate);
  run.learn(events);
  return run.judge(events);
}

function watched(events: readonly Event[]) {
  const run = new DetectorRun(rate);
  run.observe(events);
  const last = new Map(run.finish().map((finding) => [finding.id, finding]));
  return [...last.values()];
}

const between = (since: number, from: number, to: number) => since >= from && since < to;

const stream = () =>
  merged(
    flow({ perHour: (since) => (between(since, 5.5 * DAY, 5.5 * DAY + 20 * MINUTE) ? 1500 : 12) }),
    flow({ template: FAILED, seed: 2, perHour: () => 6 }),
  );
const ODD = stream().findIndex(({ received }) => received >= MADE_START + 5.5 * DAY + 10 * MINUTE);

describe('contract', () => {
  const options = { fileName: 'rate', stream, odd: ODD, fresh: freshEvent };
  for (const check of detectorChecks(rate, options)) test(check.name, check.run);
});

test('two weeks with the rhythm of days and weekends are quiet, in one pass and in two', () => {
  for (const seed of [1, 2, 3]) {
    const weeks = merged(
      flow({ seed, days: 14, perHour: office }),
      flow({ seed: seed + 10, days: 14, template: FAILED, perHour: () => 2 }),
      // A nightly job that writes two hundred lines in five minutes.
      flow({
        seed: seed + 20,
        days: 14,
        template: madeTemplate('copied <*>'),
        perHour: (since) => (between(since % DAY, 2 * HOUR, 2 * HOUR + 5 * MINUTE) ? 1900 : 0),
      }),
    );
    expect(judged(weeks)).toEqual([]);
    expect(watched(weeks)).toEqual([]);
  }
});

test('one week with the rhythm of days and a weekend is quiet', () => {
  for (const seed of [4, 5, 6]) expect(judged(flow({ seed, perHour: office }))).toEqual([]);
});

test('many times as many lines for half an hour are one finding, with both numbers', () => {
  const burst = (since: number) => (between(since, 4.6 * DAY, 4.6 * DAY + 30 * MINUTE) ? 800 : 6);
  const events = merged(
    flow({ template: FAILED, perHour: burst, severity: 4 }),
    flow({ seed: 2, perHour: office }),
  );
  for (const findings of [judged(events), watched(events)]) {
    const [finding, ...more] = findings;
    expect(more).toEqual([]);
    expect(finding!.about).toMatchObject({ host: 'web1', template: FAILED.id });
    expect(Math.abs(finding!.from - (MADE_START + 4.6 * DAY))).toBeLessThanOrEqual(5 * MINUTE);
    expect(finding!.count).toBeGreaterThan(350);
    expect(finding!.because).toMatch(
      /came \d\d\d times in \d+ minutes, much more often than the usual about \d+/,
    );
    expect(finding!.evidence.length).toBeGreaterThan(1);
    expect(finding!.evidence.length).toBeLessThanOrEqual(5);
  }
});

test('what is usual at noon is odd at night', () => {
  const night = (since: number) =>
    between(since, 3 * DAY + 2 * HOUR, 3 * DAY + 3 * HOUR) ? 68 : office(since);
  const [finding, ...more] = judged(flow({ perHour: night }));
  expect(more).toEqual([]);
  expect(finding!.because).toContain('at this hour');
});

test('lines that come much less often for hours are a finding', () => {
  const less = (since: number) => (between(since, 4.3 * DAY, 4.6 * DAY) ? 15 : 100);
  for (const findings of [judged(flow({ perHour: less })), watched(flow({ perHour: less }))]) {
    const [finding, ...more] = findings;
    expect(more).toEqual([]);
    expect(finding!.because).toContain('much less often');
  }
});

test('fewer failures read better than fewer good lines', () => {
  const less = (since: number) => (between(since, 4.3 * DAY, 4.6 * DAY) ? 15 : 100);
  const [bad] = judged(flow({ perHour: less, template: FAILED, severity: 4 }));
  const [good] = judged(flow({ perHour: less }));
  expect(bad!.gravity).toBeLessThan(good!.gravity);
});

test('a burst of many kinds of line on one host is one finding', () => {
  const kinds = Array.from({ length: 8 }, (_, i) => madeTemplate(`step ${'abcdefgh'[i]} of <*> done`));
  const events = merged(
    ...kinds.map((template, i) =>
      flow({
        template,
        seed: 30 + i,
        perHour: (since) => (between(since, 5 * DAY, 5 * DAY + 10 * MINUTE) ? 600 : 3),
      }),
    ),
  );
  const [finding, ...more] = judged(events);
  expect(more).toEqual([]);
  expect(finding!.because).toContain('7 other kinds of line changed with it');
  expect(watched(events)).toHaveLength(1);
});

test('a kind of line that always comes in bursts is not odd when it does', () => {
  const random = seededRandom(7);
  const bursts = Array.from({ length: 60 }, () => random() * 7 * DAY);
  const bursty = (since: number) =>
    bursts.some((at) => between(since, at, at + 5 * MINUTE)) ? 200 + 800 * random() : 0;
  expect(judged(flow({ perHour: bursty }))).toEqual([]);
});

test('a log that was not written for a while is not less often in all its lines', () => {
  const off = (since: number) => (between(since, 3.2 * DAY, 3.4 * DAY) ? 0 : 400);
  expect(judged(flow({ perHour: off }))).toEqual([]);
});

test('bad lines that come many times as often from one moment on, up to the end, are a finding since that moment', () => {
  const from = 2.2 * DAY;
  const events = merged(
    flow({ template: FAILED, days: 4, perHour: (since) => (since < from ? 4 : 90), severity: 3 }),
    flow({ days: 4, seed: 2, perHour: (since) => 10 * office(since % DAY) }),
  );
  const [finding, ...more] = judged(events);
  expect(more).toEqual([]);
  expect(finding!.about.template).toBe(FAILED.id);
  expect(Math.abs(finding!.from - (MADE_START + from))).toBeLessThanOrEqual(20 * MINUTE);
  expect(finding!.to).toBeGreaterThanOrEqual(events.at(-1)!.received);
  expect(finding!.gravity).toBeGreaterThan(0.75);
});

test('a kind of line that never came before and goes on for days is a finding, on one more host it is none', () => {
  const from = 2.2 * DAY;
  const late = (since: number) => (since < from ? 0 : 12);
  const usual = (host: string, seed: number) => flow({ host, seed, days: 4, perHour: () => 200 });
  const fresh = merged(
    flow({ template: FAILED, days: 4, perHour: late, severity: 3 }),
    usual('web1', 2),
    usual('web2', 3),
  );
  const [finding, ...more] = judged(fresh);
  expect(more).toEqual([]);
  expect(finding!.because).toMatch(/came \d+ times in \d+ (?:hours|days), and not once before that\.$/);
  const known = merged(
    flow({ template: FAILED, host: 'web2', days: 4, perHour: late, severity: 3 }),
    flow({ template: FAILED, host: 'web1', seed: 4, days: 4, perHour: () => 60 }),
    ...[usual('web1', 2), usual('web2', 3)],
  );
  expect(judged(known)).toEqual([]);
});

test('a log that grows busier in all its lines shifts in none of them', () => {
  const busier = (share: number) => (since: number) => share * (since < 2.2 * DAY ? 60 : 300);
  const events = merged(
    flow({ template: FAILED, days: 4, perHour: busier(0.2) }),
    flow({ days: 4, seed: 2, perHour: busier(1) }),
  );
  expect(judged(events)).toEqual([]);
});

test('that a log ends in the middle of five minutes is no lack of lines', () => {
  const events = flow({ days: 4, perHour: () => 1200 }).filter(
    ({ received }) => received < MADE_START + 4 * DAY - 285_000,
  );
  expect(judged(events)).toEqual([]);
});

/** What is told within some time after a moment, in one pass. */
function toldBy(events: readonly Event[], until: number) {
  const run = new DetectorRun(rate);
  run.observe(events.filter(({ received }) => received < until));
  return run.take();
}

test('live, a rare error that comes twenty times as often from one moment on is told within minutes', () => {
  for (const [usual, minutes] of [
    [6, 20],
    [2, 60],
  ] as const) {
    for (const seed of [1, 2, 3]) {
      const since = 8.4 * DAY;
      const events = merged(
        flow({
          template: FAILED,
          seed,
          days: 9.5,
          severity: 3,
          perHour: (at) => (at < since ? usual : 20 * usual),
        }),
        flow({ seed: seed + 20, days: 9.5, perHour: office }),
      );
      const before = toldBy(events, MADE_START + since);
      expect(before).toEqual([]);
      const [finding] = toldBy(events, MADE_START + since + minutes * MINUTE);
      expect(finding?.about.template).toBe(FAILED.id);
      expect(finding!.from).toBeGreaterThan(MADE_START + since - 15 * MINUTE);
      // However long it lasts, it stays one matter.
      const ids = new Set(watched(events).map(({ id }) => id));
      expect([...ids]).toEqual([finding!.id]);
    }
  }
});

test('live, bursts that come once or twice a day at any time are learnt and no news', () => {
  const random = seededRandom(9);
  const bursts = Array.from({ length: 20 }, () => random() * 14 * DAY);
  const bursty = (since: number) => (bursts.some((at) => between(since, at, at + 20 * MINUTE)) ? 120 : 1);
  const findings = watched(flow({ days: 14, perHour: bursty }));
  expect(findings.length).toBeLessThanOrEqual(1);
});

test('live, hours in which nothing could be seen are no lack of lines, and what is read of them later no flood', () => {
  const events = merged(
    flow({ days: 12, perHour: (at) => 4 * office(at) }),
    flow({ template: FAILED, seed: 2, days: 12, perHour: () => 30 }),
  );
  for (const gap of [HOUR, 6 * HOUR, 365 * DAY]) {
    const from = MADE_START + 9.43 * DAY;
    const run = new DetectorRun(rate);
    run.observe(events.filter(({ received }) => received < from));
    run.detector.blind!(from, from + gap);
    const unseen = events.filter(({ received }) => received >= from && received < from + gap);
    if (gap < DAY) run.observe(unseen.slice(0, 20_000));
    const later = flow({
      seed: 3,
      days: 2,
      perHour: (at) => 4 * office((at + from + gap - MADE_START) % (7 * DAY)),
    });
    for (const event of later) event.received = event.time = event.time + from + gap - MADE_START;
    run.observe(later.filter(({ template }) => template === LOGIN));
    expect(run.finish().filter(({ about }) => about.template === LOGIN.id)).toEqual([]);
  }
});
