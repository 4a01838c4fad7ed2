import { DAY } from './calendar.ts';
import { momentWithin } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { PHYSICAL } from './traffic-server.ts';

/** Share of its speed that the fan has lost in the end, and what that adds to the temperature, in °C. */
const LOST = 0.45;
const HOTTER = 15;

/** A fan turns slower day by day, and the machine gets warmer; nothing ever says that it is broken. */
export default defineScenario({
  name: 'fan-failing',
  describe: 'a fan turns slower and slower and its machine gets warmer; begins before the middle',
  harmless: false,
  // It creeps: the last third would be no time at all.
  when: (season) => momentWithin(season, [0.35, 0.5], DAY / 2),
  play({ at, end, chance, network, alter }) {
    const host = chance.pick(PHYSICAL.flatMap((role) => network.of(role)));
    alter({
      hosts: [host],
      from: at,
      to: end,
      change({ speaker, message, time }) {
        if (speaker.app !== 'sensord') return 'leave';
        const gone = (time - at) / (end - at);
        if (message.startsWith('fan2: ')) {
          // A worn bearing also turns unevenly.
          const slower = (rpm: number) => Math.round(rpm * (1 - LOST * gone) + 40 * gone * chance.bell());
          return {
            message: message.replace(/\d+ RPM/, (text) => `${slower(Number.parseInt(text, 10))} RPM`),
          };
        }
        if (!message.startsWith('CPU: ')) return 'leave';
        const hotter = (text: string) => `${(Number.parseFloat(text) + HOTTER * gone).toFixed(1)} C`;
        return { message: message.replace(/[\d.]+ C/, hotter) };
      },
    });
    return {
      summary: `fan2 of ${host.name} turns slower and slower`,
      subjects: { hosts: [host.name], apps: ['sensord'], actors: ['fan2', 'CPU'] },
      root: { host: host.name, what: 'bearing of fan2' },
      from: at,
      to: end,
    };
  },
});
