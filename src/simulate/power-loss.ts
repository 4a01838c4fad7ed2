import { HOUR, MINUTE } from './calendar.ts';
import { lateMoment } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { ios } from './speaker.ts';
import { LINE, LINK, linkChange } from './traffic-switch.ts';

const SUPPLY = ios('PLATFORM_FEP-1-FRU_PS_SIGNAL_FAULTY');
const RESTART = ios('SYS-5-RESTART');

/** Three floors above each other lose power within 90 seconds: one cause, not three. */
export default defineScenario({
  name: 'power-loss',
  describe: 'three adjacent access switches lose power within 90 seconds and come back later',
  harmless: false,
  when: (season) => lateMoment(season, 1.5 * HOUR),
  play({ at, chance, network, say, alter }) {
    const switches = network.of('access');
    const first = chance.between(0, switches.length - 3);
    const core = network.of('core')[0]!;
    const back = at + chance.between(25, 55) * MINUTE;
    const fallen = switches.slice(first, first + 3);
    fallen.forEach((host, i) => {
      const gone = at + [0, 31_000, 74_000][i]! + chance.between(0, 9_000);
      const uplink = `TenGigabitEthernet1/1/${host.number}`;
      const again = back + i * 11_000 + chance.between(0, 40_000);
      say({ time: gone, host, speaker: SUPPLY, message: 'Switch 1: signal on power supply A is faulty' });
      const [down, lineDown] = linkChange(uplink, 'down');
      say({ time: gone + 800, host: core, speaker: LINE, message: lineDown });
      say({ time: gone + 1800, host: core, speaker: LINK, message: down });
      const about =
        'Cisco IOS Software, Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.12.4, RELEASE SOFTWARE (fc3)';
      const [up, lineUp] = linkChange(uplink, 'up');
      say({ time: again, host: core, speaker: LINK, message: up });
      say({ time: again + 1000, host: core, speaker: LINE, message: lineUp });
      say({ time: again + 2500, host, speaker: RESTART, message: `System restarted -- ${about}` });
      for (let port = 1; port <= 44; port += chance.between(1, 4)) {
        const [link, line] = linkChange(`GigabitEthernet1/0/${port}`, 'up');
        const time = again + 4000 + port * 90;
        say({ time, host, speaker: LINK, message: link });
        say({ time: time + 1000, host, speaker: LINE, message: line });
      }
      alter({ hosts: [host], from: gone, to: again, change: () => 'silence' });
      const relay = `via 10.20.${host.number}.1`;
      const change = (line: { message: string }) => (line.message.endsWith(relay) ? 'silence' : 'leave');
      alter({ hosts: network.of('names'), from: gone, to: again, change });
    });
    return {
      summary: `${fallen.map(({ name }) => name).join(', ')} lost power within 90 s`,
      subjects: {
        hosts: [...fallen.map(({ name }) => name), core.name],
        apps: ['PLATFORM_FEP', 'LINK'],
        actors: [],
      },
      root: { host: fallen[0]!.name, what: 'power of three adjacent floors' },
      from: at,
      to: back + 2 * MINUTE,
    };
  },
});
