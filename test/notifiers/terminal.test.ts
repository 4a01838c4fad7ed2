import { expect, test } from 'vitest';
import terminal from '../../src/notifiers/terminal.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks } from '../../src/testing/notifier-checks.ts';

const checks = notifierChecks(terminal, {
  fileName: 'terminal',
  remote: false,
  options: () => ({}),
  checkSent(sent) {
    expect(sent).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u);
    // Every line of a message but its first is indented: a log line cannot look like another message.
    const [, ...rest] = sent.trimEnd().split('\n');
    for (const line of rest) expect(line).toMatch(/^(?: {3}\S| {5}|$)/);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

test('a message reads like a person would tell it', () => {
  const channel = terminal.create({}, { now: () => 0, write: () => {}, timeZone: 'UTC' });
  expect(channel.render(madeMessage())).toBe(
    `── web01 sshd: 312 failed logins from 203.0.113.9, then a success (Sat 2026-11-21 12:00:00 +00:00)
   This is the first of its kind in 14 days.

   Finding 0: someone tried until it worked
   urgent · web01 sshd · Sat 2026-11-21 11:50:00 – 11:59:59 +00:00
     /var/log/auth.log:99: Accepted password for root
     and 312 more lines like it
   expected  at most 4 failed logins an hour
   seen      312 failed logins in 9 minutes
   odds      by chance less than once in a century (surprise 5.2); 14 days of history · id ${'ID'}

`.replace('ID', channel.render(madeMessage()).match(/id (\w+)\n/)![1]!),
  );
});

test('an output that is closed is a permanent failure', async () => {
  const write = () => {
    throw Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
  };
  const channel = terminal.create({}, { now: () => 0, write });
  const delivery = await channel.deliver(madeMessage(), { signal: AbortSignal.timeout(1000) });
  expect(delivery).toMatchObject({ ok: false, permanent: true });
});

test('what the headline has said is not said again', () => {
  const channel = terminal.create({}, { now: () => 0, write: () => {}, timeZone: 'UTC' });
  const message = madeMessage();
  const { because } = message.findings[0]!;
  const text = channel.render({ ...message, headline: `web01: ${because}` });
  expect(text.split(because)).toHaveLength(2);
});

test('rows are broken between words where the width is known', () => {
  const long = 'word '.repeat(40).trim();
  const made = terminal.create({}, { now: () => 0, write: () => {}, columns: 80 });
  const rows = made.render({ ...madeMessage(), headline: long, body: [long] }).split('\n');
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
  expect(rows[0]).toMatch(/^── word word/);
  expect(rows[1]).toMatch(/^ {3}word word/);
});
