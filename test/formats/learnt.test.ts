import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import learnt from '../../src/formats/learnt.ts';
import { EventReader } from '../../src/formats/reader.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { formatContract } from './format-contract.ts';
import { makeLog, type Style, styles, traps } from './made-logs.ts';

const origin = { source: 'file', file: 'x.log', identity: 'x', referenceTime: Date.UTC(2026, 1, 1) };

function readAs(text: string): Event[] {
  const reader = new EventReader(origin, { fold: false, format: 'learnt' });
  const splitter = new LineSplitter();
  for (const batch of [splitter.push(Buffer.from(text)), splitter.end()]) if (batch) reader.feed(batch);
  reader.end();
  const events: Event[] = [];
  for (let event = reader.next(); event !== null; event = reader.next()) events.push(event);
  return events;
}

formatContract(learnt, {
  fileName: 'learnt',
  samples: ['2026-01-09 22:00:00 WARN strange things', 'Jan  9 22:00:00 text', '1767366245 text'],
  foreign: ['no time', '{"a":1}', 'WARN text'],
});

/** Headers that are a format of their own, read by it. */
const KNOWN = new Set(['klog']);

function check(style: Style, lines: number): void {
  const log = makeLog(style, lines);
  const events = readAs(log.text);
  const wrong = events.filter((event) => event.message !== log.messages[event.line - 1]);
  expect(wrong.slice(0, 3).map((e) => [e.raw, e.message])).toEqual([]);
  expect(events).toHaveLength(lines);
  const first = events[0]!;
  if (style.host !== undefined) expect(first.host).toMatch(style.host);
  if (style.app !== undefined) expect(first.app).toMatch(style.app);
}

describe('a header is learnt from', () => {
  for (const style of styles.filter((s) => !KNOWN.has(s.name))) {
    it(`400 lines: ${style.name}`, () => check(style, 400));
  }
  for (const style of styles.filter((s) => !KNOWN.has(s.name) && s.host === undefined)) {
    it(`20 lines: ${style.name}`, () => check(style, 20));
  }
});

describe('a message keeps its first words', () => {
  for (const style of traps) it(style.name, () => check(style, 300));
});

describe('what the columns say', () => {
  const style = (name: string) => makeLog(styles.find((s) => s.name === name)!, 50).text;

  it('is the time, the level, the program and the rest as fields', () => {
    const [event] = readAs(style('file name before the time'));
    expect(event!.toJSON()).toMatchObject({
      time: '2026-01-09T22:00:00.000000Z',
      severity: expect.any(Number),
      app: expect.stringMatching(/^nova\./),
      pid: expect.stringMatching(/^200\d$/),
      format: 'learnt',
      fields: { column1: expect.stringMatching(/^nova-.*log/), thread: expect.any(String) },
    });
  });

  it('takes a line that lacks the later columns from where it differs', () => {
    const text = `${style('Hadoop')}2026-01-09 23:00:00,000 INFO no thread here\n`;
    const last = readAs(text).at(-1)!;
    expect(last.message).toBe('no thread here');
    expect(last.severity).toBe(6);
  });

  it('reads the epoch column rather than the local time beside it', () => {
    const [event] = readAs(style('two times'));
    expect(event!.time).toBe(Date.UTC(2026, 0, 9, 22));
  });
});

describe('one line alone', () => {
  it('is believed its time and level and no more', () => {
    const [event] = readAs('2026-01-09 22:00:00 WARN strange things\n');
    expect(event!.toJSON()).toMatchObject({
      time: '2026-01-09T22:00:00.000000Z',
      severity: 4,
      message: 'strange things',
    });
    expect(learnt.specificity).toBeLessThan(0.2);
  });
});
