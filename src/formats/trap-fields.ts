import { CATEGORIES, type Category } from '../core/categories.ts';
import type { Event, Fields } from '../core/event.ts';
import { isAddress } from './addresses.ts';
import { put } from './dialect.ts';
import { sdOf } from './header-fields.ts';
import { fieldsOfText, namedText } from './named-text.ts';

/** Program of the lines that SNMP notifications become (source `snmp-trap`). */
export const TRAP_APP = 'snmptrap';

const ABOUT = 'trap@32473';
const VALUES = 'var@32473';
const ENTERPRISES = '1.3.6.1.4.1.';
/** Vendors by their enterprise numbers (IANA), as other formats name them. */
const VENDORS: { readonly [number: string]: string } = {
  ...{ 9: 'Cisco', 11: 'HP', 232: 'HPE', 318: 'APC', 674: 'Dell', 789: 'NetApp', 2620: 'Check Point' },
  ...{ 2636: 'Juniper', 6574: 'Synology', 8072: 'Net-SNMP', 12356: 'Fortinet', 14823: 'Aruba' },
  ...{ 14988: 'MikroTik', 24681: 'QNAP', 25461: 'Palo Alto Networks', 30065: 'Arista', 41112: 'Ubiquiti' },
};
/** Which variables say it, by field; the first that is there. */
const NAMED: readonly (readonly [field: string, variables: readonly string[]])[] = [
  ['interface.name', ['ifName', 'ifDescr', 'ifAlias', 'ifIndex']],
  ['event.reason', ['locIfReason']],
  ['neighbour.ip', ['bgpPeerRemoteAddr', 'bgpPeer', 'ospfNbrIpAddr', 'ospfNbrRtrId']],
  ['source.ip', ['authAddr']],
  ['source.mac', ['cpsIfSecureLastMacAddress']],
  ['user.name', ['ccmHistoryEventTerminalUser', 'jnxCmCfgChgEventUser']],
];

/** Named fields of a notification: what its variables say, and what its sentence does. */
export function trapFields(event: Event): Fields {
  const data = sdOf(event);
  const about = data[ABOUT] ?? {};
  const values = data[VALUES] ?? {};
  const given = CATEGORIES.find((one) => one === about.category);
  const text = namedText(event);
  // The name of the kind stands before its sentence, and is no word of it.
  const begin = text.indexOf(': ');
  const sentence = begin < 0 ? text : text.slice(begin + 2);
  const code = event.msgid ?? about.oid;
  const fields = fieldsOfText(sentence, wordsOf(code ?? ''), given as Category | undefined);
  put(fields, 'event.code', code);
  put(fields, 'observer.vendor', vendorOf(about.oid ?? ''));
  put(fields, 'observer.ip', addressOf(event));
  for (const [field, variables] of NAMED) {
    const name = variables.find((one) => (values[one] ?? '') !== '');
    if (name !== undefined) put(fields, field, values[name]);
  }
  return fields;
}

/** `bgp Backward Transition`: the words of a name that is written as one. */
function wordsOf(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2');
}

function vendorOf(oid: string): string | undefined {
  if (!oid.startsWith(ENTERPRISES)) return undefined;
  const number = oid.slice(ENTERPRISES.length).split('.', 1)[0]!;
  return Object.hasOwn(VENDORS, number) ? VENDORS[number] : undefined;
}

/** The address that it came from, which the event may be called otherwise by. */
function addressOf({ buffer, start, end }: Event): string | undefined {
  const host = buffer.toString('latin1', start, Math.min(end, start + 256)).split(' ', 3)[2] ?? '';
  return isAddress(host) ? host : undefined;
}
