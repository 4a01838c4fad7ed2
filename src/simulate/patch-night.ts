import { HOUR, MINUTE } from './calendar.ts';
import { lateTimeOfDay, timeOfDay } from './moments.ts';
import { type Host, isServer } from './network.ts';
import { defineScenario } from './scenario.ts';
import { AUTH, DAEMON, daemon, INFO, KERN, NOTICE, plain, SYSLOG, systemd } from './speaker.ts';

const SYSTEMD = systemd();
const KERNEL = plain('kernel', KERN, INFO);
const KERNEL_NOTICE = plain('kernel', KERN, NOTICE);
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
const COMING = [
  [
    0,
    KERNEL_NOTICE,
    'Linux version 6.12.48+deb13-amd64 (debian-kernel@lists.debian.org) (gcc-14 (Debian 14.2.0-19) 14.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1',
  ],
  [
    1,
    KERNEL,
    'Command line: BOOT_IMAGE=/boot/vmlinuz-6.12.48+deb13-amd64 root=/dev/mapper/vg0-root ro quiet',
  ],
  [400, KERNEL, 'smp: Brought up 1 node, 8 CPUs'],
  [900, KERNEL, 'e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx'],
  [1800, KERNEL, 'EXT4-fs (dm-0): mounted filesystem 6f2c1d1e with ordered data mode. Quota mode: none.'],
  [2600, SYSTEMD, 'Started cron.service - Regular background program processing daemon.'],
  [2700, SYSTEMD, 'Started ssh.service - OpenBSD Secure Shell server.'],
  [2710, daemon('sshd', AUTH, INFO), 'Server listening on 0.0.0.0 port 22.'],
  [
    2800,
    daemon('chronyd', DAEMON, INFO),
    'chronyd version 4.6.1 starting (+CMDMON +NTP +REFCLOCK +RTC +PRIVDROP +SCFILTER +SIGND +NTS)',
  ],
  [3300, SYSTEMD, 'Reached target multi-user.target - Multi-User System.'],
  [3400, SYSTEMD, 'Startup finished in 4.102s (kernel) + 9.881s (userspace) = 13.984s.'],
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
      for (const [after, speaker, message] of COMING)
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
