import { MINUTE } from './calendar.ts';
import { lateTimeOfDay, timeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { EXPORT } from './traffic-shop.ts';

/** The nightly export does not run any more, and says nothing about it. */
export default defineScenario({
  name: 'job-stops',
  describe: 'the nightly billing export at 02:40 is not run any more',
  harmless: false,
  when: (season) => lateTimeOfDay(season, timeOfDay(2, 40)),
  play({ at, end, network, calendar, alter }) {
    const host = network.of('app')[0]!;
    const change = ({ speaker }: { speaker: { app: string } }) =>
      speaker.app === EXPORT.app ? 'silence' : 'leave';
    alter({ hosts: [host], from: at, to: end, change });
    return {
      summary: `${EXPORT.app} of ${host.name} stopped running`,
      subjects: { hosts: [host.name], apps: [EXPORT.app], actors: ['billing export'] },
      root: { host: host.name, what: 'nightly job not started' },
      from: at,
      to: end,
      // It is missed once its hour has passed.
      symptom: calendar.nextTimeOfDay(at, timeOfDay(2, 40)) + MINUTE,
    };
  },
});
