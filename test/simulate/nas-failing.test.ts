import { describe, expect, test } from 'vitest';
import nasFailing from '../../src/simulate/nas-failing.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

const HOUR = 3_600_000;

describe('contract of nas-failing', () => {
  const harness = smallWeek(nasFailing, { fileName: 'nas-failing', shows: 'lines' });
  for (const check of scenarioChecks(nasFailing, harness)) test(check.name, check.run);
});

test('the storage sends traps, is slower and slower, and servers say that they wait for it', () => {
  const { simulation, lines, label } = played(nasFailing);
  const traps = lines.filter(({ speaker }) => speaker.trap !== undefined);
  expect(new Set(traps.map(({ host }) => host.name))).toEqual(new Set(['nas-01']));
  expect(traps.map(({ message }) => message)).toContainEqual(expect.stringContaining('aggr1 is degraded'));
  const waiting = lines.filter(
    ({ message }) => message === 'nfs: server nas-01 not responding, still trying',
  );
  expect(new Set(waiting.map(({ host }) => host.name)).size).toBeGreaterThan(1);
  const from = Date.parse(label.from);
  const latency = [...simulation.samples()].filter(({ metric }) => metric === 'latency of volume vol1');
  const mean = (begin: number, end: number) => {
    const values = latency.filter(({ time }) => time >= begin && time < end).map(({ value }) => value);
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
  const before = mean(from - HOUR, from);
  expect(mean(from, from + HOUR / 6)).toBeGreaterThan(3 * before);
  expect(mean(from + 0.6 * HOUR, from + 0.8 * HOUR)).toBeGreaterThan(30 * before);
  expect(mean(from + 3.5 * HOUR, from + 4.5 * HOUR)).toBeLessThan(2 * before);
});
