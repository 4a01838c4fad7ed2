import { describe, expect, test } from 'vitest';
import deploy from '../../src/simulate/deploy.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of deploy', () => {
  const harness = smallWeek(deploy, { fileName: 'deploy', shows: 'lines' });
  for (const check of scenarioChecks(deploy, harness)) test(check.name, check.run);
});

test('every machine of the shop starts the new version on a workday afternoon', () => {
  const { lines, label } = played(deploy);
  const started = lines
    .filter(({ message }) => message.includes('5.3.0 starting'))
    .map(({ host }) => host.name);
  expect(started).toEqual(label.subjects.hosts);
  const at = new Date(label.from);
  expect([1, 2, 3, 4, 5]).toContain(at.getUTCDay());
  expect(at.getUTCHours()).toBe(14);
});
