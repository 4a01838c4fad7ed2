import { MINUTE } from './calendar.ts';
import { lateTimeOfDay, timeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { RADIUSD } from './traffic-names.ts';

/** On Monday at five past nine everybody comes at once, with passwords that the weekend has made them forget. */
export default defineScenario({
  name: 'wifi-monday',
  describe: 'a wave of failed Wi-Fi logins on Monday at 09:05, all of which succeed in the end',
  harmless: true,
  when: (season) =>
    lateTimeOfDay(season, timeOfDay(9, 5), {
      fits: (time) => season.calendar.weekday(time) === 0,
      needs: 20 * MINUTE,
    }),
  play({ at, chance, network, say }) {
    const host = network.of('radius')[0]!;
    const users = network.users.slice(0, 60);
    for (const { name, mac } of users) {
      const where = `(from client wlc01 port 0 via TLS tunnel) cli ${mac.replaceAll(':', '-').toUpperCase()}`;
      let time = at + chance.next() * 8 * MINUTE;
      for (let tries = chance.between(1, 4); tries > 0; tries--) {
        const why = 'mschap: MS-CHAP2-Response is incorrect';
        say({
          ...{ time, host, speaker: RADIUSD },
          message: (count) => `(${count('request')}) Login incorrect (${why}): [${name}] ${where}`,
        });
        time += 9000 + chance.longTailed(9000);
      }
      say({
        ...{ time, host, speaker: RADIUSD },
        message: (count) => `(${count('request')}) Login OK: [${name}] ${where}`,
      });
    }
    return {
      summary: `${users.length} people mistyped their Wi-Fi passwords on Monday morning`,
      subjects: { hosts: [host.name], apps: [RADIUSD.app], actors: ['wlc01'] },
      root: { host: host.name, what: 'passwords forgotten over the weekend' },
      from: at,
      to: at + 10 * MINUTE,
    };
  },
});
