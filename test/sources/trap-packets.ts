import { ber, berInteger, berOid } from '../../src/kit/ber.ts';

/** A variable: identifier in numbers, and its value as BER. */
export type Bound = readonly [oid: string, value: Buffer];

export const text = (value: string) => ber(4, Buffer.from(value, 'latin1'));
export const integer = (value: number) => berInteger(value);
const oid = (value: string) => berOid(arcs(value));

function arcs(value: string): number[] {
  return value.split('.').map(Number);
}

function bindings(bound: readonly Bound[]): Buffer {
  return ber(0x30, ...bound.map(([name, value]) => ber(0x30, oid(name), value)));
}

/** A trap (or, with tag 0xa6, an inform) of version 2c. */
export function trapV2(
  kind: string,
  bound: readonly Bound[],
  { community = 'public', tag = 0xa7, version = 1, request = 7 } = {},
): Buffer {
  const all: Bound[] = [
    ['1.3.6.1.2.1.1.3.0', berInteger(1234, 0x43)],
    ['1.3.6.1.6.3.1.1.4.1.0', oid(kind)],
    ...bound,
  ];
  const pdu = ber(tag, berInteger(request), berInteger(0), berInteger(0), bindings(all));
  return ber(0x30, berInteger(version), text(community), pdu);
}

/** A trap of version 1. */
export function trapV1(
  given: { enterprise: string; agent: string; generic: number; specific: number },
  bound: readonly Bound[],
): Buffer {
  const pdu = ber(
    0xa4,
    oid(given.enterprise),
    ber(0x40, Buffer.from(arcs(given.agent))),
    ...[berInteger(given.generic), berInteger(given.specific), berInteger(1234, 0x43)],
    bindings(bound),
  );
  return ber(0x30, berInteger(0), text('public'), pdu);
}

/** Variables of linkDown, four of them and two of a vendor. */
export function linkDown(index: number): Bound[] {
  const column = (at: number) => `1.3.6.1.2.1.2.2.1.${at}.${index}`;
  return [
    [column(1), integer(index)],
    [column(2), text(`GigabitEthernet1/0/${index}`)],
    [column(3), integer(6)],
    [column(7), integer(1)],
    [column(8), integer(2)],
    [`1.3.6.1.4.1.9.2.2.1.1.20.${index}`, text('down')],
  ];
}

export const LINK_DOWN = '1.3.6.1.6.3.1.1.5.3';

/** A question of version 3 for our id, as an inform begins (RFC 3414, section 4). */
export function discovery(): Buffer {
  const global = ber(0x30, berInteger(5), berInteger(65_000), ber(4, Buffer.from([4])), berInteger(3));
  const security = ber(0x30, ber(4), berInteger(0), berInteger(0), ber(4), ber(4), ber(4));
  const pdu = ber(0xa0, berInteger(1), berInteger(0), berInteger(0), ber(0x30));
  return ber(0x30, berInteger(3), global, ber(4, security), ber(0x30, ber(4), ber(4), pdu));
}
