import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalAt } from '../../src/kit/decimal-at.ts';

const read = (text: string) => decimalAt(Buffer.from(`<${text}>`), 1, 1 + text.length);

test('reads what Number reads', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 999 }), (whole, fraction) => {
      expect(read(String(whole))).toBe(whole);
      const text = `${Math.abs(whole)}.${fraction}`;
      expect(read(text)).toBeCloseTo(Number(text), 2);
    }),
  );
});

test.each([
  ['12ms', 12],
  ['93%', 93],
  ['1.5GiB', 1.5],
  ['-40', -40],
  ['3 seconds', 3],
  ['4.9 KB', 4.9],
])('a unit may follow: %s', (text, number) => {
  expect(read(text)).toBe(number);
});

test.each([
  '',
  '-',
  '1.',
  '.5',
  'abc',
  '12 34',
  '12 ',
  '1.2.3',
  '0x1f',
  '12345678901234567890',
  '5units',
  '10.0.0.1',
])('"%s" is no number', (text) => {
  expect(read(text)).toBeNaN();
});
