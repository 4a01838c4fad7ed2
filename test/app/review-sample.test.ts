import { expect, test } from 'vitest';
import { reviewSample } from '../../src/app/review-sample.ts';
import type { KeptEvent } from '../../src/store/events.ts';
import type { FindingStore } from '../../src/store/findings.ts';
import { sampleFinding } from '../report/sample-result.ts';

const NOW = Date.UTC(2026, 2, 1);

function kept(count: number, template: string, parts: Partial<KeptEvent> = {}): KeptEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `${template}-${i}`, received: NOW - i * 1000, time: NOW - i * 1000, host: 'web1', app: 'sshd' },
    ...{ severity: 6, template, mark: null, source: 'syslog', file: null, line: null, bytes: null },
    raw: `${template} line ${i}`,
    ...parts,
  }));
}

type Given = Parameters<typeof sampleFinding>[0];

/** A store that holds these; what it is asked for is not the matter here. */
function holding(events: readonly KeptEvent[], findings: readonly Given[] = []) {
  const told = findings.map((one) => ({ finding: sampleFinding(one) }));
  return {
    events: { search: () => [...events].sort((a, b) => b.received - a.received), countBetween: () => 0 },
    findings: { list: () => told } as unknown as FindingStore,
  } as unknown as Parameters<typeof reviewSample>[0];
}

const counts = (store: ReturnType<typeof holding>, count: number, salt = '') => {
  const { strata, lines } = reviewSample(store, { since: 0, count, salt });
  return strata.map(({ lines: all }, i) => [all, lines.filter(({ stratum }) => stratum === i).length]);
};

test('lines are put by what findings told of them, and by how rare their kind is', () => {
  const store = holding(
    [...kept(9000, 'usual'), ...kept(100, 'seldom'), ...kept(5, 'rare'), ...kept(20, 'told')],
    [
      { about: { template: 'told', host: 'web1' }, from: NOW - 9000, to: NOW, surprise: 3.5, evidence: [] },
      { about: { host: 'web1' }, surprise: 1, evidence: [{ source: 'syslog', text: 'seldom line 7' }] },
    ],
  );
  // Ten lines in the time of the first finding and one second around it, 11 of the kind beyond.
  expect(counts(store, 10_000)).toEqual([
    [11, 11],
    [1, 1],
    [5, 5],
    [108, 108],
    [9000, 9000],
  ]);
});

test('as many are drawn of each, and of what some have not the others get more', () => {
  const store = holding([...kept(9000, 'usual'), ...kept(90, 'seldom'), ...kept(4, 'rare')]);
  expect(counts(store, 100)).toEqual([
    [0, 0],
    [0, 0],
    [4, 4],
    [90, 48],
    [9000, 48],
  ]);
});

test('a finding of another host or time does not tell of a line', () => {
  const finding = { surprise: 4, evidence: [] };
  const store = holding(kept(10, 'one'), [
    { ...finding, about: { template: 'one', host: 'web2' }, from: NOW - 9000, to: NOW },
    { ...finding, about: { template: 'one' }, from: NOW + 9000, to: NOW + 10_000 },
  ]);
  expect(counts(store, 10)[4]).toEqual([10, 10]);
});

test('the same lines are drawn again, others with another salt, in no order of time or kind', () => {
  const store = holding([...kept(500, 'usual'), ...kept(12, 'seldom')]);
  const ids = (salt: string) => reviewSample(store, { since: 0, count: 30, salt }).lines.map(({ id }) => id);
  expect(ids('')).toEqual(ids(''));
  expect(ids('x')).not.toEqual(ids(''));
  const kinds = ids('').map((id) => id.split('-')[0]);
  expect(new Set(kinds.slice(0, 20)).size).toBe(2);
});

test('without lines there is nothing to look at', () => {
  expect(reviewSample(holding([]), { since: 0, count: 500 })).toMatchObject({ lines: [], days: 0 });
});
