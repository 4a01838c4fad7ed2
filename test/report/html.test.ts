import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Overview, ScanResult } from '../../src/core/scan-result.ts';
import { renderHtml } from '../../src/report/html.ts';
import { sampleFinding, sampleResult } from './sample-result.ts';

const FROM = Date.UTC(2026, 1, 27, 5);

function overview(changes: Partial<Overview> = {}): Overview {
  const counts = (n: number) => Array.from({ length: 120 }, (_, i) => (i % 10 === 0 ? n : 0));
  return {
    timeline: {
      from: new Date(FROM).toISOString(),
      width: 1_800_000,
      notShown: 3,
      counts: [
        { level: 'error', counts: counts(1) },
        { level: 'warning', counts: counts(0) },
        { level: 'info', counts: counts(1000) },
        { level: 'unknown', counts: counts(0) },
      ],
    },
    templates: [
      {
        id: 't1',
        text: 'session <*> of user <*> closed',
        count: 20_000,
        share: 0.83,
        firstSeen: '2026-02-27T05:25:01.000000Z',
        lastSeen: '2026-03-01T11:40:11.000000Z',
        hosts: [],
        slots: [],
        example: '',
      },
    ],
    moreTemplates: 40,
    ...changes,
  };
}

function page(changes: Partial<ScanResult> = {}, top = 10): string {
  return renderHtml(sampleResult({ overview: overview(), ...changes }), { top, timeZone: 'UTC' });
}

const EVIL =
  '"><script>alert(1)</script><img src=x onerror=alert(2)>\'`javascript:alert(3)\x1b[31m\x00\u202e';

describe('the HTML report', () => {
  it('needs nothing else: no script, no address, no handler', () => {
    const text = page();
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(|https?:|\bsrc=|\son\w+=/i);
    // Every link leads to a place in the page.
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, to]) => to!);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(text).toContain(`id="${link.slice(1)}"`);
  });

  it('forbids by its own policy all but its own style', () => {
    const text = page();
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!.replaceAll('&#39;', "'");
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    // Such a policy also forbids style attributes: there are none.
    expect(text).not.toMatch(/\sstyle="/);
  });

  it('shows hostile text as text wherever it comes from', () => {
    const about = { host: EVIL, app: EVIL, actor: EVIL, metric: EVIL };
    const evidence = [{ source: 'file', file: EVIL, line: 3, text: `${EVIL}\n${EVIL}` }];
    const finding = sampleFinding({
      ...{ about, evidence, expected: EVIL, seen: `"${EVIL}"`, because: EVIL, maturity: EVIL },
      also: [{ id: 'b1', detector: EVIL, because: EVIL }],
      figure: { label: EVIL, usual: [1, 2], typical: 1, seen: 9 },
    });
    const [template] = overview().templates;
    const text = page({
      findings: [finding],
      read: [
        { ...sampleResult().read[0]!, name: EVIL, notUnderstood: [{ shape: EVIL, lines: 9, example: EVIL }] },
      ],
      unread: [{ name: EVIL, code: 'INPUT_UNREADABLE', reason: EVIL }],
      notes: [EVIL],
      overview: overview({ templates: [{ ...template!, text: EVIL }] }),
    });
    expect(text).not.toMatch(/<script|<img/i);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
    // In a tag a hostile text could only be where it is quoted; no quotation mark of it got through.
    const tags = [...text.matchAll(/<[a-z][^>]*>/g)].map(([tag]) => tag);
    for (const tag of tags) expect(tag).toMatch(/^<[a-z0-9]+(?: [\w:-]+(?:="[^"<>]*")?)*\/?>$/);
    expect(text.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(10);
  });

  it('says the verdict, what was read, what was not, and the notes', () => {
    const text = page({
      unread: [{ name: '/var/log/secure', code: 'INPUT_UNREADABLE', reason: 'join group adm' }],
      notes: ['too many hosts'],
      expected: 2,
    });
    expect(text).toContain('<h1>Found 1 thing that does not fit, urgent.</h1>');
    expect(text).toContain('Read 24,011 lines (3.1 MB) of auth.log');
    expect(text).toContain('Read 1 of 2 files; join group adm for the rest.');
    expect(text).toContain('too many hosts');
    expect(text).toContain('2 expected things not shown.');
  });

  it('marks the odd part of a line', () => {
    expect(page()).toContain('failed - <mark>POSSIBLE BREAK-IN ATTEMPT</mark>!');
  });

  it('pins findings to their time, and shows an error among a thousand lines', () => {
    const finding = sampleFinding({ from: FROM + 30 * 3_600_000 });
    const text = page({ findings: [finding, sampleFinding({ from: Number.NaN, to: Number.NaN })] });
    expect(text).toMatch(/href="#finding-1"><title>[^<]*<\/title><line x1="50%"/);
    expect(text).not.toContain('href="#finding-2"');
    const heights = [...text.matchAll(/class="bar-error"[^>]*height="([\d.]+)"/g)].map(([, h]) => Number(h));
    expect(heights.filter((height) => height >= 2)).toHaveLength(12);
    expect(text).toContain('not shown, as without a time or far from the rest: 3');
  });

  it('draws what was expected and seen where both are numbers, and not where they are not', () => {
    const figure = { label: 'ms', usual: [12, 31], typical: 20, seen: 152 } as const;
    expect(page({ findings: [sampleFinding({ figure })] })).toContain(
      'aria-label="ms: usually 12 to 31, seen 152"',
    );
    const bare = { ...figure, label: '' };
    expect(page({ findings: [sampleFinding({ figure: bare })] })).toContain('"usually 12 to 31, seen 152"');
    const broken = { ...figure, usual: [Number.NaN, 31] as const };
    expect(page({ findings: [sampleFinding({ figure: broken })] })).not.toContain('class="figure"');
    expect(page()).not.toContain('NaN');
  });

  it('folds findings beyond --top and counts those beyond its own limit', () => {
    const findings = Array.from({ length: 250 }, (_, i) => sampleFinding({ id: `f${i}` }));
    const text = page({ findings }, 3);
    expect(text.indexOf('id="finding-3"')).toBeLessThan(text.indexOf('<details>'));
    expect(text.indexOf('id="finding-4"')).toBeGreaterThan(text.indexOf('<details>'));
    expect(text).toContain('197 more findings, less odd than these');
    expect(text).toContain('50 further findings less odd than these are not in this page.');
  });

  it('lists kinds of line and how many more there are', () => {
    const text = page();
    expect(text).toContain('session <span class="slot">&lt;*&gt;</span> of user');
    expect(text).toContain('and 40 more kinds of line, each rarer than these');
  });

  it('is whole without times, findings, or an overview', () => {
    const bare = page({
      findings: [],
      from: null,
      to: null,
      overview: overview({ timeline: null, templates: [] }),
    });
    expect(bare).toContain('<h1 class="good">Found nothing new.</h1>');
    expect(bare).not.toContain('<h2>');
    const { overview: _, ...without } = sampleResult({ overview: overview() });
    expect(renderHtml(without, { top: 10 })).toContain('</html>');
  });
});
