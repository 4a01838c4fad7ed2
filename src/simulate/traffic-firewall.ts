import type { Activity, Voice } from './activity.ts';
import { timeOfDay } from './moments.ts';
import { MIRRORS, RESOLVERS, SITES, TIME_SERVERS } from './names.ts';
import { OFFICE, PUBLIC, STEADY, WORLD } from './rhythm.ts';
import { asa } from './speaker.ts';

/** Built and torn down connections of the firewall. */
export const BUILT_TCP = asa('6-302013');
export const TEARDOWN_TCP = asa('6-302014');
const BUILT_UDP = asa('6-302015');
const TEARDOWN_UDP = asa('6-302016');
const DENIED = asa('4-106023');
const NO_CONNECTION = asa('6-106015');
const LOGIN_OK = asa('6-605005');
const COMMAND = asa('5-111008');
const COMMAND_BY = asa('5-111010');
const VPN_UP = asa('6-722022');
const VPN_DOWN = asa('4-113019');
const AAA_OK = asa('6-113004');
const AAA_BAD = asa('6-113005');
const PING = asa('6-302020');
const PING_DOWN = asa('6-302021');

/** The place's own address outside, and those of what it offers. */
const OWN = '198.51.100.10';
const SHOP = '198.51.100.20';

/** One end of a connection as the firewall names it. */
export interface End {
  readonly zone: 'inside' | 'outside' | 'dmz';
  readonly address: string;
  readonly port: number;
  /** Address and port behind translation, when they differ. */
  readonly mapped?: string;
}

/** `outside:1.2.3.4/443 (1.2.3.4/443)`. */
export function endText({ zone, address, port, mapped }: End): string {
  return `${zone}:${address}/${port} (${mapped ?? `${address}/${port}`})`;
}

/** `0:02:05`, as the firewall writes how long a connection lived. */
export function spell(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
}

/** A connection's two lines. The ends are named as ASA does: the one outside first. */
function tcp(voice: Voice, direction: 'outbound' | 'inbound', [far, near]: readonly [End, End]): void {
  const { chance } = voice;
  const id = voice.count('connection');
  const lasts = chance.longTailed(chance.happens(0.85) ? 9_000 : 180_000);
  voice.say(BUILT_TCP, `Built ${direction} TCP connection ${id} for ${endText(far)} to ${endText(near)}`);
  const bytes = Math.round(chance.longTailed(chance.happens(0.9) ? 6_000 : 400_000)) + 60;
  const why = chance.favour(['TCP FINs', 'TCP FINs', 'TCP Reset-O', 'TCP Reset-I', 'SYN Timeout']);
  const ends = `${far.zone}:${far.address}/${far.port} to ${near.zone}:${near.address}/${near.port}`;
  voice.say(
    TEARDOWN_TCP,
    `Teardown TCP connection ${id} for ${ends} duration ${spell(lasts)} bytes ${bytes} ${why}`,
    lasts,
  );
}

function udp(voice: Voice, [far, near]: readonly [End, End]): void {
  const { chance } = voice;
  const id = voice.count('connection');
  const lasts = chance.happens(0.9) ? chance.between(0, 900) : 120_000;
  voice.say(BUILT_UDP, `Built outbound UDP connection ${id} for ${endText(far)} to ${endText(near)}`);
  const ends = `${far.zone}:${far.address}/${far.port} to ${near.zone}:${near.address}/${near.port}`;
  const bytes = chance.between(90, 900);
  voice.say(
    TEARDOWN_UDP,
    `Teardown UDP connection ${id} for ${ends} duration ${spell(lasts)} bytes ${bytes}`,
    lasts,
  );
}

function near(voice: Voice, address: string): End {
  const port = voice.chance.port();
  return { zone: 'inside', address, port, mapped: `${OWN}/${voice.chance.between(1024, 65_000)}` };
}

const outside = (address: string, port: number): End => ({ zone: 'outside', address, port });

/** Servers that have business outside, and what it is: updates, mail, names, time, payments. */
function serverOutbound(voice: Voice): void {
  const { chance, network } = voice;
  const kind = chance.favour(['web', 'app', 'mail', 'names', 'monitor'] as const);
  const hosts = network.of(kind);
  const host = hosts.length === 0 ? network.of('web')[0]! : chance.pick(hosts);
  const { address } = host;
  if (host.role === 'names') {
    udp(voice, [outside(chance.pick(RESOLVERS), 53), near(voice, address)]);
    return;
  }
  const far =
    host.role === 'mail'
      ? outside(chance.favour(SITES), 25)
      : host.role === 'app'
        ? outside(chance.pick(SITES.slice(0, 6)), 443)
        : outside(chance.pick(MIRRORS), chance.pick([80, 443]));
  tcp(voice, 'outbound', [far, near(voice, address)]);
}

