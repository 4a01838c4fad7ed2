import { describe, expect, test } from 'vitest';
import { lineEvent } from '../../src/app/parse-line.ts';
import { MailCounts } from '../../src/mailstats/counts.ts';
import { mailReport } from '../../src/mailstats/mail-report.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { HAND_MADE, hostileLines, LATER } from './hand-made.ts';

const AT = Date.UTC(2026, 2, 10);
const ALL = { from: '0000', to: '9999' };
const DAY = 86_400_000;
let clock = Date.UTC(2026, 2, 1);

function read(lines: readonly string[], counts = new MailCounts('UTC')): MailCounts {
  for (const line of lines) counts.observe(lineEvent(line, { receivedAt: AT, timeZone: 'UTC' }));
  return counts;
}

/** A line of Postfix, a second after the one before unless told when. */
function say(counts: MailCounts, program: string, message: string, time = (clock += 1000)): void {
  counts.observe(madeEvent({ app: `postfix/${program}`, message, time, host: 'mail' }));
}

function deliver(counts: MailCounts, to: string, status: string, time?: number): void {
  const delays = 'relay=none, delay=1, delays=0/0/0/1, dsn=2.0.0';
  say(counts, 'smtp', `AB: to=<${to}>, ${delays}, status=${status}`, time);
}

describe('counts of mail', () => {
  test('go on from where they were saved, wherever that is', () => {
    const lines = [...HAND_MADE, ...LATER];
    const whole = mailReport(read(lines).days, ALL, 1000);
    for (const cut of [1, 7, 12, 40, 90, HAND_MADE.length + 1]) {
      const first = read(lines.slice(0, cut));
      first.save();
      const { open, days } = read(lines.slice(cut, cut + 5), first).save();
      const second = new MailCounts('UTC');
      second.load(open, (name) => days.get(name) ?? null);
      expect(mailReport(read(lines.slice(cut + 5), second).days, ALL, 1000)).toEqual(whole);
    }
  });

  test('are those of the day and hour of the zone', () => {
    const counts = new MailCounts('Europe/Berlin');
    deliver(counts, 'a@b.example', 'sent (ok)', Date.UTC(2026, 5, 30, 22, 30));
    const report = mailReport(counts.days, ALL, 10)!;
    expect(report.days[0]!.day).toBe('2026-07-01');
    expect(report.hours[0]!.delivered).toBe(1);
  });

  test('have a bounded number of names; the rest is counted together', () => {
    const counts = new MailCounts('UTC');
    for (let i = 0; i < 6000; i++)
      deliver(counts, `u${i}@d${i}.example`, `deferred (reason ${'x'.repeat(i % 60)}${i})`);
    const report = mailReport(counts.days, ALL, Number.POSITIVE_INFINITY)!;
    expect(report.totals.deferrals).toBe(6000);
    expect(report.deferred.first.length).toBe(2000);
    expect(report.deferred).toMatchObject({ distinct: 2000, atLeast: true });
    expect(report.destinations.byCount.first.length).toBe(5000);
  });

  test('forget the messages that were not heard of for longest, and say so', () => {
    const counts = new MailCounts('UTC');
    for (let i = 0; i < 20_010; i++) say(counts, 'qmgr', `${i}Q: from=<a@b.example>, size=5, nrcpt=1`);
    expect(counts.queue.forgotten).toBe(10);
    expect(counts.queue.save().messages).toHaveLength(20_000);
  });

  test('of messages that left the queue nothing is saved', () => {
    const counts = new MailCounts('UTC');
    say(counts, 'qmgr', '1A: from=<a@b.example>, size=5, nrcpt=1');
    say(counts, 'qmgr', '1A: removed');
    expect(counts.queue.save().messages).toEqual([]);
  });

  test('are kept for 15 days; what is older is counted as such, and so is what has no time', () => {
    const counts = new MailCounts('UTC');
    const start = Date.UTC(2026, 0, 1);
    for (let day = 0; day < 30; day++) deliver(counts, 'a@b.example', 'sent (ok)', start + day * DAY);
    deliver(counts, 'a@b.example', 'sent (ok)', start);
    deliver(counts, 'a@b.example', 'sent (ok)', Number.NaN);
    expect(counts.days.size).toBe(15);
    expect(counts.counters).toEqual({ events: 32, counted: 30, untimed: 1, tooOld: 1 });
  });

  test('keep the queue ids of two servers apart', () => {
    const counts = new MailCounts('UTC');
    for (const host of ['mail1', 'mail2']) {
      for (const message of [
        '1A: client=mx.example.com[192.0.2.1]',
        '1A: from=<a@b.example>, size=5, nrcpt=1',
      ]) {
        const app = message.includes('client') ? 'postfix/smtpd' : 'postfix/qmgr';
        const event = madeEvent({ app, message, host, time: (clock += 1000) });
        event.pidText = '1';
        counts.observe(event);
      }
    }
    expect(mailReport(counts.days, ALL, 1)!.totals).toMatchObject({ received: 2, bytesReceived: 10 });
  });

  test('sum rejections up over those who met them', () => {
    const counts = new MailCounts('UTC');
    for (const [client, times] of [
      ['192.0.2.1', 3],
      ['192.0.2.2', 1],
    ] as const) {
      for (let i = 0; i < times; i++) {
        const event = madeEvent({
          app: 'postfix/smtpd',
          message: `NOQUEUE: reject: CONNECT from unknown[${client}]: 554 5.7.1 <unknown[${client}]>: Client host rejected: Access denied; proto=SMTP`,
        });
        event.pidText = '7';
        counts.observe(event);
      }
    }
    const { rejected, rejectedFor } = mailReport(counts.days, ALL, 10)!;
    expect(rejected.distinct).toBe(2);
    expect(rejectedFor.first).toEqual([
      { path: ['CONNECT', 'Client host rejected: Access denied'], count: 4, parties: 2 },
    ]);
  });

  test('take any line, however odd, in bounded time and as text', () => {
    const counts = read(hostileLines());
    const long = ['RCPT from '.repeat(1e5), ' said: : '.repeat(1e5), 'connect to a[b]: '.repeat(1e5)];
    for (const text of long) {
      deliver(counts, text, `deferred (${text})`);
      say(counts, 'smtpd', `NOQUEUE: reject: RCPT from a[192.0.2.1]: ${text}`);
      say(counts, 'smtp', text);
    }
    expect(counts.counters.events).toBe(counts.counters.counted);
    expect(JSON.stringify(mailReport(counts.days, ALL, 10))).not.toContain('\\u00c3');
  });
});

