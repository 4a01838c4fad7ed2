import { BOOTING } from './booting.ts';
import { HOUR, MINUTE, SECOND } from './calendar.ts';
import { uplinkOf } from './gauges.ts';
import { lateMoment } from './moments.ts';
import type { Host } from './network.ts';
import { defineScenario, type Stage } from './scenario.ts';
import { AUTH, DAEMON, daemon, ios, NOTICE, systemd, WARNING } from './speaker.ts';
import { PHYSICAL } from './traffic-server.ts';
import { LINE, LINK, linkChange } from './traffic-switch.ts';
import { coldStart, linkTrap, upsTrap } from './traps.ts';

const RESTART = ios('SYS-5-RESTART');
const UPSMON = daemon('upsmon', DAEMON, WARNING);
const UPSMON_NOTICE = daemon('upsmon', DAEMON, NOTICE);
const LOGIND = daemon('systemd-logind', AUTH);
const SYSTEMD = systemd();

/** Ms after the mains failed: the battery is nearly empty, and there is power again. */
const LOW = 34 * MINUTE;
const BACK = 46 * MINUTE;
/** So long the battery takes to be full again. */
const CHARGES = 4 * HOUR;
const FLOORS = 3;

/** The mains fail: floors without a UPS go dark at once, the server room runs on battery until that is empty. */
export default defineScenario({
  name: 'mains-failure',
  describe: 'the mains fail: three floors go dark, the UPS runs down, servers shut down',
  harmless: false,
  needs: { devices: true },
  when: (season) => lateMoment(season, 2 * HOUR),
  play(stage) {
    const { at, end, chance, network, say, bend } = stage;
    const ups = network.of('ups')[0]!;
    const back = at + BACK;
    const traps = [
      [SECOND, upsTrap('upsOnBattery', 'UPS: On battery power in response to an input power problem.')],
      [LOW, upsTrap('lowBattery', 'UPS: The battery power is too low to support the load.')],
      [BACK + SECOND, upsTrap('powerRestored', 'UPS: No longer on battery power.')],
    ] as const;
    for (const [after, [speaker, message]] of traps) say({ time: at + after, host: ups, speaker, message });
    bend({
      hosts: [ups],
      from: at,
      to: end,
      change: (metric, value, time) => measured(metric, value, time - at),
    });
    const switches = network.of('access');
    const first = chance.between(0, switches.length - FLOORS);
    const fallen = switches.slice(first, first + FLOORS);
    for (const [i, host] of fallen.entries()) goDark(host, at + 400 * i + chance.between(0, 900), stage);
    const servers = PHYSICAL.flatMap((role) => network.of(role)).slice(0, 4);
    for (const host of servers) runDown(ups, host, stage);
    return {
      summary: `the mains failed: ${fallen.map(({ name }) => name).join(', ')} went dark, ${ups.name} ran down`,
      subjects: {
        hosts: [
          ups.name,
          ...[...fallen, ...network.of('core').slice(0, 1), ...servers].map(({ name }) => name),
        ],
        apps: ['snmptrap', 'LINK', 'LINEPROTO', 'upsmon'],
        actors: [],
      },
      root: { host: ups.name, what: 'mains power' },
      from: at,
      to: back + 6 * MINUTE,
    };
  },
});

/** What the UPS answers so many ms after the mains failed. */
function measured(metric: string, value: number, after: number): number {
  const left = Math.max(4, 100 - (96 * after) / BACK);
  if (after < BACK) return metric === 'input voltage' ? 0 : metric === 'battery charge' ? left : value;
  if (metric !== 'battery charge') return value;
  return Math.min(100, 4 + (96 * (after - BACK)) / CHARGES);
}

/** A switch without a UPS: it says nothing any more, and the core switch loses its link to it. */
function goDark(host: Host, gone: number, { at, chance, network, say, alter, bend }: Stage): void {
  const core = network.of('core')[0]!;
  const again = at + BACK + (90 + chance.between(0, 40)) * SECOND;
  const port = uplinkOf(host);
  const long = port.replace('Te', 'TenGigabitEthernet');
  const index = 24 + host.number;
  const [down, lineDown] = linkChange(long, 'down');
  const [up, lineUp] = linkChange(long, 'up');
  const [trapDown, saysDown] = linkTrap('down', long, index);
  const [trapUp, saysUp] = linkTrap('up', long, index);
  say({ time: gone + 800, host: core, speaker: LINE, message: lineDown });
  say({ time: gone + 900, host: core, speaker: trapDown, message: saysDown });
  say({ time: gone + 1800, host: core, speaker: LINK, message: down });
  say({ time: again, host: core, speaker: LINK, message: up });
  say({ time: again + 100, host: core, speaker: trapUp, message: saysUp });
  say({ time: again + 1000, host: core, speaker: LINE, message: lineUp });
  const about =
    'Cisco IOS Software, Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.12.4, RELEASE SOFTWARE (fc3)';
  const [start, started] = coldStart();
  say({ time: again + 2500, host, speaker: RESTART, message: `System restarted -- ${about}` });
  say({ time: again + 2700, host: { ...host, booted: again }, speaker: start, message: started });
  alter({ hosts: [host], from: gone, to: again, change: () => 'silence' });
  // What comes by way of it does not come either.
  const relay = `via 10.20.${host.number}.1`;
  const change = (line: { message: string }) => (line.message.endsWith(relay) ? 'silence' : 'leave');
  alter({ hosts: network.of('names'), from: gone, to: again, change });
  bend({ hosts: [host], from: gone, to: again + MINUTE, change: () => null });
  const status = `operational status of ${port} `;
  const isDown = (metric: string, value: number) => (metric.startsWith(status) ? 2 : value);
  bend({ hosts: [core], from: gone, to: again, change: isDown });
}

/** A server that is told by the UPS: it shuts down in time, and starts when there is power. */
function runDown(ups: Host, host: Host, { at, end, chance, say, alter }: Stage): void {
  const late = () => chance.between(0, 4 * SECOND);
  const heard = at + 5 * SECOND + late();
  const low = at + LOW + 4 * SECOND + late();
  say({ time: heard, host, speaker: UPSMON, message: `UPS ${ups.name}@localhost on battery` });
  say({ time: low, host, speaker: UPSMON, message: `UPS ${ups.name}@localhost battery is low` });
  const off = low + 20 * SECOND;
  say({
    time: low + SECOND,
    host,
    speaker: UPSMON_NOTICE,
    message: 'Executing automatic power-fail shutdown',
  });
  say({ time: off, host, speaker: LOGIND, message: 'System is powering down.' });
  say({
    time: off + 300,
    host,
    speaker: SYSTEMD,
    message: 'Reached target poweroff.target - System Power Off.',
  });
  const back = at + BACK + 2 * MINUTE + chance.between(0, 60 * SECOND);
  const started: Host = { ...host, booted: back };
  for (const [after, speaker, message] of BOOTING)
    say({ time: back + after, host: started, speaker, message });
  const on = back + 9 * SECOND;
  say({
    time: on,
    host: started,
    speaker: UPSMON_NOTICE,
    message: `UPS ${ups.name}@localhost on line power`,
  });
  alter({ hosts: [host], from: off + 500, to: back, change: () => 'silence' });
  alter({ hosts: [host], from: back, to: end, change: () => ({ host: started, unlabelled: true }) });
}
