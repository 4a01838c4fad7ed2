import { expect, test } from 'vitest';
import cef from '../../src/formats/cef.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';
import { linesOf } from './vendor-lines.ts';

formatContract(cef, {
  fileName: 'cef',
  samples: linesOf('cef'),
  foreign: ['CEF: text', '<13>Oct 11 22:14:15 h1 CEF:0 text', 'CEF:0|Fortinet|Fortigate|1|1|n|3|a=b'],
});

test('ten thousand keys: 256 are kept', () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => `k${i}=v`).join(' ');
  const { cef: kept } = parseAlone(cef, `CEF:0|V|P|1|7|Name|3|__proto__=x ${keys}`)!.toJSON().fields;
  expect(Object.keys(kept as object).length).toBeLessThanOrEqual(256);
  expect(Object.getPrototypeOf(kept)).toBeNull();
});

test('a header that stops early is left to others', () => {
  expect(parseAlone(cef, 'CEF:0|V|P|1|7|Name')).toBeNull();
});
