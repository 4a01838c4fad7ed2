import { describe, expect, test } from 'vitest';
import mainsFailure from '../../src/simulate/mains-failure.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

const MINUTE = 60_000;

describe('contract of mains-failure', () => {
  const harness = smallWeek(mainsFailure, { fileName: 'mains-failure', shows: 'lines' });
  for (const check of scenarioChecks(mainsFailure, harness)) test(check.name, check.run);
});

test('the UPS runs down, floors neither speak nor answer, and servers shut down before it is empty', () => {
  const { simulation, lines, label } = played(mainsFailure);
  const from = Date.parse(label.from);
  const traps = lines
    .filter(({ host }) => host.name === 'ups-01')
    .map(({ message }) => message.split(':')[0]);
  expect(traps).toEqual(['upsOnBattery', 'lowBattery', 'powerRestored']);
  const dark = label.subjects.hosts.filter((name) => name.startsWith('sw-hq-f'));
  expect(dark).toHaveLength(3);
  const during = [...simulation.samples()].filter(
    ({ time }) => time > from + MINUTE && time < from + 45 * MINUTE,
  );
  const answering = new Set(during.map(({ host }) => host.name));
  for (const name of dark) expect(answering.has(name)).toBe(false);
  const charge = during.filter(({ metric }) => metric === 'battery charge').map(({ value }) => value);
  expect(charge[0]).toBeGreaterThan(90);
  expect(charge.at(-1)).toBeLessThan(15);
  expect(
    new Set(during.filter(({ metric }) => metric === 'input voltage').map(({ value }) => value)),
  ).toEqual(new Set([0]));
  const off = lines.filter(({ message }) => message === 'System is powering down.');
  expect(off.length).toBeGreaterThan(1);
  for (const { time } of off) expect(time - from).toBeLessThan(46 * MINUTE);
});
