import { expect, test } from 'vitest';
import { TailRate } from '../../src/ml/tail-rate.ts';

function steady(days: number, perDay: number): TailRate {
  const rate = new TailRate();
  for (let i = 0; i <= days * perDay; i++) {
    rate.advance(i / perDay);
    rate.add(i % 10 === 0 ? 4 : 1);
  }
  return rate;
}

test('a steady stream is expected as often as it comes', () => {
  const rate = steady(32, 20);
  expect(rate.expected(0, 1)).toBeGreaterThan(15);
  expect(rate.expected(0, 1)).toBeLessThan(25);
  expect(rate.expected(4, 1)).toBeGreaterThan(1);
  expect(rate.expected(4, 1)).toBeLessThan(3);
});

test('what never came is expected the less, the longer it did not come', () => {
  expect(steady(8, 20).expected(9, 1)).toBeGreaterThan(steady(64, 20).expected(9, 1) * 4);
});

test('the beginning is forgotten: a rate that falls is followed', () => {
  const rate = new TailRate();
  for (let i = 0; i < 1000; i++) {
    rate.advance(i / 1000);
    rate.add(2);
  }
  for (let day = 1; day <= 40; day++) rate.advance(day);
  expect(rate.expected(2, 1)).toBeLessThan(0.1);
});

test('without history everything is expected', () => {
  const rate = new TailRate();
  expect(rate.expected(5, 1)).toBe(Number.POSITIVE_INFINITY);
  rate.advance(7);
  expect(rate.expected(5, 1)).toBe(Number.POSITIVE_INFINITY);
});

test('saved through JSON and loaded it answers the same', () => {
  const rate = steady(9, 13);
  const loaded = TailRate.load(JSON.parse(JSON.stringify(rate.save())));
  expect(loaded.expected(3, 1)).toBe(rate.expected(3, 1));
});
