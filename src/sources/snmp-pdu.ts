import { type BerReader, ber, berInteger, berOid, oidAt, signedAt } from '../kit/ber.ts';
import { refused, unsignedAt } from './snmp-message.ts';

/** Tags of PDUs that ask, and of what comes back (RFC 3416, section 3). */
export const ASK = { get: 0xa0, getNext: 0xa1, response: 0xa2, getBulk: 0xa5, report: 0xa8 } as const;

/** Variables of one answer that are looked at. */
const MOST_VARIABLES = 4096;
/** Bytes of text that are looked at. */
const MOST_OCTETS = 1024;
const NULL = Buffer.from([5, 0]);
const FLOAT = 0x9f78;
/** What is no character that a person sees, or turns the text around. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]+/gu;
const ARC = /^\d{1,10}$/;

/** What a variable holds. `absent`: the device has no such thing, or nothing comes behind it. */
export type SnmpValue =
  | { readonly type: 'integer' | 'gauge' | 'counter32' | 'ticks' | 'float'; readonly value: number }
  | { readonly type: 'counter64'; readonly value: bigint }
  | { readonly type: 'octets'; readonly value: Buffer }
  /** An object identifier, or an address of IPv4, in dots. */
  | { readonly type: 'oid' | 'address'; readonly value: string }
  | { readonly type: 'absent'; readonly value: null };

export interface SnmpVariable {
  /** `1.3.6.1.2.1.1.3.0` */
  readonly oid: string;
  readonly value: SnmpValue;
}

/** An answer, or a report. */
export interface SnmpAnswer {
  readonly tag: number;
  readonly request: number;
  /** error-status; 0 for none (RFC 3416, section 3). */
  readonly status: number;
  readonly variables: readonly SnmpVariable[];
}

const ABSENT: SnmpValue = { type: 'absent', value: null };

/**
 * A PDU that asks for some things; `bulk` is max-repetitions of a GetBulk.
 *
 * @param oids in dots; throws for what is no object identifier
 */
export function askPdu(
  tag: number,
  request: number,
  ask: { oids: readonly string[]; bulk?: number },
): Buffer {
  const pairs = ask.oids.map((oid) => ber(0x30, berOid(arcsOf(oid)), NULL));
  const list = ber(0x30, ...pairs);
  return ber(tag, berInteger(request), berInteger(0), berInteger(ask.bulk ?? 0), list);
}

/** The PDU that comes next. Throws for what is none that answers. */
export function readAnswer(reader: BerReader): SnmpAnswer {
  const { tag } = reader;
  if (tag !== ASK.response && tag !== ASK.report) throw refused('unexpected');
  const pdu = reader.inside(tag);
  const request = pdu.integer();
  const status = pdu.integer();
  pdu.integer();
  const list = pdu.inside();
  const variables: SnmpVariable[] = [];
  while (list.more && variables.length < MOST_VARIABLES) {
    const pair = list.inside();
    const oid = pair.oid().join('.');
    const { tag: kind, bytes } = pair;
    const start = pair.skip();
    if (pair.more) throw refused('unexpected');
    variables.push({ oid, value: valueAt(kind, bytes, { start, end: pair.at }) });
  }
  return { tag, request, status, variables };
}

interface Content {
  readonly start: number;
  readonly end: number;
}

function valueAt(tag: number, bytes: Buffer, { start, end }: Content): SnmpValue {
  switch (tag) {
    case 0x02:
      return { type: 'integer', value: signedAt(bytes, start, Math.min(end, start + 5)) };
    case 0x04:
      // A copy: a slice would hold the whole datagram for as long as a name is remembered.
      return {
        type: 'octets',
        value: Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_OCTETS))),
      };
    case 0x06:
      return { type: 'oid', value: end === start ? '' : oidAt(bytes, start, end).join('.') };
    case 0x40:
      return { type: 'address', value: bytes.subarray(start, Math.min(end, start + 16)).join('.') };
    case 0x41:
      return { type: 'counter32', value: whole32(bytes, start, end) };
    case 0x42:
      return { type: 'gauge', value: whole32(bytes, start, end) };
    case 0x43:
      return { type: 'ticks', value: whole32(bytes, start, end) };
    case 0x44:
      return opaque(bytes, { start, end });
    case 0x46:
      return { type: 'counter64', value: whole64(bytes, start, end) };
    default:
      return ABSENT;
  }
}

/** Of the low 32 bits, as some agents write them with a sign. */
function whole32(bytes: Buffer, start: number, end: number): number {
  return unsignedAt(bytes, Math.max(start, end - 4), end);
}

function whole64(bytes: Buffer, start: number, end: number): bigint {
  const from = Math.max(start, end - 8);
  if (end - from <= 6) return BigInt(unsignedAt(bytes, from, end));
  const low = end - 4;
  return (BigInt(unsignedAt(bytes, from, low)) << 32n) | BigInt(unsignedAt(bytes, low, end));
}

/** A float wrapped in an opaque, as net-snmp gives them (draft-perkins-opaque-01). */
function opaque(bytes: Buffer, { start, end }: Content): SnmpValue {
  if (end - start !== 7 || bytes.readUInt16BE(start) !== FLOAT || bytes[start + 2] !== 4) return ABSENT;
  return { type: 'float', value: bytes.readFloatBE(start + 3) };
}

/** The numbers of an object identifier in dots. Throws a RangeError for anything else. */
function arcsOf(oid: string): number[] {
  const parts = oid.split('.');
  if (parts.length < 2 || parts.length > 128 || !parts.every((part) => ARC.test(part)))
    throw new RangeError(`no object identifier: ${JSON.stringify(oid.slice(0, 200))}`);
  return parts.map(Number);
}

/** Whether one comes behind the other in the order of a walk (RFC 3416, section 4.2.2). */
export function isBehind(oid: string, before: string): boolean {
  const [a, b] = [oid.split('.'), before.split('.')];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const step = Number(a[i]) - Number(b[i]);
    if (step !== 0) return step > 0;
  }
  return a.length > b.length;
}

/** A number as one, of whatever type; NaN for what is none. */
export function numberOf(value: SnmpValue | undefined): number {
  if (value === undefined) return Number.NaN;
  if (typeof value.value === 'number') return value.value;
  return value.type === 'counter64' ? Number(value.value) : Number.NaN;
}

/** Text of a device, without what steers a terminal, at most `most` characters; empty for what is none. */
export function textOf(value: SnmpValue | undefined, most = 255): string {
  if (value?.type !== 'octets') return value?.type === 'oid' ? value.value : '';
  const text = value.value
    .subarray(0, 4 * most)
    .toString('utf8')
    .replace(UNSHOWN, ' ')
    .trim();
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
