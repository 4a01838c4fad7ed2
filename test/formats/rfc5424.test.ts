import { expect, test } from 'vitest';
import rfc5424 from '../../src/formats/rfc5424.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const HEAD = '<165>1 2003-10-11T22:14:15.003Z host.example app 12 ID47';

formatContract(rfc5424, {
  fileName: 'rfc5424',
  samples: [
    `${HEAD} - text`,
    `${HEAD} [a@1 b="c" d="\\"\\]\\\\"][e@1] text`,
    `${HEAD} [a@1 b="c"][a@1 b="d"] text`,
    `${HEAD} [ a@1 b="c"] text`,
    `${HEAD} [x __proto__="1" constructor="2"] text`,
    '<34>1 - - - - - -',
    '<134>2023-11-14T09:12:33Z fw1 CheckPoint 26203 - [a@1 b="c"] text',
    '<34>1 2003-10-11T22:14:15.003Z',
    '<190>1 2026-07-04T10:11:12.123Z edge-rtr-2 - - - - %SEC-6-IPACCESSLOGP: list 101 denied',
    `${HEAD} - \uFEFFtext`,
  ],
  foreign: [
    '<34>Oct 11 22:14:15 mymachine su: text',
    '<134>1 1563249630.774247467 MX84 events type=vpn',
    '1 2003-10-11T22:14:15.003Z host app - - - no PRI',
    '<13>2026-07-04T10:11:12Z host app[1]: a b - c',
    '<13>2026-07-04T10:11:12Z host app: 12 x - c',
    '{"a":1}',
  ],
  alsoNamed: ['checkpoint'],
});

function read(line: string | Uint8Array) {
  return parseAlone(rfc5424, line)!.toJSON();
}

test('every part of the header has its place', () => {
  expect(read(`${HEAD} [a@1 b="c"] text`)).toMatchObject({
    time: '2003-10-11T22:14:15.003000Z',
    host: 'host.example',
    app: 'app',
    pid: '12',
    msgid: 'ID47',
    facility: 20,
    severity: 5,
    message: 'text',
    fields: { sd: { 'a@1': { b: 'c' } } },
    flags: [],
  });
});

test('a header without its version is read all the same', () => {
  expect(read('<134>2023-11-14T09:12:33Z fw1 CheckPoint 26203 - [a@1 b="c"] text')).toMatchObject({
    host: 'fw1',
    app: 'CheckPoint',
    pid: '26203',
    msgid: null,
    fields: { sd: { 'a@1': { b: 'c' } } },
    message: 'text',
    flags: [],
  });
});

test('values of structured data are unescaped', () => {
  const { sd } = read(`${HEAD} [a b="\\"\\]\\\\\\n" c=""] text`).fields as { sd: Record<string, unknown> };
  expect(sd.a).toEqual({ b: '"]\\\\n', c: '' });
});

test.each([
  ['an id twice', '[a b="1"][a b="2"] text', 'text'],
  ['a quote that is not escaped', '[a b="x"y"] text', 'text'],
  ['a bracket that is not escaped', '[a b="x]y"] text', 'text'],
  ['a blank after the bracket', '[ a b="1"] text', '[ a b="1"] text'],
  ['no end', '[a b="1', '[a b="1'],
  ['a half bracket', '[ x', '[ x'],
  ['neither data nor a dash', 'text at once', 'text at once'],
])('structured data with %s: an event, flagged', (_, data, message) => {
  expect(read(`${HEAD} ${data}`)).toMatchObject({ message, flags: ['malformed'], host: 'host.example' });
});

test('keys like __proto__ are plain keys', () => {
  const { sd } = read(`${HEAD} [__proto__ polluted="yes"] m`).fields as { sd: object };
  expect(Object.keys(sd)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('of 10,000 parameters 256 are kept', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ` k${i}="v"`).join('');
  const { sd } = read(`${HEAD} [a${many}] m`).fields as { sd: { a: object } };
  expect(Object.keys(sd.a)).toHaveLength(256);
});

test('a byte order mark is removed, also before text that is not UTF-8', () => {
  expect(read(`${HEAD} - \uFEFFtext`).message).toBe('text');
  const bad = read(Buffer.concat([Buffer.from(`${HEAD} - \uFEFF`), Buffer.of(0xff, 65)]));
  expect(bad).toMatchObject({ message: '\uFFFDA', host: 'host.example', flags: ['invalid_utf8'] });
  expect(Buffer.from(bad.rawBase64!, 'base64').at(-2)).toBe(0xff);
});

test('an impossible time is flagged', () => {
  expect(read('<1>1 2003-13-41T22:14:15Z h a - - - m')).toMatchObject({
    time: null,
    flags: ['bad_time'],
    host: 'h',
  });
});

test('the blank that rsyslog hands on before the message is no part of it; indentation is', () => {
  expect(read(`${HEAD} -  Failed password`).message).toBe('Failed password');
  expect(read(`${HEAD} -     at Frame`).message).toBe('    at Frame');
});
