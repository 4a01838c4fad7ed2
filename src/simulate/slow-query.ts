import { HOUR } from './calendar.ts';
import { lateMoment } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { SLOWED } from './traffic-database.ts';

/** One statement of the shop takes ten times as long from one moment on; the others are as they were. */
export default defineScenario({
  name: 'slow-query',
  describe: 'one database statement takes ten times as long as it used to',
  harmless: false,
  when: (season) => lateMoment(season, 3 * HOUR),
  play({ at, end, network, alter }) {
    const hosts = network.of('database');
    alter({
      hosts,
      from: at,
      to: end,
      change({ message }) {
        if (!message.endsWith(SLOWED)) return 'leave';
        return {
          message: message.replace(
            /duration: ([\d.]+) ms/,
            (_, ms) => `duration: ${(10 * Number(ms)).toFixed(3)} ms`,
          ),
        };
      },
    });
    return {
      summary: `"${SLOWED.slice(0, 34)}…" takes ten times as long`,
      subjects: { hosts: hosts.map(({ name }) => name), apps: ['postgres'], actors: [SLOWED] },
      root: { host: hosts[0]!.name, what: 'statement lost its index' },
      from: at,
      to: end,
    };
  },
});
