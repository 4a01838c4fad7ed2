import { expect, test } from 'vitest';
import { type Finding, urgency } from '../../src/core/finding.ts';
import type { Sample } from '../../src/core/sample.ts';
import value from '../../src/detectors/value.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Metric {
  readonly metric: string;
  readonly unit?: string;
  readonly days: number;
  /** Ms between samples. */
  readonly every?: number;
  readonly from?: number;
  /** The value at a time (ms since the start); null for none. */
  readonly at: (since: number) => number | null;
}

function samples({ metric, unit, days, every = 30_000, from = 0, at }: Metric): Sample[] {
  const all: Sample[] = [];
  for (let since = from; since < days * DAY; since += every) {
    const value = at(since);
    if (value === null) continue;
    all.push({
      metric,
      host: 'web01',
      time: MADE_START + since,
      value,
      ...(unit === undefined ? {} : { unit }),
    });
  }
  return all;
}

function told(...metrics: Sample[][]): Finding[] {
  const run = new DetectorRun(value);
  for (const sample of metrics.flat().sort((a, b) => a.time - b.time)) run.detector.measure(sample);
  return run.take();
}

const disk = (days: number, at: Metric['at'], from = 0) =>
  samples({ metric: 'disk used of /', unit: '%', days, at, from });

/** Load that is higher by day, with spikes of some minutes now and then. */
function laptop(seed: number): (since: number) => number {
  const random = seededRandom(seed);
  const spikes = Array.from({ length: 40 }, () => random() * 8 * DAY);
  return (since) => {
    const hour = (since / HOUR) % 24;
    const busy = hour > 8 && hour < 19 ? 0.4 : 0.05;
    const spike = spikes.some((at) => since >= at && since < at + 8 * MINUTE) ? 4 : 0;
    return (busy + spike) * (0.5 + random());
  };
}

test('a disk that fills is told at 90 %, once more at 95 % where it pages, and when it is back', () => {
  const start = 3 * DAY;
  const fills = (since: number) => {
    const full = 60 + 5 * ((since - start) / HOUR);
    if (since < start) return 60 + Math.sin(since / HOUR);
    return full < 97 ? full : since < start + 10 * HOUR ? 97 : 70;
  };
  const findings = told(disk(4, fills));
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  const [scarce, gone, back, ...more] = findings;
  expect(more).toEqual([]);
  expect(scarce!.about).toEqual({ host: 'web01', metric: 'disk used of /' });
  expect(scarce!.because).toMatch(
    /^"disk used of \/" on "web01" rose from \d+\.?\d* % to 90.* %, above 90 % for the first time; at this pace it is full in 2 hours\.$/,
  );
  expect(urgency(scarce!)).toBe('odd');
  expect(urgency(gone!)).toBe('urgent');
  expect(gone!.evidence.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^disk used of \/ = 95[.\d]* % on web01$/),
  );
  expect(back!.because).toContain('above 95 % for the first time, and fell back to 70 % after');
  expect(back!.gravity).toBeLessThan(gone!.gravity);
});

test('on a first day, too, a disk that fills within an hour pages', () => {
  const findings = told(disk(0.5, (since) => Math.min(99, 40 + Math.max(0, (since - 3 * HOUR) / MINUTE))));
  expect(urgency(findings.at(-1)!)).toBe('urgent');
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
});

test('a disk that was always nearly full, or comes near it every night, is no news', () => {
  expect(told(disk(4, () => 96.2))).toEqual([]);
  const nightly = (since: number) => 85 + (since % DAY < 2 * HOUR ? 7 : 0);
  const first = told(disk(8, nightly));
  expect(new Set(first.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
  // A file of some seconds.
  expect(told(disk(4, (since) => (Math.floor(since / 30_000) % 500 === 499 ? 97 : 60)))).toEqual([]);
});

test('a clean week of noisy samples is quiet', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = seededRandom(seed + 10);
    let walk = 50;
    const memory = () => {
      walk = Math.min(80, Math.max(30, walk + (random() - 0.5)));
      return walk + 4 * random();
    };
    const findings = told(
      samples({ metric: 'load per core', days: 8, at: laptop(seed) }),
      samples({ metric: 'memory used', unit: '%', days: 8, at: memory }),
      disk(8, (since) => 50 + since / DAY + random()),
    );
    expect(findings.map(({ because }) => because)).toEqual([]);
  }
});

test('a constant, a counter with resets, gaps and what is no number are quiet', () => {
  const random = seededRandom(5);
  let count = 0;
  const counter = () => {
    count = random() < 0.0005 ? 0 : count + 1000 * random();
    return count;
  };
  const holed = (since: number) =>
    (since / HOUR) % 7 < 2 ? null : random() < 0.01 ? Number.NaN : random() < 0.01 ? Infinity : 10 + random();
  const findings = told(
    samples({ metric: 'fans', days: 6, at: () => 4 }),
    samples({ metric: 'bytes sent', days: 6, at: counter }),
    samples({ metric: 'queue', days: 6, at: holed }),
  );
  expect(findings.map(({ because }) => because)).toEqual([]);
});

