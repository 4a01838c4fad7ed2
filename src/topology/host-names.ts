import type { HostFacts } from '../core/topology.ts';

/** Roles that parts of names stand for, as people everywhere name their machines. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^(?:sw|swt|switch|asw|dsw|csw|acc|dist)\d*$/, 'switch'],
  [/^(?:fw|asa|firewall|pfsense|opnsense|forti\w*)\d*$/, 'firewall'],
  [/^(?:rt|rtr|gw|router|core|edge)\d*$/, 'router'],
  [/^(?:ap|wap|wlc|wifi)\d*$/, 'access point'],
  [/^(?:ups|pdu)\d*$/, 'UPS'],
  [/^(?:nas|san|filer|storage)\d*$/, 'storage'],
  [/^(?:db|sql|pg|mysql|postgres|oracle)\d*$/, 'database'],
  [/^(?:web|www|app|api|mail|mx|smtp|srv|vm|host|node|dns|ns|ldap|dc)\d*$/, 'server'],
];
const FLOOR = /^(?:f|fl|floor|og|et|lvl|level)[-_]?(\d{1,3})$/;
const RACK = /^(?:r|rk|rack)[-_]?(\d{1,3})$/;
const BUILDING = /^(?:b|bld|bldg|bldng|haus|geb|building)[-_]?(\w{1,3})$/;

/**
 * What a host's name says by itself: `sw-hq-f2` is a switch on floor 2 of hq, `sw-a-4` one of several in a. Names of
 * fewer than three parts say nothing of a place; null when nothing is said.
 */
export function factsOfName(host: string): HostFacts | null {
  const parts = host
    .toLowerCase()
    .split(/[-_]/)
    .filter((part) => part !== '');
  const role = parts
    .map((part) => ROLES.find(([pattern]) => pattern.test(part))?.[1])
    .find((one) => one !== undefined);
  const found: { -readonly [K in keyof HostFacts]: HostFacts[K] } = role === undefined ? {} : { role };
  if (parts.length >= 3 && !/^[\d.:]+$/.test(host)) place(parts.slice(1), found);
  return Object.keys(found).length === 0 ? null : found;
}

function place(parts: readonly string[], found: { -readonly [K in keyof HostFacts]: HostFacts[K] }): void {
  for (const part of parts) {
    const floor = FLOOR.exec(part)?.[1];
    const rack = RACK.exec(part)?.[1];
    const building = BUILDING.exec(part)?.[1];
    if (floor !== undefined) found.floor = floor;
    else if (rack !== undefined) found.rack = rack;
    else if (building !== undefined && found.building === undefined) found.building = building;
    else if (/^\d{1,3}$/.test(part) && found.building !== undefined && found.floor === undefined)
      found.floor = part;
    else if (/^[a-z]\w{0,11}$/.test(part) && found.building === undefined) found.building = part;
  }
}
