import { expect, test } from 'vitest';
import { eventsOf, isDue, MOST_ASKED, revisionOf, roundOf, signatureOf } from '../../src/analyst/due.ts';
import type { Incident } from '../../src/core/incident.ts';
import { sampleIncident } from '../report/sample-incident.ts';

const incident = sampleIncident();
const asked = { revision: revisionOf(incident), times: 1 };
const more = (changes: Partial<Incident>) => isDue({ ...incident, ...changes }, asked);

test('an incident that nobody asked about is due, and no more once it was', () => {
  expect(isDue(incident, null)).toBe(true);
  expect(isDue(incident, asked)).toBe(false);
});

test('more lines, a later end and its resolution do not make it another', () => {
  const findings = incident.findings.map((one) => ({ ...one, count: one.count + 100, to: one.to + 1e6 }));
  expect(more({ findings, to: incident.to + 1e6, headline: 'the same, longer' })).toBe(false);
  expect(more({ state: 'resolved', resolved: incident.to })).toBe(false);
  expect(more({ hosts: [...incident.hosts, 'sw-a-7'] })).toBe(false);
});

test('another kind of line, another root, a graver one and far more hosts do', () => {
  const [first, second, ...rest] = incident.findings as [Incident['root'], Incident['root']];
  const other = { ...second, id: 'f0', about: { ...second.about, template: 'other' } };
  expect(more({ findings: [first, other, ...rest] })).toBe(true);
  expect(more({ root: second })).toBe(true);
  expect(more({ page: true })).toBe(true);
  expect(more({ hosts: Array.from({ length: 30 }, (_, i) => `sw-${i}`) })).toBe(true);
});

test('what goes on changing is not asked about for ever', () => {
  const changed = { ...incident, page: true };
  expect(isDue(changed, { ...asked, times: MOST_ASKED - 1 })).toBe(true);
  expect(isDue(changed, { ...asked, times: MOST_ASKED })).toBe(false);
});

test('incidents are alike when kinds of line, subjects, changes before them and gravity are', () => {
  const again = { ...incident, id: 'another', from: incident.from + 1e9, headline: 'in other words' };
  expect(signatureOf(again)).toBe(signatureOf(incident));
  const findings = [...incident.findings].reverse();
  expect(signatureOf({ ...incident, findings })).toBe(signatureOf(incident));
  for (const changes of [
    { changes: [] },
    { surprise: 0, gravity: 0.5 },
    { findings: incident.findings.slice(1) },
    { changes: [{ ...incident.changes[0]!, host: 'ups-b' }] },
  ])
    expect(signatureOf({ ...incident, ...changes })).not.toBe(signatureOf(incident));
});

test('a round has fifty lines at most, and one incident however long it is', () => {
  const lines = (n: number): Incident => {
    const evidence = Array.from({ length: n }, (_, i) => ({ source: 'syslog', text: `line ${i}` }));
    const root = { ...incident.root, evidence };
    return { ...incident, id: `of ${n}`, root, findings: [root] };
  };
  expect([eventsOf(lines(0)), eventsOf(lines(7))]).toEqual([1, 7]);
  const round = (...sizes: number[]) => roundOf(sizes.map(lines)).map(({ id }) => id);
  expect(round(20, 20, 20, 10, 5)).toEqual(['of 20', 'of 20', 'of 10']);
  expect(round(200, 1)).toEqual(['of 200']);
  expect(round()).toEqual([]);
  expect(roundOf(Array.from({ length: 200 }, () => lines(0)))).toHaveLength(50);
});
