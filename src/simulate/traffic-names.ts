import type { Activity } from './activity.ts';
import { timeOfDay } from './moments.ts';
import { MAIL_DOMAINS, OWN_DOMAIN } from './names.ts';
import { OFFICE, STEADY, WORLD } from './rhythm.ts';
import { DAEMON, daemon, INFO, NOTICE, WARNING } from './speaker.ts';

const DHCPD = daemon('dhcpd', DAEMON, INFO);
/** The name server. */
export const NAMED = daemon('named', DAEMON, INFO);
const NAMED_NOTICE = daemon('named', DAEMON, NOTICE);
/** Who may use the Wi-Fi and the ports. */
export const RADIUSD = daemon('radiusd', DAEMON, NOTICE);
const MONITOR = daemon('nagios', DAEMON, INFO);
const MONITOR_WARNING = daemon('nagios', DAEMON, WARNING);

const wifi = (mac: string) => mac.replaceAll(':', '-').toUpperCase();

/** Leases, names, and who may come in. */
export const namesTraffic: readonly Activity[] = [
  {
    name: 'lease',
    on: ['names'],
    where: ({ number }) => number === 1,
    pace: { kind: 'traffic', share: 3, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const user = chance.pick(network.users);
      const relay = `via 10.20.${user.floor}.1`;
      const name = user.workstation;
      if (chance.happens(0.3)) {
        voice.say(DHCPD, `DHCPDISCOVER from ${user.mac} (${name}) ${relay}`);
        voice.say(DHCPD, `DHCPOFFER on ${user.address} to ${user.mac} (${name}) ${relay}`, 990);
      }
      voice.say(DHCPD, `DHCPREQUEST for ${user.address} from ${user.mac} (${name}) ${relay}`, 1000);
      voice.say(DHCPD, `DHCPACK on ${user.address} to ${user.mac} (${name}) ${relay}`, 1003);
    },
  },
  {
    name: 'guests',
    on: ['names'],
    where: ({ number }) => number === 1,
    pace: { kind: 'traffic', share: 0.8, rhythm: OFFICE },
    act(voice) {
      const { chance } = voice;
      const mac = `${chance.hex(1)}${chance.pick(['2', '6', 'a', 'e'])}:${chance.hex(10).replaceAll(/..(?=.)/g, '$&:')}`;
      const address = `10.30.0.${chance.between(20, 240)}`;
      voice.say(DHCPD, `DHCPDISCOVER from ${mac} via 10.30.0.1`);
      voice.say(DHCPD, `DHCPOFFER on ${address} to ${mac} via 10.30.0.1`, 1000);
      voice.say(DHCPD, `DHCPREQUEST for ${address} (10.10.17.11) from ${mac} via 10.30.0.1`, 1010);
      voice.say(DHCPD, `DHCPACK on ${address} to ${mac} via 10.30.0.1`, 1013);
    },
  },
  {
    name: 'names not told',
    on: ['names'],
    pace: { kind: 'traffic', share: 1.2, rhythm: WORLD },
    act(voice) {
      const { chance } = voice;
      const from = `client @0x7f${chance.hex(10)} ${chance.outside()}#${chance.port()}`;
      const name = chance.pick(['.', 'example.com', 'version.bind', 'isc.example', 'pizzaseo.example']);
      voice.say(
        NAMED,
        `${from} (${name}): query (cache) '${name}/${chance.pick(['A', 'ANY', 'TXT'])}/IN' denied`,
      );
    },
  },
  {
    name: 'names not found',
    on: ['names'],
    pace: { kind: 'traffic', share: 1, rhythm: OFFICE },
    act(voice) {
      const { chance } = voice;
      const name = `${chance.pick(['ns1', 'ns2', 'dns'])}.${chance.favour(MAIL_DOMAINS).name}`;
      const trouble = chance.pick([
        'network unreachable resolving',
        'timed out resolving',
        'REFUSED unexpected RCODE resolving',
      ]);
      voice.say(NAMED, `${trouble} '${name}/A/IN': ${chance.outside()}#53`);
    },
  },
  {
    name: 'zone transfer',
    on: ['names'],
    pace: { kind: 'seldom', perDay: 8, rhythm: STEADY },
    act(voice) {
      const { chance } = voice;
      const zone = chance.pick([OWN_DOMAIN, `lab.${OWN_DOMAIN}`, '10.in-addr.arpa']);
      const serial = `${voice.calendar.compactDate(voice.time)}${String(chance.between(1, 9)).padStart(2, '0')}`;
      voice.say(NAMED, `zone ${zone}/IN: loaded serial ${serial}`);
      voice.say(NAMED, `zone ${zone}/IN: sending notifies (serial ${serial})`, 500);
    },
  },
  {
    name: 'name server housekeeping',
    on: ['names'],
    pace: { kind: 'daily', at: timeOfDay(0, 30), late: 9000 },
    act(voice) {
      voice.say(NAMED_NOTICE, "received control channel command 'stats'");
      voice.say(
        NAMED,
        `managed-keys-zone: Key 20326 for zone . is now trusted (acceptance timer complete)`,
        700,
      );
    },
  },
  {
    name: 'wifi login',
    on: ['radius'],
    pace: { kind: 'traffic', share: 3, rhythm: OFFICE },
    act(voice) {
      const { chance, network } = voice;
      const user = chance.pick(network.users);
      const from = `(from client wlc01 port 0 via TLS tunnel) cli ${wifi(user.mac)}`;
      if (chance.happens(0.03)) {
        voice.say(
          RADIUSD,
          `(${voice.count('request')}) Login incorrect (mschap: MS-CHAP2-Response is incorrect): [${user.name}] ${from}`,
        );
      }
      voice.say(RADIUSD, `(${voice.count('request')}) Login OK: [${user.name}] ${from}`, 9000);
    },
  },
  {
    name: 'checks',
    on: ['monitor'],
    pace: { kind: 'seldom', perDay: 24, rhythm: WORLD },
    act(voice) {
      const { chance, network } = voice;
      const host = chance.pick(network.of('web')).name;
      const check = chance.pick(['HTTP', 'LOAD', 'PING']);
      const slow = `Socket timeout after ${chance.between(10, 12)} seconds`;
      voice.say(MONITOR_WARNING, `SERVICE ALERT: ${host};${check};WARNING;SOFT;1;${check} WARNING - ${slow}`);
      voice.say(
        MONITOR,
        `SERVICE ALERT: ${host};${check};OK;SOFT;2;${check} OK - 0.0${chance.between(10, 90)} second response time`,
        60_000,
      );
    },
  },
  {
    name: 'checks saved',
    on: ['monitor'],
    pace: { kind: 'every', minutes: 60, atSecond: 59 * 60 },
    act: (voice) => voice.say(MONITOR, 'Auto-save of retention data completed successfully.'),
  },
];
