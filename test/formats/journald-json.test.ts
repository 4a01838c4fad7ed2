import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import journaldJson from '../../src/formats/journald-json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const odd = readFileSync(new URL('journald-odd.ndjson', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const STAMP = '"__REALTIME_TIMESTAMP":"1780000000000000"';

formatContract(journaldJson, {
  fileName: 'journald-json',
  samples: [
    ...odd,
    `{${STAMP},"MESSAGE":"x","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"sshd","_PID":"12","SYSLOG_FACILITY":"4"}`,
  ],
  foreign: [
    '{"level":30,"time":1780000000000,"msg":"text"}',
    '{"timestamp":"2026-07-04T10:11:12Z","host":"h","severity":"info","facility":"daemon","tag":"a","message":"x"}',
    `{${STAMP}`,
    `[{${STAMP}}]`,
    '{"MESSAGE":"__REALTIME_TIMESTAMP"}',
    `{${STAMP},"a":${'['.repeat(100_000)}`,
    `{${STAMP},"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    `{${STAMP},"a":${'['.repeat(32)}${']'.repeat(32)}}`,
  ],
});

function read(line: string) {
  return parseAlone(journaldJson, line)!.toJSON();
}

test('every odd entry becomes one event', () => {
  expect(odd.map((line) => read(line).message)).toEqual([
    'plain',
    'esc \u001b[31mred\u001b[0m',
    'latin caf\uFFFD',
    expect.stringContaining('too long'),
    'line1\nline2',
    'nul\0in',
    'FOO=no message',
    'tab\tok\nsecond message',
    '',
    expect.stringContaining('too long'),
  ]);
});

test('bytes that are no text are kept as they came', () => {
  const event = parseAlone(journaldJson, odd[2]!)!;
  expect(event.text.subarray(event.messageStart, event.messageEnd).at(-1)).toBe(233);
});

test('fields that occur more than once: the first value counts, all are kept', () => {
  expect(read(odd[0]!).fields.TAG).toEqual(['a', 'b']);
  expect(read(`{${STAMP},"PRIORITY":["3","5"],"_COMM":["a","b"]}`)).toMatchObject({ severity: 3, app: 'a' });
});

test.each(['"99"', '"high"', '-1', '8', 'null', '""', '[]', '{}'])(
  'a priority of %s is the default, flagged',
  (value) => {
    expect(read(`{${STAMP},"MESSAGE":"x","PRIORITY":${value}}`)).toMatchObject({
      severity: 6,
      flags: ['default_severity'],
    });
  },
);

test('the parts of the entry have their places', () => {
  expect(
    read(
      `{${STAMP},"MESSAGE":"x","_HOSTNAME":"h","_COMM":"comm","_PID":"12","SYSLOG_FACILITY":"4","PRIORITY":"3","_SYSTEMD_UNIT":"ssh.service"}`,
    ),
  ).toMatchObject({
    time: '2026-05-28T20:26:40.000000Z',
    host: 'h',
    app: 'comm',
    pid: '12',
    facility: 4,
    severity: 3,
    fields: { _SYSTEMD_UNIT: 'ssh.service' },
    flags: [],
  });
});

test('keys like __proto__ are plain keys, duplicate keys and lone surrogates are read', () => {
  const { fields, message } = read(
    `{${STAMP},"MESSAGE":"a","MESSAGE":"b\\ud800","__proto__":{"polluted":"yes"},"constructor":"c"}`,
  );
  expect(Object.keys(fields)).toContain('__proto__');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(message).toBe('b\uFFFD');
});

test('of 10,000 fields 256 are kept, and it is said', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => `"K${i}":"v"`).join();
  const event = read(`{${STAMP},${many}}`);
  expect(Object.keys(event.fields)).toHaveLength(256);
  expect(event.flags).toContain('fields_cut');
});

test.each([
  '"MESSAGE":"plain","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"sshd","_PID":"12","PRIORITY":"3"',
  '"MESSAGE":"a \\"quoted\\" thing\\nand ü","_COMM":"c\\u00e9","SYSLOG_PID":"7"',
  '"MESSAGE":"","_HOSTNAME":"","SYSLOG_IDENTIFIER":"","_COMM":"x","PRIORITY":"","SYSLOG_FACILITY":"99"',
  '"_HOSTNAME":"h","NOTE":"no message"',
  '"MESSAGE":"last message repeated 3 times","__CURSOR":""',
])('an entry of nothing but strings is read like any other: %s', (fields) => {
  const mixed = read(`{${STAMP},${fields},"OTHER":["1","2"]}`);
  const plain = read(`{${STAMP},${fields}}`);
  const same = ({ raw: _raw, fields: _fields, ...rest }: typeof plain) => rest;
  // What says nothing shows its own fields instead.
  if (fields.includes('"MESSAGE"')) expect(same(plain)).toEqual(same(mixed));
  else expect(plain.message).toBe('NOTE=no message');
});
