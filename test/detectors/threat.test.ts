import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import threat from '../../src/detectors/threat.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NAMES = 'root admin test oracle git postgres guest pi support ubuntu ftp www mysql dev'.split(' ');

function failed(from: string, time: number, user = 'root', host = 'web1') {
  return slottedEvent('Failed password for <*> from <*> port <*> ssh2', [user, from, '4022'], { time, host });
}

function accepted(from: string, time: number, user = 'root', host = 'web1') {
  return slottedEvent('Accepted password for <*> from <*> port <*> ssh2', [user, from, '4022'], {
    time,
    host,
  });
}

/** A week in which people are let in, and mistype a password now and then. */
function office(): Event[] {
  return Array.from({ length: 168 }, (_, hour) => {
    const [from, time] = [`10.0.0.${hour % 20}`, MADE_START + hour * HOUR];
    return [...(hour % 5 === 0 ? [failed(from, time, 'alice')] : []), accepted(from, time + 6000, 'alice')];
  }).flat();
}

function inOrder(...parts: Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

const ATTACK = MADE_START + 100.5 * HOUR;
/** A try every twelve minutes, for a day and a half. */
const slow = (from = '203.0.113.9') =>
  Array.from({ length: 180 }, (_, i) => failed(from, ATTACK + i * 12 * MINUTE, NAMES[i % 14]));
const fast = (from = '203.0.113.9', at = ATTACK) =>
  Array.from({ length: 57 }, (_, i) => failed(from, at + i * 20_000, NAMES[i % 14]));
const stream = () => inOrder(office(), fast(), [accepted('203.0.113.9', ATTACK + 25 * MINUTE)]);
const odd = stream().findIndex(
  ({ message }) => message.startsWith('Accepted') && message.includes('203.0.113.9'),
);

function once(events: readonly Event[]) {
  const run = new DetectorRun(threat);
  run.observe(events);
  const last = new Map(run.finish().map((finding) => [finding.id, finding]));
  return [...last.values()];
}

describe('contract', () => {
  for (const check of detectorChecks(threat, {
    fileName: 'threat',
    ...{ stream, odd },
    fresh: (i) => failed(`198.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, MADE_START + i * 10),
  })) {
    test(check.name, check.run);
  }
});

test('many attempts under many names from outside are a threat, with reasons and with what the model rests on', () => {
  const [finding, ...more] = once(inOrder(office(), fast()));
  expect(more).toEqual([]);
  expect(finding!.because).toMatch(/^"203\.0\.113\.9" tries to get in: \d+ attempts in an hour/);
  expect(finding!.because).toContain('by the model that ships with logsift, trained on simulated traffic');
  expect(finding!.because).toMatch(/under 14 names|from outside|never let in before/);
  expect(finding!.about).toMatchObject({ actor: '203.0.113.9', host: 'web1' });
});

test('a success after them is graver by far', () => {
  const [entered] = once(stream());
  expect(entered!.because).toContain(', then let in as "root" (');
  expect(entered!.gravity).toBeGreaterThan(once(inOrder(office(), fast()))[0]!.gravity + 0.2);
});

test('who tries slowly, so that no hour stands out, is found', () => {
  expect(once(inOrder(office(), slow())).map(({ about }) => about.actor)).toEqual(['203.0.113.9']);
});

test('many addresses that try one account are found by the account', () => {
  const spread = Array.from({ length: 160 }, (_, i) =>
    failed(`${100 + (i % 40)}.7.${i % 40}.9`, ATTACK + i * 3 * MINUTE, 'alice'),
  );
  const [finding, ...more] = once(inOrder(office(), spread));
  expect(more).toEqual([]);
  expect(finding!.because).toMatch(/^Somebody tries to get into the account "alice": .*from \d\d addresses/);
});

test('people who mistype, and a job with an old password, are no threat', () => {
  const forgot = Array.from({ length: 12 }, (_, i) => failed('10.0.0.7', ATTACK + i * 15_000, 'alice'));
  const job = Array.from({ length: 300 }, (_, i) => failed('10.0.0.99', ATTACK + i * 10 * MINUTE, 'backup'));
  const events = inOrder(office(), forgot, [accepted('10.0.0.7', ATTACK + 5 * MINUTE, 'alice')], job);
  expect(once(events)).toEqual([]);
});

test('where many look as bad all the time, one more is no surprise', () => {
  const strangers = Array.from({ length: 60 }, (_, i) =>
    fast(`198.51.100.${i}`, MADE_START + (i + 1) * 2 * HOUR),
  );
  const alone = once(inOrder(office(), fast()))[0]!;
  const among = once(inOrder(office(), ...strangers, fast('203.0.113.9', MADE_START + 160 * HOUR))).find(
    ({ about }) => about.actor === '203.0.113.9',
  )!;
  expect(among.surprise).toBeLessThan(alone.surprise - 0.7);
});

test('what people say of its findings is learnt, and takes effect ten minutes later', () => {
  const run = new DetectorRun(threat);
  run.observe(office());
  const after = MADE_START + 170 * HOUR;
  for (let i = 0; i < 8; i++) {
    run.observe(fast(`198.51.100.${i}`, after + i * HOUR));
    const finding = run.take().at(-1)!;
    run.detector.feedback({ kind: 'verdict', finding: finding.id, verdict: 'noise' });
  }
  expect(JSON.parse(JSON.stringify(run.detector.snapshot())).fresh.growing).not.toBeNull();
  const restored = new DetectorRun(threat);
  restored.resume(run);
  for (const one of [run, restored]) {
    one.detector.tick(after + 9 * HOUR);
    one.observe(fast('203.0.113.77', after + 9 * HOUR));
    expect(one.take()).toEqual([]);
  }
});

test('where addresses are known, the distance to where people get in from is a reason for or against', () => {
  const find = (address: string) => ({ latitude: address.startsWith('203.') ? -33 : 48, longitude: 16 });
  const [near, far] = ['198.51.100.9', '203.0.113.9'].map((from) => {
    const emitted: string[] = [];
    const run = new DetectorRun({
      ...threat,
      create: (context) =>
        threat.create({
          ...context,
          places: { find, home: null },
          emit: ({ because }) => emitted.push(because),
        }),
    });
    run.observe(inOrder(office(), fast(from)));
    return emitted.at(-1) ?? '';
  });
  expect(far).not.toBe('');
  expect(far).not.toBe(near?.replace('198.51.100.9', '203.0.113.9'));
});

test('attempts of which nothing was heard for a day are forgotten', () => {
  const run = new DetectorRun(threat);
  run.observe(Array.from({ length: 500 }, (_, i) => failed(`198.51.${i >> 8}.${i & 255}`, MADE_START + i)));
  const size = () => JSON.stringify(run.detector.snapshot()).length;
  const before = size();
  run.observe([failed('203.0.113.9', MADE_START + 30 * HOUR)]);
  run.detector.tick(MADE_START + 31 * HOUR);
  expect(size()).toBeLessThan(before / 3);
});

test('a million actors are capped and counted', () => {
  const run = new DetectorRun(threat);
  for (let i = 0; i < 30_000; i++) {
    run.observe([failed(`${11 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.1`, MADE_START + i)]);
  }
  expect((run.detector as unknown as { overCap: number }).overCap).toBe(10_000);
});
