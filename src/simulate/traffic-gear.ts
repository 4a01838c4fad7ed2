import type { Activity, Voice } from './activity.ts';
import { timeOfDay } from './moments.ts';
import { OFFICE, STEADY } from './rhythm.ts';
import { filerTrap, type Said, upsTrap, wrongCommunity } from './traps.ts';

const MINUTE = 60_000;

function tell(voice: Voice, [speaker, message]: Said, after = 0): void {
  voice.say(speaker, message, after);
}

/** What devices that are polled send of themselves: traps that nobody needs to hear of. */
export const gearTraffic: readonly Activity[] = [
  {
    name: 'UPS tests itself',
    on: ['ups'],
    pace: { kind: 'daily', at: timeOfDay(10), late: 2 * MINUTE },
    act: (voice) => tell(voice, upsTrap('upsDiagnosticsPassed', 'UPS: Passed a self-test.')),
  },
  {
    name: 'mains sag',
    on: ['ups'],
    pace: { kind: 'seldom', perDay: 0.7, rhythm: OFFICE },
    act: (voice) => tell(voice, upsTrap('smartBoostOn', 'UPS: Compensating for a low input voltage.')),
  },
  {
    name: 'storage scrub',
    on: ['storage'],
    pace: { kind: 'daily', at: timeOfDay(1, 30), late: 10 * MINUTE },
    act(voice) {
      tell(voice, filerTrap('informationalTrap', 'Scrub of aggregate aggr1 started'));
      const done = filerTrap('notificationTrap', 'Scrub of aggregate aggr1 is complete, no errors');
      tell(voice, done, voice.chance.between(70, 95) * MINUTE);
    },
  },
  {
    name: 'storage snapshot',
    on: ['storage'],
    pace: { kind: 'every', minutes: 240, atSecond: 23 },
    act: (voice) => tell(voice, filerTrap('informationalTrap', 'Snapshot of volume vol1 was created')),
  },
  {
    name: 'wrong community',
    on: ['core', 'access'],
    pace: { kind: 'seldom', perDay: 3, rhythm: STEADY },
    act: (voice) => tell(voice, wrongCommunity()),
  },
];
