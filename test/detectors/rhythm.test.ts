import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import rhythm from '../../src/detectors/rhythm.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SERVED = madeTemplate('request served');
const BACKUP = madeTemplate('backup of /srv finished');

const served = (time: number, more: { host?: string; weight?: number } = {}) =>
  madeEvent({ message: SERVED.text, template: SERVED, app: 'web', host: 'web1', time, ...more });
const backup = (time: number) =>
  madeEvent({ message: BACKUP.text, template: BACKUP, app: 'backup', host: 'nas1', time });

// Before the contract uses up the numbers that there are for hosts.
for (const host of ['web0', 'web1', 'web2', 'web3', 'nas1']) madeEvent({ host });

function inOrder(...parts: readonly Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

/** One to five requests every five minutes. */
function busy(days: number, random = seededRandom(7)): Event[] {
  return Array.from({ length: days * 288 }, (_, i) =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, (_, n) =>
      served(MADE_START + i * 5 * MINUTE + n * 40_000),
    ),
  ).flat();
}

const AT = MADE_START + 9.5 * DAY;
const flood = () => Array.from({ length: 300 }, (_, n) => served(AT + 1000 + n * 500));
const stream = () => inOrder(busy(10), flood());
const odd = stream().findIndex(({ received }) => received === AT + 1000 + 200 * 500);

/** Some lines every hour, more by day, on some hosts; `weight` stands for lines, to be quick. */
function daily(
  days: number,
  { hosts = 4, seed = 3, from = 0 }: { hosts?: number; seed?: number; from?: number } = {},
): Event[] {
  const random = seededRandom(seed);
  const events: Event[] = [];
  for (let hour = from * 24; hour < days * 24; hour++) {
    for (let host = 0; host < hosts; host++) {
      const mean = 40 + 30 * Math.sin(((hour % 24) / 24) * 2 * Math.PI) + 10 * host;
      for (let part = 0; part < 12; part++) {
        const weight = poisson(mean / 12, random);
        const time = MADE_START + hour * HOUR + part * 5 * MINUTE + host * 1000;
        if (weight > 0) events.push(served(time, { host: `web${host}`, weight }));
      }
    }
  }
  return events;
}

function poisson(mean: number, random: () => number): number {
  let left = Math.exp(-mean);
  let product = random();
  let n = 0;
  for (; product > left; n++) {
    product *= random();
    left ||= Number.MIN_VALUE;
  }
  return n;
}

function nightly(days: number, hourOf: (day: number) => number | null): Event[] {
  return Array.from({ length: days }, (_, day) => {
    const hour = hourOf(day);
    return hour === null ? [] : [backup(MADE_START + day * DAY + hour * HOUR + 20 * MINUTE)];
  }).flat();
}

function once(events: readonly Event[]): Finding[] {
  const run = new DetectorRun(rhythm);
  run.observe(events);
  return run.finish();
}

describe('contract', () => {
  const harness = { fileName: 'rhythm', stream, odd, maxGrowthBytes: 60e6 };
  // It says nothing in two passes: a test of its own is below.
  const checks = detectorChecks(rhythm, harness).filter(
    ({ name }) => name !== 'finds the odd event in two passes',
  );
  for (const check of checks) test(check.name, check.run);
});

test('in two passes it stays quiet', () => {
  const run = new DetectorRun(rhythm);
  run.learn(stream());
  expect(run.judge(stream())).toEqual([]);
});

test('a flood is told within its five minutes, once, with what is usual', () => {
  const findings = once(stream());
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  const [finding] = findings;
  expect(finding!.because).toMatch(
    /^Lines like "request served" of "web" on "web1" came 3\d\d times in 5 minutes, where \d–\d+ are usual at this hour of a workday, and 2 other counts changed with it\.$/,
  );
  expect(finding!.about.host).toBe('web1');
  expect(finding!.to - finding!.from).toBe(5 * MINUTE);
});

test('what comes every night at the same hour and did not last night is told, not what comes an hour later', () => {
  const findings = once(
    inOrder(
      daily(27),
      nightly(27, (day) => (day === 25 ? null : 3)),
    ),
  );
  const [missed, ...more] = findings.filter(({ about }) => about.host === 'nas1');
  expect(more).toEqual([]);
  expect(missed!.because).toMatch(/not once in an hour, where 1 is usual at this hour of a workday/);
  expect(missed!.from).toBe(MADE_START + 25 * DAY + 3 * HOUR);
  // From one night on, an hour earlier or later, as when clocks are set.
  for (const by of [-1, 1]) {
    const moved = inOrder(
      daily(27),
      nightly(27, (day) => (day >= 22 ? 3 + by : 3)),
    );
    expect(once(moved).filter(({ about }) => about.host === 'nas1')).toEqual([]);
  }
});

test('while nothing can be seen nothing is missed', () => {
  const [from, to] = [MADE_START + 25 * DAY + 2 * HOUR, MADE_START + 25 * DAY + 9 * HOUR];
  const all = inOrder(
    daily(27),
    nightly(27, () => 3),
  );
  const run = new DetectorRun(rhythm);
  run.observe(all.filter(({ received }) => received < from));
  run.detector.blind!(from, to);
  run.observe(all.filter(({ received }) => received >= to));
  expect(run.finish().filter(({ about }) => about.host === 'nas1')).toEqual([]);
});

test('a model that is being fitted takes effect at the same time after a restart', () => {
  const all = inOrder(
    daily(27),
    nightly(27, (day) => (day === 25 ? null : 3)),
  );
  const pending = (run: DetectorRun) =>
    (run.detector.snapshot() as { models: { count: { fit: unknown } } }).models.count.fit;
  const [original, restored] = [new DetectorRun(rhythm), new DetectorRun(rhythm)];
  let cut = 0;
  for (let day = 9; pending(original) === null; day += 1 / 24) {
    const until = all.findIndex(({ received }) => received > MADE_START + day * DAY);
    original.observe(all.slice(cut, until));
    cut = until;
  }
  original.take();
  restored.resume(original);
  for (const run of [original, restored]) run.observe(all.slice(cut));
  const findings = restored.finish();
  expect(findings).toEqual(original.finish());
  expect(findings.length).toBeGreaterThan(0);
});
