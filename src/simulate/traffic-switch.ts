import type { Activity, Voice } from './activity.ts';
import { HOUR } from './calendar.ts';
import { timeOfDay } from './moments.ts';
import { OFFICE, STEADY } from './rhythm.ts';
import { ios } from './speaker.ts';

/** Links and their protocol, as switches tell of them. */
export const LINK = ios('LINK-3-UPDOWN');
export const LINE = ios('LINEPROTO-5-UPDOWN');
const CONFIGURED = ios('SYS-5-CONFIG_I');
const LOGIN = ios('SEC_LOGIN-5-LOGIN_SUCCESS');
const LOGIN_FAILED = ios('SEC_LOGIN-4-LOGIN_FAILED');
const LOGOUT = ios('SYS-6-LOGOUT');
const SAVED = ios('SYS-6-PRIVCFG_ENCRYPT_SUCCESS');
const AUTHORISED = ios('AUTHMGR-5-SUCCESS');
const STARTED = ios('AUTHMGR-5-START');
const DOT1X_FAILED = ios('DOT1X-5-FAIL');
const MAC_BYPASS = ios('MAB-5-SUCCESS');
const POWER_GRANTED = ios('ILPOWER-5-POWER_GRANTED');
const DISCONNECTED = ios('ILPOWER-5-IEEE_DISCONNECT');
const MAC_FLAP = ios('SW_MATM-4-MACFLAP_NOTIF');
const LOG_HOST = ios('SYS-6-LOGGINGHOST_STARTSTOP');
const TOPOLOGY = ios('SPANTREE-6-PORT_STATE');
const CLOCK = ios('NTP-6-PEERREACH');

/** `changed state to up`, for the link and then for its protocol; down comes the other way round. */
export function linkChange(name: string, state: 'up' | 'down'): readonly [link: string, line: string] {
  return [
    `Interface ${name}, changed state to ${state}`,
    `Line protocol on Interface ${name}, changed state to ${state}`,
  ];
}

function linkUp(voice: Voice, port: string, after: number): void {
  const [link, line] = linkChange(port, 'up');
  voice.say(LINK, link, after);
  voice.say(LINE, line, after + 1003);
}

function linkDown(voice: Voice, port: string, after: number): void {
  const [link, line] = linkChange(port, 'down');
  voice.say(LINE, line, after);
  voice.say(LINK, link, after + 1001);
}

const portName = (port: number) => `GigabitEthernet1/0/${port}`;
const cisco = (mac: string) => mac.replaceAll(':', '').replace(/(....)(....)(....)/, '$1.$2.$3');

function visit(voice: Voice, { user, from }: { user: string; from: string }): void {
  const { chance } = voice;
  const at = voice.calendar.webStamp(voice.time).slice(12, 20);
  const about = `[user: ${user}] [Source: ${from}] [localport: 22]`;
  voice.say(LOGIN, `Login Success ${about} at ${at}`);
  const lasts = chance.longTailed(user === 'oxidized' ? 6000 : 150_000) + 3000;
  if (user !== 'oxidized' && chance.happens(0.6)) {
    voice.say(CONFIGURED, `Configured from console by ${user} on vty0 (${from})`, lasts * 0.7);
    if (chance.happens(0.7)) voice.say(SAVED, 'Successfully encrypted private config file', lasts * 0.8);
  }
  voice.say(LOGOUT, `User ${user} has exited tty session 2(${from})`, lasts);
}

