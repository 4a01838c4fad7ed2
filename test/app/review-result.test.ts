import { expect, test } from 'vitest';
import { contaminationOf, reviewResult } from '../../src/app/review-result.ts';
import type { ReviewSample } from '../../src/app/review-sample.ts';
import type { ReviewLabel } from '../../src/core/review-result.ts';
import { seededRandom } from '../../src/kit/random.ts';

/** Two strata: of 1,000 lines that were told and 99,000 others, so many are drawn of each. */
function sampled(told: number, others: number): ReviewSample {
  const line = { time: null, host: null, app: null, text: '', surprise: 0 };
  return {
    days: 2,
    strata: [
      { name: 'told', shown: true, lines: 1000 },
      { name: 'others', shown: false, lines: 99_000 },
    ],
    lines: Array.from({ length: told + others }, (_, i) => ({
      ...{ ...line, id: String(i), stratum: i < told ? 0 : 1 },
    })),
  };
}

test('the share of odd lines counts each line for as many as it was drawn from', () => {
  const labels = [...new Array<ReviewLabel>(50).fill('odd'), ...new Array<ReviewLabel>(150).fill('fine')];
  const { odd, precision, labels: counted } = reviewResult(sampled(100, 100), labels);
  expect(odd!.share).toBeCloseTo(0.005, 12);
  expect(odd!.interval[0]).toBeGreaterThan(0.003);
  expect(odd!.interval[1]).toBeLessThan(0.05);
  expect([precision!.share, precision!.judged]).toEqual([0.5, 100]);
  expect(precision!.interval[0]).toBeGreaterThan(0.38);
  expect(counted).toEqual({ odd: 50, fine: 150, skip: 0 });
});

test('the interval holds the true share nineteen times of twenty', () => {
  const random = seededRandom(1);
  const [told, others] = [0.4, 0.01];
  const truth = 0.01 * told + 0.99 * others;
  let held = 0;
  for (let i = 0; i < 200; i++) {
    const labels = Array.from({ length: 500 }, (_, k) =>
      random() < (k < 250 ? told : others) ? 'odd' : 'fine',
    );
    const [low, high] = reviewResult(sampled(250, 250), labels as ReviewLabel[]).odd!.interval;
    if (low <= truth && truth <= high) held++;
  }
  expect(held / 200).toBeGreaterThan(0.92);
});

test('what was skipped or not looked at says nothing', () => {
  expect(reviewResult(sampled(2, 2), [])).toMatchObject({ odd: null, precision: null });
  const result = reviewResult(sampled(2, 2), ['skip', 'odd', null, null]);
  expect(result).toMatchObject({ labels: { odd: 1, fine: 0, skip: 1 }, odd: { share: 1, judged: 1 } });
  expect(contaminationOf(reviewResult(sampled(2, 2), []))).toBeNull();
});

test('the share for the forests is never none, nor more than a half', () => {
  const all = (label: ReviewLabel) => new Array<ReviewLabel>(200).fill(label);
  const none = contaminationOf(reviewResult(sampled(100, 100), all('fine')))!;
  expect(none).toBeGreaterThan(0.001);
  expect(none).toBeLessThan(0.01);
  expect(contaminationOf(reviewResult(sampled(100, 100), all('odd')))).toBe(0.5);
});

test('when every line was looked at nothing is left to chance', () => {
  const { strata, ...rest } = sampled(2, 2);
  const whole = { ...rest, strata: strata.map((one) => ({ ...one, lines: 2 })) };
  expect(reviewResult(whole, ['odd', 'fine', 'fine', 'fine']).odd!.interval).toEqual([0.25, 0.25]);
});
