import { expect, test } from 'vitest';
import { playbookOf } from './made-world.ts';

const GOOD = {
  name: 'block',
  describe: 'blocks an address',
  match: {},
  values: { address: { type: 'address' } },
  command: ['/usr/sbin/nft', '{ <address> }'],
};
const complaintOf = (changes: object) => {
  try {
    playbookOf(JSON.stringify({ playbooks: [{ ...GOOD, ...changes }] }));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

test('a playbook does nothing by itself unless it says so, and asks a person', () => {
  expect(playbookOf(JSON.stringify({ playbooks: [GOOD] }))).toMatchObject({
    dry_run: true,
    auto: false,
    timeout: 30_000,
  });
});

test.each([
  ['a program without its path', { command: ['nft', '<address>'] }, /whole path/],
  ['a value for a program', { command: ['/<address>'] }, /whole path/],
  ['a shell', { command: ['/bin/sh', '-c', 'nft <address>'] }, /no shell/],
  ['a shell by another name', { command: ['/usr/bin/bash', '<address>'] }, /no shell/],
  ['a program that runs others', { command: ['/usr/bin/env', 'nft', '<address>'] }, /no shell/],
  ['a value that is not described', { command: ['/bin/true', '<address>', '<other>'] }, /<other> is not/],
  ['a value of Object', { command: ['/bin/true', '<address>', '<constructor>'] }, /<constructor> is not/],
  ['a value without a place', { command: ['/bin/true'] }, /wants a place in the command/],
  [
    'auto without a rate',
    { auto: true, values: { address: { type: 'address', allow: ['203.0.113.0/24'] } } },
    /rate/,
  ],
  ['auto without a list', { auto: true, rate: '3/hour' }, /values that may be taken/],
  ['auto and a person', { auto: true, approve: 'human', rate: '3/hour' }, /approve: human/],
  [
    'a list that is none',
    { values: { address: { type: 'address', allow: ['203.0.113.0/99'] } } },
    /addresses and networks/,
  ],
  ['units without a list', { values: { address: { type: 'unit' } } }, /wants the units/],
  [
    'a pattern that begins anywhere',
    { values: { address: { type: 'address', line: 'from (\\S+)$' } } },
    /whole message/,
  ],
  [
    'a pattern without a group',
    { values: { address: { type: 'address', line: '^from \\S+$' } } },
    /one group/,
  ],
  ['a pattern with two groups', { values: { address: { type: 'address', line: '^(a)(b)$' } } }, /one group/],
  ['a port from anywhere', { values: { address: { type: 'port' } } }, /where in the line/],
  ['a key that does not exist', { shell: true }, /shell/],
])('%s is refused', (_what, changes, why) => {
  expect(complaintOf(changes)).toMatch(why);
});

test('auto with a rate and a list is taken', () => {
  expect(
    complaintOf({
      auto: true,
      rate: '3/hour',
      values: { address: { type: 'address', allow: ['203.0.113.0/24'] } },
    }),
  ).toBeNull();
});

test('two of one name are refused', () => {
  expect(() => playbookOf(JSON.stringify({ playbooks: [GOOD, GOOD] }))).toThrow(/two block/);
});
