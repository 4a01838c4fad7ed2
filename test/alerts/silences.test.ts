import { describe, expect, test } from 'vitest';
import type { Subject } from '../../src/alerts/match.ts';
import { isQuiet, Silences, silenceOf, silenceSchema, silenceState } from '../../src/alerts/silences.ts';
import { NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const NOON = utc('2026-11-21T12:00');
const written = {
  match: { host: 'sw-core' },
  owner: 'ada',
  reason: 'firmware',
  from: '2026-11-21T00:00:00Z',
  until: '2026-11-22T00:00:00Z',
};
const silence = (more: object = {}) => silenceOf(silenceSchema.parse({ ...written, ...more }));

const topology: TopologyView = {
  ...NO_TOPOLOGY,
  canonical: (host) => (host === 'core' ? 'sw-core' : host),
  ancestors: (host) => (host.startsWith('sw-a') ? ['sw-dist', 'sw-core'] : []),
  factsOf: (host) => (host.startsWith('sw-') ? { building: 'A', role: 'switch' } : null),
};
const subject = (...hosts: string[]): Subject => ({
  ...{ category: 'link', severity: 'urgent', hosts, apps: ['ifmgr'], detectors: ['rule'], labels: {} },
});
const quiet = (match: object, of: Subject) => {
  const silences = new Silences(topology);
  silences.add(silence({ match }), NOON);
  return silences.covering(of, NOON) !== null;
};

describe('a silence', () => {
  test('covers its host by any name, and all that hangs on it', () => {
    expect(quiet({ host: 'sw-core' }, subject('sw-core'))).toBe(true);
    expect(quiet({ host: 'sw-core' }, subject('core'))).toBe(true);
    expect(quiet({ host: 'sw-core' }, subject('sw-a1', 'sw-a2', 'sw-core'))).toBe(true);
    expect(quiet({ host: 'sw-core' }, subject('sw-b1'))).toBe(false);
  });

  test('does not cover what also happens elsewhere', () => {
    expect(quiet({ host: 'sw-core' }, subject('sw-core', 'web01'))).toBe(false);
    expect(quiet({ building: 'A' }, subject('sw-a1', 'web01'))).toBe(false);
    expect(quiet({ building: 'a' }, subject('sw-a1', 'sw-b1'))).toBe(true);
    expect(quiet({ host: '*' }, subject())).toBe(false);
  });

  test('covers only what fits all that it names', () => {
    expect(quiet({ host: 'sw-*', category: 'link' }, subject('sw-a1'))).toBe(true);
    expect(quiet({ host: 'sw-*', category: 'power' }, subject('sw-a1'))).toBe(false);
    expect(quiet({ app: ['sshd', 'ifmgr'] }, subject('sw-a1'))).toBe(true);
  });

  test('holds from its beginning until its end', () => {
    const one = silence();
    const at = (text: string) => isQuiet(one, utc(text));
    expect(['2026-11-20T23:59', '2026-11-21T00:00', '2026-11-21T23:59', '2026-11-22T00:00'].map(at)).toEqual([
      ...[false, true, true, false],
    ]);
  });

  test('that comes again holds as long each time, also in the nights when clocks change', () => {
    const year = { from: '2026-01-01T00:00:00Z', until: '2026-12-31T00:00:00Z' };
    const one = silence({ ...year, cron: '0 1 * * *', for: '4h', timezone: 'Europe/Berlin' });
    const at = (text: string) => isQuiet(one, utc(text));
    // In winter 01:00 is 00:00 UTC, in summer 23:00 UTC of the day before.
    expect([at('2026-03-28T00:00'), at('2026-03-28T03:59'), at('2026-03-28T04:00')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([at('2026-03-29T00:00'), at('2026-03-29T03:59'), at('2026-03-29T04:00')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([at('2026-03-29T22:59'), at('2026-03-29T23:00')]).toEqual([false, true]);
    expect([at('2026-10-24T22:59'), at('2026-10-24T23:00'), at('2026-10-25T03:00')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('that comes again and lasts for days holds over midnight', () => {
    const year = { from: '2026-01-01T00:00:00Z', until: '2026-12-31T00:00:00Z' };
    const one = silence({ ...year, cron: '0 18 * * fri', for: '2d 12h' });
    const at = (text: string) => isQuiet(one, utc(text));
    expect([
      at('2026-11-20T17:59'),
      at('2026-11-20T18:00'),
      at('2026-11-23T05:59'),
      at('2026-11-23T06:00'),
    ]).toEqual([false, true, true, false]);
  });
});

describe('silences', () => {
  test('wait, are active and are over', () => {
    const one = silence();
    expect(
      ['2026-11-20T00:00', '2026-11-21T12:00', '2026-11-22T00:00'].map((at) => silenceState(one, utc(at))),
    ).toEqual(['waiting', 'active', 'over']);
  });

  test('there are a thousand silences at most, and those that are over make room', () => {
    const silences = new Silences(topology);
    const many = (n: number) => silence({ reason: `number ${n}` });
    for (let i = 0; i < 1000; i++) expect(silences.add(many(i), NOON)).toBe(true);
    expect(silences.add(many(1000), NOON)).toBe(false);
    expect(silences.add(many(7), NOON)).toBe(true);
    expect(silences.add(many(1000), utc('2026-11-23T00:00'))).toBe(true);
  });
});

describe('a silence is refused', () => {
  test.each([
    ['that would silence everything', { match: {} }],
    ['without an owner', { owner: ' ' }],
    ['without a reason', { reason: '' }],
    ['that ends before it begins', { until: '2026-11-20T00:00:00Z' }],
    ['that never ends', { until: '2126-11-20T00:00:00Z' }],
    ['whose end has no offset', { until: '2026-11-22T00:00:00' }],
    ['that comes again for no time', { cron: '0 2 * * *' }],
    ['whose times are none', { cron: 'daily', for: '1h' }],
    ['of no known zone', { timezone: 'Europe/Atlantis' }],
    ['of no known category', { match: { category: 'aliens' } }],
  ])('%s', (_, more) => {
    expect(silenceSchema.safeParse({ ...written, ...more }).success).toBe(false);
  });
});