/** What passes the firewall, and what does not. */
export const firewallTraffic: readonly Activity[] = [
  {
    name: 'people outbound',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 17, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const user = chance.pick(network.users);
      const site = chance.happens(0.97) ? chance.favour(SITES) : chance.outside();
      const port = chance.favour([443, 443, 443, 443, 80, 993, 8443]);
      tcp(voice, 'outbound', [outside(site, port), near(voice, user.address)]);
    },
  },
  {
    name: 'servers outbound',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 7, rhythm: STEADY },
    act: serverOutbound,
  },
  {
    name: 'customers inbound',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 9, rhythm: PUBLIC },
    act(voice) {
      const { chance, network } = voice;
      const server = chance.pick(network.of('web'));
      const far: End = outside(chance.outside(), chance.port());
      tcp(voice, 'inbound', [
        far,
        { zone: 'dmz', address: server.address, port: 443, mapped: `${SHOP}/443` },
      ]);
    },
  },
  {
    name: 'time outbound',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 1, rhythm: STEADY },
    act(voice) {
      const { chance, network } = voice;
      const server = chance.pick(network.of('names'));
      udp(voice, [outside(chance.pick(TIME_SERVERS), 123), near(voice, server.address)]);
    },
  },
  {
    name: 'strangers denied',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 8, rhythm: WORLD },
    act(voice) {
      const { chance } = voice;
      const from = `src outside:${chance.outside()}/${chance.between(1024, 65_000)}`;
      const port = chance.favour([23, 445, 3389, 22, 8080, 5060, 1433, 6379, 81, 8443, 2375, 5900]);
      const protocol = port === 5060 ? 'udp' : 'tcp';
      const to = `dst inside:${chance.pick([OWN, SHOP, '198.51.100.11', '198.51.100.25'])}/${port}`;
      voice.say(DENIED, `Deny ${protocol} ${from} ${to} by access-group "outside_in" [0x0, 0x0]`);
    },
  },
  {
    name: 'late packets',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 1.2, rhythm: PUBLIC },
    act(voice) {
      const { chance } = voice;
      const flags = chance.favour(['RST', 'ACK', 'FIN ACK', 'RST ACK']);
      const from = `${chance.outside()}/${chance.port()}`;
      voice.say(
        NO_CONNECTION,
        `Deny TCP (no connection) from ${from} to ${SHOP}/443 flags ${flags}  on interface outside`,
      );
    },
  },
  {
    name: 'pings',
    on: ['firewall'],
    pace: { kind: 'traffic', share: 1, rhythm: STEADY },
    act(voice) {
      const { chance, network } = voice;
      const ends = `faddr ${chance.pick(RESOLVERS)}/0 gaddr ${OWN}/${chance.between(1, 9999)} laddr ${chance.pick(network.of('names')).address}/${chance.between(1, 9999)}`;
      voice.say(PING, `Built outbound ICMP connection for ${ends} type 8 code 0`);
      voice.say(PING_DOWN, `Teardown ICMP connection for ${ends} type 8 code 0`, 2000);
    },
  },
  {
    name: 'vpn',
    on: ['firewall'],
    pace: { kind: 'seldom', perDay: 40, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const user = chance.pick(network.users);
      const from = chance.outside();
      if (chance.happens(0.08)) {
        voice.say(
          AAA_BAD,
          `AAA user authentication Rejected : reason = AAA failure : server = 10.10.23.11 : user = ${user.name} : user IP = ${from}`,
        );
      }
      voice.say(
        AAA_OK,
        `AAA user authentication Successful : server =  10.10.23.11 : user = ${user.name}`,
        9000,
      );
      const who = `Group <STAFF> User <${user.name}> IP <${from}>`;
      voice.say(VPN_UP, `${who} TCP SVC connection established without compression`, 9400);
      const lasts = chance.longTailed(2 * 3_600_000);
      const bytes = `Bytes xmt: ${Math.round(chance.longTailed(9e6))}, Bytes rcv: ${Math.round(chance.longTailed(2e6))}`;
      const about = `Group = STAFF, Username = ${user.name}, IP = ${from}, Session disconnected. Session Type: SSL`;
      const hours = `${Math.floor(lasts / 3_600_000)}h:${Math.floor(lasts / 60_000) % 60}m:${Math.floor(lasts / 1000) % 60}s`;
      voice.say(VPN_DOWN, `${about}, Duration: ${hours}, ${bytes}, Reason: User Requested`, lasts);
    },
  },
  {
    name: 'firewall backup',
    on: ['firewall'],
    pace: { kind: 'daily', at: timeOfDay(4, 5), late: 90_000 },
    act(voice) {
      const { chance } = voice;
      voice.say(
        LOGIN_OK,
        `Login permitted from 10.10.22.11/${chance.port()} to inside:${voice.host.address}/ssh for user "oxidized"`,
      );
      voice.say(COMMAND, `User 'oxidized' executed the 'show running-config' command.`, 2100);
    },
  },
  {
    name: 'firewall administration',
    on: ['firewall'],
    pace: { kind: 'seldom', perDay: 5, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const { name, address } = chance.pick(network.engineers);
      voice.say(
        LOGIN_OK,
        `Login permitted from ${address}/${chance.port()} to inside:${voice.host.address}/ssh for user "${name}"`,
      );
      const commands = ['show conn', 'show access-list', 'write memory', 'show failover', 'show xlate'];
      for (let n = chance.between(1, 3), after = 9000; n > 0; n--, after += 14_000) {
        const command = chance.pick(commands);
        voice.say(COMMAND, `User '${name}' executed the '${command}' command.`, after);
        if (command === 'write memory') {
          voice.say(
            COMMAND_BY,
            `User '${name}', running 'CLI' from IP ${address}, executed 'write memory'`,
            after + 1,
          );
        }
      }
    },
  },
];
