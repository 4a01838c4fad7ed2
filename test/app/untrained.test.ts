import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import { type DetectorDefinition, defineDetector } from '../../src/core/detector.ts';
import { evidenceOf } from '../../src/core/evidence.ts';
import type { Finding } from '../../src/core/finding.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING = { measure() {}, feedback() {}, tick() {}, learned() {}, finish() {}, restore() {} };

/** Tells of every line that says `meltdown`, and notes which lines may be learnt from. */
function watching(about: (template: string) => Finding['about'], page = true) {
  const trained: [message: string, trains: boolean][] = [];
  let told = 0;
  const definition: DetectorDefinition = defineDetector({
    name: 'watching',
    question: 'What may be learnt from?',
    create: ({ emit }) => ({
      ...NOTHING,
      snapshot: () => ({}),
      observe(event) {
        trained.push([event.message, event.trains]);
        if (!event.message.startsWith('meltdown')) return;
        emit({
          ...{ id: `finding ${told++}`, detector: 'watching', about: about(event.template!.id) },
          ...{
            from: event.received,
            to: event.received,
            count: 1,
            surprise: 0,
            rawSurprise: 0,
            gravity: 0.5,
          },
          ...(page ? { page: true as const } : {}),
          evidence: [evidenceOf(event)],
          ...{ expected: '', seen: '', because: '', maturity: '' },
        });
      },
    }),
  });
  const engine = new Engine({ detectors: [definition], onFinding: () => {} });
  const observe = (message: string, since: number, host = 'web1', into = engine) => {
    into.observe(madeEvent({ message, host, time: MADE_START + since, template: null }));
    return trained.at(-1)![1];
  };
  return { engine, observe, definition };
}

test('lines of what people are told of at once are not trained with until none came for a while', () => {
  const { observe } = watching((template) => ({ template, host: 'web1' }));
  expect(observe('meltdown of core', 0)).toBe(true);
  expect(observe('meltdown of core', MINUTE)).toBe(false);
  expect(observe('meltdown of core', 2 * MINUTE, 'web2')).toBe(true);
  expect(observe('all is well', 3 * MINUTE)).toBe(true);
  expect(observe('meltdown of core', 8 * MINUTE)).toBe(false);
  expect(observe('all is well', 8 * HOUR)).toBe(true);
  expect(observe('meltdown of core', 8 * HOUR + MINUTE)).toBe(true);
});

test('what people are not told of at once is trained with', () => {
  const { observe } = watching((template) => ({ template }), false);
  for (let i = 0; i < 5; i++) expect(observe('meltdown of core', i * MINUTE)).toBe(true);
});

test('all lines of a host that name the actor belong to it', () => {
  const { observe } = watching(() => ({ actor: '203.0.113.9', host: 'web1' }));
  observe('meltdown by 203.0.113.9', 0);
  expect(observe('session opened from 203.0.113.9', MINUTE)).toBe(false);
  expect(observe('session opened from 10.0.0.1', MINUTE)).toBe(true);
  expect(observe('session opened from 203.0.113.9', MINUTE, 'web2')).toBe(true);
});

test('what goes on for a day is trained with, however often it is told anew', () => {
  const { observe } = watching((template) => ({ template, host: 'web1' }));
  const trained: boolean[] = [];
  for (let at = 0; at <= 25 * HOUR; at += 5 * MINUTE) trained.push(observe('meltdown of core', at));
  expect(trained.slice(1, (24 * HOUR) / (5 * MINUTE)).every((one) => !one)).toBe(true);
  expect(trained.slice((24 * HOUR) / (5 * MINUTE) + 1).every((one) => one)).toBe(true);
});

test('a restart goes on with it, and people end it by calling it noise', () => {
  const { engine, observe, definition } = watching((template) => ({ template, host: 'web1' }));
  observe('meltdown of core', 0);
  const again = new Engine({ detectors: [definition], onFinding: () => {} });
  again.restore(JSON.parse(JSON.stringify(engine.snapshot())));
  expect(observe('meltdown of core', MINUTE, 'web1', again)).toBe(false);
  for (let i = 0; i < 2; i++) again.feedback({ kind: 'verdict', finding: `finding ${i}`, verdict: 'noise' });
  expect(observe('meltdown of core', 2 * MINUTE, 'web1', again)).toBe(true);
});
