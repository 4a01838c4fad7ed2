import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/kit/terminal.ts';
import { markdownDaily, renderDaily } from '../../src/report/daily.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { sampleDaily, sampleMail } from './sample-daily.ts';

const page = (width: number | null): Page => ({ width, paint: painter(false), timeZone: 'UTC' });
const text = renderDaily(sampleDaily(), page(80));

describe('the daily report as text', () => {
  test('has the mail server’s numbers, the odd ones first', () => {
    expect(text).toContain(
      'Mail (3 days, 2026-03-01 to 2026-03-03)\n  9 received, 11 delivered, 2 deferred in 5',
    );
    expect(text).toContain('    stuck.example takes no mail any more: 43 deferrals, the last delivery was\n');
    expect(text).toContain('    new within 13 days: bounced 3 times: mailbox is full\n');
    expect(text.indexOf('What is odd about it')).toBeLessThan(text.indexOf('By hour of the day'));
    expect(text).toMatch(/ {4}rejected {2}│ ▂ {4}▂▇█▇▇▃▅▄ {10}│ most 7\n {15}00:00 06:00 12:00 18:00\n/);
    expect(text).toMatch(
      / {4}times {2}clients {2}what\n {8}3 {8}2 {2}RCPT: blocked using zen\.spamhaus\.org\n/,
    );
    expect(text).toMatch(/ {11}1 {2}29 min 21 s {2}29 min 21 s {2}2001:db8::25\n/);
  });

  test('marks hosts that say much more than before, and models with something wrong', () => {
    expect(text).toContain('  60,000   75 %  15,000  fw01 (4 times as much)\n');
    expect(text).toContain('     500  0.6 %       0  new01 (new)\n');
    expect(text).toContain(
      'Models\n  lines.web: the last fit failed: no memory\n  2 models in use, the oldest learnt Sat',
    );
    expect(text).toContain('→ 1 page of 3 that the\nbudget allows\n');
  });

  test.each([40, 60, 80, 132])('fits %i columns, and breaks what is long instead of cutting it', (width) => {
    const narrow = renderDaily(sampleDaily(), page(width));
    for (const row of narrow.split('\n')) expect(displayWidth(row)).toBeLessThanOrEqual(Math.max(72, width));
    expect(narrow.replace(/\s+/g, ' ')).toContain('Improper use of SMTP command pipelining');
  });

  test('lists by size only where they name others than by count', () => {
    const share = { distinct: 1, atLeast: false, first: [{ name: 'only@example.org', count: 1, bytes: 1 }] };
    const mail = { ...sampleMail(), senders: { byCount: share, bySize: share } };
    const few = renderDaily(sampleDaily({ mail }), page(80));
    expect(few).toContain('Senders\n');
    expect(few).not.toContain('Senders by size');
    expect(text).toContain('Senders by size');
  });

  test('is Markdown with tables on demand', () => {
    const markdown = markdownDaily(sampleDaily(), page(null));
    expect(markdown).toContain(
      '### Where it went\n\n| messages | size | deferrals | mean delay | longest | domain |\n| --: |',
    );
    expect(markdown).toContain('\n    received  │');
  });
});
