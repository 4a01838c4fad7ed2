import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { type Judgement, Silenced, scopesOf, silences } from '../../src/core/judgement.ts';
import { sampleFinding } from '../report/sample-result.ts';

const finding = (template: string, host: string | undefined, more: Partial<Finding> = {}) =>
  sampleFinding({
    about: { template, ...(host === undefined ? {} : { host }) },
    ...{ surprise: 3, gravity: 0.6, detector: 'novelty', ...more },
  });
const of = (...findings: Finding[]) => ({ root: findings[0]!, findings, moreFindings: 0 });

describe('what was called noise', () => {
  const noise = of(finding('self-test', 'ups1'));

  test('is not told again of the same matter and host', () => {
    const silenced = new Silenced(scopesOf(noise, false));
    expect(silenced.covers(of(finding('self-test', 'ups1')))).toBe(true);
    expect(silenced.covers(of(finding('on battery', 'ups1')))).toBe(false);
  });

  test('is told of another host, unless it was said of all', () => {
    const other = of(finding('self-test', 'ups2'));
    expect(new Silenced(scopesOf(noise, false)).covers(other)).toBe(false);
    expect(new Silenced(scopesOf(noise, true)).covers(other)).toBe(true);
    const nowhere = of(finding('self-test', undefined));
    expect(new Silenced(scopesOf(nowhere, false)).covers(other)).toBe(false);
    expect(new Silenced(scopesOf(nowhere, false)).covers(nowhere)).toBe(true);
  });

  test('is told of another actor on the same host', () => {
    const by = (actor: string) =>
      of(sampleFinding({ about: { template: 'failed login', host: 'gate', actor }, surprise: 3 }));
    const silenced = new Silenced(scopesOf(by('10.0.0.9'), false));
    expect([silenced.covers(by('10.0.0.9')), silenced.covers(by('203.0.113.9'))]).toEqual([true, false]);
  });

  test('does not hide what comes with it and deserves to be told itself', () => {
    const silenced = new Silenced(scopesOf(noise, false));
    const minor = finding('door opened', 'ups1', { surprise: 0.1, gravity: 0.2 });
    expect(silenced.covers(of(finding('self-test', 'ups1'), minor))).toBe(true);
    expect(silenced.covers(of(finding('self-test', 'ups1'), finding('fire', 'ups1')))).toBe(false);
    expect(silenced.covers({ ...noise, moreFindings: 1 })).toBe(false);
  });

  test('is known under a newer id of its kind of line, and by what was measured where there is none', () => {
    const resolve = (id: string) => (id === 'self-test' ? 'general' : id);
    expect(new Silenced(scopesOf(noise, false), resolve).covers(of(finding('general', 'ups1')))).toBe(true);
    const disk = sampleFinding({ detector: 'value', about: { host: 'db01', metric: 'disk' }, surprise: 5 });
    const load = sampleFinding({ detector: 'value', about: { host: 'db01', metric: 'load' }, surprise: 5 });
    const silenced = new Silenced(scopesOf(of(disk), false));
    expect([silenced.covers(of(disk)), silenced.covers(of(load))]).toEqual([true, false]);
  });
});

test('only noise and expected keep anything back, until they run out or are taken back', () => {
  const said: Judgement = {
    ...{ id: 1, verdict: 'noise', at: 10, until: 100, by: 'jane', incident: 'a', wide: false },
    ...{ scopes: [], takenBack: null },
  };
  expect(silences(said, 99)).toBe(true);
  expect(silences(said, 100)).toBe(false);
  expect(silences({ ...said, until: null }, 1e15)).toBe(true);
  expect(silences({ ...said, verdict: 'real' }, 20)).toBe(false);
  expect(silences({ ...said, takenBack: 15 }, 20)).toBe(false);
});
