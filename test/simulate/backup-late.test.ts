import { describe, expect, test } from 'vitest';
import backupLate from '../../src/simulate/backup-late.ts';
import { simulate } from '../../src/simulate/index.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];

describe('contract of backup-late', () => {
  const harness = smallWeek(backupLate, { fileName: 'backup-late', shows: 'lines' });
  for (const check of scenarioChecks(backupLate, harness)) test(check.name, check.run);
});

/** When the backup of each day began and ended, in hours after midnight. */
function nights(events: Iterable<{ time: number; message: string }>): [number, number][] {
  const days = new Map<number, [number, number]>();
  for (const { time, message } of events) {
    const begins = / backup of \S+ started$/.test(message);
    if (!begins && !/^backup of \d+ hosts finished$/.test(message)) continue;
    const day = Math.floor(time / DAY);
    const hour = (time % DAY) / HOUR;
    const known = days.get(day) ?? [hour, hour];
    days.set(day, [Math.min(known[0], hour), Math.max(known[1], hour)]);
  }
  return [...days.values()];
}

test('one night begins late and takes longer, and is as complete as every other one', () => {
  const { simulation, lines, label } = played(backupLate);
  const late = nights(lines)[0]!;
  expect(late[0]).toBeGreaterThan(1.3);
  expect(late[0]).toBeLessThan(4.1);
  expect(lines.length).toBe(label.silenced);
  const all = nights(simulation.events());
  expect(all.filter(([from]) => Math.abs(from - late[0]) < 1e-9)).toHaveLength(1);
  expect(all.filter(([from]) => from < 1.01)).toHaveLength(6);
});

test('a chosen moment stands for the night that follows', () => {
  const at = Date.UTC(2026, 9, 21, 15);
  const simulation = simulate({ hosts: 16, rate: 0.15, duration: 3 * DAY, scenarios: ['backup-late'], at });
  expect(nights(simulation.events()).map(([from]) => from < 1.01)).toEqual([true, true, false]);
});
