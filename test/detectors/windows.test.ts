import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { First } from '../../src/core/template.ts';
import { fitWindows, rowOfAll } from '../../src/detectors/window-rows.ts';
import windows from '../../src/detectors/windows.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const usual = madeTemplate('session opened for user <*>');
const down = madeTemplate('Interface <*> changed state to down');
const fresh = madeTemplate('something never said before');
const common = Object.assign(madeTemplate('GET <*> answered'), {
  profile: { count: 1e6, firstSeen: MADE_START, lastSeen: MADE_START, slots: [], countOutside: () => 1e6 },
});
const MINUTES = 1700;
const HOSTS = ['web1', 'web2', 'web3'];

interface Odd {
  /** Minute in which it begins, and how many it lasts. */
  readonly at: number;
  readonly minutes?: number;
  readonly lines: number;
  readonly hosts?: readonly string[];
  readonly severity?: number;
  readonly template?: typeof usual;
  readonly firsts?: readonly First[];
}

/** More than a day of three hosts that say one line a minute, sometimes two, and what is odd in it. */
function minutes(...odd: readonly Odd[]): Event[] {
  const events: Event[] = [];
  const random = seededRandom(1);
  const say = (parts: Parameters<typeof madeEvent>[0]) =>
    events.push(madeEvent({ template: usual, ...parts, line: events.length + 1 }));
  const last = Math.max(MINUTES, ...odd.map(({ at }) => at + 20));
  for (let minute = 0; minute < last; minute++) {
    const time = MADE_START + minute * MINUTE;
    for (const [i, host] of HOSTS.entries()) {
      say({ host, time: time + i });
      if (random() < 0.3) say({ host, time: time + i });
    }
    for (const one of odd) {
      if (minute < one.at || minute >= one.at + (one.minutes ?? 1)) continue;
      const { hosts = ['web2'], template = down, severity = 3, firsts = null } = one;
      for (let i = 0; i < one.lines; i++) {
        const host = hosts[i % hosts.length]!;
        say({ host, template, severity, firsts, message: template.text, time: time + 1000 + i * 10 });
      }
    }
  }
  return events;
}

const FLOOD: Odd = { at: 1550, lines: 60 };
const stream = () => minutes(FLOOD);
const odd = stream().findIndex(({ template }) => template?.id === down.id);

describe('contract', () => {
  for (const check of detectorChecks(windows, { fileName: 'windows', stream, odd })) {
    test(check.name, check.run);
  }
});

