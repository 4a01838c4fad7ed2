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
      for (let part = 0; part < 4; part++) {
        const weight = poisson(mean / 4, random);
        const time = MADE_START + hour * HOUR + part * 15 * MINUTE + host * 1000;
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
    /^(?:"web1" wrote 3\d\d lines|"web" on "web1" wrote 3\d\d lines|Lines like "request served" of "web" on "web1" came 3\d\d times) in 5 minutes, where \d–\d+ are usual at this hour of a workday, and 2 other counts changed with it\.$/,
  );
  expect(finding!.about.host).toBe('web1');
  expect(finding!.to - finding!.from).toBe(5 * MINUTE);
});
