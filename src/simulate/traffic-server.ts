import type { Activity, Voice } from './activity.ts';
import { MINUTE, SECOND } from './calendar.ts';
import { timeOfDay } from './moments.ts';
import { TIME_SERVERS } from './names.ts';
import { ROLES, type Role } from './network.ts';
import { STEADY, WORLD } from './rhythm.ts';
import {
  AUTHPRIV,
  CRON,
  child,
  daemon,
  INFO,
  KERN,
  NOTICE,
  plain,
  type Speaker,
  SYSLOG,
  systemd,
  WARNING,
} from './speaker.ts';

/** Machines that run Linux. */
export const SERVERS: readonly Role[] = ROLES.filter(
  (role) => !['firewall', 'core', 'access', 'ups', 'storage'].includes(role),
);
/** The ones of metal, which have fans and disks to look after. */
export const PHYSICAL: readonly Role[] = ['database', 'file', 'backup', 'mail'];

const CRON_JOB = child('CRON', CRON, INFO);
const CRON_SESSION = child('CRON', AUTHPRIV, INFO);
const SYSTEMD = systemd();
const KERNEL_NOTICE = plain('kernel', KERN, NOTICE);
const KERNEL_WARNING = plain('kernel', KERN, WARNING);
const KERNEL = plain('kernel', KERN, INFO);
const CHRONYD = daemon('chronyd');
const RSYSLOGD = daemon('rsyslogd', SYSLOG, INFO);
const SMARTD = daemon('smartd');
const SENSORD = daemon('sensord');

/** Machine rpm and temperature at rest; the same for a machine as long as it lives. */
function coolingOf(host: { readonly machineId: string }): { rpm: number; celsius: number } {
  const draw = Number.parseInt(host.machineId.slice(0, 6), 16);
  return { rpm: 1300 + (draw % 500), celsius: 36 + ((draw >> 9) % 8) };
}

/** Percent of the data disk in use at rest, 45 to 75. */
export function fillingOf(host: { readonly machineId: string }): number {
  return 45 + (Number.parseInt(host.machineId.slice(6, 10), 16) % 31);
}

/** What the nightly look at the disks says. */
export const DISK_CHECK = child('disk-check', CRON, INFO);

/** A job of cron: its session opens, the command, its session closes. */
function cronJob(voice: Voice, command: string, takes: number, user = 'root'): void {
  const uid = user === 'root' ? 0 : 33;
  voice.say(CRON_SESSION, `pam_unix(cron:session): session opened for user ${user}(uid=${uid}) by (uid=0)`);
  voice.fork();
  voice.say(CRON_JOB, `(${user}) CMD (${command})`, 3);
  voice.say(CRON_SESSION, `pam_unix(cron:session): session closed for user ${user}`, takes);
}

/** A service that a timer starts, does its work, and is done. */
function timerService(voice: Voice, unit: string, about: string): void {
  const { chance } = voice;
  const takes = chance.longTailed(900) + 200;
  voice.say(SYSTEMD, `Starting ${unit}.service - ${about}...`);
  voice.say(SYSTEMD, `${unit}.service: Deactivated successfully.`, takes);
  voice.say(SYSTEMD, `Finished ${unit}.service - ${about}.`, takes + 1);
  if (chance.happens(0.4)) {
    const used = (takes / 1500 + chance.next() / 5).toFixed(3);
    voice.say(SYSTEMD, `${unit}.service: Consumed ${used}s CPU time.`, takes + 2);
  }
}

const timer = (
  unit: string,
  about: string,
  at: number,
  more: { late: number; days?: number[] },
): Activity => ({
  name: unit,
  on: SERVERS,
  pace: { kind: 'daily', at, ...more },
  act: (voice) => timerService(voice, unit, about),
});

const kernel = (
  name: string,
  perDay: number,
  say: (voice: Voice) => readonly [Speaker, string],
): Activity => ({
  name: `kernel ${name}`,
  on: SERVERS,
  pace: { kind: 'seldom', perDay, rhythm: WORLD },
  act(voice) {
    const [speaker, message] = say(voice);
    voice.say(speaker, message);
  },
});

