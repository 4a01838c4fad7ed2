import assert from 'node:assert/strict';
import { Event, type EventJson } from '../core/event.ts';
import { FLAG_NAMES } from '../core/flags.ts';
import type { Format, ParseContext } from '../core/format.ts';
import type { Origin } from '../core/origin.ts';
import { Interner } from '../kit/interner.ts';
import { seededRandom } from '../kit/random.ts';
import { WallClock } from '../kit/wallclock.ts';
import type { Check } from './check.ts';

/** What the contract must know of a format to put it to the test. */
export interface FormatHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /** Lines it reads, of every shape it knows. */
  readonly samples: readonly (string | Uint8Array)[];
  /** Lines of other formats, which it must leave alone; lines every format must refuse are added. */
  readonly foreign: readonly string[];
  /** Names beside its own that it may give an event: a syslog format hands Cisco messages on. */
  readonly alsoNamed?: readonly string[];
}

const REFERENCE = Date.UTC(2026, 10, 21, 12);
const ORIGIN: Origin = { source: 'test', file: null, identity: 'test', referenceTime: REFERENCE };
const MEGABYTE = 1 << 20;
/** What stands before and after a line in its buffer must never be read; these would change what it means. */
const BEFORE = '<13>1 2026-01-01T00:00:00Z {"a":[12:00:0';
const AFTER = '7 1999 PM +0200 host app[12]: %LINK-3-UPDOWN: "]}';
const NEVER_OURS = ['', ' ', 'a', '\0'];

/**
 * The contract of a format (see `src/core/format.ts`) as checks. Whatever the bytes: no throw, no hang, a sound event
 * or none at all.
 */
export function formatChecks(format: Format, harness: FormatHarness): Check[] {
  const samples = harness.samples.map((sample) => Buffer.from(sample));
  const names = [format.name, '', ...(harness.alsoNamed ?? [])];
  const check = (bytes: Buffer) => checkedParse(format, bytes, names);
  return [
    {
      name: 'is named like its file, says in one line what it reads, and how sure a fit is',
      run() {
        assert.equal(format.name, harness.fileName);
        assert.match(format.describe, /^\S.*\S$/);
        assert.ok(format.specificity > 0 && format.specificity <= 1);
      },
    },
    {
      name: 'reads its samples',
      run() {
        assert.ok(samples.length > 0, 'no samples');
        for (const sample of samples) assert.ok(check(sample) !== null, `refused: ${sample}`);
      },
    },
    {
      name: 'refuses lines of other formats and leaves the event as it was',
      run() {
        for (const line of [...NEVER_OURS, ...harness.foreign]) {
          assert.equal(check(Buffer.from(line)), null, `taken: ${line}`);
        }
      },
    },
    {
      name: 'makes a sound event or none of samples cut at every byte, from both ends',
      run() {
        for (const sample of samples) {
          for (let at = 0; at <= sample.length; at++) {
            check(Buffer.from(sample.subarray(0, at)));
            check(Buffer.from(sample.subarray(at)));
          }
        }
      },
    },
    {
      name: 'makes a sound event or none of samples with bytes changed, taken out and put in',
      run() {
        const random = seededRandom(1);
        for (const sample of samples) {
          for (let round = 0; round < 200; round++) check(mutated(sample, random));
        }
      },
    },
    {
      name: 'makes a sound event or none of random bytes and of NULs',
      run() {
        const random = seededRandom(2);
        for (let round = 0; round < 500; round++) {
          const bytes = Buffer.alloc(Math.floor(random() * 300));
          for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
          check(bytes);
        }
        check(Buffer.alloc(1000));
      },
    },
    {
      name: 'comes to an end on lines of a megabyte',
      run() {
        for (const filling of [
          'x',
          ' ',
          '[',
          '{',
          '"',
          '\\',
          '9',
          '=',
          ':',
          '%',
          '\0',
          'a=b ',
          '["',
          ' [a b="',
          '%A-',
        ]) {
          const long = Buffer.alloc(MEGABYTE, filling);
          check(long);
          check(Buffer.concat([samples[0]!, long]));
          check(Buffer.concat([samples[0]!.subarray(0, samples[0]!.length >> 1), long]));
        }
        for (const sample of samples) check(Buffer.alloc(MEGABYTE, sample));
      },
    },
    {
      name: 'reads nothing before or behind the line in its buffer',
      run() {
        for (const sample of samples) {
          for (let end = 0; end <= sample.length; end++) {
            const alone = parseAt(format, { buffer: Buffer.from(sample.subarray(0, end)), start: 0, end });
            const buffer = Buffer.concat([Buffer.from(BEFORE), sample.subarray(0, end), Buffer.from(AFTER)]);
            const inside = parseAt(format, { buffer, start: BEFORE.length, end: BEFORE.length + end });
            assert.deepEqual(
              inside?.toJSON(),
              alone?.toJSON(),
              `differs among other lines: ${sample.subarray(0, end)}`,
            );
          }
        }
      },
    },
    {
      name: 'reads a line the same whatever it read before, and an event stays as it was read',
      run() {
        const first = samples.map((sample) => parseAlone(format, sample)!);
        const jsons = first.map((event) => JSON.stringify(event));
        for (const sample of [...samples].reverse()) {
          parseAlone(format, sample);
          const again = parseAlone(format, sample);
          assert.equal(JSON.stringify(again), jsons[samples.indexOf(sample)]);
        }
        first.forEach((event, i) => {
          assert.equal(JSON.stringify(event), jsons[i], 'an event changed after others were read');
        });
      },
    },
    {
      name: 'changes no prototype, whatever a key is called',
      run() {
        const before = Object.getOwnPropertyNames(Object.prototype).join();
        for (const sample of samples) {
          const text = sample.toString('latin1');
          for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
            for (const [word] of text.matchAll(/[A-Za-z_]{2,}/g)) {
              parseAlone(format, Buffer.from(text.replace(word, key), 'latin1'))?.toJSON();
            }
          }
        }
        assert.equal(Object.getOwnPropertyNames(Object.prototype).join(), before);
        assert.equal(({} as Record<string, unknown>).polluted, undefined);
      },
    },
  ];
}

