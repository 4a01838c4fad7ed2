import { expect, test } from 'vitest';
import { Place } from '../../src/detectors/value-place.ts';

const HOUR = 3_600_000;

function placeOf(values: readonly number[]): Place {
  const place = new Place({ host: 'web1', beside: '', grain: 1 });
  for (const [i, value] of values.entries()) {
    if (!place.learn(value, i * HOUR, 0)) place.learnFirst(value, i * HOUR, { tenth: 0, most: 100 });
  }
  return place;
}

test('a clock that begins anew with its machine is a counter, a load that goes up and down is none', () => {
  const sinceBoot = Array.from({ length: 30 }, (_, i) => (i % 10) ** 2 * 5000 + 20);
  expect(placeOf(sinceBoot).noMeasurement).toBe('counter');
  const load = Array.from({ length: 30 }, (_, i) => 100 + 40 * (i % 3) + i);
  expect(placeOf(load).noMeasurement).toBeNull();
});
