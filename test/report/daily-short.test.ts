import { expect, test } from 'vitest';
import { shortDaily } from '../../src/report/daily-short.ts';
import { madeStatus } from '../health/made-status.ts';
import { sampleDaily } from './sample-daily.ts';

const none = { count: 0, first: [] };
const QUIET = {
  ...{ messages: none, below: none, novel: none, silent: none, ahead: none, chronic: none },
  ...{ missed: none, silenced: none, talkers: none, mailOdd: none, mail: null, lines: null },
  ...{ open: 0, models: [], status: { ...madeStatus(), troubles: [] } },
  reduction: { lines: 86_400, stored: 900, findings: 0, incidents: 0, pages: 0, escalations: 0 },
  precision: { pages: 0, all: { judged: 0, real: 0, interval: [0, 1] }, detectors: [], missed: 0 },
} as const;

test('the short form has the beginning of each part, counts the rest, and ends with the reduction', () => {
  const { headline, body } = shortDaily(sampleDaily(), 'UTC');
  expect(headline).toBe('Daily report: 1 page, 2 incidents, 1 not over');
  expect(body.length).toBeLessThanOrEqual(20);
  expect(body.slice(0, 3)).toEqual([
    'Sun 2026-03-01 00:00:00 – Mon 2026-03-02 00:00:00 +00:00',
    'Told (1)',
    '– Sun 2026-03-01 00:00:01 +00:00 The page (not delivered)',
  ]);
  expect(body.at(-2)).toMatch(/^… and \d+ more lines: logsift report$/);
  expect(body.at(-1)).toMatch(/^86,400 lines → .* 1 page of 3 that the budget allows$/);
});

test('a day on which all was well is said to be one', () => {
  const { headline, body } = shortDaily(sampleDaily(QUIET), 'UTC');
  expect(headline).toBe('Daily report: no page, 0 incidents');
  expect(body[1]).toBe('All is well: nothing had to be told, and logsift works.');
  const told = shortDaily(sampleDaily({ ...QUIET, reduction: { ...QUIET.reduction, pages: 1 } }), 'UTC');
  expect(told.body.join('\n')).not.toContain('All is well');
  const troubles = [{ about: 'disk', text: 'the disk is full', since: '2026-03-01T00:00:00Z' }];
  const troubled = shortDaily(sampleDaily({ ...QUIET, status: { ...QUIET.status, troubles } }), 'UTC');
  expect(troubled.body.join('\n')).not.toContain('All is well');
  expect(troubled.body.join('\n')).toContain('trouble with disk: the disk is full');
});
