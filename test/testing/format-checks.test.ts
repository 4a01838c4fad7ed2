import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { defineFormat, type Format } from '../../src/core/format.ts';
import { formatChecks, parseAlone } from '../../src/testing/format-checks.ts';

const SAMPLES = ['key: value of it', 'other: text'];

/** A sound format: `word: text`. */
const sound = defineFormat({
  name: 'sound',
  describe: 'word: text',
  specificity: 0.5,
  parse(event) {
    const { buffer, messageStart, messageEnd } = event;
    let i = messageStart;
    while (i < messageEnd && buffer[i]! >= 97 && buffer[i]! <= 122) i++;
    if (i === messageStart || i + 1 >= messageEnd || buffer[i] !== 58 || buffer[i + 1] !== 32) return false;
    event.app = buffer.toString('latin1', messageStart, i);
    event.messageStart = i + 2;
    return true;
  },
});

function broken(change: Partial<Format>): Format {
  return { ...sound, ...change };
}

/** Runs the sound format, then does harm. */
function harm(how: (event: Event, taken: boolean) => unknown): Format {
  return broken({
    parse(event, context) {
      const taken = sound.parse(event, context);
      return how(event, taken) === true || taken;
    },
  });
}

function failures(format: Format): string[] {
  const harness = { fileName: 'sound', samples: SAMPLES, foreign: ['<13>x', '{"a":1}', 'no colon'] };
  return formatChecks(format, harness)
    .filter(({ run }) => {
      try {
        run();
        return false;
      } catch {
        return true;
      }
    })
    .map(({ name }) => name);
}

test('a sound format passes every check', () => {
  expect(failures(sound)).toEqual([]);
});

let memory: unknown = null;

describe('a format that does wrong in one way is caught', () => {
  const saboteurs: Record<string, Format> = {
    'has another name than its file': broken({ name: 'other' }),
    'describes itself on two lines': broken({ describe: 'a\nb' }),
    'is surer than sure': broken({ specificity: 1.5 }),
    'takes every line': broken({ parse: () => true }),
    'takes no line': broken({ parse: () => false }),
    'changes an event that it refuses': harm((event, taken) => {
      if (!taken) event.host = 'x';
    }),
    'throws on a short line': harm((event) => {
      if (event.end - event.start === 3) throw new RangeError('short');
    }),
    'throws on bytes beyond ASCII': harm((event) => {
      if (event.buffer.subarray(event.start, event.end).some((byte) => byte > 127)) throw new Error('byte');
    }),
    'moves the message beyond the line': harm((event, taken) => {
      if (taken) event.messageStart += 5;
    }),
    'writes to the buffer': harm((event, taken) => {
      if (taken) event.buffer[event.messageStart] = 88;
    }),
    'reads behind the line': harm((event, taken) => {
      if (taken && event.buffer[event.end] === 55) event.severity = 3;
    }),
    'reads before the line': harm((event, taken) => {
      if (taken && event.start > 0) event.msgid = String(event.buffer[event.start - 1]);
    }),
    'remembers the line before': harm((event, taken) => {
      if (taken) {
        event.msgid = memory as string | null;
        memory = event.app;
      }
    }),
    'shares one object between all events': (() => {
      const shared: { [key: string]: unknown } = {};
      return harm((event, taken) => {
        if (taken) {
          shared.last = event.app;
          event.readFields = () => shared;
        }
      });
    })(),
    'makes up a severity': harm((event, taken) => {
      if (taken) event.severity = 8;
    }),
    'has an empty host': harm((event, taken) => {
      if (taken) event.host = '';
    }),
    'has a host without an end': harm((event, taken) => {
      if (taken) event.host = 'h'.repeat(256);
    }),
    'has an infinite time': harm((event, taken) => {
      if (taken) event.time = Number.POSITIVE_INFINITY;
    }),
    'throws when fields are read': harm((event, taken) => {
      if (taken) {
        event.readFields = () => {
          throw new Error('fields');
        };
      }
    }),
    'names an event after another format': harm((event, taken) => {
      if (taken) event.format = 'other';
    }),
    'pollutes a prototype': harm((event, taken) => {
      if (taken && event.app === 'prototype') Object.assign(Object.prototype, { polluted: true });
    }),
  };
  for (const [what, format] of Object.entries(saboteurs)) {
    test(what, () => {
      try {
        expect(failures(format)).not.toEqual([]);
      } finally {
        delete (Object.prototype as { polluted?: unknown }).polluted;
      }
    });
  }
});

test('a refused line gives no event, a taken one an event that can be read', () => {
  expect(parseAlone(sound, 'no colon')).toBeNull();
  expect(parseAlone(sound, 'key: value')?.message).toBe('value');
});