/** What every server does without being asked. */
export const serverTraffic: readonly Activity[] = [
  {
    name: 'cron heartbeat',
    on: SERVERS,
    pace: { kind: 'every', minutes: 5, atSecond: 1 },
    act: (voice) => cronJob(voice, 'command -v debian-sa1 > /dev/null && debian-sa1 1 1', 40),
  },
  {
    name: 'cron hourly',
    on: SERVERS,
    pace: { kind: 'every', minutes: 60, atSecond: 17 * 60 + 1 },
    act: (voice) => cronJob(voice, 'cd / && run-parts --report /etc/cron.hourly', 60),
  },
  {
    name: 'php sessions',
    on: ['web'],
    pace: { kind: 'every', minutes: 30, atSecond: 9 * 60 + 1 },
    act: (voice) =>
      cronJob(voice, '[ -x /usr/lib/php/sessionclean ] && /usr/lib/php/sessionclean', 90, 'www-data'),
  },
  {
    name: 'disk check',
    on: SERVERS,
    pace: { kind: 'daily', at: timeOfDay(3, 40), late: 2 * SECOND },
    act(voice) {
      const used = fillingOf(voice.host) + voice.chance.between(0, 1);
      voice.say(DISK_CHECK, `/srv: ${used}% used, ${Math.round((100 - used) * 18.6)} GiB free`);
      voice.say(DISK_CHECK, `/: ${21 + voice.chance.between(0, 2)}% used, 31 GiB free`, 12);
    },
  },
  {
    name: 'logrotate',
    on: SERVERS,
    pace: { kind: 'daily', at: timeOfDay(0), late: 5 * SECOND },
    act(voice) {
      timerService(voice, 'logrotate', 'Rotate log files');
      const about = 'software="rsyslogd" swVersion="8.2504.0" x-pid="612" x-info="https://www.rsyslog.com"';
      if (voice.host.style !== 'journald') {
        voice.say(RSYSLOGD, `[origin ${about}] rsyslogd was HUPed`, 400);
      }
    },
  },
  timer('apt-daily', 'Daily apt download activities', timeOfDay(6), { late: 12 * 60 * MINUTE }),
  timer('apt-daily-upgrade', 'Daily apt upgrade and clean activities', timeOfDay(6), { late: 60 * MINUTE }),
  timer('man-db', 'Daily man-db regeneration', timeOfDay(0, 10), { late: 30 * MINUTE }),
  timer('dpkg-db-backup', 'Daily dpkg database backup service', timeOfDay(0), { late: 5 * SECOND }),
  timer('systemd-tmpfiles-clean', 'Cleanup of Temporary Directories', timeOfDay(4, 20), {
    late: 60 * MINUTE,
  }),
  timer('certbot', 'Renewal of certificates', timeOfDay(11), { late: 60 * MINUTE }),
  {
    name: 'chrony',
    on: SERVERS,
    pace: { kind: 'seldom', perDay: 120, rhythm: STEADY },
    act(voice) {
      const { chance } = voice;
      const server = chance.pick(TIME_SERVERS);
      if (chance.happens(0.7)) voice.say(CHRONYD, `Selected source ${server}`);
      else {
        voice.say(CHRONYD, `Source ${server} replaced with ${chance.pick(TIME_SERVERS)} (pool.ntp.example)`);
      }
    },
  },
  {
    name: 'disk health',
    on: PHYSICAL,
    pace: { kind: 'every', minutes: 30, atSecond: 11 * 60 + 7 },
    act(voice) {
      const { chance } = voice;
      if (!chance.happens(0.3)) return;
      const from = 64 + chance.between(0, 4);
      const to = from + chance.pick([-1, 1]);
      voice.say(
        SMARTD,
        `Device: /dev/sd${chance.pick(['a', 'b'])} [SAT], SMART Usage Attribute: 194 Temperature_Celsius changed from ${from} to ${to}`,
      );
    },
  },
  {
    name: 'sensors',
    on: PHYSICAL,
    pace: { kind: 'every', minutes: 20, atSecond: 4 * 60 + 33 },
    act(voice) {
      const { chance, host } = voice;
      const { rpm, celsius } = coolingOf(host);
      // The room is warmer in the afternoon.
      const hour = voice.calendar.hourOfWeek(voice.time) % 24;
      const room = 1.5 - Math.abs(hour - 15) / 6;
      voice.say(SENSORD, `fan1: ${Math.round(rpm + 12 * chance.bell() + 20 * room)} RPM (min = 600 RPM)`);
      voice.say(SENSORD, `fan2: ${Math.round(rpm + 12 * chance.bell() + 20 * room)} RPM (min = 600 RPM)`, 2);
      voice.say(SENSORD, `CPU: ${(celsius + 0.7 * chance.bell() + room).toFixed(1)} C (limit = 75.0 C)`, 4);
    },
  },
  kernel('syn flooding', 14, ({ chance }) => [
    KERNEL,
    `TCP: request_sock_TCP: Possible SYN flooding on port ${chance.pick([443, 443, 80, 25])}. Sending cookies.`,
  ]),
  kernel('perf', 14, ({ chance }) => {
    const took = chance.between(2_500, 3_900);
    return [
      KERNEL,
      `perf: interrupt took too long (${took} > ${took - 7}), lowering kernel.perf_event_max_sample_rate to ${chance.pick([50_000, 63_750, 79_750])}`,
    ];
  }),
  kernel('martian', 20, ({ chance }) => [
    KERNEL_WARNING,
    `IPv4: martian source 255.255.255.255 from 10.20.${chance.between(1, 6)}.${chance.between(20, 60)}, on dev eth0`,
  ]),
  kernel('clock', 12, ({ chance }) => [
    KERNEL_NOTICE,
    `hrtimer: interrupt took ${chance.between(30_000, 90_000)} ns`,
  ]),
  kernel('veth', 30, ({ chance }) => [
    KERNEL,
    `docker0: port ${chance.between(1, 4)}(veth${chance.hex(7)}) entered ${chance.pick(['blocking', 'forwarding', 'disabled'])} state`,
  ]),
  {
    name: 'needrestart',
    on: SERVERS,
    pace: { kind: 'seldom', perDay: 24, rhythm: WORLD },
    act(voice) {
      const unit = voice.chance.pick([
        'fwupd-refresh',
        'packagekit',
        'e2scrub_reap',
        'update-notifier-download',
      ]);
      timerService(voice, unit, 'Maintenance');
    },
  },
];
