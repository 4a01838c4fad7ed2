import { expect, test } from 'vitest';
import type { First } from '../../src/core/template.ts';
import { gravityOfFirst } from '../../src/detectors/discovery-gravity.ts';

const rate = { looks: 10_000, singles: 0, known: ['10.0.1.0/24'], distinct: 4 };
const network = (example: string): First => ({
  ...{ kind: 'facet', slot: 1, facet: 'network', value: 'a network' },
  ...{ example, rate },
});

test('somebody inside whom such lines never named is graver when in touch with the outside', () => {
  const message = 'Built outbound TCP connection 7 for outside:203.0.113.9/4444 to inside:10.0.9.12/46270';
  expect(gravityOfFirst(network('10.0.9.12/46270'), 0.35, message)).toBeCloseTo(0.65);
  expect(gravityOfFirst(network('203.0.113.9/4444'), 0.35, message)).toBe(0.35);
});

test('neighbours inside are no border, nor is what was stopped at it', () => {
  const inside = 'connection from 10.0.9.12 to 192.168.4.1';
  expect(gravityOfFirst(network('10.0.9.12'), 0.35, inside)).toBe(0.35);
  const stopped = 'Deny tcp src outside:203.0.113.9/4444 dst inside:10.0.9.12/22';
  expect(gravityOfFirst(network('10.0.9.12/22'), 0.55, stopped)).toBeLessThan(0.55);
  expect(gravityOfFirst(network('10.0.9.12'), 0.35, 'from 10.0.9.12 to 127.0.0.1')).toBe(0.35);
});

test('an address from outside where only such from inside came is graver', () => {
  const scope: First = {
    ...{ kind: 'facet', slot: 0, facet: 'scope', value: 'outside', example: '203.0.113.9', rate },
  };
  expect(gravityOfFirst(scope, 0.35, 'session of alice from 203.0.113.9 at 10.0.0.1')).toBeCloseTo(0.65);
});

test('a bad line that is known is less bad on one more host, or with one more value', () => {
  const value: First = { kind: 'value', slot: 0, value: 'sdb', numeric: false, rate };
  expect(gravityOfFirst(value, 0.8, 'POSSIBLE BREAK-IN ATTEMPT from sdb')).toBeCloseTo(0.7);
  const host: First = { kind: 'host', host: 'web9', rate };
  expect(gravityOfFirst(host, 0.55, 'connection refused')).toBeCloseTo(0.45);
  expect(gravityOfFirst(host, 0.35, 'session opened')).toBe(0.35);
  expect(gravityOfFirst({ kind: 'template' }, 0.55, 'connection refused')).toBe(0.55);
});
