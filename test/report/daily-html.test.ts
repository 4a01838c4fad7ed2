import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderDaily } from '../../src/report/daily.ts';
import { htmlDaily } from '../../src/report/daily-html.ts';
import { painter } from '../../src/report/page.ts';
import { HOSTILE } from '../../src/testing/made-messages.ts';
import { sampleDaily, sampleMail } from './sample-daily.ts';
import { sampleIncident } from './sample-incident.ts';
import { sampleFinding } from './sample-result.ts';

const page = htmlDaily(sampleDaily(), 'UTC');

/** What is read of a page, without its markup. */
function textOf(html: string): string {
  return html
    .replace(/^[\s\S]*<main>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

describe('the daily report as a page', () => {
  test('runs nothing and fetches nothing; its own policy forbids both', () => {
    expect(page).not.toMatch(
      /<script|<link|<iframe|<img|<object|@import|url\(|\son\w+=|\sstyle=|href=|src=/i,
    );
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  });

  test('has every word and number that the text has', () => {
    const html = textOf(page);
    const text = renderDaily(sampleDaily(), { width: null, paint: painter(false), timeZone: 'UTC' });
    const rows = text.split('\n').filter((row) => !/│|→|^ +\d\d:00|Sun 00:00/.test(row));
    // The first row is the headline, which the page has as title and time.
    for (const row of rows.slice(1)) {
      for (const word of row.trim().split(/\s{2,}/))
        if (word !== '') expect(html).toContain(word.replace(/\s+/g, ' '));
    }
  });

  test('says in words what its pictures show, and paints them where no style sheet is read', () => {
    const words = 'received 9, most 2 at 05:00';
    expect(page).toContain(
      `<figcaption>${words}</figcaption>\n<svg class="chart" role="img" width="100%" height="45" aria-label="${words}">`,
    );
    // A mail program may leave pictures out with all that is in them.
    const withoutPictures = textOf(page.replace(/<svg[\s\S]*?<\/svg>/g, ''));
    const shown = [...page.matchAll(/<svg[^>]* aria-label="([^"]*)"/g)].map(([, label]) => label!);
    expect(shown.length).toBeGreaterThan(4);
    for (const label of shown) expect(withoutPictures).toContain(label);
    for (const [shape] of page.matchAll(/<rect [^>]*>/g)) expect(shape).toMatch(/ fill="#/);
  });

  test('shows what came from logs as text', () => {
    for (const hostile of HOSTILE) {
      const listed = { count: 1, first: [sampleFinding({ because: hostile, about: { host: hostile } })] };
      const share = { distinct: 1, atLeast: false, first: [{ name: hostile, count: 1, bytes: 1 }] };
      const shares = { byCount: share, bySize: share };
      const html = htmlDaily(
        sampleDaily({
          ...{ novel: listed, silent: listed, chronic: listed, ahead: listed, mailOdd: listed },
          below: { count: 1, first: [sampleIncident({ headline: hostile })] },
          talkers: { count: 1, first: [{ name: hostile, lines: 5, before: 0 }] },
          mail: { ...sampleMail(), senders: shares, recipients: shares },
        }),
        'UTC',
      );
      expect(html).not.toMatch(/<script|<img|<b>[^\d]|[\u202e\u2066\u0000\u001b]/i);
    }
  });

  test('of a quiet day without mail and without a daemon is short', () => {
    const none = { count: 0, first: [] };
    const quiet = htmlDaily(
      sampleDaily({
        ...{ messages: none, below: none, novel: none, silent: none, ahead: none, chronic: none },
        ...{ missed: none, silenced: none, talkers: none, mailOdd: none, mail: null, lines: null },
        ...{ status: null, budget: null, open: 0, models: [] },
        precision: { pages: 0, all: { judged: 0, real: 0, interval: [0, 1] }, detectors: [], missed: 0 },
        reduction: { lines: null, stored: null, findings: 0, incidents: 0, pages: 0, escalations: 0 },
      }),
      'UTC',
    );
    expect(textOf(quiet).trim()).toBe(
      'logsift No page, 0 incidents Sun 2026-03-01 00:00:00 – Mon 2026-03-02 00:00:00 +00:00 0 findings 0 incidents 0 pages',
    );
  });
});
