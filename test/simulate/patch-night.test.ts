import { describe, expect, test } from 'vitest';
import patchNight from '../../src/simulate/patch-night.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of patch-night', () => {
  const harness = smallWeek(patchNight, { fileName: 'patch-night', shows: 'lines' });
  for (const check of scenarioChecks(patchNight, harness)) test(check.name, check.run);
});

test('every server reboots once, and its kernel counts from zero again', () => {
  const { simulation, lines, label } = played(patchNight);
  const booted = lines.filter(({ message }) => message.startsWith('Linux version'));
  expect(booted.map(({ host }) => host.name)).toEqual(label.subjects.hosts);
  expect(booted.every(({ text }) => /\[ {4}0\.\d{6}\]|"_TRANSPORT":"kernel"/.test(text))).toBe(true);
  const last = [...simulation.events()].filter(({ speaker }) => speaker.app === 'kernel').at(-1)!;
  expect(last.time - last.host.booted).toBeLessThan(3 * 86_400_000);
});
