import { expect, test } from 'vitest';
import { kindsOf, subjectsOf } from '../../src/core/incident-signature.ts';
import { PastIncidents } from '../../src/incidents/similar.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { sampleFinding } from '../report/sample-result.ts';

const MONDAY = Date.UTC(2026, 2, 2, 9);
const DAY = 86_400_000;

function incident(id: string, from: number, kinds: readonly string[], host = 'ups1') {
  const findings = kinds.map((template) =>
    sampleFinding({ id: `${id}${template}`, about: { template, host } }),
  );
  return sampleIncident({ id, aliases: [], from, findings, root: findings[0]!, hosts: [host], headline: id });
}

test('those of the same kinds of line, subjects and hour come first', () => {
  const past = new PastIncidents();
  past.note(incident('same', MONDAY - 7 * DAY, ['self-test', 'on battery']));
  past.note(incident('other hour', MONDAY - 7 * DAY + 9 * 3_600_000, ['self-test', 'on battery']));
  past.note(incident('other host', MONDAY - 7 * DAY, ['self-test', 'on battery'], 'ups2'));
  past.note(incident('half', MONDAY - 7 * DAY, ['self-test', 'door']));
  past.note(incident('unlike', MONDAY - 7 * DAY, ['login']));
  const like = past.like(incident('now', MONDAY, ['on battery', 'self-test']));
  expect(like.map(({ id }) => id)).toEqual(['same', 'other hour', 'other host', 'half']);
  expect(like[0]!.likeness).toBeCloseTo(1);
});

test('neither itself, nor what was merged into it, nor what came later is its past', () => {
  const past = new PastIncidents();
  for (const [id, from] of [
    ['now', MONDAY],
    ['merged', MONDAY - 10],
    ['later', MONDAY + DAY],
    ['b4', MONDAY - DAY],
  ] as const)
    past.note(incident(id, from, ['self-test']));
  const now = { ...incident('now', MONDAY, ['self-test']), aliases: ['merged'] };
  expect(past.like(now).map(({ id }) => id)).toEqual(['b4']);
  past.note(now);
  expect(past.size).toBe(3);
});

test('a kind of line that was reworded inherits its past', () => {
  const past = new PastIncidents((kind) => (kind === 'old words' ? 'new words' : kind));
  past.note(incident('b4', MONDAY - DAY, ['old words']));
  expect(past.like(incident('now', MONDAY, ['new words'])).map(({ id }) => id)).toEqual(['b4']);
});

test('ten thousand are kept, the oldest go first, and ten are given', () => {
  const past = new PastIncidents();
  for (let i = 0; i < 10_200; i++) past.note(incident(`p${i}`, MONDAY - DAY + i, ['daily', `k${i % 100}`]));
  expect(past.size).toBe(10_000);
  const like = past.like(incident('now', MONDAY, ['daily', 'k7']));
  expect(like).toHaveLength(10);
  expect(like.every(({ id }) => id.endsWith('07'))).toBe(true);
});

test('what an incident is known by has each thing once, and a bound', () => {
  const many = Array.from({ length: 200 }, (_, i) =>
    sampleFinding({ about: { template: `t${i % 120}`, host: 'h', app: 'a' } }),
  );
  const whole = sampleIncident({ findings: many });
  expect(kindsOf(whole)).toHaveLength(50);
  expect(subjectsOf(whole)).toEqual(['host h', 'app a']);
});
