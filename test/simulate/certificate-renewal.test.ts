import { describe, expect, test } from 'vitest';
import certificateRenewal from '../../src/simulate/certificate-renewal.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of certificate-renewal', () => {
  const harness = smallWeek(certificateRenewal, { fileName: 'certificate-renewal', shows: 'lines' });
  for (const check of scenarioChecks(certificateRenewal, harness)) test(check.name, check.run);
});

test('every web and mail server renews, and what uses the certificate is reloaded', () => {
  const { simulation, lines } = played(certificateRenewal);
  const { network } = simulation.settings;
  const names = (of: readonly { name: string }[]) => of.map(({ name }) => name);
  const hostsOf = (part: string) =>
    lines.filter(({ message }) => message.includes(part)).map(({ host }) => host.name);
  expect(hostsOf('Renewing')).toEqual([...names(network.of('web')), ...names(network.of('mail'))]);
  expect(hostsOf('signal process started')).toEqual(names(network.of('web')));
  expect(hostsOf('SIGHUP received')).toEqual(names(network.of('mail')));
});
