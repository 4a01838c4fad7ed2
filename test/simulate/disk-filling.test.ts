import { describe, expect, test } from 'vitest';
import diskFilling from '../../src/simulate/disk-filling.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of disk-filling', () => {
  const harness = smallWeek(diskFilling, { fileName: 'disk-filling', shows: 'lines', earliest: 0.1 });
  for (const check of scenarioChecks(diskFilling, harness)) test(check.name, check.run);
});

test('every night the same disk is warned of, two percent fuller', () => {
  const { lines, label } = played(diskFilling);
  const used = lines.map(({ message }) => Number(/^WARNING: \/srv: (\d+)% used/.exec(message)![1]));
  expect(used.length).toBeGreaterThanOrEqual(4);
  expect(used.slice(1).map((percent, i) => percent - used[i]!)).toEqual(used.slice(1).map(() => 2));
  expect(new Set(lines.map(({ host }) => host.name))).toEqual(new Set(label.subjects.hosts));
  expect(lines.every(({ speaker }) => speaker.severity === 4)).toBe(true);
});
