import { describe, expect, test } from 'vitest';
import sshBruteForce from '../../src/simulate/ssh-brute-force.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of ssh-brute-force', () => {
  const harness = smallWeek(sshBruteForce, { fileName: 'ssh-brute-force', shows: 'lines' });
  for (const check of scenarioChecks(sshBruteForce, harness)) test(check.name, check.run);
});

test('hundreds of failures of one address, then a password is accepted', () => {
  const { lines, label } = played(sshBruteForce);
  const [from] = label.subjects.actors as [string];
  const failed = lines.filter(({ message }) => message.startsWith('Failed password'));
  const accepted = lines.findIndex(({ message }) => message.startsWith('Accepted password'));
  expect(failed.length).toBeGreaterThan(200);
  expect(failed.every(({ message }) => message.includes(` from ${from} port `))).toBe(true);
  expect(lines.slice(accepted).some(({ message }) => message.startsWith('Failed'))).toBe(false);
  expect(lines[accepted]!.message).toContain(from);
});
