import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import { Input } from '../../src/app/input.ts';
import { defineDetector } from '../../src/core/detector.ts';
import type { Event } from '../../src/core/event.ts';
import file from '../../src/sources/file.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { logFile, loginLog, temporaryFolder, withLine } from './made-logs.ts';

const folder = temporaryFolder();

async function eventsOf(lines: readonly string[]): Promise<Event[]> {
  const path = logFile(folder, `${Math.random()}.log`, lines);
  const input = new Input(file.open({ path }), {});
  const events: Event[] = [];
  while (await input.fill()) {
    do events.push(input.head!);
    while (input.advance());
  }
  await input.source.close();
  return events;
}

const odd = withLine(loginLog(4000), 0.8, 'gate kernel: OUTBOUND TCP 10.0.0.5:51432 -> 198.51.100.77:4444');

test('a snapshot that went through JSON continues with the same findings, templates and profiles', async () => {
  const events = await eventsOf(odd);
  const whole = new Engine();
  for (const event of events) whole.observe(event);
  whole.finish();

  const before = new Engine();
  for (const event of events.slice(0, 2000)) before.observe(event);
  const after = new Engine();
  after.restore(JSON.parse(JSON.stringify(before.snapshot())));
  for (const event of events.slice(2000)) after.observe(event);
  after.finish();

  const late = whole.findings().filter(({ from }) => from >= events[2000]!.received);
  expect(late.length).toBeGreaterThan(0);
  expect(after.findings()).toEqual(late);
  expect(JSON.stringify(after.snapshot())).toBe(JSON.stringify(whole.snapshot()));
});

test('"last message repeated N times" counts as N more of what the host said before', async () => {
  const stamp = 'Mar  1 00:00:01';
  const [first, repeat] = await eventsOf([
    `${stamp} gate cron[1]: job done`,
    `${stamp} gate last message repeated 7 times`,
  ]);
  const engine = new Engine();
  engine.observe(first!);
  engine.observe(repeat!);
  expect(repeat!.template).toBe(first!.template);
  expect(first!.template!.profile!.count).toBe(8);
});

test('ticks come at whole seconds, in order, also through a silence, and not a year at a time', () => {
  const ticks: number[] = [];
  const nothing = () => {};
  const clock = defineDetector({
    name: 'clock',
    question: 'Which seconds were there?',
    create: () => ({
      observe: nothing,
      measure: nothing,
      feedback: nothing,
      learned: nothing,
      finish: nothing,
      snapshot: nothing,
      restore: nothing,
      tick: (time) => ticks.push(time),
    }),
  });
  const engine = new Engine({ detectors: [clock] });
  const day = 86_400_000;
  for (const at of [0, 400, 1500, 1200, 4999, day, day * 1000]) engine.observe(madeEvent({ time: at }));
  expect(ticks.slice(0, 5)).toEqual([0, 1000, 2000, 3000, 4000]);
  expect(ticks.every((tick, i) => tick % 1000 === 0 && (i === 0 || tick > ticks[i - 1]!))).toBe(true);
  expect(ticks).toContain(day);
  expect(ticks.at(-1)).toBe(day * 1000);
  expect(ticks.length).toBeLessThan(2000);
});

test('an event is judged before it is learnt', async () => {
  const events = await eventsOf(odd);
  const engine = new Engine();
  for (const event of events) engine.observe(event);
  const news = events.filter(({ firsts }) => firsts?.some(({ kind }) => kind === 'template'));
  expect(news.map(({ message }) => message.split(' ')[0])).toEqual(['Failed', 'Accepted', 'OUTBOUND']);
});

test.each([[null], [{}], [{ version: 2 }], [{ version: 1, miner: 'x', hosts: 7 }]])(
  'a state that is none is refused: %j',
  (state) => {
    expect(() => new Engine().restore(state as never)).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  },
);

test('no finding is rarer than once in the history that was seen', () => {
  const certain = defineDetector({
    name: 'certain',
    question: 'Is anything beyond all doubt?',
    create: ({ emit }) => ({
      observe: (event) =>
        emit({
          ...{
            id: event.id,
            detector: 'certain',
            about: { host: 'h' },
            from: event.received,
            to: event.received,
          },
          ...{ count: 1, surprise: 9, rawSurprise: 9, gravity: 0.5, evidence: [] },
          ...{ expected: '-', seen: '-', because: 'Certain.', maturity: '-' },
        }),
      ...{ measure: () => {}, feedback: () => {}, tick: () => {}, learned: () => {}, finish: () => {} },
      ...{ snapshot: () => null, restore: () => {} },
    }),
  });
  const engine = new Engine({ detectors: [certain] });
  for (const day of [0, 50]) engine.observe(madeEvent({ time: day * 86_400_000, line: day + 1 }));
  for (const { surprise } of engine.findings()) expect(surprise).toBeCloseTo(2);
});

test('what was not fitted is said', () => {
  const learning = defineDetector({
    name: 'learning',
    question: 'Can nothing be learnt?',
    create: ({ fits }) => ({
      observe() {
        fits.begin('isolation-forest', { rows: [] }).take();
      },
      ...{ measure: () => {}, feedback: () => {}, tick: () => {}, learned: () => {}, finish: () => {} },
      ...{ snapshot: () => null, restore: () => {} },
    }),
  });
  const engine = new Engine({ detectors: [learning] });
  expect(engine.capped).toEqual([]);
  for (const line of [1, 2]) engine.observe(madeEvent({ line }));
  expect(engine.capped).toEqual(['2 models could not be fitted; those before went on']);
});
