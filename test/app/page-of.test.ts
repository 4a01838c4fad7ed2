import { expect, test } from 'vitest';
import { singleMessage } from '../../src/alerts/messages.ts';
import { pageOf } from '../../src/app/incidents-now.ts';
import { STORM, sampleIncident } from '../report/sample-incident.ts';

test('a page says what was changed before, what was said of such ones, what is written down, and where to read on', () => {
  const page = pageOf(sampleIncident());
  const facts = { key: 'k', now: STORM, also: false };
  const { body } = singleMessage(page, { ...facts, version: 0 }).message;
  expect(body[0]).toBe('Change 12 minutes before: UPS battery replaced (ups-a)');
  expect(body[1]).toMatch(/^This is the third time.*; the last two were marked noise: UPS self-test$/);
  expect(body.slice(2)).toEqual([
    'sw-a-4: fan tray replaced in May, part 4711',
    'The whole story: logsift incident 3fa9c2d1',
  ]);
  // Who reads the update has read that.
  expect(singleMessage(page, { ...facts, version: 1 }).message.body).toEqual([]);
});

test('a page of which nothing is known has the way to its story alone', () => {
  const page = pageOf(sampleIncident({ changes: [], similar: [], notes: [] }));
  expect(page.beside).toEqual(['The whole story: logsift incident 3fa9c2d1']);
});
