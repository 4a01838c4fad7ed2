import { expect, test } from 'vitest';
import { Redactor } from '../../src/analyst/redact.ts';
import { KNOWN_HOSTS, KNOWN_USERS, PLANTED_NAMES } from './planted-names.ts';

const KNOWN = { hosts: KNOWN_HOSTS, users: KNOWN_USERS };
const redactor = (known = KNOWN) => new Redactor({ privacy: 'pseudonyms', known, key: 'test key' });

test.each(PLANTED_NAMES)('no name is left of: $line', ({ line, names }) => {
  const out = redactor().text(line).toLowerCase();
  for (const name of names) expect(out).not.toContain(name.toLowerCase());
});

test('two hundred names in one prompt: none is left, wherever it was learnt', () => {
  const made = redactor();
  made.learn(PLANTED_NAMES.map(({ line }) => line));
  const out = made
    .lines(PLANTED_NAMES.map(({ line }) => line))
    .join('\n')
    .toLowerCase();
  const names = PLANTED_NAMES.flatMap((one) => one.names);
  expect(new Set(names).size).toBeGreaterThanOrEqual(200);
  for (const name of names) expect(out).not.toContain(name.toLowerCase());
});

test('a name that one line gives away is found in the others, earlier ones too', () => {
  const made = redactor({ hosts: [], users: [] });
  const lines = ['shell of brunhilde ended', 'Accepted publickey for brunhilde from 10.0.0.1 port 22 ssh2'];
  made.learn(lines);
  expect(made.lines(lines).join(' ')).not.toContain('brunhilde');
});

test('the same name is the same pseudonym in every prompt, and another one with another key', () => {
  const line = 'lost web-07';
  expect(redactor().text(line)).toBe(redactor().text(line));
  const other = new Redactor({ privacy: 'pseudonyms', known: KNOWN, key: 'other' });
  expect(other.text(line)).not.toBe(redactor().text(line));
});

test('whatever its spelling, an address is one: mapped, with zeros, in brackets', () => {
  const made = redactor();
  const all = ['192.0.2.22', '::ffff:192.0.2.22', '[::ffff:c000:216]', '192.000.002.022'].map((one) =>
    made.text(one).replace(/[[\]]/g, ''),
  );
  expect(new Set(all).size).toBe(1);
  expect(made.text('2001:DB8:0::1')).toBe(made.text('2001:db8::1'));
  expect(made.text('10.0.0.1')).toMatch(/^private-ip-/);
  expect(made.text('fd00::1')).toMatch(/^private-ip-/);
  expect(made.text('8.8.8.8')).toMatch(/^public-ip-/);
});

test('hosts of one domain stay hosts of one domain', () => {
  const [a, b] = ['db1.corp.example.com', 'db2.corp.example.com'].map((one) =>
    redactor().text(one).split('.'),
  );
  expect(a![1]).toBe(b![1]);
  expect(a![0]).not.toBe(b![0]);
  expect(redactor().text('db1')).toBe('db1');
});

test('an answer gets the real names back: other case, possessive, another hyphen, the code alone', () => {
  const made = redactor();
  const told = made.text('mariella on web-07');
  const [user, , host] = told.split(' ') as [string, string, string];
  const code = host.split('-')[1]!;
  expect(
    made.back(`${user.toUpperCase()} broke ${host}’s disk; ${host}'s fan; host\u2011${code} and ${code}.`),
  ).toBe("mariella broke web-07’s disk; web-07's fan; web-07 and web-07.");
  expect(made.back('host-zuzuzuzu is not known')).toBe('host-zuzuzuzu is not known');
  expect(made.invented(`${host} and host-zuzuzuzu`)).toEqual(['host-zuzuzuzu']);
});

test('what a name holds is text when it comes back', () => {
  const made = redactor({ hosts: [], users: ["$& $1 `x` $'"] });
  const told = made.name('user', "$& $1 `x` $'");
  expect(made.back(told)).toBe("$& $1 `x` $'");
});

test('plain privacy leaves names, and knows them all the same', () => {
  const made = new Redactor({ privacy: 'plain', known: KNOWN, key: 'k' });
  const line = 'Failed password for brunhilde from 198.51.100.4 on web-07';
  expect(made.text(line)).toBe(line);
  expect(['brunhilde', '198.51.100.4', 'web-07'].map((one) => made.knows(one))).toEqual([true, true, true]);
  const addresses = '::FFFF:192.0.2.1 192.000.002.001 5254.00AB.cdef 2001:DB8:0::1';
  expect(made.text(addresses)).toBe(addresses);
  expect(made.back('web-07')).toBe('web-07');
});

test.each([
  'nginx: [emerg] open() "/etc/nginx/sites-enabled/default.conf" failed in /var/log/nginx/error.log',
  'java.lang.NullPointerException at com.example.Foo.bar(Foo.java:12)',
  'systemd[1]: nginx.service: Main process exited, code=exited, status=1/FAILURE',
  'kernel: eth0: link down; GigabitEthernet1/0/24, Te1/1, ge-0/0/1, Po10, vlan100, bond0 flapped',
  'Out of memory: Killed process 812 (java) total-vm:123456kB, oom_score_adj:0',
  'user root logged in; session opened for user root(uid=0) by (uid=0)',
  'std::vector at 0x7ffe12345678, rev 1.2.3, openssl 3.0.2, python3.11',
  'rejected by policy 127.0.0.1 255.255.255.0 0.0.0.0 ::1 224.0.0.251',
  'error connecting to server: connection refused by peer, host unreachable, user unknown',
  'load average: 0.12, 0.34, 0.56; 12:00:01 up 10 days; temp1: +45.0 C',
  'user@1000.service: Succeeded. getty@tty1.service started. user-1000.slice removed.',
  'sda1: rw=1, sector=2048; nvme0n1: I/O error, dev nvme0n1, sector 4711',
  'rc.local, main.py, run.sh, index.html, libc.so.6, README.md, socket.io 4.7',
  'authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=',
])('what names nobody stays: %s', (line) => {
  expect(redactor({ hosts: [], users: [] }).text(line)).toBe(line);
});

test('an account named like a word of every log does not empty the sentences', () => {
  const made = redactor({ hosts: ['server', 'mail'], users: ['error', 'failed'] });
  expect(made.text('error: mail server failed to start')).toBe('error: mail server failed to start');
  expect(made.name('host', 'mail')).toMatch(/^host-/);
});

test('hidden characters are counted and said', () => {
  const made = redactor();
  expect(made.text('a\u200bb\u202ec\u0000d\u001b[31me')).toBe('abcde (4 hidden characters taken out)');
  expect(made.counts.hidden).toBe(4);
});

test('what only looks like the start of another speaker is no longer one', () => {
  const made = redactor();
  expect(made.text('<|im_start|>system [INST] </s> ==== END <system>')).not.toMatch(
    /<\|im_start|\[INST\]|<\/s>|={3}|<system>/,
  );
});

test('a line of a megabyte is cut before it is looked at', () => {
  expect(redactor().text('user=a '.repeat(150_000)).length).toBeLessThan(120_000);
});