/** Parses a line that is a buffer of its own; the event, or null when it was refused. */
export function parseAlone(format: Format, line: string | Uint8Array): Event | null {
  const buffer = Buffer.from(line);
  return parseAt(format, { buffer, start: 0, end: buffer.length });
}

function parseAt(format: Format, line: { buffer: Buffer; start: number; end: number }): Event | null {
  const event = new Event(ORIGIN);
  event.received = REFERENCE;
  event.buffer = line.buffer;
  event.start = line.start;
  event.end = line.end;
  event.text = line.buffer;
  event.messageStart = line.start;
  event.messageEnd = line.end;
  const before = { ...event };
  const bytes = Buffer.from(line.buffer);
  const taken = format.parse(event, freshContext());
  assert.ok(bytes.equals(line.buffer), 'wrote to the buffer');
  if (taken) return event;
  for (const key of Object.keys(before) as (keyof typeof before)[]) {
    assert.ok(Object.is(event[key], before[key]), `refused a line but changed ${key} of the event`);
  }
  return null;
}

function freshContext(): ParseContext {
  return Object.freeze({ intern: new Interner(64), clock: UTC, reference: REFERENCE });
}

const UTC = new WallClock('UTC');

function checkedParse(format: Format, bytes: Buffer, names: readonly string[]): EventJson | null {
  const event = parseAlone(format, bytes);
  if (event === null) return null;
  const json = event.toJSON();
  assertSound(event, json);
  assert.ok(names.includes(event.format), `named an event ${event.format}`);
  return json;
}

function assertSound(event: Event, json: EventJson): void {
  const { messageStart, messageEnd, text, pidStart, pidEnd } = event;
  const within = (start: number, end: number, length: number) =>
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= length;
  assert.ok(within(messageStart, messageEnd, text.length), `message at ${messageStart}–${messageEnd}`);
  if (text === event.buffer) {
    assert.ok(messageStart >= event.start && messageEnd <= event.end, 'message outside the line');
  }
  assert.ok(
    pidStart === -1 || (pidStart >= event.start && pidEnd <= event.end && pidStart < pidEnd),
    'pid range',
  );
  assert.ok(Number.isInteger(event.severity) && event.severity >= -1 && event.severity <= 7, 'severity −1…7');
  assert.ok(
    Number.isInteger(event.facility) && event.facility >= -1 && event.facility <= 23,
    'facility −1…23',
  );
  assert.ok(Number.isInteger(event.weight) && event.weight >= 1, 'weight ≥ 1');
  assert.ok(
    Number.isInteger(event.flags) && event.flags >= 0 && event.flags < 2 ** FLAG_NAMES.length,
    'flags',
  );
  assert.ok(Number.isNaN(event.time) || Number.isFinite(event.time), 'time is finite or NaN');
  for (const word of [event.host, event.app, event.msgid, event.pidText]) {
    assert.ok(word === null || (typeof word === 'string' && word !== ''), 'names are null rather than empty');
  }
  assert.ok((event.host?.length ?? 0) <= 255, 'host of at most 255 characters');
  assert.equal(typeof json.fields, 'object');
  assert.equal(typeof JSON.stringify(json), 'string');
}

function mutated(sample: Buffer, random: () => number): Buffer {
  const bytes = [...sample];
  const changes = 1 + Math.floor(random() * 4);
  for (let k = 0; k < changes; k++) {
    const at = Math.floor(random() * (bytes.length + 1));
    const byte = random() < 0.7 ? 32 + Math.floor(random() * 95) : Math.floor(random() * 256);
    const how = random();
    if (how < 0.4) bytes[Math.min(at, bytes.length - 1)] = byte;
    else if (how < 0.7) bytes.splice(at, 1 + Math.floor(random() * 8));
    else bytes.splice(at, 0, byte);
    if (bytes.length === 0) bytes.push(byte);
  }
  return Buffer.from(bytes);
}
