import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import shape from '../../src/detectors/shape.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { freshEvent, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HOSTS = Array.from({ length: 8 }, (_, i) => `mail${i + 1}`);
const TEXTS = ['queued', 'sent', 'removed', 'connect', 'disconnect', 'deferred', 'bounced', 'flushed'].map(
  (word) => madeTemplate(`message <*> ${word}`),
);
const [QUEUED, SENT, REMOVED, CONNECT, DISCONNECT, DEFERRED, BOUNCED, FLUSHED] = TEXTS.keys();

function line(kind: number, host: string, time: number): Event {
  const message = TEXTS[kind]!.text.replace('<*>', String(time % 9973));
  return madeEvent({ message, host, app: 'postfix', time, template: TEXTS[kind]! });
}

/** What a host writes in an hour: deliveries, or a flush of what was deferred, never both. */
function hourOf(host: string, hour: number, random: () => number): Event[] {
  const busy = 1 + 2 * random();
  const some = () => 2 + Math.floor(busy * (1 + random()));
  const mix = random() < 0.6 ? [QUEUED, SENT, REMOVED] : [CONNECT, DISCONNECT, FLUSHED];
  const kinds = mix.flatMap((kind) => new Array<number>(some()).fill(kind!));
  return at(host, hour, kinds);
}

function at(host: string, hour: number, kinds: readonly number[]): Event[] {
  const start = MADE_START + hour * HOUR + 20 * MINUTE;
  return kinds.map((kind, i) => line(kind, host, start + i * 1000));
}

