import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import silence from '../../src/detectors/silence.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Regular {
  readonly every: number;
  readonly days: number;
  readonly host?: string;
  readonly text?: string;
  readonly offset?: number;
  /** Keeps a time, in ms since the start. */
  keeps?(since: number): boolean;
}

/** A line that comes by the clock, a little late now and then. */
function regular({ every, days, host = 'web1', text = 'heartbeat', offset = 0, keeps }: Regular): Event[] {
  const events: Event[] = [];
  for (let since = offset, i = 0; since < days * DAY; since += every, i++) {
    const late = ((i * 7919) % 13) * Math.min(700, every / 200);
    if (keeps?.(since) ?? true) {
      events.push(
        slottedEvent(text, [], { host, time: MADE_START + since + late, app: text.split(' ')[0]! }),
      );
    }
  }
  return events;
}

function inOrder(...parts: Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

function twice(events: () => Event[]): Finding[] {
  const run = new DetectorRun(silence);
  run.learn(events());
  run.take();
  return run.judge(events());
}

function once(events: () => Event[]): Finding[] {
  const run = new DetectorRun(silence);
  run.observe(events());
  const last = new Map(run.finish().map((finding) => [finding.id, finding]));
  return [...last.values()];
}

/** Two hosts that say something all the time. */
const background = (days: number) => [
  ...regular({ every: 2 * MINUTE, days, text: 'other line', host: 'web1' }),
  ...regular({ every: 3 * MINUTE, days, text: 'other line', host: 'web2', offset: 1000 }),
];
const between = (from: number, to: number) => (since: number) => !(since >= from && since < to);

const MISSING = [4.2 * DAY, 4.2 * DAY + 3 * HOUR] as const;
const stream = () =>
  inOrder(
    background(6),
    regular({ every: 10 * MINUTE, days: 6, text: 'queue run', keeps: between(...MISSING) }),
  );
const odd = stream().findIndex(
  ({ message, time }) => message === 'queue run' && time > MADE_START + MISSING[1] - 1000,
);

describe('contract', () => {
  for (const check of detectorChecks(silence, { fileName: 'silence', stream, odd }))
    test(check.name, check.run);
});

test('a line that comes every ten minutes and is missing for three hours is told once, with its return', () => {
  for (const findings of [twice(stream), once(stream)]) {
    expect(findings).toHaveLength(1);
    expect(findings[0]!.because).toMatch(/^The line "queue run" .*paused: nothing for 3 hours.*came back\.$/);
    expect(findings[0]!.evidence).toHaveLength(2);
  }
});

test('a nightly job that stops on the fifth day of seven stays stopped', () => {
  const job = (text: string, keeps?: (since: number) => boolean) =>
    regular({ every: DAY, days: 7, text, offset: 2.5 * HOUR, ...(keeps === undefined ? {} : { keeps }) });
  const events = () =>
    inOrder(
      background(7),
      job('export finished', between(4.5 * DAY, 9 * DAY)),
      job('export started', between(4.5 * DAY, 9 * DAY)),
      job('backup done'),
    );
  const [finding, ...more] = twice(events);
  expect(more).toEqual([]);
  expect(finding!.about.app).toBe('export');
  expect(finding!.because).toContain('with 1 more kind of line');
  expect(finding!.because).toContain('did not come back');
  expect(finding!.gravity).toBeGreaterThan(0.65);
});

test('a host that falls silent is one finding, its lines are not told one by one', () => {
  const keeps = between(3 * DAY, 3 * DAY + 5 * HOUR);
  const events = () =>
    inOrder(
      background(6),
      ...['heartbeat', 'queue run', 'probe ok'].map((text, i) =>
        regular({ every: (5 + i) * MINUTE, days: 6, host: 'db1', text, keeps }),
      ),
    );
  for (const findings of [twice(events), once(events)]) {
    expect(findings.map(({ about }) => about)).toEqual([{ host: 'db1' }]);
    expect(findings[0]!.because).toContain('All of "db1" paused');
  }
});

test('hosts that fall silent together are one finding', () => {
  const keeps = between(3 * DAY, 3 * DAY + 2 * HOUR);
  const events = () =>
    inOrder(
      background(6),
      ...['sw1', 'sw2', 'sw3'].map((host) => regular({ every: 5 * MINUTE, days: 6, host, keeps })),
    );
  const [finding, ...more] = twice(events);
  expect(more).toEqual([]);
  expect(finding!.because).toContain('"sw1", "sw2", "sw3"');
});

test('what keeps office hours is not missed at night and at the weekend', () => {
  const office = (since: number) =>
    since % DAY >= 8 * HOUR && since % DAY < 18 * HOUR && Math.floor(since / DAY) % 7 < 5;
  const events = () =>
    inOrder(background(21), regular({ every: 4 * MINUTE, days: 21, text: 'login ok', keeps: office }));
  expect(twice(events)).toEqual([]);
});

test('one weekend is enough to know that office hours pause there, and none to believe it', () => {
  const office = (since: number) =>
    since % DAY >= 8 * HOUR && since % DAY < 18 * HOUR && Math.floor(since / DAY) % 7 < 5;
  const people = (since: number) => office(since) && Math.sin(since * 12.9898) > 0.3;
  for (const days of [7, 9]) {
    const events = () =>
      inOrder(background(days), regular({ every: 4 * MINUTE, days, text: 'login ok', keeps: people }));
    expect(twice(events)).toEqual([]);
    expect(once(events)).toEqual([]);
  }
});

test('in a log of one day it is not known what an evening is', () => {
  const office = (since: number) => since >= 0.5 * HOUR && since < 10 * HOUR;
  const logins = regular({ every: 4 * MINUTE, days: 1, text: 'login ok', keeps: office });
  const uneven = () => logins.filter((_, i) => (i * 37) % 11 > 4);
  const events = () => inOrder(background(0.7), uneven());
  expect(twice(events)).toEqual([]);
  expect(once(events)).toEqual([]);
});

test('two silent hours in the middle of office hours are told although every night is longer', () => {
  const office = (since: number) => since % DAY >= 8 * HOUR && since % DAY < 18 * HOUR;
  const noon = between(8 * DAY + 11 * HOUR, 8 * DAY + 13 * HOUR);
  const keeps = (since: number) => office(since) && noon(since);
  const events = () =>
    inOrder(background(12), regular({ every: 4 * MINUTE, days: 12, text: 'login ok', keeps }));
  const [finding, ...more] = twice(events);
  expect(more).toEqual([]);
  expect(finding!.seen).toBe('nothing for 2 hours');
  expect(finding!.expected).toContain('at these hours');
});

test('what came only for a while is a visitor, and not missed', () => {
  const events = () =>
    inOrder(
      background(6),
      regular({
        every: MINUTE,
        days: 6,
        text: 'update step',
        keeps: (since) => since > DAY && since < 1.1 * DAY,
      }),
    );
  expect(twice(events)).toEqual([]);
});

test('the end of the log is no silence', () => {
  expect(twice(() => inOrder(background(6), regular({ every: 10 * MINUTE, days: 6 })))).toEqual([]);
});

test('when nothing at all comes, that is one finding about the log', () => {
  const keeps = between(3 * DAY, 3 * DAY + 4 * HOUR);
  const events = () =>
    inOrder(
      regular({ every: 2 * MINUTE, days: 6, text: 'other line', keeps }),
      regular({ every: 3 * MINUTE, days: 6, text: 'heartbeat', host: 'web2', keeps }),
    );
  const findings = twice(events);
  expect(findings).toHaveLength(1);
  expect(findings[0]!.because).toMatch(/^The whole log paused/);
});

test('findings are the same however dense the ticks are', () => {
  const run = (step: number) => {
    const made = new DetectorRun(silence);
    let second = MADE_START;
    for (const event of stream()) {
      for (; step > 0 && second < event.received; second += step) made.detector.tick(second);
      made.observe([event]);
    }
    return [...new Map(made.finish().map((finding) => [finding.id, finding])).values()];
  };
  expect(run(MINUTE)).toEqual(run(0));
});

test('what did not come while nothing could be seen is no news, what stays away afterwards is', () => {
  const down = (since: number) => since < 5 * DAY || since > 5 * DAY + 6 * HOUR;
  const before = regular({ every: 10 * MINUTE, days: 5 });
  const after = regular({
    every: 10 * MINUTE,
    days: 7,
    keeps: (since) => since > 5 * DAY + 6 * HOUR && since < 6 * DAY,
  });
  const others = regular({ every: MINUTE, days: 7, text: 'other', host: 'web2', keeps: down });
  const run = new DetectorRun(silence);
  run.observe(before);
  run.detector.blind!(MADE_START + 5 * DAY, MADE_START + 5 * DAY + 6 * HOUR);
  run.observe(
    inOrder(
      after.slice(0, 100),
      others.filter(
        ({ received }) => received > MADE_START + 5 * DAY + 6 * HOUR && received < MADE_START + 5.9 * DAY,
      ),
    ),
  );
  expect(run.take().filter(({ from }) => from < MADE_START + 5.5 * DAY)).toEqual([]);
  run.observe(others.filter(({ received }) => received >= MADE_START + 6 * DAY));
  expect(run.finish().some(({ about }) => about.host === 'web1')).toBe(true);
});

test('streams beyond the cap are counted', () => {
  const run = new DetectorRun(silence);
  for (let i = 0; i < 5000; i++) {
    run.observe([slottedEvent(`line ${i}`, [], { host: `h${i % 9}`, time: MADE_START + i })]);
    run.observe([slottedEvent(`line ${i}`, [], { host: `h${(i + 1) % 9}`, time: MADE_START + i })]);
  }
  expect((run.detector as unknown as { overCap: number }).overCap).toBeGreaterThan(0);
});

test('a line that stopped is graver than one that came back, the more so the sooner it did', () => {
  const until = (to: number) => () =>
    inOrder(
      background(6),
      regular({ every: 10 * MINUTE, days: 6, text: 'heartbeat', keeps: between(4 * DAY, to) }),
    );
  const [stopped] = twice(until(6 * DAY));
  const [days] = twice(until(5.9 * DAY));
  const [hours] = twice(until(4.1 * DAY));
  expect(stopped!.gravity).toBeGreaterThan(0.65);
  expect(days!.gravity).toBeLessThan(0.6);
  expect(hours!.gravity).toBeLessThan(0.5);
});

/** Everything emitted in one pass, in order, over a stream with a tick each minute up to its end. */
function told(events: Event[], until = 0): Finding[] {
  const run = new DetectorRun(silence);
  let minute = MADE_START;
  for (const event of events) {
    for (; minute < event.received; minute += MINUTE) run.detector.tick(minute);
    run.observe([event]);
  }
  for (; minute < MADE_START + until; minute += MINUTE) run.detector.tick(minute);
  return run.take();
}
const beginnings = (findings: readonly Finding[]) => [...new Set(findings.map(({ from }) => from))];

describe('a nightly job', () => {
  const AT = 2.5 * HOUR;
  const away = (days: readonly number[]) => (since: number) => !days.includes(Math.floor(since / DAY));
  const nights = (days: number, without: readonly number[]) =>
    inOrder(
      background(days),
      regular({ every: DAY, days, text: 'export finished', offset: AT, keeps: away(without) }),
      regular({ every: DAY, days, text: 'backup done', offset: 1.5 * HOUR }),
    );

  test('is missed within the hour after its time, and is gone some hours later', () => {
    const findings = told(nights(20, [16, 17, 18, 19]));
    const due = MADE_START + 16 * DAY + AT;
    expect(beginnings(findings)).toHaveLength(1);
    expect(findings[0]!.to - due).toBeLessThan(1.5 * HOUR);
    expect(findings[0]!.because).toContain('came at the same time of day on 15 days');
    expect(findings[0]!.gravity).toBe(0.5);
    expect(findings.find(({ gravity }) => gravity > 0.7)!.to - due).toBeLessThan(4 * HOUR);
    expect(findings.every(({ ongoing }) => ongoing === true)).toBe(true);
  });

  test('is told of each time it stops, until that is a habit, and each time with its return', () => {
    const findings = told(nights(60, [15, 16, 23, 24, 31, 32, 39, 40, 47, 48, 55, 56]));
    const days = beginnings(findings).map((from) => Math.round((from - AT - MADE_START) / DAY));
    expect(days).toEqual([14, 22, 30, 38]);
    for (const day of [17, 25, 33, 41]) {
      const last = findings.filter(({ to }) => Math.abs(to - AT - MADE_START - day * DAY) < MINUTE);
      expect(last).toHaveLength(1);
      expect(last[0]!.ongoing).toBeUndefined();
      expect(last[0]!.because).toContain('then it came back');
    }
  });

  test('is not told of again when people said that it is usual', () => {
    const run = new DetectorRun(silence);
    const events = nights(40, [15, 16, 31, 32]);
    const until = (day: number) => events.filter(({ received }) => received < MADE_START + day * DAY);
    run.observe(until(20));
    const [first] = run.take();
    run.detector.feedback({ kind: 'verdict', finding: first!.id, verdict: 'noise' });
    run.observe(events.slice(until(20).length));
    expect(run.take()).toEqual([]);
  });

  test('that begins three hours late one night is no more than late', () => {
    const late = nights(20, [16]);
    const time = MADE_START + 16 * DAY + AT + 3 * HOUR;
    const events = inOrder(late, [
      slottedEvent('export finished', [], { host: 'web1', time, app: 'export' }),
    ]);
    expect(told(events).every(({ gravity }) => gravity <= 0.55)).toBe(true);
  });

  test('that a restart of its host took the place of is not missed', () => {
    const time = MADE_START + 16 * DAY + AT - MINUTE;
    const start = slottedEvent('Linux version 6.12.48', [], { host: 'web1', time, app: 'kernel' });
    expect(told(inOrder(nights(20, [16]), [start]))).toEqual([]);
  });
});

test('a host that falls silent is told of each time', () => {
  const times = [8, 12, 16];
  const keeps = (since: number) => !times.some((day) => since >= day * DAY && since < day * DAY + 5 * HOUR);
  const findings = told(
    inOrder(background(20), regular({ every: 5 * MINUTE, days: 20, host: 'db1', text: 'probe ok', keeps })),
  );
  expect(findings.every(({ about }) => about.host === 'db1' && about.template === undefined)).toBe(true);
  expect(beginnings(findings)).toHaveLength(3);
});

test('a line that is said in other words is not missed, one that fails instead is', () => {
  const before = (since: number) => since < 6 * DAY;
  const after = (since: number) => since >= 6 * DAY;
  const heard = (text: string) =>
    told(
      inOrder(
        background(8),
        regular({ every: 10 * MINUTE, days: 8, text: 'app saved data', keeps: before }),
        regular({ every: 10 * MINUTE, days: 8, text, keeps: after }),
      ),
    ).filter(({ about }) => about.app === 'app');
  expect(heard('app data was saved')).toEqual([]);
  expect(heard('app wrote everything').every(({ from, to }) => to - from < HOUR)).toBe(true);
  expect(heard('app cannot save data: disk full')).not.toEqual([]);
});

test('a warning that comes no more is good news', () => {
  const keeps = (since: number) => since < 14 * DAY;
  const findings = told(
    inOrder(background(20), regular({ every: DAY, days: 20, text: 'check warning: disk full', keeps })),
    20 * DAY,
  );
  expect(findings.every(({ gravity }) => gravity < 0.5)).toBe(true);
});

test('a line of a few hours that is gone for hours may be done with', () => {
  const install = (hours: number) => () =>
    inOrder(
      background(3),
      regular({
        ...{ every: 4 * MINUTE, days: 3, text: 'status half-configured', host: 'web1' },
        keeps: (since) => since >= DAY && since < DAY + hours * HOUR,
      }),
    );
  const worst = (hours: number) => {
    const of = once(install(hours)).filter(({ because }) => because.includes('half-configured'));
    return Math.max(0, ...of.map(({ gravity }) => gravity));
  };
  expect(worst(6)).toBeLessThan(0.5);
  expect(worst(40)).toBeGreaterThan(0.5);
});