test('a value far outside of its range at this hour is one finding with numbers, which ends when it is back', () => {
  const random = seededRandom(6);
  const from = 5 * DAY + 3 * HOUR;
  const heat = (since: number) => 40 + 3 * random() + (since >= from && since < from + 2 * HOUR ? 45 : 0);
  const [begins, ends, ...more] = told(samples({ metric: 'temperature', unit: '°C', days: 6, at: heat }));
  expect(more).toEqual([]);
  expect(begins!.because).toMatch(
    /^"temperature" on "web01" is about 86\.\d °C for 15 minutes, where it lies between 4\d\.?\d* °C and 4\d\.?\d* °C at this hour\.$/,
  );
  expect(urgency(begins!)).not.toBe('urgent');
  expect(ends!.id).toBe(begins!.id);
  expect(ends!.because).toMatch(/was about 8\d\.?\d* °C for 2 hours, .*, and is back at 4\d\.?\d* °C\.$/);
});

test('nothing is told of hours that could not be seen, nor of a clock that was set a year on', () => {
  for (const gap of [6 * HOUR, 365 * DAY]) {
    const run = new DetectorRun(value);
    const all = samples({ metric: 'load per core', days: 6, at: laptop(7) });
    const cut = Math.floor(all.length * 0.8);
    for (const sample of all.slice(0, cut)) run.detector.measure(sample);
    run.detector.blind!(all[cut]!.time, all[cut]!.time + gap);
    for (const sample of all.slice(cut)) run.detector.measure({ ...sample, time: sample.time + gap });
    expect(run.take()).toEqual([]);
  }
});

test('a snapshot in the middle changes nothing', () => {
  const fills = disk(2, (since) => (since < DAY ? 60 : Math.min(97, 60 + 10 * ((since - DAY) / HOUR))));
  const straight = told(fills);
  const run = new DetectorRun(value);
  for (const cut of [1, 1000, 3200, 3400]) {
    const before = new DetectorRun(value);
    for (const sample of fills.slice(0, cut)) before.detector.measure(sample);
    const after = new DetectorRun(value);
    after.resume(before);
    for (const sample of fills.slice(cut)) after.detector.measure(sample);
    expect([...before.take(), ...after.take()]).toEqual(straight);
  }
  expect(run.take()).toEqual([]);
});

test('metrics beyond the cap are counted', () => {
  const run = new DetectorRun(value);
  for (let i = 0; i < 5000; i++) {
    run.detector.measure({ metric: `m${i}`, host: 'web01', time: MADE_START, value: 1 });
  }
  expect(run.detector.overCap).toBe(5000 - 4096);
});

test('what can be full takes the place of other metrics, so that no disk is overlooked for a thousand counters', () => {
  const run = new DetectorRun(value);
  const measure = (metric: string, unit: string, i: number) =>
    run.detector.measure({ metric, unit, host: `host${i}`, time: MADE_START, value: 1 });
  for (let i = 0; i < 5000; i++) measure('errors in of Gi1/0/1', '/s', i);
  const before = run.detector.overCap!;
  for (let i = 0; i < 300; i++) measure('disk used of /srv', '%', i);
  expect(run.detector.overCap).toBe(before);
  for (let i = 0; i < 4000; i++) measure('disk used of /home', '%', i);
  expect(run.detector.overCap).toBe(before + 300 + 4000 - 4096);
});

test('a stretch begins when the first value is out, not with its window, and the half window before is not learnt', () => {
  const begins = 8.5 * DAY + 3 * MINUTE + 10_000;
  const voltage = samples({
    ...{ metric: 'input voltage', unit: 'V', days: 8.6 },
    at: (since) => (since >= begins ? 0 : 230 + ((since / 30_000) % 5)),
  });
  const [finding] = told(voltage);
  expect(finding!.from).toBe(MADE_START + Math.ceil(begins / 30_000) * 30_000);
  expect(finding!.expected).toBe('between 232 V and 232 V at this hour');
  expect(finding!).toMatchObject({ ongoing: true, category: 'power', about: { host: 'web01' } });
});

test('what is over is no longer going on', () => {
  const [from, to] = [4.5 * DAY, 4.5 * DAY + HOUR];
  const latency = samples({
    ...{ metric: 'latency of volume vol1', unit: 'ms', days: 4.7 },
    at: (since) => (since >= from && since < to ? 90 : 3 + ((since / 30_000) % 3)),
  });
  const all = told(latency);
  expect(all.map(({ ongoing }) => ongoing)).toEqual([true, undefined]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all[0]!.category).toBe('storage');
});
