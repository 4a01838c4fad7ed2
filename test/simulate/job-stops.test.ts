import { describe, expect, test } from 'vitest';
import jobStops from '../../src/simulate/job-stops.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of job-stops', () => {
  const harness = smallWeek(jobStops, { fileName: 'job-stops', shows: 'silence' });
  for (const check of scenarioChecks(jobStops, harness)) test(check.name, check.run);
});

test('the export runs every night until it does not', () => {
  const { simulation, label } = played(jobStops);
  const runs = [...simulation.events()].filter(({ speaker }) => speaker.app === 'billing-export');
  const until = Date.parse(label.from);
  expect(runs.length).toBeGreaterThanOrEqual(12);
  expect(runs.every(({ time }) => time < until)).toBe(true);
  expect(new Date(until).toISOString().slice(11, 16)).toBe('02:40');
});
