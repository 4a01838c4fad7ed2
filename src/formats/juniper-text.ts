import type { Event, Fields } from '../core/event.ts';
import { type Dialect, put, says, whole, withHeader } from './dialect.ts';
import { sdOf } from './header-fields.ts';
import { levelOf } from './levels.ts';
import { fieldsOfText, namedText } from './named-text.ts';

const BLANK = 32;
const COLON = 58;
const UNDERSCORE = 95;

/** First words of message tags (System Log Explorer of Juniper) that nobody else's messages begin with. */
const TAGS = new Set(
  (
    'ACCT ALARMD APPIDD APPTRACK AUDITD AUTHD BFDD BOOTPD CFMD CHASSISD COSD DAPD DCD DFCD DFWD DOT1XD ESWD EVENTD ' +
    'FLOWD FPCLOGIN FSAD FUD FWAUTH GPRSD IDP JADE JCS JSRPD JTASK JTRACE KMD L2ALD L2CPD L2TPD LACPD LFMD LIBJNX ' +
    'LIBJSNMP LPDFD LSYSD MCSN MIB2D NSD NSTRACED PFED PFE PGCPD PKID PPMD RDD RMOPD RPD RT RTLOG RTLOGD RTPERF ' +
    'SAVAL SDXD SFW SPD TFTPD UFDD UI UTMD VCCPD VRRPD WEBFILTER XNTPD ANTISPAM CONTENT AV'
  ).split(' '),
);

/** Daemons of Junos OS that no other system has. */
export const JUNOS_DAEMONS = (
  'rpd mib2d chassisd dcd mgd alarmd craftd eswd l2cpd l2ald jsrpd kmd pfed cosd jdhcpd rmopd dfwd spmb0 spmb1 ' +
  'rtlogd utmd idpd nsd appidd fwdd srxpfe clksyncd cfmd ppmd /kernel RT_FLOW RT_IDP RT_UTM RT_SCREEN RT_SYSTEM ' +
  'RT_IPSEC RT_AAMW RT_SECINTEL RT_ALG RT_NAT'
).split(' ');
const DAEMONS = new Set(JUNOS_DAEMONS);

const SCREENOS = Buffer.from('NetScreen ');
const IFF = Buffer.from('EVENT <');
const JUNOS_ID = Buffer.from('[junos@2636');

/** Parameters of structured data (`junos@2636…`) by the name that we give them. */
const PARAMETERS: readonly (readonly [name: string, parameters: string, number?: 'number'])[] = [
  ['source.ip', 'source-address'],
  ['source.port', 'source-port', 'number'],
  ['source.bytes', 'bytes-from-client', 'number'],
  ['destination.ip', 'destination-address'],
  ['destination.port', 'destination-port', 'number'],
  ['destination.bytes', 'bytes-from-server', 'number'],
  ['network.iana_number', 'protocol-id'],
  ['network.protocol', 'service-name'],
  ['network.application', 'nested-application application application-name'],
  ['observer.ingress.zone', 'source-zone-name'],
  ['observer.egress.zone', 'destination-zone-name'],
  ['observer.ingress.interface.name', 'packet-incoming-interface'],
  ['interface.name', 'interface-name ifname logical-interface-name'],
  ['neighbour.ip', 'neighbor-address peer-address peer-name nbr-address'],
  ['rule.name', 'policy-name rule-name attack-name'],
  ['user.name', 'username user user-name'],
  ['event.reason', 'reason error-message'],
];

/** Junos, its messages with a tag or of its own daemons, and ScreenOS. */
export const juniper: Dialect = {
  format: 'juniper',
  take(event, context) {
    const { text, messageStart: at, app } = event;
    const tag = tagEnd(event, at);
    if (tag > 0) {
      const first = context.intern.text(text, at, text.indexOf(UNDERSCORE, at));
      const known = TAGS.has(first) || (app !== null && DAEMONS.has(app)) || first === 'SNMP';
      if (!known || (first === 'SNMP' && text[at + 5] !== 84)) return false;
      event.msgid ??= context.intern.text(text, at, tag);
    } else if (says(event, at, SCREENOS)) {
      // What looked like the program is the firewall.
      event.host ??= event.app;
      event.app = 'NetScreen';
      if (event.severity < 0) event.severity = screenLevel(namedText(event));
    } else if (!says(event, at, IFF) && (app === null || !DAEMONS.has(app))) return false;
    event.readFields = readFields;
    return true;
  },
};

/** Takes an event whose structured data, beginning at `at`, are those of Junos; of one without text they are the message. */
export function takeJunosData(event: Event, at: number): boolean {
  const { buffer, end } = event;
  for (let i = 0; i < JUNOS_ID.length; i++) if (at + i >= end || buffer[at + i] !== JUNOS_ID[i]) return false;
  if (event.messageStart >= event.messageEnd) {
    let from = at - 1;
    while (from > event.start && buffer[from - 1] !== BLANK) from--;
    event.messageStart = from;
  }
  event.readFields = readFields;
  return true;
}

/** Where `RPD_OSPF_NBRDOWN` at `at` ends, when a colon follows; 0 when there is no tag. */
function tagEnd(event: Event, at: number): number {
  const { text, messageEnd: end } = event;
  let parts = 0;
  const limit = Math.min(end, at + 64);
  for (let i = at; i < limit; i++) {
    const c = text[i]!;
    if (c === UNDERSCORE) parts++;
    else if (c === COLON) return parts > 0 && i > at + 3 && (i + 1 >= end || text[i + 1] === BLANK) ? i : 0;
    else if (!(c >= 65 && c <= 90) && !(c >= 48 && c <= 57 && i > at)) return 0;
  }
  return 0;
}

function screenLevel(text: string): number {
  const word = /\bsystem-([a-z]+)-/.exec(text)?.[1];
  return word === undefined ? -1 : levelOf(word === 'notification' ? 'notice' : word);
}

const readFields = withHeader((event) => {
  const text = namedText(event);
  const { msgid, app } = event;
  const screen = text.startsWith('NetScreen ');
  const code = msgid ?? '';
  const about = screen ? (/-\d{5}\((\w+)\)/.exec(text)?.[1] ?? '') : code === '' ? (app ?? '') : code;
  const fields = fieldsOfText(text, about, categoryOfTag(code, app));
  put(fields, 'observer.vendor', 'Juniper');
  put(fields, 'observer.product', screen ? 'ScreenOS' : 'Junos');
  put(fields, 'event.code', screen ? /-(\d{5})\(/.exec(text)?.[1] : code);
  put(fields, 'event.provider', app ?? undefined);
  Object.assign(fields, parameters(event));
  return fields;
});

function categoryOfTag(code: string, app: string | null) {
  return /^(?:RT_FLOW|APPTRACK)/.test(code) || (code === '' && app === 'RT_FLOW') ? 'network' : undefined;
}

/** What the structured data of a line say, under our names. */
function parameters(event: Event): Fields {
  const fields: Fields = Object.create(null);
  const data = junosData(event);
  if (data === undefined) return fields;
  for (const [name, keys, number] of PARAMETERS) {
    const key = keys.split(' ').find((one) => data[one] !== undefined);
    if (key !== undefined) put(fields, name, number === 'number' ? whole(data[key]) : data[key]);
  }
  return fields;
}

function junosData(event: Event): { [name: string]: string } | undefined {
  const sd = sdOf(event);
  const id = Object.keys(sd).find((one) => one.startsWith('junos@'));
  return id === undefined ? undefined : sd[id];
}
