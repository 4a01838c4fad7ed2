import { DAY } from './calendar.ts';
import { momentWithin } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { CRON, child, WARNING } from './speaker.ts';
import { DISK_CHECK, fillingOf, PHYSICAL } from './traffic-server.ts';

const WARNED = child('disk-check', CRON, WARNING);

/** A data disk fills by two percent a day; every night the check warns of it, and nobody reads it. */
export default defineScenario({
  name: 'disk-filling',
  describe: 'a data disk fills by 2 % a day and is warned of every night; begins in the first third',
  harmless: false,
  // It takes several nights to be seen at all.
  when: (season) => momentWithin(season, [0.1, 0.3], DAY),
  play({ at, end, chance, network, alter }) {
    const host = chance.pick(PHYSICAL.flatMap((role) => network.of(role)));
    const before = fillingOf(host);
    alter({
      hosts: [host],
      from: at,
      to: end,
      change: ({ speaker, message, time }) => {
        if (speaker !== DISK_CHECK || !message.startsWith('/srv: ')) return 'leave';
        const used = Math.min(99, before + 2 * Math.ceil((time - at) / DAY));
        const left = Math.ceil((100 - used) / 2);
        return {
          speaker: WARNED,
          message: `WARNING: /srv: ${used}% used, 2% more than yesterday, full in ${left} days`,
        };
      },
    });
    return {
      summary: `/srv of ${host.name} fills by 2 % a day`,
      subjects: { hosts: [host.name], apps: ['disk-check'], actors: ['/srv'] },
      root: { host: host.name, what: 'disk /srv filling' },
      from: at,
      to: end,
    };
  },
});
