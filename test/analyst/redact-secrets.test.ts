import { expect, test } from 'vitest';
import { Redactor } from '../../src/analyst/redact.ts';
import { PLANTED_SECRETS } from './planted-secrets.ts';

const redactor = (privacy: 'pseudonyms' | 'plain') => new Redactor({ privacy, key: 'test key' });

test.each(PLANTED_SECRETS)('$what is cut, whether names are replaced or not', ({ line, secret }) => {
  for (const privacy of ['pseudonyms', 'plain'] as const) {
    const made = redactor(privacy);
    const out = made.lines(line.split('\n')).join('\n');
    expect(out).not.toContain(secret);
    expect(out.toLowerCase()).not.toContain(secret.toLowerCase().slice(0, 12));
    expect([...made.counts.secrets.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
  }
});

test('there are forty planted secrets at least', () => {
  expect(PLANTED_SECRETS.length).toBeGreaterThanOrEqual(40);
});

test.each([
  'sshd[812]: Failed password for root from 10.0.0.1 port 22 ssh2',
  'Invalid token: unexpected end of input in /etc/app/config.json line 12',
  'password authentication failed: wrong password',
  'tokens=512 pass=14 fail=2 session=4 key=12',
  'blk_-6952295868487656571 size 67108864 offset 4111111111111112',
  'GigabitEthernet1/0/24 is down, CRC errors 4711, up 12:00:01',
  'nginx: open() "/var/www/html/static/js/main.3f2a9c.js" failed (2: No such file or directory)',
  'Out of memory: Killed process 812 (java) total-vm:8123456kB, anon-rss:4123456kB',
  'PWD=/srv/app ; USER=root ; COMMAND=/usr/bin/apt update',
  'the secret service started, key exchange X25519, cookie disabled',
  'container started in 3.2s with 8 workers at 2026-03-01T12:00:01.123456Z',
  'uuid 0673dd71-34c5-4fbb-86c4-40623fbe45b4 not found',
])('%s stays as it is', (line) => {
  expect(redactor('plain').text(line)).toBe(line);
});

test('of long hexadecimal digits the beginning stays, so that the same is known again', () => {
  const id = 'a489c868f0c37da93b76227c91bb03908ac0e742a489c868f0c37da93b76227c';
  expect(redactor('plain').text(`container ${id} died`)).toBe('container a489c8… died');
});

test('a key that spans lines is cut in each of them, and what follows is not', () => {
  const body = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2g';
  const out = redactor('plain').lines([
    'Mar  1 12:00:01 web app: -----BEGIN RSA PRIVATE KEY-----',
    `Mar  1 12:00:01 web app: ${body}`,
    body.slice(0, 20),
    '-----END RSA PRIVATE KEY-----',
    'Mar  1 12:00:02 web app: loaded',
  ]);
  expect(out.join('\n')).not.toContain(body.slice(0, 20));
  expect(out[4]).toBe('Mar  1 12:00:02 web app: loaded');
});

test('counts say what was cut, and reading ahead for names does not count', () => {
  const made = redactor('pseudonyms');
  const line = 'password=hunter2 token=abcdef0123456789';
  made.learn([line]);
  expect([...made.counts.secrets]).toEqual([]);
  made.text(line);
  expect([...made.counts.secrets]).toEqual([['secret', 2]]);
});