/** Days of a few mail hosts; `more` comes beside. */
function days(count: number, more: (hour: number) => Event[] = () => []): Event[] {
  const random = seededRandom(7);
  const events = Array.from({ length: count * 24 }, (_, hour) => [
    ...HOSTS.flatMap((host) => hourOf(host, hour, random)),
    ...more(hour),
  ]).flat();
  events.sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

const ODD_HOUR = 10 * 24 + 10;
const ODD_MIX = Array.from({ length: 7 }, () => [
  QUEUED,
  SENT,
  CONNECT,
  DISCONNECT,
  FLUSHED,
]).flat() as number[];
const oddMix = (hour: number) => (hour === ODD_HOUR ? at('mail3', hour, ODD_MIX) : []);
const usually = () => days(11, oddMix);

function once(events: readonly Event[]) {
  const run = new DetectorRun(shape);
  run.observe(events);
  return [...new Map(run.finish().map((finding) => [finding.id, finding])).values()];
}

/** Where the odd mix begins. */
const beginOf = (stream: readonly Event[]) =>
  stream.findIndex(({ host, received }) => host === 'mail3' && received >= MADE_START + ODD_HOUR * HOUR);

describe('contract', () => {
  for (const check of detectorChecks(shape, {
    fileName: 'shape',
    stream: usually,
    odd: beginOf(usually()),
    fresh: freshEvent,
  })) {
    test(check.name, check.run);
  }
});

test('a mix that was never seen is told, with the kinds of line that make it odd, expected against seen', () => {
  const [finding, ...more] = once(usually());
  expect(more).toEqual([]);
  expect(finding!.because).toMatch(
    /^"mail3" wrote a mix of lines in 15 minutes that it and hosts named like it never wrote: .*"message <\*> flushed" \d+ times \(expected .+\)/,
  );
  expect(finding!.about).toMatchObject({ host: 'mail3', app: 'postfix' });
  expect(finding!.surprise).toBeGreaterThan(1.3);
  expect(finding!.evidence[0]!.text).toMatch(/connect|disconnect|flushed/);
});

test('more of all that usually comes together, and one kind of line alone, are no odd mix', () => {
  const delivers = days(11).find(
    ({ message, received }) =>
      message.endsWith('sent') && received >= MADE_START + ODD_HOUR * HOUR + 20 * MINUTE,
  )!.host!;
  const more = Array.from({ length: 12 }, () => [QUEUED, SENT, REMOVED]).flat() as number[];
  const fresh = new Array<number>(9).fill(BOUNCED!);
  // A flush beside deliveries would be a mix that never was.
  const known = new Array<number>(7).fill(SENT!);
  for (const mix of [more, fresh, known])
    expect(once(days(11, (hour) => (hour === ODD_HOUR ? at(delivers, hour, mix) : [])))).toEqual([]);
});

test('a new host of the role is no news, and is judged by the model of its role', () => {
  const begins = 9 * 24;
  const like = (hour: number) => hourOf('mail9', hour, seededRandom(hour));
  const news = (odd: boolean) =>
    days(11, (hour) => [
      ...(hour >= begins ? like(hour) : []),
      ...(odd && hour === ODD_HOUR ? at('mail9', hour, ODD_MIX) : []),
    ]);
  expect(once(news(false))).toEqual([]);
  expect(once(news(true)).map(({ about }) => about.host)).toEqual(['mail9']);
});

test('what is odd for two days is usual from then on, and so is what people call noise', () => {
  const lasting = once(
    days(16, (hour) => (hour >= ODD_HOUR && hour < ODD_HOUR + 100 ? at('mail3', hour, ODD_MIX) : [])),
  );
  expect(lasting.length).toBe(1);
  expect(lasting[0]!.to - lasting[0]!.from).toBeLessThan(2.5 * DAY);
  expect(lasting[0]!.because).toMatch(/, for \d+ (hours|days)\.$/);
  const again = ODD_HOUR + 40;
  const run = new DetectorRun(shape);
  const events = days(13, (hour) => (hour === ODD_HOUR || hour === again ? at('mail3', hour, ODD_MIX) : []));
  const between = events.findIndex(({ received }) => received > MADE_START + (ODD_HOUR + 20) * HOUR);
  run.observe(events.slice(0, between));
  const [told] = run.take();
  run.detector.feedback({ kind: 'verdict', finding: told!.id, verdict: 'noise' });
  run.observe(events.slice(between));
  expect(run.finish()).toEqual([]);
});

test('a fit that is not due yet survives a restart: the same model takes effect at the same time', () => {
  const events = usually();
  const run = new DetectorRun(shape);
  let cut = 0;
  const pending = () => JSON.parse(JSON.stringify(run.detector.snapshot())).roles.some(hasFit);
  while (cut < events.length && !(cut % 50 === 0 && cut > 2000 && pending())) run.observe([events[cut++]!]);
  expect(cut).toBeLessThan(events.length);
  const restored = new DetectorRun(shape);
  restored.resume(run);
  for (const one of [run, restored]) one.observe(events.slice(cut));
  const rolesOf = (one: DetectorRun) => JSON.parse(JSON.stringify(one.detector.snapshot())).roles;
  expect(rolesOf(restored)).toEqual(rolesOf(run));
  expect(restored.finish()).toEqual(run.finish());
  expect(run.detector.models!()[0]!.current).not.toBeNull();
  expect(restored.detector.models!()).toEqual(run.detector.models!());
});

function hasFit({ fit }: { readonly fit: unknown }): boolean {
  return fit !== null;
}

test('each role has a model with versions: learnt anew when people want it, and gone back from', () => {
  const run = new DetectorRun(shape);
  const events = days(11);
  const until = (hour: number) => events.findIndex(({ received }) => received >= MADE_START + hour * HOUR);
  run.observe(events.slice(0, until(110)));
  const report = () => run.detector.models!()[0]!;
  expect(report()).toMatchObject({ learner: 'variational autoencoder', current: { version: 1 }, duel: null });
  expect(report().name).toMatch(/^shape\.mail_-[0-9a-f]{6}$/);
  run.observe(events.slice(until(110), until(200)));
  expect(report().duel).toMatchObject({ taken: true });
  expect(report().duel!.recent!.rows).toBeGreaterThanOrEqual(32);
  // It tells mixes that came from such as chance would make of the same counts.
  expect(report().duel!.recent!.after).toBeGreaterThan(0.7);
  const { version } = report().current!;
  run.detector.feedback({ kind: 'retrain', models: ['shape'] });
  run.observe(events.slice(until(200), until(203)));
  expect(report().current!.version).toBe(version + 1);
  run.detector.feedback({ kind: 'rollback', model: report().name, version });
  run.observe(events.slice(until(203)));
  expect(report().current!.version).toBe(version);
  const restored = new DetectorRun(shape);
  restored.resume(run);
  expect(restored.detector.models!()).toEqual(run.detector.models!());
  expect(restored.detector.snapshot()).toEqual(run.detector.snapshot());
});

test('windows that were not seen whole are not judged', () => {
  const events = usually();
  const begin = MADE_START + ODD_HOUR * HOUR;
  const run = new DetectorRun(shape);
  const cut = events.findIndex(({ received }) => received >= begin);
  run.observe(events.slice(0, cut));
  // The rest of a window is seen, and what is odd is in it.
  run.detector.blind!(begin, begin + 18 * MINUTE);
  run.observe(events.slice(cut));
  expect(run.finish()).toEqual([]);
});

test('lines that are not to be learnt from leave no trace in what is learnt', () => {
  const untrained = (hour: number) => {
    const events = hour > 48 && hour % 5 === 0 ? at('mail3', hour, [DEFERRED!, DEFERRED!]) : [];
    for (const event of events) event.trains = false;
    return events;
  };
  const learnt = (more: (hour: number) => Event[]) => {
    const run = new DetectorRun(shape);
    run.observe(days(6, more));
    const state = JSON.parse(JSON.stringify(run.detector.snapshot()));
    return [state.roles[0].kept, state.roles[0].recent, state.models[0]];
  };
  expect(learnt(untrained)).toEqual(learnt(() => []));
});

test('thousands of hosts take little memory', () => {
  const run = new DetectorRun(shape);
  for (let i = 0; i < 5900 * 8; i++) run.observe([line(i % 8, `mail${Math.floor(i / 8)}`, MADE_START + i)]);
  expect(JSON.stringify(run.detector.snapshot()).length / 5900).toBeLessThan(4000);
});
