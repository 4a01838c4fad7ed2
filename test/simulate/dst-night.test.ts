import { describe, expect, test } from 'vitest';
import dstNight from '../../src/simulate/dst-night.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of dst-night', () => {
  const harness = smallWeek(dstNight, { fileName: 'dst-night', shows: 'clock' });
  for (const check of scenarioChecks(dstNight, harness)) test(check.name, check.run);
});

test('local times repeat an hour while the log goes on', () => {
  const { simulation, label } = played(dstNight);
  const at = Date.parse(label.from);
  const all = [...simulation.events()];
  const hours = [-1, 0, 1].map((hour) => {
    const from = at + hour * 3_600_000;
    const line = all.find(({ time, host }) => time >= from && host.style === 'rfc3164')!;
    return /^<\d+>Oct 25 (\d\d)/.exec(line.text)![1];
  });
  expect(hours).toEqual(['02', '02', '03']);
  expect(label.summary).toContain('back by 1 h');
});
