import { BOOTING } from './booting.ts';
import { HOUR, MINUTE } from './calendar.ts';
import { lateTimeOfDay, timeOfDay } from './moments.ts';
import { type Host, isServer } from './network.ts';
import { defineScenario } from './scenario.ts';
import { AUTH, DAEMON, daemon, INFO, SYSLOG, systemd } from './speaker.ts';

const SYSTEMD = systemd();
/** Machines that are patched in one night. */
const MOST = 40;

const GOING = [
  [
    0,
    daemon('unattended-upgrade', DAEMON, INFO),
    'Packages that will be upgraded: linux-image-amd64 openssl libssl3 curl',
  ],
  [60_000, daemon('unattended-upgrade', DAEMON, INFO), 'All upgrades installed'],
  [61_000, daemon('unattended-upgrade', DAEMON, INFO), 'Found /var/run/reboot-required, rebooting'],
  [63_000, daemon('systemd-logind', AUTH, INFO), 'System is rebooting.'],
  [63_200, SYSTEMD, 'Stopping cron.service - Regular background program processing daemon...'],
  [63_300, SYSTEMD, 'Stopped cron.service - Regular background program processing daemon.'],
  [63_400, SYSTEMD, 'Stopped target multi-user.target - Multi-User System.'],
  [63_900, SYSTEMD, 'Reached target reboot.target - System Reboot.'],
  [
    64_000,
    daemon('rsyslogd', SYSLOG, INFO),
    '[origin software="rsyslogd" swVersion="8.2504.0" x-pid="612" x-info="https://www.rsyslog.com"] exiting on signal 15.',
  ],
] as const;

/** All servers are patched and started anew, one after the other, in one night. */
export default defineScenario({
  name: 'patch-night',
  describe: 'from 02:15 on all servers are patched and rebooted, one after the other',
  harmless: true,
  when: (season) => lateTimeOfDay(season, timeOfDay(2, 15), { needs: 2 * HOUR }),
  play({ at, end, chance, network, say, alter }) {
    const patched = network.hosts.filter(isServer).slice(0, MOST);
    let time = at;
    for (const host of patched) {
      const gone = time + 64_500;
      const back = gone + 40_000 + chance.between(0, 25_000);
      const rebooted: Host = { ...host, booted: back };
      for (const [after, speaker, message] of GOING) say({ time: time + after, host, speaker, message });
      for (const [after, speaker, message] of BOOTING)
        say({ time: back + after, host: rebooted, speaker, message });
      alter({ hosts: [host], from: gone, to: back, change: () => 'silence' });
      alter({ hosts: [host], from: back, to: end, change: () => ({ host: rebooted, unlabelled: true }) });
      time = back + chance.between(30_000, 2 * MINUTE);
    }
    return {
      summary: `${patched.length} servers were patched and rebooted`,
      subjects: {
        hosts: patched.map(({ name }) => name),
        apps: ['unattended-upgrade', 'systemd', 'kernel'],
        actors: [],
      },
      root: { host: patched[0]!.name, what: 'planned patches' },
      from: at,
      to: time,
    };
  },
});
