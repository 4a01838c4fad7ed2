import { DAY } from './calendar.ts';
import { momentWithin } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { CRON, child, WARNING } from './speaker.ts';
import { DISK_CHECK, PHYSICAL } from './traffic-server.ts';

const WARNED = child('disk-check', CRON, WARNING);

/** A data disk fills by two percent a day; every night the check warns of it, and nobody reads it. */
export default defineScenario({
  name: 'disk-filling',
  describe: 'a data disk fills by 2 % a day and is warned of every night; begins in the first third',
  harmless: false,
  // It takes several nights to be seen at all.
  when: (season) => momentWithin(season, [0.1, 0.3], DAY),
  play({ at, start, end, chance, network, alter }) {
    const host = chance.pick(PHYSICAL.flatMap((role) => network.of(role)));
    const free = (used: number) => Math.round((100 - used) * 18.6);
    const isCheck = (message: string) => message.startsWith('/srv: ');
    alter({
      hosts: [host],
      from: start,
      to: at,
      change: ({ speaker, message }) => {
        if (speaker !== DISK_CHECK || !isCheck(message)) return 'leave';
        const used = 79 + chance.between(0, 1);
        return { message: `/srv: ${used}% used, ${free(used)} GiB free`, unlabelled: true };
      },
    });
    alter({
      hosts: [host],
      from: at,
      to: end,
      change: ({ speaker, message, time }) => {
        if (speaker !== DISK_CHECK || !isCheck(message)) return 'leave';
        const used = Math.min(99, 81 + Math.floor((2 * (time - at)) / DAY));
        return { speaker: WARNED, message: `WARNING: /srv is ${used}% full, ${free(used)} GiB free` };
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
