import { expect, test } from 'vitest';
import { figuresOf } from '../../src/detectors/window-figures.ts';
import type { WindowFacts } from '../../src/detectors/window-series.ts';
import type { OddMinute } from '../../src/detectors/window-spells.ts';

const facts = (more: Partial<WindowFacts>): WindowFacts => ({
  ...{
    from: 0,
    time: 0,
    lines: 10,
    errors: 0,
    severity: 0,
    graded: 0,
    auth: 0,
    links: 0,
    news: 0,
    hosts: 1,
    ...more,
  },
});
const odd = (host: string | null, more: Partial<WindowFacts>) => ({ host, facts: facts(more) }) as OddMinute;
const sample = Array.from({ length: 100 }, (_, i) =>
  facts({ lines: 5 + (i % 11), errors: i % 10 === 0 ? 1 : 0 }),
);

test('each number stands beside the range that nearly all minutes lie in', () => {
  expect(figuresOf(odd('gate', { lines: 100, errors: 50, auth: 4 }), sample)).toMatchObject([
    { label: 'lines a minute', usual: [5, 15], typical: 10, seen: 100 },
    { label: '% errors', typical: 0, seen: 50 },
    { label: 'failed logins', usual: [0, 0], typical: 0, seen: 4 },
  ]);
});

test('hosts are counted only where all are looked at together', () => {
  const labels = (host: string | null) =>
    figuresOf(odd(host, { hosts: 7 }), sample).map(({ label }) => label);
  expect([labels('gate').includes('hosts speaking'), labels(null).includes('hosts speaking')]).toEqual([
    false,
    true,
  ]);
});

test('too few minutes are no range', () => {
  expect(figuresOf(odd('gate', { lines: 100 }), sample.slice(0, 10))).toEqual([]);
});

test('a minute without a line has no errors', () => {
  for (const { seen } of figuresOf(odd('gate', { lines: 0 }), sample)) expect(seen).not.toBeNaN();
});
