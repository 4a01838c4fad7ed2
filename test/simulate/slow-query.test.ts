import { describe, expect, test } from 'vitest';
import slowQuery from '../../src/simulate/slow-query.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of slow-query', () => {
  const harness = smallWeek(slowQuery, { fileName: 'slow-query', shows: 'lines' });
  for (const check of scenarioChecks(slowQuery, harness)) test(check.name, check.run);
});

test('one statement takes ten times as long, the others do not', () => {
  const { simulation, label } = played(slowQuery);
  const from = Date.parse(label.from);
  const took = { before: [] as number[], after: [] as number[], others: [] as number[] };
  for (const { message, time } of simulation.events()) {
    const match = /duration: ([\d.]+) ms {2}execute <unnamed>: (.*)/.exec(message);
    if (match === null) continue;
    const slowed = match[2] === label.subjects.actors[0];
    if (slowed) took[time < from ? 'before' : 'after'].push(Number(match[1]));
    else if (time >= from) took.others.push(Number(match[1]));
  }
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  expect(mean(took.after) / mean(took.before)).toBeGreaterThan(9);
  expect(mean(took.after) / mean(took.before)).toBeLessThan(11);
  expect(Math.max(...took.others)).toBeLessThan(mean(took.after));
});
