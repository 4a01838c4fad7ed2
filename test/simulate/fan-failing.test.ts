import { describe, expect, test } from 'vitest';
import fanFailing from '../../src/simulate/fan-failing.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of fan-failing', () => {
  const harness = smallWeek(fanFailing, { fileName: 'fan-failing', shows: 'lines', earliest: 0.35 });
  for (const check of scenarioChecks(fanFailing, harness)) test(check.name, check.run);
});

test('the fan slows down by nearly half while the machine gets warmer, and the other fan does not', () => {
  const { lines } = played(fanFailing);
  const numbers = (name: string) =>
    lines
      .filter(({ message }) => message.startsWith(name))
      .map(({ message }) => Number(/: ([\d.]+)/.exec(message)![1]));
  const [rpm, celsius] = [numbers('fan2'), numbers('CPU')];
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  expect(mean(rpm.slice(-10)) / mean(rpm.slice(0, 10))).toBeLessThan(0.7);
  expect(mean(celsius.slice(-10)) - mean(celsius.slice(0, 10))).toBeGreaterThan(10);
  expect(numbers('fan1')).toEqual([]);
});
