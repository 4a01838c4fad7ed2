import { expect, test } from 'vitest';
import type { BacktestResult } from '../../src/core/backtest-result.ts';
import type { Finding } from '../../src/core/finding.ts';
import { renderCheckup } from '../../src/report/checkup.ts';
import { painter } from '../../src/report/page.ts';
import { sampleIncident } from './sample-incident.ts';
import { sampleFinding } from './sample-result.ts';

const PAGE = { width: 80, paint: painter(false), timeZone: 'UTC' };
const NOW = Date.UTC(2026, 2, 1);
const DAY = 86_400_000;

const found = (detector: string, host: string, more: Partial<Finding> = {}): Finding =>
  sampleFinding({ id: `${detector} ${host}`, detector, from: NOW - DAY, to: NOW, about: { host }, ...more });
const silent = (host: string, more: Partial<Finding> = {}) =>
  found('silence', host, { because: `All of "${host}" stopped.`, ongoing: true, ...more });
const filling = (host: string, more: Partial<Finding> = {}) =>
  found('forecast', host, {
    because: `"disk /srv" on "${host}" reaches 100 % between 14 and 18 March, in about 2 weeks (now 81 %, +1.2 % a day).`,
    ...{ surprise: 1, ...more },
  });

function shown(...findings: Finding[]): string {
  const incidents = findings.map((root) => sampleIncident({ id: root.id, root, findings: [root] }));
  const result: BacktestResult = {
    ...{ schemaVersion: 1, from: NOW - 30 * DAY, to: NOW, since: NOW - 30 * DAY, lines: 10, inputs: 1 },
    ...{
      budget: { count: 3, perMs: DAY },
      pages: [],
      digest: [],
      silenced: [],
      unread: [],
      interrupted: false,
      notes: [],
    },
    incidents,
  };
  const text = renderCheckup(result, { page: PAGE, shortened: null });
  for (const row of text.split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  return text.replaceAll(/\n +/g, ' ').replaceAll('\n', ' ');
}

test('a disk that fills is told by the days between which it will be full, with a line of its own', () => {
  const text = shown(filling('mail01'));
  expect(text).toContain('; "disk /srv" on "mail01" reaches 100 % between 14 and 18 March.');
  expect(text).toContain(
    'On its way: "disk /srv" on "mail01" reaches 100 % between 14 and 18 March, in about',
  );
});

test('several are counted, and one that turned back is none', () => {
  expect(shown(filling('mail01'), filling('web01'))).toContain('; 2 numbers on the way to a limit.');
  expect(shown(filling('mail01', { surprise: 0 }))).not.toContain('On its way');
});

test('hosts that are silent are counted, those that came back are not', () => {
  const text = shown(silent('db01'), silent('db02'), found('silence', 'web01', { because: 'It paused.' }));
  expect(text).toContain('; 2 hosts silent.');
  expect(text).not.toContain('It paused');
});
