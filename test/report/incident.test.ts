import { describe, expect, test } from 'vitest';
import { similarWords, verdictWords } from '../../src/core/verdict-words.ts';
import { displayWidth } from '../../src/kit/terminal.ts';
import { renderIncident, renderIncidentRow } from '../../src/report/incident.ts';
import { incidentJson } from '../../src/report/incident-json.ts';
import { incidentPlot } from '../../src/report/incident-plot.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { HOSTILE } from '../../src/testing/made-messages.ts';
import { STORM, sampleIncident } from './sample-incident.ts';
import { sampleFinding } from './sample-result.ts';

const PAGE: Page = { width: 80, paint: painter(false), timeZone: 'UTC' };
const NOW = STORM + 3_600_000;

describe('the story of an incident', () => {
  test('says what happened, why it is one matter, what probably began it and what came before', () => {
    const text = renderIncident(sampleIncident(), PAGE, { now: NOW });
    expect(text).toContain('3 switches in building A floors 4–6 within 82 seconds: shared power or uplink\n');
    expect(text).toContain('urgent · link · open');
    expect(text).toContain('Mon 2026-03-02 11:00:00 – 11:11:22 +00:00, 11 minutes');
    expect(text).toContain('building A floors 4–6: sw-a-4, sw-a-5, sw-a-6');
    expect(text).toMatch(/root +sw-a-4 lost its uplink\n/);
    expect(text).toContain('2 symptoms');
    expect(text).toContain('41 seconds later: sw-a-5 lost its uplink');
    expect(text).toContain('12 minutes before: UPS battery replaced (ups-a)');
    expect(text).toContain('third time on a Monday morning; the last two were marked noise: UPS');
    expect(text).toContain('fan tray replaced in May, part 4711');
    expect(text).toContain('logsift verdict 3fa9c2d1');
  });

  test('fits 80 columns, whatever a log wrote into it', () => {
    for (const hostile of HOSTILE) {
      const root = sampleFinding({
        because: hostile,
        about: { host: hostile, actor: hostile },
        evidence: [{ source: 'syslog', text: hostile }],
      });
      const other = sampleFinding({ id: 'f2', about: { host: 'web02' }, because: hostile });
      const incident = sampleIncident({
        ...{ headline: hostile, root, findings: [root, other], hosts: [hostile], place: hostile },
        ...{ notes: [hostile], ties: [{ kind: 'host', because: hostile }] },
        changes: [{ id: 'c', from: 1, to: 1, what: hostile, told: 'ci', app: hostile }],
        verdict: { verdict: 'noise', at: 1, until: null, note: hostile },
      });
      for (const text of [
        renderIncident(incident, PAGE, { now: NOW }),
        renderIncidentRow(incident, PAGE, NOW).join('\n'),
      ]) {
        expect(text).not.toMatch(/[\p{Cc}\u202e\u2066](?<!\n)/u);
        for (const row of text.split('\n')) expect(displayWidth(row)).toBeLessThanOrEqual(80);
      }
    }
  });

  test('a change under way, one just after the beginning and one of a log are told as such', () => {
    const change = { id: 'c', what: 'deploy api v2', told: 'ci' } as const;
    const words = (from: number, to: number) =>
      renderIncident(sampleIncident({ changes: [{ ...change, from, to }] }), PAGE, { now: NOW });
    expect(words(STORM - 60_000, STORM + 60_000)).toContain('under way: deploy api v2 (said over HTTP)');
    expect(words(STORM + 1000, STORM + 1000)).toContain('just after it began: deploy api v2');
  });

  test('one finding alone has no symptoms, no plot, and times may be missing', () => {
    const root = sampleFinding({ from: Number.NaN, to: Number.NaN });
    const alone = sampleIncident({ root, findings: [root], from: Number.NaN, to: Number.NaN });
    const text = renderIncident(alone, PAGE, { now: NOW });
    expect(text).toContain('no time in the log');
    expect(text).toMatch(/ {2}finding +sshd on web01/);
    expect(text).not.toContain('symptom');
    expect(incidentPlot(alone, PAGE)).toEqual([]);
  });
});

test('the plot shows who was in trouble when, in the order of the beginnings', () => {
  const rows = incidentPlot(sampleIncident(), PAGE);
  expect(rows.slice(0, 3).map((row) => row.trim().split(/\s+/)[0])).toEqual(['sw-a-4', 'sw-a-5', 'sw-a-6']);
  const begins = rows.slice(0, 3).map((row) => row.indexOf('●'));
  expect(begins).toEqual(begins.toSorted((a, b) => a - b));
  expect(new Set(begins).size).toBe(3);
  expect(rows[3]).toContain('╵11:02');
});

test('a list has the headline and one row of facts', () => {
  const rows = renderIncidentRow(sampleIncident({ state: 'resolved' }), { ...PAGE, width: null }, NOW);
  expect(rows).toEqual([
    '  3 switches in building A floors 4–6 within 82 seconds: shared power or uplink',
    '    urgent · resolved · sw-a-4, sw-a-5, sw-a-6 · Mon 2026-03-02 11:00:00 – 11:11:22 +00:00 · 3 findings · id 3fa9c2d1',
  ]);
});

test('as JSON its times are RFC 3339, null where there is none', () => {
  const json = incidentJson(sampleIncident({ to: Number.NaN }));
  expect(json).toMatchObject({ from: '2026-03-02T11:00:00.000000Z', to: null, resolved: null });
  expect(json.rank).toBeCloseTo(4.8);
  expect(JSON.stringify(json)).not.toContain('NaN');
});

describe('what people said before', () => {
  test('is told as far as they said the same', () => {
    const [last, before] = sampleIncident().similar;
    const real = { ...before!, verdict: { verdict: 'real', at: 1, until: null } as const };
    expect(similarWords({ from: STORM, similar: [last!, real] }, 'UTC')).toBe(
      'third time on a Monday morning; the last was marked noise: UPS self-test',
    );
    expect(similarWords({ from: STORM, similar: [] })).toBeNull();
    expect(similarWords({ from: STORM, similar: [{ ...last!, likeness: 0.3 }] })).toBeNull();
  });

  test('a part of the day is named where the days differ, and nothing where nothing is shared', () => {
    const at = (time: string) => ({ ...sampleIncident().similar[0]!, from: Date.parse(time), verdict: null });
    const words = (time: string) => similarWords({ from: STORM, similar: [at(time)] }, 'UTC');
    expect(words('2026-02-24T08:00:00Z')).toBe('second time in the morning');
    expect(words('2026-02-24T20:00:00Z')).toBe('second time');
  });

  test('a verdict that has run out says so', () => {
    expect(verdictWords({ verdict: 'expected', at: 1, until: NOW - 1 }, NOW)).toBe('expected (has run out)');
    expect(verdictWords({ verdict: 'expected', at: 1, until: STORM + 86_400_000 }, NOW)).toBe(
      'expected until 2026-03-03',
    );
  });
});
