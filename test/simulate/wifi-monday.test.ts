import { describe, expect, test } from 'vitest';
import wifiMonday from '../../src/simulate/wifi-monday.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of wifi-monday', () => {
  const harness = smallWeek(wifiMonday, { fileName: 'wifi-monday', shows: 'lines' });
  for (const check of scenarioChecks(wifiMonday, harness)) test(check.name, check.run);
});

test('a wave of failures on Monday at 9:05 in which everybody gets in at last', () => {
  const { lines, label } = played(wifiMonday);
  expect(new Date(label.from).toUTCString()).toMatch(/^Mon, .* 09:05:00 GMT$/);
  const users = (outcome: string) =>
    new Set(
      lines
        .filter(({ message }) => message.includes(outcome))
        .map(({ message }) => /\[(\w+)\]/.exec(message)![1]),
    );
  expect(users('Login incorrect').size).toBeGreaterThan(20);
  expect(users('Login OK')).toEqual(users('Login incorrect'));
});
