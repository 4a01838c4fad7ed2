import { expect, test } from 'vitest';
import { RuleOccasions, savedOccasions } from '../../src/detectors/rule-occasions.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

function noted(...times: readonly number[]): RuleOccasions {
  const occasions = new RuleOccasions();
  for (const time of times) occasions.note('power', time);
  return occasions;
}

test('counts the occasions before the one that a story belongs to, hours apart', () => {
  expect(noted(0).before('power', 0)).toBe(0);
  expect(noted(0, 5 * MINUTE).before('power', 5 * MINUTE)).toBe(0);
  expect(noted(0, 5 * DAY, 9 * DAY).before('power', 9 * DAY)).toBe(2);
});

test('a story late in its occasion is none of its beginning', () => {
  expect(noted(0, HOUR).before('power', HOUR)).toBe(Number.POSITIVE_INFINITY);
  expect(noted(0, 5 * DAY, 5 * DAY + HOUR).before('power', 5 * DAY + HOUR)).toBe(Number.POSITIVE_INFINITY);
});

test('four occasions before are usual, and so are four days of one', () => {
  expect(noted(0, DAY, 2 * DAY, 3 * DAY, 9 * DAY).before('power', 9 * DAY)).toBe(Number.POSITIVE_INFINITY);
  const hourly = Array.from({ length: 80 }, (_, hour) => hour * HOUR);
  expect(noted(...hourly, 9 * DAY).before('power', 9 * DAY)).toBe(Number.POSITIVE_INFINITY);
  expect(noted(...hourly.slice(0, 30), 9 * DAY).before('power', 9 * DAY)).toBe(2);
});

test('occasions of long ago count no more', () => {
  expect(noted(0, DAY, 2 * DAY, 3 * DAY, 130 * DAY).before('power', 130 * DAY)).toBe(0);
});

test('of a rule that never hit nothing is known', () => {
  expect(noted(0).before('fan', 0)).toBe(Number.POSITIVE_INFINITY);
});

test('goes on from what was saved', () => {
  const saved = savedOccasions.parse(JSON.parse(JSON.stringify(noted(0, 5 * DAY).save())));
  const occasions = RuleOccasions.load(saved);
  expect(occasions.before('power', 5 * DAY)).toBe(1);
  occasions.note('power', 9 * DAY);
  expect(occasions.before('power', 9 * DAY)).toBe(2);
});
