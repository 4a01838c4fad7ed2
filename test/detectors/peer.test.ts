import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import peer from '../../src/detectors/peer.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { freshEvent, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SERVED = madeTemplate('GET <*> 200');
const SLOW = madeTemplate('upstream <*> is slow');
const WEB = ['web1', 'web2', 'web3', 'web4', 'web5', 'web6', 'web7', 'web8'];

interface Made {
  readonly hosts?: readonly string[];
  readonly days?: number;
  /** Slow lines that come beside. */
  readonly more?: readonly Event[];
  /** Requests in half an hour, by hour of the day. */
  readonly load?: (hour: number) => number;
}

function line(host: string, time: number, isSlow = false): Event {
  const template = isSlow ? SLOW : SERVED;
  const message = template.text.replace('<*>', `/${time % 977}`);
  return madeEvent({ message, template, host, app: 'nginx', time, severity: isSlow ? 4 : 6 });
}

/** Days of web servers that do the same, and now and then say that something is slow. */
function made({ hosts = WEB, days = 14, more = [], load = () => 6 }: Made = {}): Event[] {
  const random = seededRandom(3);
  const events = [...more];
  for (let half = 0; half < days * 48; half++) {
    for (const host of hosts) {
      const at = () => MADE_START + half * 30 * MINUTE + Math.floor(random() * 29 * MINUTE);
      const served = Math.round(load((half / 2) % 24) * (0.5 + random()));
      for (let i = 0; i < served; i++) events.push(line(host, at()));
      for (let i = Math.floor(random() * 3); i > 0; i--) events.push(line(host, at(), true));
    }
  }
  events.sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

const BEGIN = MADE_START + 12 * DAY + 10 * HOUR;
const slow = (host: string, from = BEGIN, hours = 2) =>
  Array.from({ length: hours * 120 }, (_, i) => line(host, from + i * 30_000, true));
const stream = () => made({ more: slow('web3') });

function once(events: readonly Event[]) {
  const run = new DetectorRun(peer);
  run.observe(events);
  return [...new Map(run.finish().map((finding) => [finding.id, finding])).values()];
}

describe('contract', () => {
  const odd = stream().findIndex(({ received, severity }) => received >= BEGIN && severity === 4);
  for (const check of detectorChecks(peer, { fileName: 'peer', stream, odd, fresh: freshEvent })) {
    test(check.name, check.run);
  }
});

test('a host that writes many times what the others of its role write is told, with how long', () => {
  const [finding, ...more] = once(stream());
  expect(more).toEqual([]);
  expect(finding!.because).toMatch(
    /^"web3" writes \d\d times as many (warnings|lines like "upstream <\*> is slow") as "web1", "web2", "web4" and 4 more, hosts named like it: 6\d in 30 minutes, the others \w+ to \d, for 2 hours\.$/,
  );
  expect(finding!.about).toMatchObject({ host: 'web3' });
  expect(finding!.surprise).toBeGreaterThan(1.3);
});

test('what all of a role do more of at once is about none of them', () => {
  expect(once(made({ more: WEB.flatMap((host) => slow(host)) }))).toEqual([]);
});

test('of three hosts none is judged by the others', () => {
  expect(once(made({ hosts: WEB.slice(0, 3), more: slow('web3') }))).toEqual([]);
});

test('a host that is like its peers is no news for being new, and is judged by them from its first hour on', () => {
  const from = MADE_START + 12 * DAY;
  const begins = (hosts: readonly string[]) => made({ hosts }).filter(({ received }) => received >= from);
  const news = begins(['web9']);
  const together = (events: readonly Event[]) =>
    [...made(), ...events].sort((a, b) => a.received - b.received);
  expect(once(together(news))).toEqual([]);
  const bad = once(together([...news, ...slow('web9', from + HOUR)]));
  expect(bad.map(({ about }) => about.host)).toEqual(['web9']);
});

test('a host that always writes more, and a busy hour of all, are usual', () => {
  const always = Array.from({ length: 14 * 48 }, (_, i) =>
    slow('web2', MADE_START + i * 30 * MINUTE, 0.5),
  ).flat();
  expect(once(made({ more: always }))).toEqual([]);
  expect(once(made({ load: (hour) => (hour > 8 && hour < 18 ? 30 : 3) }))).toEqual([]);
});

test('what has been so for two days is told no more, and what came four times is usual', () => {
  const lasting = once(made({ days: 19, more: slow('web3', BEGIN, 24 * 6) }));
  expect(lasting.length).toBe(1);
  expect(lasting[0]!.to - lasting[0]!.from).toBeLessThan(2.5 * DAY);
  const often = Array.from({ length: 7 }, (_, i) => slow('web3', BEGIN + i * DAY)).flat();
  expect(once(made({ days: 20, more: often })).length).toBeLessThan(5);
});

test('noise is not told again', () => {
  const run = new DetectorRun(peer);
  const events = made({ days: 16, more: [...slow('web3'), ...slow('web3', BEGIN + 2 * DAY)] });
  const between = events.findIndex(({ received }) => received > BEGIN + DAY);
  run.observe(events.slice(0, between));
  const [told] = run.take();
  run.detector.feedback({ kind: 'verdict', finding: told!.id, verdict: 'noise' });
  run.observe(events.slice(between));
  expect(run.finish()).toEqual([]);
});

test('a gap in which nothing could be seen is no news, and lines of it that are read late are passed over', () => {
  for (const [from, to, until] of [
    [BEGIN, BEGIN + 2 * HOUR, BEGIN + 2 * HOUR],
    // Half of what is odd was seen, in half of a period.
    [BEGIN + 20 * MINUTE, BEGIN + 25 * MINUTE, BEGIN + 20 * MINUTE],
  ] as const) {
    const events = made({ more: slow('web3').filter(({ received }) => received < until) });
    const run = new DetectorRun(peer);
    const at = events.findIndex(({ received }) => received >= from);
    run.observe(events.slice(0, at));
    run.detector.blind!(from, to);
    run.observe(events.slice(at));
    expect(run.finish()).toEqual([]);
  }
});

test('thousands of hosts take little memory', () => {
  const run = new DetectorRun(peer);
  for (let i = 0; i < 5900 * 4; i++) run.observe([line(`web${i % 5900}`, MADE_START + i * 10, i % 7 === 0)]);
  expect(JSON.stringify(run.detector.snapshot()).length / 5900).toBeLessThan(2000);
});
