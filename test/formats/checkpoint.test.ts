import { expect, test } from 'vitest';
import checkpoint from '../../src/formats/checkpoint.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(checkpoint, {
  fileName: 'checkpoint',
  samples: linesOf('checkpoint'),
  foreign: [
    '<134>1 2026-10-11T22:14:15Z gw app 1 - [a:b] text',
    '<134>1 2026-10-11T22:14:15Z gw app 1 - [a@1 b="c"] text',
    '<134>Oct 11 22:14:15 gw app: [a] text',
  ],
});

test('pairs without an end are kept as text, and of a key twice the first counts', () => {
  const line = '<134>1 2026-10-11T22:14:15Z gw CheckPoint 1 - [action:"Drop"; action:"Accept"; src:"10.0.0.1';
  const event = parseAlone(checkpoint, line)!.toJSON();
  expect(event.message).toBe('[action:"Drop"; action:"Accept"; src:"10.0.0.1');
  expect(event.fields).toMatchObject({ 'event.action': 'Drop' });
  expect(event.fields).not.toHaveProperty('source.ip');
});

test('keys that name prototypes are only keys', () => {
  const line = '<134>1 2026-10-11T22:14:15Z gw CheckPoint 1 - [__proto__:"x"; constructor:"y"; ]';
  const { checkpoint: pairs } = parseAlone(checkpoint, line)!.toJSON().fields;
  expect(Object.entries(pairs as object)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});