describe('what is odd about mail', () => {
  test('is a reason that no day before had, whatever addresses are in it', () => {
    const counts = new MailCounts('UTC');
    const [before, today] = [Date.UTC(2026, 2, 1, 12), Date.UTC(2026, 2, 2, 12)];
    deliver(
      counts,
      'a@b.example',
      'deferred (host mx1.b.example[192.0.2.1] said: 450 <a@b.example>: greylisted)',
      before,
    );
    deliver(
      counts,
      'c@d.example',
      'deferred (host mx2.d.example[192.0.2.9] said: 450 <c@d.example>: greylisted)',
      today,
    );
    for (let i = 0; i < 3; i++) deliver(counts, 'c@d.example', 'bounced (mailbox is full)', today);
    const report = mailReport(counts.days, { from: '2026-03-02', to: '2026-03-02' }, 10)!;
    expect(report.comparedWith).toBe(1);
    expect(report.news).toEqual([{ kind: 'bounced', reason: 'mailbox is full', count: 3 }]);
    expect(mailReport(counts.days, ALL, 10)!.news).toEqual([]);
  });

  test('is a domain that took mail and takes none any more', () => {
    const counts = new MailCounts('UTC');
    const [before, today] = [Date.UTC(2026, 2, 1, 12), Date.UTC(2026, 2, 2, 12)];
    for (const domain of ['stuck.example', 'well.example'])
      deliver(counts, `a@${domain}`, 'sent (ok)', before);
    for (const domain of ['stuck.example', 'well.example', 'never.example']) {
      for (let i = 0; i < 4; i++) deliver(counts, `a@${domain}`, 'deferred (no)', today + i * 1000);
    }
    deliver(counts, 'a@well.example', 'sent (ok)', today + 9000);
    const report = mailReport(counts.days, { from: '2026-03-02', to: '2026-03-02' }, 10)!;
    expect(report.turned).toEqual([
      { name: 'stuck.example', deferrals: 4, sent: before, stuck: today + 3000 },
    ]);
  });
});
