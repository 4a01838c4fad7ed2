import { describe, expect, test } from 'vitest';
import newHost from '../../src/simulate/new-host.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of new-host', () => {
  const harness = smallWeek(newHost, { fileName: 'new-host', shows: 'lines' });
  for (const check of scenarioChecks(newHost, harness)) test(check.name, check.run);
});

test('a host that was never heard of before takes its part of the traffic', () => {
  const { simulation, lines, label } = played(newHost);
  const [name] = label.subjects.hosts;
  const all = [...simulation.events()].filter(({ host }) => host.name === name);
  expect(all[0]!.time).toBe(Date.parse(label.from));
  expect(lines.filter(({ speaker }) => speaker.app === 'nginx').length).toBeGreaterThan(50);
  expect(all.some(({ speaker }) => speaker.app === 'CRON')).toBe(true);
  expect(simulation.settings.network.hosts.some((host) => host.name === name)).toBe(false);
});
