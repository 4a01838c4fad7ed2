import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kit/random.ts';
import { Sequences } from '../../src/kit/sequences.ts';

function learnt(numbers: readonly number[]): Sequences {
  const sequences = new Sequences();
  for (const number of numbers) sequences.add(number);
  return sequences;
}

const random = seededRandom(3);
const made = (make: (i: number) => number) => Array.from({ length: 500 }, (_, i) => make(i));

describe('Sequences', () => {
  it.each([
    ['ids that rise by one', made((i) => 100_000 + i)],
    ['ids of which many are not seen', made((i) => 5000 + 20 * i + Math.floor(random() * 20))],
    ['two machines that count each for itself', made((i) => (random() < 0.5 ? 858_000 + i : 139_000 + i))],
    ['times', made((i) => 1_772_000_000 + i * 60)],
    ['small ids, each in several lines', made((i) => Math.floor(i / 3))],
  ])('takes %s for counting', (_, numbers) => {
    expect(learnt(numbers).counting).toBe(true);
  });

  it.each([
    ['milliseconds', made(() => Math.round(20 + 10 * random()))],
    ['milliseconds of a long tail', made(() => Math.round(20 * (1 - random()) ** -1.5))],
    ['sizes', made(() => Math.floor(random() * 1e6))],
    ['a temperature near its set point', made(() => 45 + Math.round(random() * 20) / 10)],
    ['hardly any numbers', [1, 2, 3, 4]],
  ])('does not take %s for counting', (_, numbers) => {
    expect(learnt(numbers).counting).toBe(false);
  });

  it('goes on after a merge', () => {
    const sequences = learnt([1, 2, 3, 4, 5, 6]);
    sequences.merge(learnt([900, 901, 902, 903, 904, 905, 906]));
    for (let i = 7; i < 60; i++) sequences.add(i);
    expect(sequences.counting).toBe(true);
  });
});
