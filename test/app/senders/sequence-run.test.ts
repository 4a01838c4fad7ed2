import { describe, expect, test } from 'vitest';
import { SequenceRun } from '../../../src/app/senders/sequence-run.ts';
import { randomInteger, seededRandom } from '../../../src/kit/random.ts';

const SECOND = 1000;

/** Lines of these numbers, one a second; then it is waited until everything is settled. */
function counted(numbers: Iterable<number>): SequenceRun {
  const run = new SequenceRun();
  let time = 0;
  for (const number of numbers) {
    run.observe(number, time);
    run.settle(time);
    time += SECOND;
  }
  run.settle(time + 60 * SECOND);
  return run;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

describe('numbers of a sender’s lines', () => {
  test('that go on by one lose nothing', () => {
    const run = counted(range(1, 5_000));
    expect(run).toMatchObject({ came: 5_000, lost: 0, restarts: 0, untold: null, waits: false });
  });

  test('that leave 1,204 out have lost as many, at that time', () => {
    const run = counted([...range(1, 100), ...range(1_305, 1_400)]);
    expect(run.lost).toBe(1_204);
    expect(run.untold).toEqual({ lines: 1_204, from: 100 * SECOND, to: 100 * SECOND });
  });

  test('of several gaps are added up, from the first to the last', () => {
    const run = counted([...range(1, 100), ...range(111, 200), ...range(206, 300)]);
    expect(run.untold).toEqual({ lines: 15, from: 100 * SECOND, to: 190 * SECOND });
  });

  test('claim nothing before lines that go on confirm the gap', () => {
    const run = counted([...range(1, 100), 150]);
    expect(run).toMatchObject({ lost: 0, waits: true });
  });

  test('that overtake each other lose nothing', () => {
    const random = seededRandom(4);
    const numbers = range(1, 2_000);
    for (let i = 12; i + 5 < numbers.length; i += 12) {
      const j = i + 1 + randomInteger(random, 4);
      [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
    }
    expect(counted(numbers)).toMatchObject({ lost: 0, restarts: 0 });
  });

  test('that come twice each, as over two ways, lose nothing', () => {
    expect(counted(range(1, 500).flatMap((n) => [n, n]))).toMatchObject({ lost: 0, restarts: 0 });
  });

  test.each([
    ['from a high number', [...range(70_000, 70_300), ...range(1, 300)]],
    ['from a low number', [...range(1, 40), ...range(1, 60)]],
    ['at the highest that RFC 5424 has', [...range(2_147_483_500, 2_147_483_647), ...range(1, 300)]],
    ['far ahead', [...range(1, 100), ...range(5_000_000, 5_000_100)]],
  ])('that begin anew %s lose nothing', (_, numbers) => {
    expect(counted(numbers)).toMatchObject({ lost: 0, restarts: 1 });
  });

  test('are counted again after a restart', () => {
    const run = counted([...range(9_000, 9_100), ...range(1, 100), ...range(131, 300)]);
    expect(run).toMatchObject({ lost: 30, restarts: 1 });
  });

  test.each([0, 7, 4_294_967_295, 500])('of which one is odd (%i) go on as if it had not come', (odd) => {
    expect(counted([...range(60_000, 60_100), odd, ...range(60_101, 60_300)])).toMatchObject({
      lost: 0,
      restarts: 0,
    });
  });

  test.each([
    ['line by line', range(0, 400).flatMap((i) => [5_000 + i, 9_000 + i])],
    [
      'in bursts',
      range(0, 40).flatMap((i) => [
        ...range(5_000 + 20 * i, 5_019 + 20 * i),
        ...range(9_000 + 20 * i, 9_019 + 20 * i),
      ]),
    ],
    ['close together', range(0, 400).flatMap((i) => [5_000 + i, 5_900 + i])],
  ])('of two that count under one name, %s, claim nothing in the end', (_, numbers) => {
    const run = counted(numbers);
    expect(run.untold).toBeNull();
    expect(run.lost).toBe(0);
  });

  test('of every second line are lost half', () => {
    const run = counted(range(1, 1_000).filter((n) => n % 2 === 0));
    expect(run.lost).toBeGreaterThan(490);
    expect(run.lost).toBeLessThan(500);
  });

  test('said once are not said again', () => {
    const run = counted([...range(1, 100), ...range(151, 300)]);
    run.told();
    run.settle(1e9);
    expect(run.untold).toBeNull();
    expect(run.lost).toBe(50);
  });
});
