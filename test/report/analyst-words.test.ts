import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/core/analysis.ts';
import type { AnalystStatus } from '../../src/core/status.ts';
import { metricsText } from '../../src/health/metrics.ts';
import { renderDaily } from '../../src/report/daily.ts';
import { shortDaily } from '../../src/report/daily-short.ts';
import { renderIncident } from '../../src/report/incident.ts';
import { analysisJson } from '../../src/report/incident-json.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { renderStatus } from '../../src/report/status.ts';
import { madeStatus } from '../health/made-status.ts';
import { sampleDaily } from './sample-daily.ts';
import { sampleIncident } from './sample-incident.ts';

const page: Page = { width: 80, paint: painter(false), timeZone: 'UTC' };
const NOON = Date.UTC(2026, 2, 2, 12);
const asked: AnalystStatus = {
  ...{ provider: 'ollama', model: 'small', asked: 12, answered: 5, cached: 2, calls: 9 },
  ...{ failed: { timeout: 1, 'not-json': 1 }, refused: { money: 1 }, waiting: 1, inFlight: 1 },
  today: { calls: 9, inputTokens: 24_000, outputTokens: 4000, money: 0.044 },
  limits: { calls: 300, tokens: 1_000_000, money: 0.5 },
  ...{ capped: false, trouble: null },
};
const analysis: Analysis = {
  ...{ incident: sampleIncident().id, at: NOON, headline: 'Power of building A', urgency: 'now' },
  by: { kind: 'model', provider: 'ollama', model: 'small', prompt: '7' },
  happening: 'Three switches lost power.',
  cause: { text: 'The UPS failed.', confidence: 'medium' },
  actions: [{ what: 'Look at the UPS', reason: 'it was worked on', command: 'upsc ups-a' }],
  findings: ['00400f1aa', '00500f1aa'],
  unsure: ['whether the battery is the cause'],
  spent: { inputTokens: 2000, outputTokens: 200, money: 0.003 },
};

describe('what the language model does', () => {
  test('is a line of the status: what became of what it was asked, what that cost, what is wrong', () => {
    const rowOf = (analyst: AnalystStatus | null) =>
      /\n {2}analyst .*(?:\n {12}.*)*/
        .exec(renderStatus(madeStatus({ analyst }), page))?.[0]
        .replace(/\s+/g, ' ');
    expect(rowOf(null)).toBeUndefined();
    expect(rowOf(asked)).toBe(
      ' analyst small: 5 explained, 2 explained as earlier ones were, 2 without an answer (timeout 1, not-json 1), 1 not asked about (money 1), 2 under way; today 9 calls, $0.04 of $0.50',
    );
    expect(rowOf({ ...asked, capped: true })).toMatch(/; used up for today$/);
    expect(rowOf({ ...asked, trouble: 'it says 503' })).toMatch(/; left alone for a while: it says 503$/);
    const today = { ...asked.today, money: null };
    expect(rowOf({ ...asked, today })).toMatch(/today 9 calls, 28,000 tokens$/);
  });

  test('is measured', async () => {
    const text = await metricsText(madeStatus({ analyst: asked }));
    for (const row of [
      'logsift_analyst_incidents_total{outcome="answered"} 5',
      'logsift_analyst_incidents_total{outcome="cached"} 2',
      'logsift_analyst_failures_total{reason="not-json"} 1',
      'logsift_analyst_refused_total{limit="money"} 1',
      'logsift_analyst_waiting 2',
      'logsift_analyst_calls_total 9',
      'logsift_analyst_tokens_today{kind="input"} 24000',
      'logsift_analyst_dollars_today 0.044',
      'logsift_analyst_capped 0',
    ])
      expect(text).toContain(`${row}\n`);
    expect(await metricsText(madeStatus({ analyst: null }))).not.toContain('analyst');
  });

  test('is a part of the daily report, its words about the day the first', () => {
    const counts = { answered: 5, failed: 2, cached: 2, refused: 0 };
    const analyst = { calls: 9, inputTokens: 24_000, outputTokens: 4000, money: 0.044, ...counts };
    const summary = { text: 'A quiet day, but for the power of building A.', model: 'small' };
    const report = sampleDaily({ analyst, summary });
    const text = renderDaily(report, page);
    expect(text.indexOf('In short')).toBeLessThan(text.indexOf('Told'));
    expect(text).toContain(
      '  A quiet day, but for the power of building A.\n  Summed up by small, which may be wrong\n',
    );
    expect(text).toContain(
      '  Incidents: 5 explained, 2 explained as earlier ones were, 2 without an answer\n',
    );
    expect(text).toContain('  9 calls, 24,000 tokens asked, 4,000 answered, $0.04\n');
    expect(shortDaily(report, 'UTC').body.join('\n')).toContain('A quiet day');
    const none = renderDaily(sampleDaily(), page);
    expect(none).not.toContain('In short');
    expect(none).not.toContain('Language model');
  });
});

describe('what is made of an incident', () => {
  test('stands in its story, whoever says it', () => {
    const text = renderIncident(sampleIncident(), page, { now: NOON, analysis });
    expect(text).toContain('  Power of building A\n');
    for (const row of [
      'happening Three switches lost power.',
      'cause     The UPS failed. (medium confidence)',
      'look      now',
      'do        1. Look at the UPS – it was worked on',
      '          $ upsc ups-a',
      'unsure    whether the battery is the cause',
      'rests on  2 findings: 00400f1a, 00500f1a',
    ])
      expect(text).toContain(`  ${row}\n`);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'by small, which may be wrong, at Mon 2026-03-02 12:00:00 +00:00 (prompt 7, 2200 tokens, $0.0030)',
    );
    const { spent: _, ...own } = analysis;
    const plain = { ...own, by: { kind: 'logsift' as const } };
    expect(renderIncident(sampleIncident(), page, { now: NOON, analysis: plain })).toContain(
      'by        logsift itself',
    );
  });

  test('what logsift says itself is not said twice', () => {
    const { spent: _, ...own } = analysis;
    const { root } = sampleIncident();
    const plain = {
      ...{ ...own, by: { kind: 'logsift' as const }, happening: root.because },
      cause: { text: `It probably began with this: ${root.because}`, confidence: 'low' as const },
      actions: [{ what: 'Read the whole story', reason: '', command: 'logsift incident 3fa9c2d1' }],
    };
    const text = renderIncident(sampleIncident(), page, { now: NOON, analysis: plain });
    expect(text.replace(/\s+/g, ' ').split(root.because)).toHaveLength(2);
    expect(text).not.toContain('Read the whole story');
  });

  test('steers no terminal', () => {
    const evil = '\u001b]52;c;ZXZpbA==\u0007\u202egnp.exe';
    const odd = {
      ...analysis,
      headline: evil,
      happening: evil,
      actions: [{ what: evil, reason: evil, command: evil }],
    };
    const text = renderIncident(sampleIncident(), page, { now: NOON, analysis: { ...odd, unsure: [evil] } });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e]/u);
  });

  test('is JSON with its time', () => {
    expect(analysisJson(analysis)).toMatchObject({ at: '2026-03-02T12:00:00.000000Z', urgency: 'now' });
  });
});