function found(mode: 'once' | 'twice', ...all: readonly Odd[]) {
  const run = new DetectorRun(windows);
  const events = minutes(...all);
  if (mode === 'once') run.observe(events);
  else run.learn(events);
  const findings = mode === 'once' ? run.finish() : run.judge(events);
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

const example = {
  normal: [
    { hour: 2, weekday: 1, lines: 45, ratio: 0.02, hosts: 12, severity: 5.1, links: 0 },
    { hour: 9, weekday: 1, lines: 380, ratio: 0.05, hosts: 48, severity: 4.8, links: 2 },
    { hour: 14, weekday: 3, lines: 290, ratio: 0.03, hosts: 42, severity: 5, links: 1 },
    { hour: 2, weekday: 5, lines: 850, ratio: 0.01, hosts: 15, severity: 5.5, links: 0 },
  ],
  odd: { hour: 2, weekday: 1, lines: 900, ratio: 0.15, hosts: 38, severity: 3.2, links: 7 },
};

test.each([1, 2, 3, 4, 5])(
  'a busy Saturday night is normal where backups run, a busy Tuesday night is not (%i)',
  (seed) => {
    const random = seededRandom(seed);
    const row = (window: typeof example.odd, vary: () => number) => {
      const { weekday, hour, lines, ratio, hosts, severity, links } = window;
      // The example's 1970-01-05 is a Monday, as the weekday 0 is.
      const time = Date.UTC(1970, 0, 5 + weekday, hour);
      const facts = {
        lines: 1000,
        errors: 1000 * ratio,
        severity: 1000 * severity,
        graded: 1000,
        links,
        hosts,
      };
      const plain = rowOfAll({ from: time, time, auth: 0, news: 0, ...facts });
      plain[2] = lines;
      return plain.map((value) => value * vary());
    };
    const rows = example.normal.flatMap((window) =>
      Array.from({ length: 50 }, () => row(window, () => 0.95 + 0.1 * random())),
    );
    const forest = fitWindows(rows);
    for (const window of example.normal) expect(forest.decision(row(window, () => 1))).toBeGreaterThan(0);
    expect(forest.decision(row(example.odd, () => 1))).toBeLessThan(0);
  },
);

describe.each(['once', 'twice'] as const)('read %s', (mode) => {
  test('a minute that is odd in several ways is told with what is normal', () => {
    const [finding, ...more] = found(mode, FLOOD);
    expect(more).toEqual([]);
    expect(finding!.about).toEqual({ host: 'web2' });
    expect(finding!.because).toMatch(/^At 01:50 on Tuesday \(UTC\) "web2" came to /);
    expect(finding!.because).toMatch(/6[12] lines a minute where 1–2 are normal/);
    expect(finding!.because).toContain('60 links going down where none came in a minute before');
    expect(finding!.evidence.some(({ text }) => text.includes('changed state to down'))).toBe(true);
  });

  test('neighbouring odd minutes are one finding', () => {
    const [finding, ...more] = found(mode, { ...FLOOD, minutes: 4 });
    expect(more).toEqual([]);
    expect(finding!.to - finding!.from).toBe(4 * MINUTE - 1);
  });

  test('what is odd on all hosts at once is about all of them', () => {
    const [finding, ...more] = found(mode, { ...FLOOD, lines: 180, hosts: HOSTS });
    expect(more).toEqual([]);
    expect(finding!.about).toEqual({ metric: 'lines of all hosts' });
  });

  test('what is much for the hour is odd, though it would not be at another', () => {
    const busy = (day: number): Odd => ({
      at: day * 1440 + 540,
      minutes: 120,
      lines: 200,
      template: usual,
      severity: 6,
    });
    const night: Odd = { at: 7 * 1440 + 120, lines: 150, hosts: HOSTS };
    const days = Array.from({ length: 9 }, (_, day) => busy(day));
    const [finding] = found(mode, ...days, night);
    expect(finding!.because).toMatch(/^At 02:00 on Monday \(UTC\) all hosts together came to /);
    expect(finding!.because).toMatch(/15\d lines a minute where 3–[56] are normal/);
  });

  test.each<[string, Odd]>([
    ['many more lines of the usual kind and severity', { ...FLOOD, template: usual, severity: 6 }],
    ['one line of a new kind', { at: 1550, lines: 1, template: fresh, firsts: [{ kind: 'template' }] }],
    [
      'many lines of new kinds',
      { at: 1550, lines: 60, severity: 6, template: fresh, firsts: [{ kind: 'template' }] },
    ],
    ['a few errors', { at: 1550, lines: 3 }],
  ])('%s is left to others', (_, one) => {
    expect(found(mode, one)).toEqual([]);
  });
});

/** Forty answers a minute, of which a few are errors for some minutes. */
function answers(errorsAt: (minute: number) => number): Event[] {
  return Array.from({ length: 40 * MINUTES }, (_, i) => {
    const minute = Math.floor(i / 40);
    const severity = i % 40 < errorsAt(minute) ? 3 : 6;
    const time = MADE_START + minute * MINUTE + (i % 40) * 1000;
    return madeEvent({ template: common, message: 'GET /x answered', severity, time, line: i + 1 });
  });
}

describe.each(['once', 'twice'] as const)('errors among as many lines as ever, read %s', (mode) => {
  const among = (errorsAt: (minute: number) => number) => {
    const run = new DetectorRun(windows);
    const events = answers(errorsAt);
    if (mode === 'once') run.observe(events);
    else run.learn(events);
    const findings = mode === 'once' ? run.finish() : run.judge(events);
    return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
  };

  test('far more than ever are one finding, for as long as they are more than ever', () => {
    const [finding, ...more] = among((minute) =>
      minute < 1550 || minute >= 1574 ? (minute % 97 === 0 ? 1 : 0) : minute % 12 < 4 ? 20 : 7,
    );
    expect(more).toEqual([]);
    expect(finding!.because).toContain('% errors where');
    expect(finding!.to - finding!.from).toBeGreaterThan(20 * MINUTE);
    expect(finding!.gravity).toBeGreaterThan(0.6);
    expect(finding!.evidence.length).toBeGreaterThan(0);
  });

  test('a few more than ever are none', () => {
    const few = (minute: number) => (minute === 1550 ? 8 : minute % 97 === 0 ? 1 : 0);
    expect(among(few)).toEqual([]);
  });
});

test('a spell across the border between two tenths is found, though each side knows the other', () => {
  const spell: Odd = { at: 1620, minutes: 4, lines: 300 };
  const events = minutes(spell);
  const at = (k: number) =>
    events.slice(Math.floor(events.length * k), Math.floor(events.length * (k + 0.1)));
  for (const tenth of [at(0.8), at(0.9)]) {
    expect(tenth.filter(({ template }) => template?.id === down.id).length).toBeGreaterThanOrEqual(300);
  }
  expect(found('twice', spell)).toHaveLength(1);
});

test('what comes every night is normal', () => {
  expect(found('twice', { at: 100, lines: 60 }, { at: 1540, lines: 60 })).toEqual([]);
});

test('nothing is said in the first day of one pass', () => {
  expect(found('once', { at: 1300, lines: 60 })).toEqual([]);
});

test('the spell is the same however dense the ticks are', () => {
  const events = minutes(FLOOD);
  const dense = new DetectorRun(windows);
  for (const event of events) {
    for (let t = event.received - 5000; t <= event.received; t += 1000) dense.detector.tick(t);
    dense.observe([event]);
  }
  const sparse = new DetectorRun(windows);
  for (const event of events) sparse.detector.observe(event);
  expect(dense.finish()).toEqual(sparse.finish());
});

test('minutes of something that is told already are no measure of later ones, of which the rest is learnt', () => {
  // Short moments with long pauses, which would be learnt one by one.
  const moments = Array.from({ length: 8 }, (_, k): Odd => ({ at: 1500 + 20 * k, lines: 40 + 10 * k }));
  const told = (trains: boolean) => {
    const run = new DetectorRun(windows);
    const events = minutes(...moments, { at: 1700, lines: 120 });
    for (const event of events) {
      const minute = (event.received - MADE_START) / MINUTE;
      event.trains = trains || event.template?.id !== down.id || minute >= 1690;
    }
    run.phase.reporting = false;
    run.observe(events.filter(({ received }) => received < MADE_START + 1690 * MINUTE));
    run.take();
    run.phase.reporting = true;
    run.observe(events.filter(({ received }) => received >= MADE_START + 1690 * MINUTE));
    return run.finish().length;
  };
  expect(told(false)).toBeGreaterThan(0);
  expect(told(true)).toBe(0);
});
