import { expect, test } from 'vitest';
import { InOrder } from '../../../src/app/cluster/in-order.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { madeFinding } from '../../../src/testing/made-messages.ts';

function order(units: number, patience = 5000) {
  let now = 0;
  const made = new InOrder({ units, patience, now: () => now });
  const taken: string[] = [];
  const take = (finding: Finding, { to }: { to: number }) => void taken.push(`${finding.id} ${to}`);
  return {
    made,
    taken,
    pass(ms: number) {
      now += ms;
      made.release(take);
    },
    /** What an engine found by a time of its clock: ids with times. */
    found(
      unit: string,
      to: number,
      found: readonly (readonly [id: string, at: number, detector?: string])[] = [],
    ) {
      const findings = found.map(([id, , detector = 'value']) => ({ ...madeFinding(1), id, detector }));
      const clock = { from: 0, to, tick: to };
      made.add({ unit, clock, past: false, findings, at: found.map(([, at]) => at), notices: [] }, take);
    },
  };
}

test('where there is one engine its order is the order, and nothing waits', () => {
  const { found, taken, made } = order(1);
  found('detect', 9000, [
    ['b', 1200],
    ['a', 1300],
  ]);
  expect(taken).toEqual(['b 1200', 'a 1300']);
  expect(made.span).toEqual({ from: 0, to: 9000 });
});

test('findings of a second wait until every engine has passed it, and come by their ids', () => {
  const { found, taken } = order(2);
  found('detect/0', 5000, [['b', 1200]]);
  found('detect/1', 1500, [['a', 1400]]);
  expect(taken).toEqual([]);
  found('detect/1', 2100, [['c', 2050]]);
  expect(taken).toEqual(['a 1400', 'b 1200']);
  found('detect/0', 7000);
  found('detect/1', 7000);
  expect(taken).toEqual(['a 1400', 'b 1200', 'c 2050']);
});

test('what a rule says comes at once', () => {
  const { found, taken } = order(2);
  found('detect/1', 1000);
  found('detect/0', 5000, [
    ['slow', 4900],
    ['rule', 4900, 'rule'],
  ]);
  expect(taken).toEqual(['rule 4900']);
});

test('an engine that stands still is waited for so long, and what it says later is counted', () => {
  const { found, taken, pass, made } = order(2, 5000);
  found('detect/1', 1000);
  found('detect/0', 8000, [['a', 3000]]);
  pass(3000);
  found('detect/0', 9000);
  expect(taken).toEqual([]);
  pass(2001);
  expect(taken).toEqual(['a 3000']);
  found('detect/1', 1500, [['b', 1400]]);
  expect(made.late).toBe(1);
  found('detect/1', 9000);
  expect(taken).toEqual(['a 3000', 'b 1400']);
});

test('what waits is there after a restart', () => {
  const first = order(2);
  first.found('detect/1', 1000);
  first.found('detect/0', 5000, [['a', 3000]]);
  const second = order(2);
  second.made.load(JSON.parse(JSON.stringify(first.made.save())));
  expect(second.made.cameTo('detect/0')).toBe(5000);
  second.found('detect/1', 6000);
  expect(second.taken).toEqual(['a 3000']);
});
