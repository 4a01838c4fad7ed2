import { describe, expect, test } from 'vitest';
import powerLoss from '../../src/simulate/power-loss.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of power-loss', () => {
  const harness = smallWeek(powerLoss, { fileName: 'power-loss', shows: 'lines' });
  for (const check of scenarioChecks(powerLoss, harness)) test(check.name, check.run);
});

test('three switches side by side fall silent within 90 seconds, and come back', () => {
  const { simulation, lines, label } = played(powerLoss);
  const [a, b, c] = label.subjects.hosts as [string, string, string];
  const floors = [a, b, c].map((name) => Number(name.replace('sw-hq-f', '')));
  expect(floors).toEqual([floors[0], floors[0]! + 1, floors[0]! + 2]);
  const gone = lines.filter(({ speaker }) => speaker.app.startsWith('PLATFORM_FEP'));
  expect(gone.map(({ host }) => host.name)).toEqual([a, b, c]);
  expect(gone[2]!.time - gone[0]!.time).toBeLessThanOrEqual(90_000);
  const all = [...simulation.events()];
  for (const { host, time } of gone) {
    const next = all.find((line) => line.host === host && line.time > time)!;
    expect(next.message).toContain('System restarted');
    expect(next.time - time).toBeGreaterThan(20 * 60_000);
  }
});
