import { describe, expect, test } from 'vitest';
import monthEnd from '../../src/simulate/month-end.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of month-end', () => {
  const harness = smallWeek(monthEnd, { fileName: 'month-end', shows: 'lines' });
  for (const check of scenarioChecks(monthEnd, harness)) test(check.name, check.run);
});

test('the books are closed on the last evening of the month', () => {
  const { lines, label } = played(monthEnd);
  expect(label.from).toBe('2026-10-31T22:00:00.000000Z');
  const invoices = lines.filter(({ message }) => message.includes('send-invoice done'));
  expect(invoices.length).toBeGreaterThan(200);
  expect(lines.at(-1)!.message).toBe('export of 202610 started');
});
