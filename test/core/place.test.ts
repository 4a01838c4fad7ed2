import { expect, test } from 'vitest';
import { distanceOf } from '../../src/core/place.ts';

test('the distance is that along the surface of the earth', () => {
  const vienna = { latitude: 48.2, longitude: 16.37 };
  expect(distanceOf(vienna, { latitude: 35.68, longitude: 139.69 })).toBeCloseTo(9130, -2);
  expect(distanceOf(vienna, vienna)).toBe(0);
  expect(distanceOf({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(20_015, -1);
});
