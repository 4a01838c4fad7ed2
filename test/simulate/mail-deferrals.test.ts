import { describe, expect, test } from 'vitest';
import mailDeferrals from '../../src/simulate/mail-deferrals.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

describe('contract of mail-deferrals', () => {
  const harness = smallWeek(mailDeferrals, { fileName: 'mail-deferrals', shows: 'lines' });
  for (const check of scenarioChecks(mailDeferrals, harness)) test(check.name, check.run);
});

test('after the change no letter leaves the house, and the queue keeps them', () => {
  const { simulation, lines, label } = played(mailDeferrals);
  expect(lines[0]!.message).toContain('rndc reconfig');
  expect(lines.filter(({ message }) => message.includes('type=MX: Host not found')).length).toBeGreaterThan(
    10,
  );
  const [from, to] = [Date.parse(label.from) + 20_000, Date.parse(label.to)];
  const sent = [...simulation.events()].filter(
    ({ speaker, time, message }) =>
      speaker.app === 'postfix/smtp' && time >= from && time < to && message.includes('status=sent'),
  );
  expect(sent).toEqual([]);
});
