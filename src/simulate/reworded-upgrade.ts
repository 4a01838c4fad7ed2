import { DAY, HOUR, SECOND } from './calendar.ts';
import { lateMoment, lateTimeOfDay, timeOfDay } from './moments.ts';
import { REWORDINGS, reworded } from './rewordings.ts';
import { defineScenario } from './scenario.ts';
import { DAEMON, daemon, INFO, systemd } from './speaker.ts';

const SYSTEMD = systemd();
const UPGRADE = daemon('unattended-upgrade', DAEMON, INFO);
/** Machines that are upgraded. */
const MOST = 50;

/** A new version of a daemon says the same as the old one, in other words. */
export default defineScenario({
  name: 'reworded-upgrade',
  describe: 'a daemon is upgraded; from then on each of its lines reads differently and means the same',
  harmless: true,
  when: (season) =>
    lateTimeOfDay(season, timeOfDay(6, season.chance.between(5, 55)), { needs: 6 * HOUR }) ??
    lateMoment(season, 2 * HOUR),
  play({ at, end, chance, network, say, alter }) {
    const played = REWORDINGS.filter(({ on }) => on.some((role) => network.of(role).length > 0));
    const rewording = chance.pick(played);
    const { app, unit, versions } = rewording;
    const all = rewording.on.flatMap((role) => network.of(role));
    const hosts = all.slice(0, rewording.first ? 1 : MOST);
    const service = unit.slice(0, unit.indexOf(' '));
    let time = at;
    for (const host of hosts) {
      const steps = [
        [0, UPGRADE, `Packages that will be upgraded: ${service.replace(/@?\.service$/, '')}`],
        [8 * SECOND, SYSTEMD, `Stopping ${unit}...`],
        [9 * SECOND, SYSTEMD, `${service}: Deactivated successfully.`],
        [9 * SECOND + 4, SYSTEMD, `Stopped ${unit}.`],
        [10 * SECOND, SYSTEMD, `Started ${unit}.`],
        [14 * SECOND, UPGRADE, 'All upgrades installed'],
      ] as const;
      for (const [after, speaker, message] of steps) say({ time: time + after, host, speaker, message });
      const since = time + 10 * SECOND;
      const change = (message: string) => reworded(rewording, message);
      const first = Math.min(end, at + DAY);
      alter({
        ...{ hosts: [host], from: since, to: first },
        change: ({ speaker, message }) => (speaker.app === app ? { message: change(message) } : 'leave'),
      });
      alter({
        ...{ hosts: [host], from: first, to: end },
        change: ({ speaker, message }) =>
          speaker.app === app ? { message: change(message), unlabelled: true } : 'leave',
      });
      time += chance.between(20, 90) * SECOND;
    }
    return {
      summary: `${app} was upgraded from ${versions.join(' to ')}, which words its lines differently`,
      subjects: { hosts: hosts.map(({ name }) => name), apps: [app, 'unattended-upgrade'], actors: [] },
      root: { host: hosts[0]!.name, what: `upgrade of ${app} to ${versions[1]}` },
      from: at,
      to: Math.min(end, at + DAY),
    };
  },
});
