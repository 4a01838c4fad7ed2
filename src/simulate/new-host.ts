import { DAY, HOUR } from './calendar.ts';
import { lateMoment, lateTimeOfDay, timeOfDay } from './moments.ts';
import { makeHost } from './network.ts';
import { defineScenario } from './scenario.ts';
import { AUTH, DAEMON, daemon, INFO, KERN, plain, systemd } from './speaker.ts';
import { NGINX } from './traffic-web.ts';

const SYSTEMD = systemd();
const KERNEL = plain('kernel', KERN, INFO);

const FIRST = [
  [0, KERNEL, 'Command line: BOOT_IMAGE=/boot/vmlinuz-6.12.48+deb13-amd64 root=/dev/vda1 ro quiet'],
  [2500, SYSTEMD, 'Detected first boot.'],
  [
    2600,
    daemon('cloud-init', DAEMON, INFO),
    'Cloud-init v. 25.1.4 finished at 11:02:14. Datasource DataSourceNone. Up 13.41 seconds',
  ],
  [3000, SYSTEMD, 'Started ssh.service - OpenBSD Secure Shell server.'],
  [3010, daemon('sshd', AUTH, INFO), 'Server listening on 0.0.0.0 port 22.'],
  [60_000, SYSTEMD, 'Started nginx.service - A high performance web server and a reverse proxy server.'],
] as const;

/** One more web server is set up and takes its part of the visitors. */
export default defineScenario({
  name: 'new-host',
  describe: 'one more web server appears and takes its part of the traffic from then on',
  harmless: true,
  when(season) {
    const fits = (time: number) => season.calendar.weekday(time) < 5;
    return lateTimeOfDay(season, timeOfDay(11), { fits, needs: 4 * HOUR }) ?? lateMoment(season, HOUR);
  },
  play({ at, end, chance, network, say, alter, join }) {
    const peers = network.of('web');
    const made = makeHost({ role: 'web', number: peers.length + 1, start: at + 100 * DAY }, chance);
    const host = { ...made, booted: at - 5000 };
    for (const [after, speaker, message] of FIRST) say({ time: at + after, host, speaker, message });
    join(host, at + 60_000);
    alter({
      hosts: peers,
      from: at + 65_000,
      to: end,
      change: ({ speaker }) =>
        speaker === NGINX && chance.next() * (peers.length + 1) < 1 ? { host } : 'leave',
    });
    return {
      summary: `${host.name} was added`,
      subjects: { hosts: [host.name], apps: ['nginx', 'systemd'], actors: [host.address] },
      root: { host: host.name, what: 'a new machine' },
      from: at,
      to: end,
    };
  },
});
