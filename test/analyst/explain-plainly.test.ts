import { expect, test } from 'vitest';
import { commandFault } from '../../src/analyst/answer-command.ts';
import { ADVICE } from '../../src/analyst/explain-actions.ts';
import { explainPlainly, plainUrgency } from '../../src/analyst/explain-plainly.ts';
import { CATEGORIES } from '../../src/core/categories.ts';
import type { Change, Incident } from '../../src/core/incident.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { INJECTION_LINES } from './injection-lines.ts';
import { incidentWithLines, sampleIncident } from './sample-view.ts';

const told = (changes: Partial<Incident> = {}) =>
  explainPlainly(sampleIncident(changes), { at: 7, timeZone: 'UTC' });
const START = Date.UTC(2026, 2, 1, 11, 0, 1);
const change = (before: number, more: Partial<Change> = {}): Change => ({
  ...{
    id: 'c',
    from: START - before,
    to: START - before,
    what: 'deploy sshd 9.9',
    told: 'ci',
    host: 'web01',
  },
  ...more,
});

test('an incident is explained in the fields that a model fills', () => {
  expect(told()).toMatchObject({
    incident: '9d8e7c6baaaa0003',
    by: { kind: 'logsift' },
    at: 7,
    headline: 'web01: sshd wrote a kind of line it had never written before',
    happening:
      'sshd on web01 wrote a kind of line it had never written before. 1 other finding belongs to it: they began on the same host within a minute. It began Sun 2026-03-01 11:00:01 +00:00, was last seen 10 minutes later and is not over.',
    cause: {
      text: 'It probably began with this: sshd on web01 wrote a kind of line it had never written before.',
      confidence: 'low',
    },
    urgency: 'now',
    findings: ['3fa9c2d1aaaa0001', '77b1c2d1aaaa0002'],
  });
  expect(told().actions.at(-1)).toMatchObject({ command: 'logsift incident 9d8e7c6b' });
  expect(told().unsure.join()).toContain('judged by 24,011 lines over 3 days');
});

test.each(CATEGORIES)('%s has advice that names the host and commands that only look', (category) => {
  const { actions } = told({ category });
  expect(actions.length).toBeGreaterThanOrEqual(2);
  expect(actions.length).toBeLessThanOrEqual(5);
  expect(actions[0]!.what).toContain('web01');
  for (const { shell, device } of ADVICE[category]) {
    for (const command of [shell, device])
      if (command !== undefined) expect(commandFault(command)).toBeNull();
  }
});

test('a network device gets its own commands', () => {
  const line = '%LINK-3-UPDOWN: Interface GigabitEthernet1/0/1, changed state to down';
  const incident = incidentWithLines([line], { category: 'link' });
  expect(explainPlainly(incident, { at: 0 }).actions[0]).toMatchObject({ command: 'show interfaces status' });
  expect(told({ category: 'link' }).actions[0]).toMatchObject({ command: 'ip -s link' });
});

test('a change just before is the probable cause, and is looked at first', () => {
  const { cause, actions, unsure } = told({ changes: [change(600_000)] });
  expect(cause).toEqual({
    text: 'A change came before it, 10 minutes before: deploy sshd 9.9 (web01, said over HTTP).',
    confidence: 'medium',
  });
  expect(actions[0]!.what).toBe('See whether this has to do with it: deploy sshd 9.9');
  expect(unsure.join()).toContain('order in time is no proof');
});

test('a change long before or elsewhere speaks less, one that came after not at all', () => {
  expect(told({ changes: [change(20 * 3_600_000)] }).cause?.confidence).toBe('low');
  expect(told({ changes: [change(600_000, { host: 'db9' })] }).cause?.confidence).toBe('low');
  expect(told({ changes: [change(-600_000)] }).cause?.text).toMatch(/^It probably began/);
});

test('what hosts of one place share is the probable cause', () => {
  const ties = [
    {
      kind: 'place',
      because: '3 switches in building A floors 4–6 within 82 seconds: shared power or uplink?',
    },
  ] as const;
  expect(told({ ties, hosts: ['a', 'b', 'c'] }).cause).toEqual({
    text: 'What they share: 3 switches in building A floors 4–6 within 82 seconds: shared power or uplink.',
    confidence: 'medium',
  });
});

test('what stands upstream is the probable cause', () => {
  const ties = [{ kind: 'upstream', because: 'one of these hosts is upstream' }] as const;
  expect(told({ ties }).cause).toMatchObject({
    confidence: 'medium',
    text: expect.stringMatching(/^web01, which the others hang on/),
  });
});

test('a single finding has no cause but itself', () => {
  const root = sampleFinding({ id: 'aaaa' });
  expect(told({ root, findings: [root], ties: [] }).cause).toBeNull();
});

test('what came before like it is told', () => {
  const similar = [
    {
      id: 's',
      from: START - 86_400_000,
      headline: 'x',
      likeness: 0.9,
      verdict: { verdict: 'noise', at: 0, until: null, note: 'a scanner' },
    },
  ] as const;
  const root = sampleFinding({ id: 'aaaa' });
  expect(told({ root, findings: [root], ties: [], similar }).happening).toMatch(
    /It is the second time in the morning; the last was marked noise: a scanner\.$/,
  );
});

test('what other detectors say of a single finding is told', () => {
  const also = [{ id: 'x', detector: 'burst', because: '278 failures from one address' }];
  const root = sampleFinding({ id: 'aaaa', also });
  expect(told({ root, findings: [root], ties: [] }).happening).toMatch(
    /before\. 278 failures from one address\. It began/,
  );
});

test('a runbook comes first', () => {
  expect(told({ notes: ['web01, runbook: restart by night only'] }).actions[0]!.what).toBe(
    'web01, runbook: restart by night only',
  );
});

test('what is not known is said', () => {
  const root = sampleFinding({ id: 'aaaa', from: Number.NaN, to: Number.NaN, maturity: '' });
  const { unsure, happening } = told({
    root,
    findings: [root],
    ties: [],
    from: Number.NaN,
    to: Number.NaN,
    category: null,
    moreFindings: 3,
  });
  expect(unsure).toEqual([
    'when it was: the log says no times',
    '3 further findings left out',
    'what kind of trouble it is: no rule knows it',
  ]);
  expect(happening).not.toMatch(/NaN|Invalid/);
});

test('when somebody should look follows the rules', () => {
  expect(plainUrgency({ surprise: 4, gravity: 0.9, page: false })).toBe('now');
  expect(plainUrgency({ surprise: 0, gravity: 0, page: true })).toBe('now');
  expect(plainUrgency({ surprise: 1.5, gravity: 0.5, page: false })).toBe('today');
  expect(plainUrgency({ surprise: 0, gravity: 0.5, page: false })).toBe('later');
});

test.each(INJECTION_LINES)('hostile text in an incident stays short plain text: %j', (line) => {
  const root = sampleFinding({ id: 'aaaa', because: line, about: { host: line, app: line } });
  const analysis = told({
    root,
    findings: [root, root],
    headline: line,
    hosts: [line, line],
    notes: [line],
    changes: [change(0, { what: line })],
  });
  const { headline, happening, cause, actions, unsure } = analysis;
  const all = [
    headline,
    happening,
    cause?.text ?? '',
    ...unsure,
    ...actions.flatMap(({ what, reason }) => [what, reason]),
  ];
  for (const text of all)
    expect(text).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\u{e0000}-\u{e007f}]/u,
    );
  expect(headline.length).toBeLessThanOrEqual(120);
  // No command holds anything of a log.
  for (const { command } of actions) if (command !== undefined) expect(commandFault(command)).toBeNull();
});
