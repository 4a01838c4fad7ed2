import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Origin } from '../../src/core/origin.ts';
import { madeEvent, madeTemplate, oddEvents } from '../../src/testing/made-events.ts';
import { open } from '../../src/wire/envelope.ts';
import { EventPacker } from '../../src/wire/event-packer.ts';
import { packEvents, unpackEvents } from '../../src/wire/events.ts';

const SEALING = { producer: 'node-1', fence: 3, sequence: 1, shard: 4, clock: 1_700_000_000_000 };
const noFields = { fieldsOf: () => ({}) };

function there(events: readonly Event[]): Event[] {
  return unpackEvents(open(packEvents(SEALING, events)), noFields);
}

/** Everything of an event but where in memory it lies. */
function seen(event: Event) {
  const { buffer, start, end, text, messageStart, messageEnd, pidStart, pidEnd, ...rest } = event;
  const { readFields, hostKey, firsts, template, trains, spans, ...plain } = rest;
  return {
    ...plain,
    ...{
      id: event.id,
      pid: event.pid,
      fields: event.fields,
      template: template?.text,
      templateId: template?.id,
    },
    line: [event.line, buffer.toString('latin1', start, end)],
    message: text.toString('latin1', messageStart, messageEnd),
    pidText: null,
    json: event.toJSON(),
  };
}

describe('events', () => {
  it('come back as they were, the odd ones among them', () => {
    const events = oddEvents().map(([, event]) => event);
    expect(there(events).map(seen)).toEqual(events.map(seen));
  });

  it('keep their marks, rules, times, places, senders and weights', () => {
    const rule = { id: 'linux/oom', category: 'memory', gravity: 0.9, page: true, reason: 'why' } as const;
    const beginning = { name: 'syslog', text: 'x'.repeat(1024) };
    const origin: Origin = { source: 'file', file: '/var/log/x', identity: 'f', beginning, referenceTime: 1 };
    const events = Array.from({ length: 50 }, (_, i) => {
      const event = madeEvent({ message: `line ${i}`, line: i, time: 1_700_000_000_000 + i / 1000 });
      event.received = i % 3 === 0 ? Number.NaN : event.time + (i % 2);
      event.position = i % 5 === 0 ? 2 ** 52 + i : i * 10;
      event.lineEnd = i % 2 === 0 ? event.position + event.end : i;
      if (i % 4 === 0) event.origin = origin;
      if (i % 4 === 1) [event.mark, event.rule] = ['escalate(memory)', rule];
      if (i % 4 === 2) event.mark = 'drop';
      if (i % 6 === 0) event.sender = `192.0.2.${i}`;
      if (i % 7 === 0) event.msgid = 'ID47';
      if (i % 8 === 0) [event.pidStart, event.pidEnd] = [2, 4];
      if (i % 9 === 1) event.pidText = `p${i}`;
      if (i % 10 === 0) event.text = Buffer.from(`decoded ${i}`);
      if (i % 10 === 0) event.messageEnd = event.text.length;
      event.flags = i % 11 === 0 ? 0xffff : 0;
      event.facility = (i % 25) - 1;
      event.severity = (i % 9) - 1;
      event.weight = 1 + i;
      event.template = i % 3 === 0 ? null : madeTemplate(`line <*> ${i % 2}`);
      return event;
    });
    expect(there(events).map(seen)).toEqual(events.map(seen));
  });

  it('are asked for their fields by the format they name, when somebody wants them', () => {
    const event = madeEvent();
    event.readFields = () => ({ a: 1 });
    const asked: string[] = [];
    const fieldsOf = (format: string, of: Event) => {
      asked.push(`${format}: ${of.raw}`);
      return { a: 1 };
    };
    const [back, bare] = unpackEvents(open(packEvents(SEALING, [event, madeEvent()])), { fieldsOf });
    expect(asked).toEqual([]);
    expect(back!.fields).toEqual({ a: 1 });
    expect(bare!.fields).toEqual({});
    expect(asked).toEqual(['made: session opened for user alice']);
  });

  it('bring their fields along where they cannot be read again', () => {
    const event = madeEvent();
    event.readFields = () => JSON.parse('{"a":"b","__proto__":{"x":1},"lone":"\\ud800"}');
    const entry = packEvents(SEALING, [event], { carried: () => true });
    const [back] = unpackEvents(open(entry), noFields);
    expect(JSON.stringify(back!.fields)).toBe('{"a":"b","__proto__":{"x":1},"lone":"\\ud800"}');
    expect(back!.fields.x).toBe(undefined);
  });

  it('share templates and rules as they are known where they come to', () => {
    const template = madeTemplate('session opened for user <*>');
    const rule = { id: 'a', category: null, gravity: 0, page: false, reason: 'r' };
    const events = [1, 2].map((line) => madeEvent({ line, template }));
    for (const event of events) [event.mark, event.rule] = ['keep', { ...rule }];
    const [known, mine] = [madeTemplate('mine'), { ...rule }];
    const backs = unpackEvents(open(packEvents(SEALING, events)), {
      ...noFields,
      templateOf: (text) => (text === template.text ? known : madeTemplate(text)),
      ruleOf: () => mine,
    });
    for (const back of backs) expect([back.template === known, back.rule === mine]).toEqual([true, true]);
  });

  it('take along their own lines, and of what is between only line ends', () => {
    const secret = 'secret'.repeat(100);
    const buffer = Buffer.from(`one\r\ntwo\n${secret}\nthree`);
    const events = (['one', 'two', 'three'] as const).map((word) => {
      const event = madeEvent();
      event.buffer = event.text = buffer;
      event.start = event.messageStart = buffer.indexOf(word);
      event.end = event.messageEnd = event.start + word.length;
      return event;
    });
    const entry = packEvents({ ...SEALING, compress: false }, events);
    expect(unpackEvents(open(entry), noFields).map(({ raw }) => raw)).toEqual(['one', 'two', 'three']);
    expect(entry.includes('secret')).toBe(false);
  });

  it('are refused where a process id, or what a table should have, is not there', () => {
    const lying = (
      key: 'pidEnd' | 'facility' | 'weight' | 'received' | 'mark',
      values: readonly unknown[],
    ) => {
      const event = madeEvent();
      [event.pidStart, event.pidEnd] = [0, 3];
      let asked = 0;
      Object.defineProperty(event, key, { get: () => values[Math.min(asked++, values.length - 1)] });
      return () => there([event]);
    };
    expect(lying('pidEnd', [3, 3])()[0]!.pid).toBe('ses');
    expect(lying('pidEnd', [3, 1000])).toThrow('a process id lies outside of its line');
    expect(lying('facility', [24])).toThrow('of no facility');
    expect(lying('weight', [0])).toThrow('has no weight');
    expect(lying('received', [Number.POSITIVE_INFINITY])).toThrow('a time in it is none');
    expect(lying('mark', ['love'])).toThrow('a mark in it is none');
  });

  it('are gathered until an entry is full', () => {
    const packer = new EventPacker();
    let added = 0;
    while (!packer.full) {
      packer.add(madeEvent({ message: `a line that stands for many ${'.'.repeat(200)}`, line: ++added }));
    }
    expect(packer.bytes).toBeGreaterThan(1 << 20);
    const back = unpackEvents(open(packer.seal(SEALING)), noFields);
    expect(back.map(({ line }) => line)).toEqual(Array.from({ length: added }, (_, i) => i + 1));
    expect([packer.count, packer.bytes]).toEqual([0, 0]);
    expect(unpackEvents(open(packer.seal(SEALING)), noFields)).toEqual([]);
  });
});
