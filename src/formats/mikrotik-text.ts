import type { Event } from '../core/event.ts';
import { type Dialect, put, withHeader } from './dialect.ts';
import { levelOf } from './levels.ts';
import { lineHead } from './line-head.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const COLON = 58;
const COMMA = 44;
const LONGEST = 80;
const MOST_TOPICS = 6;

/** Topics of RouterOS (its manual, "Log"). */
const TOPICS = new Set(
  (
    'account async backup bfd bgp bridge calc caps certificate clock container critical ddns debug dhcp disk dns dot1x ' +
    'dude e-mail error event evpn firewall fetch gps gsm hotspot igmp-proxy info interface iot ipsec isdn isis keepalive ' +
    'kvm l2tp ldp lora lte manager mme mpls mqtt mvrp natpmp netinstall netwatch notification ntp ospf ovpn packet pim ' +
    'poe-out ppp pppoe pptp ptp queue radius radvd raw read rip route rpki rsvp script sertcp simulator smb snmp socks ' +
    'ssh sstp state store stp system telephony tftp timer tr069 update upnp ups vpls vrrp warning watchdog web-proxy ' +
    'wireguard wireless write zerotier'
  ).split(' '),
);

/** RouterOS: `system,info,account user admin logged in from 10.0.0.5 via ssh`. The first topic is the app. */
export const mikrotik: Dialect = {
  format: 'mikrotik',
  take(event, context) {
    const { text, messageStart: at, messageEnd: end } = event;
    const limit = Math.min(end, at + LONGEST);
    let topics = 0;
    let severity = -1;
    let from = at;
    let first = '';
    for (let i = at; ; i++) {
      const c = i < limit ? text[i]! : 0;
      if ((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 45) continue;
      const ends = c === BLANK || c === COLON;
      // Most messages of others end the first word with a blank.
      if (i === from || (c !== COMMA && !(ends && topics > 0)) || topics === MOST_TOPICS) return false;
      const topic = context.intern.text(text, from, i);
      if (!TOPICS.has(topic)) return false;
      const level = levelOf(topic);
      if (level >= 0) severity = level;
      if (topics === 0) first = topic;
      topics++;
      from = i + 1;
      if (!ends) continue;
      if (c === COLON && text[from] !== BLANK) return false;
      // `<134>MikroTik: firewall,info …`: what looked like the program is the router.
      if (event.app !== null && event.host === null && event.pidStart < 0) event.host = event.app;
      event.app = first;
      if (event.severity < 0) event.severity = severity;
      event.messageStart = Math.min(end, c === COLON ? from + 1 : from);
      event.readFields = readFields;
      return true;
    }
  },
};

const FIREWALL =
  /(?:^|[ :])in:(\S+) out:(\S+?),? .*?\bproto (\w+)(?: \([^)]*\))?, ([\dA-Fa-f.:[\]]+?)(?::(\d+))?->([\dA-Fa-f.:[\]]+?)(?::(\d+))?(?:,|$| )/;

const readFields = withHeader((event: Event) => {
  const text = namedText(event);
  const topics = topicsOf(event);
  const firewall = event.app === 'firewall' ? FIREWALL.exec(text) : null;
  const fields = fieldsOfText(text, topics, topics.startsWith('firewall') ? 'network' : undefined);
  put(fields, 'observer.vendor', 'MikroTik');
  put(fields, 'observer.product', 'RouterOS');
  put(fields, 'event.provider', event.app ?? undefined);
  if (topics !== '') fields['mikrotik.topics'] = topics.split(',');
  if (firewall !== null) {
    const [, into, out, protocol, source, sourcePort, target, targetPort] = firewall;
    put(fields, 'observer.ingress.interface.name', interfaceOf(into));
    put(fields, 'observer.egress.interface.name', interfaceOf(out));
    put(fields, 'network.transport', protocol!.toLowerCase());
    put(fields, 'source.ip', source);
    put(fields, 'source.port', sourcePort === undefined ? undefined : Number(sourcePort));
    put(fields, 'destination.ip', target);
    put(fields, 'destination.port', targetPort === undefined ? undefined : Number(targetPort));
  }
  const via = /\bvia ([\w-]+)/.exec(text)?.[1];
  put(fields, 'network.protocol', via);
  const named = /^(\S+?) link (?:up|down)|^<?([\w-]+)>?: (?:connected|disconnected)/.exec(text);
  put(fields, 'interface.name', named?.[1] ?? named?.[2]);
  return fields;
});

function interfaceOf(name: string | undefined): string | undefined {
  return name === undefined || name.startsWith('(') ? undefined : name;
}

function topicsOf(event: Event): string {
  const before = lineHead(event).slice(0, LONGEST * 4);
  const found = /(?:^|[\s>:])([a-z0-9-]+(?:,[a-z0-9-]+)+)[ :]/g;
  for (const [, list] of before.matchAll(found)) if (TOPICS.has(list!.split(',')[0]!)) return list!;
  return event.app ?? '';
}
