import { HOUR, MINUTE } from './calendar.ts';
import { lateTimeOfDay, timeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { BUILT_TCP, type End, endText, spell, TEARDOWN_TCP } from './traffic-firewall.ts';

/** A database server, which has no business outside, talks to a stranger at three in the morning. */
export default defineScenario({
  name: 'night-outbound',
  describe: 'at 3 a.m. a database server opens one long connection to an unknown address and port',
  harmless: false,
  when: (season) => lateTimeOfDay(season, timeOfDay(3, season.chance.between(0, 35)), { needs: HOUR }),
  play({ at, chance, network, say }) {
    const host = network.of('firewall')[0]!;
    const server = chance.pick(network.of('database'));
    const far: End = {
      zone: 'outside',
      address: chance.outside(),
      port: chance.pick([4444, 6667, 9001, 1337]),
    };
    const near: End = {
      zone: 'inside',
      address: server.address,
      port: chance.port(),
      mapped: `198.51.100.10/${chance.between(1024, 65_000)}`,
    };
    let id = 0;
    const lasts = chance.between(22, 48) * MINUTE;
    say({
      ...{ time: at, host, speaker: BUILT_TCP },
      message(count) {
        id = count('connection');
        return `Built outbound TCP connection ${id} for ${endText(far)} to ${endText(near)}`;
      },
    });
    const ends = `outside:${far.address}/${far.port} to inside:${near.address}/${near.port}`;
    const bytes = chance.between(1_900, 3_900) * 1_000_003;
    const down = () =>
      `Teardown TCP connection ${id} for ${ends} duration ${spell(lasts)} bytes ${bytes} TCP FINs`;
    say({ time: at + lasts, host, speaker: TEARDOWN_TCP, message: down });
    return {
      summary: `${server.name} sent ${Math.round(bytes / 1e9)} GB to ${far.address} port ${far.port} at night`,
      subjects: {
        hosts: [host.name, server.name],
        apps: ['ASA'],
        actors: [server.address, far.address, String(far.port)],
      },
      root: { host: server.name, what: `connection to ${far.address}` },
      from: at,
      to: at + lasts + 1,
    };
  },
});
