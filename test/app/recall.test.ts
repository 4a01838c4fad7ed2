import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import { Recall } from '../../src/app/recall.ts';
import { defineDetector } from '../../src/core/detector.ts';
import type { Event } from '../../src/core/event.ts';
import { loadRules } from '../../src/filter/load-rules.ts';
import { EventReader } from '../../src/formats/reader.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { madeEvent, madeTemplate } from '../../src/testing/made-events.ts';
import { loginLog, withLine } from './made-logs.ts';

function eventsOf(lines: readonly string[]): Event[] {
  const reader = new EventReader({ source: 'file', file: 'a.log', identity: 'a', referenceTime: 0 });
  const splitter = new LineSplitter();
  for (const batch of [splitter.push(Buffer.from(`${lines.join('\n')}\n`)), splitter.end()]) {
    if (batch !== null) reader.feed(batch);
  }
  reader.end();
  const events: Event[] = [];
  for (let event = reader.next(); event !== null; event = reader.next()) {
    event.received = event.time;
    events.push(event);
  }
  return events;
}

/** What a detector sees in the second pass: template, values of its slots, mark and rule of each event. */
function secondPass(first: readonly string[], second: readonly string[]): string[] {
  const seen: string[] = [];
  const nothing = () => {};
  const witness = defineDetector({
    name: 'witness',
    question: 'What is handed to detectors?',
    create: ({ phase }) => ({
      ...{ measure: nothing, feedback: nothing, learned: nothing, finish: nothing, tick: nothing },
      ...{ snapshot: nothing, restore: nothing },
      observe({ template, mark, rule, ...event }) {
        if (phase.learning) return;
        const values = Array.from({ length: template!.slotCount }, (_, i) => {
          const { slotStart, slotEnd } = event.spans!;
          return event.text.toString('utf8', slotStart[i]!, slotEnd[i]!);
        });
        seen.push([template!.text, ...values, mark, rule?.id].join(' | '));
      },
    }),
  });
  const phase = { learning: true, reporting: true, segment: 0 };
  const engine = new Engine({ detectors: [witness], rules: loadRules(), phase });
  for (const event of eventsOf(first)) engine.observe(event);
  engine.learned();
  for (const event of eventsOf(second)) engine.observe(event);
  return seen;
}

const fruit = 'apple pear plum quince cherry grape melon fig'.split(' ');
const log = withLine(loginLog(400), 0.5, 'gate kernel: Out of memory: Killed process 812 (java)').flatMap(
  (line, i) => [line, `Mar  1 00:00:0${i % 9} gate shop[7]: box of ${fruit[i % 8]} to warehouse ${i} today`],
);

test('a second pass hands out the templates as they are at the end, with their values and the same marks', () => {
  const seen = secondPass(log, log);
  expect(seen).toHaveLength(log.length);
  expect(seen).toContain('box of <*> to warehouse <*> today | pear | 1 | keep | ');
  expect(seen.filter((line) => line.includes('escalate(memory)'))).toHaveLength(1);
  const values = seen.filter((line) => line.startsWith('box of')).map((line) => line.split(' | ')[1]);
  expect(values).toEqual(log.flatMap((line) => /box of (\w+)/.exec(line)?.[1] ?? []));
});

test('a log that changed between the passes is looked at afresh', () => {
  const other = log.slice(7);
  expect(secondPass(log, other)).toEqual(secondPass(log, log).slice(7));
});

test('what was not noted, or lies beyond the cap, is not found', () => {
  const recall = new Recall();
  const event = madeEvent({ template: { ...madeTemplate('x <*>'), index: 7 } });
  recall.note(5, event, 3);
  recall.note(9_999_999, event, 3);
  recall.note(6, event, 5_000);
  const found = recall.find(5, event);
  expect(recall.templateOf(found)).toBe(event.template);
  expect(recall.ruleOf(found)).toBe(3);
  for (const number of [0, 4, 6, 9_999_999]) expect(recall.find(number, event)).toBe(-1);
  expect(recall.find(5, madeEvent({ message: 'another line' }))).toBe(-1);
  expect(recall.find(5, event)).toBe(-1);
});