/** What ports, telephones and engineers make switches say. */
export const switchTraffic: readonly Activity[] = [
  {
    name: 'workday at a port',
    on: ['access'],
    pace: { kind: 'traffic', share: 4, rhythm: OFFICE },
    act(voice) {
      const { chance, network, host } = voice;
      const users = network.users.filter(({ floor }) => floor === host.number);
      if (users.length === 0) return;
      const user = chance.pick(users);
      const port = portName(user.port);
      linkUp(voice, port, 0);
      const session = `Interface Gi1/0/${user.port} AuditSessionID 0A0A0B${chance.hex(18).toUpperCase()}`;
      const client = `client (${cisco(user.mac)})`;
      voice.say(STARTED, `Starting 'dot1x' for ${client} on ${session}`, 2200);
      if (chance.happens(0.03)) {
        voice.say(DOT1X_FAILED, `Authentication failed for ${client} on ${session}`, 4000);
        voice.say(STARTED, `Starting 'dot1x' for ${client} on ${session}`, 64_000);
      }
      voice.say(AUTHORISED, `Authorization succeeded for ${client} on ${session}`, 68_000);
      linkDown(voice, port, 90_000 + chance.longTailed(2 * HOUR));
    },
  },
  {
    name: 'port renegotiates',
    on: ['access'],
    pace: { kind: 'traffic', share: 1, rhythm: OFFICE },
    act(voice) {
      const { chance } = voice;
      const port = portName(chance.between(1, 44));
      linkDown(voice, port, 0);
      linkUp(voice, port, 2400 + chance.longTailed(1500));
    },
  },
  {
    name: 'telephone',
    on: ['access'],
    pace: { kind: 'traffic', share: 0.8, rhythm: OFFICE },
    act(voice) {
      const { chance } = voice;
      const number = chance.between(1, 44);
      const session = `Interface Gi1/0/${number} AuditSessionID 0A0A0B${chance.hex(18).toUpperCase()}`;
      voice.say(DISCONNECTED, `Interface Gi1/0/${number}: PD removed`);
      voice.say(POWER_GRANTED, `Interface Gi1/0/${number}: Power granted`, 4000);
      const client = `client (0004.f2${chance.hex(2)}.${chance.hex(4)})`;
      voice.say(MAC_BYPASS, `Authentication successful for ${client} on ${session}`, 31_000);
    },
  },
  {
    name: 'wandering address',
    on: ['core', 'access'],
    pace: { kind: 'seldom', perDay: 16, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const mac = cisco(chance.pick(network.users).mac);
      const [a, b] = [chance.between(1, 4), chance.between(5, 8)];
      voice.say(MAC_FLAP, `Host ${mac} in vlan 20 is flapping between port Te1/1/${a} and port Te1/1/${b}`);
    },
  },
  {
    name: 'spanning tree',
    on: ['access'],
    pace: { kind: 'seldom', perDay: 20, rhythm: OFFICE },
    act(voice) {
      const port = voice.chance.between(1, 44);
      voice.say(TOPOLOGY, `Port Gi1/0/${port} instance 20 moving from blocking to forwarding`);
    },
  },
  {
    name: 'switch administration',
    on: ['core', 'access'],
    pace: { kind: 'seldom', perDay: 20, rhythm: OFFICE },
    act(voice) {
      const { name, address } = voice.chance.pick(voice.network.engineers);
      if (voice.chance.happens(0.12)) {
        const about = `[user: ${name}] [Source: ${address}] [localport: 22] [Reason: Login Authentication Failed]`;
        voice.say(LOGIN_FAILED, `Login failed ${about}`);
        return;
      }
      visit(voice, { user: name, from: address });
    },
  },
  {
    name: 'switch backup',
    on: ['core', 'access'],
    pace: { kind: 'daily', at: timeOfDay(4), late: 240_000 },
    act: (voice) => visit(voice, { user: 'oxidized', from: '10.10.22.11' }),
  },
  {
    name: 'switch time',
    on: ['core', 'access'],
    pace: { kind: 'seldom', perDay: 40, rhythm: STEADY },
    act: (voice) => voice.say(CLOCK, `Peer 10.10.20.11 is reachable`),
  },
  {
    name: 'switch log host',
    on: ['core', 'access'],
    pace: { kind: 'seldom', perDay: 24, rhythm: STEADY },
    act: (voice) => voice.say(LOG_HOST, 'Logging to host 10.10.21.11 port 514 started - CLI initiated'),
  },
];
