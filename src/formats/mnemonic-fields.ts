import type { Category } from '../core/categories.ts';
import type { Event, Fields } from '../core/event.ts';
import { put, whole } from './dialect.ts';
import { fieldsOfText, namedText } from './named-text.ts';

/** The parts of `%FACILITY-SEVERITY-MNEMONIC`. */
export interface Mnemonic {
  readonly facility: string;
  readonly severity: number;
  readonly mnemonic: string;
}

/** What ASA's messages are about, by the first three digits of their number (its syslog guide, "message classes"). */
const ASA_CLASSES: readonly (readonly [Category, RegExp])[] = [
  ['intrusion', /^(?:10601[67]|106022|107001|108|338|400|420|430001|733)/],
  ['hardware', /^(?:10[1-5]|709|210|735)/],
  ['authentication', /^(?:109|113|308|605|606|611|612|716|723|724|725|734)/],
  ['configuration', /^(?:111|112|208|308)/],
  ['memory', /^(?:211|321)/],
  ['neighbour', /^(?:107|318|336|418|503)/],
  ['link', /^(?:411|409)/],
  ['network', /^\d/],
];

/** FTD's connection and intrusion events write `Key: value, `. */
const FTD: readonly (readonly [name: string, key: string, number?: 'number'])[] = [
  ['source.ip', 'SrcIP'],
  ['source.port', 'SrcPort', 'number'],
  ['destination.ip', 'DstIP'],
  ['destination.port', 'DstPort', 'number'],
  ['network.transport', 'Protocol'],
  ['observer.ingress.interface.name', 'IngressInterface'],
  ['observer.egress.interface.name', 'EgressInterface'],
  ['rule.name', 'AccessControlRuleName'],
  ['event.action', 'AccessControlRuleAction'],
  ['user.name', 'User'],
];
const FIREWALLS = /^(?:ASA|FTD|PIX|FWSM|ACE)$/;

/** Named fields of a message that begins with `%FACILITY-SEVERITY-MNEMONIC`. */
export function mnemonicFields(event: Event, { facility, severity, mnemonic }: Mnemonic): Fields {
  const all = namedText(event);
  const colon = all.indexOf(': ');
  const text = colon < 0 ? all : all.slice(colon + 2);
  const [family = facility] = facility.split('-');
  const firewall = FIREWALLS.test(family);
  const category = firewall ? ASA_CLASSES.find(([, numbers]) => numbers.test(mnemonic))?.[0] : undefined;
  const fields = fieldsOfText(text, codeOf(facility, mnemonic), category);
  const arista = event.format === 'arista';
  put(fields, 'observer.vendor', arista ? 'Arista' : 'Cisco');
  put(fields, 'observer.product', arista ? 'EOS' : firewall ? family : undefined);
  put(fields, 'event.code', mnemonic);
  put(fields, 'event.provider', facility);
  put(fields, 'event.severity', severity);
  if (!firewall) return fields;
  if (mnemonic.startsWith('4300')) {
    const pairs = new Map(
      [...text.matchAll(/(?:^|, )(\w{1,40}): ([^,]*)/g)].map(([, key, value]) => [key!, value!]),
    );
    for (const [name, key, number] of FTD)
      put(fields, name, number === 'number' ? whole(pairs.get(key)) : pairs.get(key));
  }
  return fields;
}

/** The mnemonic says more than the facility, unless it only says that there is a message. */
function codeOf(facility: string, mnemonic: string): string {
  if (mnemonic === 'SYSTEM_MSG' || mnemonic === 'SYSLOG_MSG') return facility === 'DAEMON' ? '' : facility;
  return `${facility} ${mnemonic}`;
}
