import { describe, expect, test } from 'vitest';
import nightOutbound from '../../src/simulate/night-outbound.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of night-outbound', () => {
  const harness = smallWeek(nightOutbound, { fileName: 'night-outbound', shows: 'lines' });
  for (const check of scenarioChecks(nightOutbound, harness)) test(check.name, check.run);
});

test('one connection of a database server to a port that nobody else uses', () => {
  const { simulation, lines } = played(nightOutbound);
  expect(lines).toHaveLength(2);
  const [, id, port] = /TCP connection (\d+) for outside:[\d.]+\/(\d+) /.exec(lines[0]!.message)!;
  expect(lines[1]!.message).toContain(`TCP connection ${id} `);
  expect(new Date(lines[0]!.time).getUTCHours()).toBe(3);
  const others = [...simulation.events()].filter(
    ({ message, planted }) =>
      planted < 0 && message.startsWith('Built outbound') && message.includes(`/${port} (`),
  );
  expect(others).toEqual([]);
});
