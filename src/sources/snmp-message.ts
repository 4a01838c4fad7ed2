import { BerError, type BerFault, type BerReader, oidAt } from '../kit/ber.ts';

/** Tags of PDUs (RFC 3416, section 3; RFC 1157, section 4.1.6). */
export const PDU = { response: 0xa2, trapV1: 0xa4, inform: 0xa6, trap: 0xa7, report: 0xa8 } as const;

/** Variables of one notification that are looked at; the rest is counted. */
const MOST_VARIABLES = 256;
const IP_ADDRESS = 0x40;
const OBJECT_ID = 0x06;
const TIME_TICKS = 0x43;

/** Why a datagram was refused; the names under which it is counted. */
export type Refusal =
  | BerFault
  | 'version_mix'
  | 'unknown_version'
  | 'not_a_trap'
  | 'wrong_community'
  | 'unknown_user'
  | 'unknown_engine'
  | 'discovery'
  | 'wrong_level'
  | 'bad_digest'
  | 'not_in_time'
  | 'cannot_decrypt';

/** Thrown while a message is read; one for each reason. */
export class Refused extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(`SNMP: ${reason}`);
    this.reason = reason;
  }
}

const made = new Map<Refusal, Refused>();

/** The error of a reason. */
export function refused(reason: Refusal): Refused {
  let error = made.get(reason);
  if (error === undefined) {
    error = new Refused(reason);
    made.set(reason, error);
  }
  return error;
}

/** The reason that was thrown; anything else is thrown on. */
export function reasonOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.reason;
  if (error instanceof BerError) return error.fault;
  throw error;
}

/** One variable: its content is `bytes[start, end)` with this tag. */
export interface Variable {
  readonly oid: readonly number[];
  readonly tag: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** A notification, of whatever version. */
export interface Trap {
  readonly version: '1' | '2c' | '3';
  readonly inform: boolean;
  /** Its kind, as snmpTrapOID; that of version 1 translated (RFC 3584, section 3.1). */
  readonly oid: readonly number[];
  /** Hundredths of a second since the device started; NaN when it does not say. */
  readonly uptime: number;
  /** The device itself, where it says: agent-addr of version 1, snmpTrapAddress behind a proxy. */
  readonly agent: string | null;
  readonly variables: readonly Variable[];
  /** Variables beyond those that are looked at. */
  readonly left: number;
}

const SYS_UPTIME = [1, 3, 6, 1, 2, 1, 1, 3, 0];
const TRAP_OID = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0];
const ENTERPRISE = [1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0];
const TRAP_ADDRESS = [1, 3, 6, 1, 6, 3, 18, 1, 3, 0];
const TRAP_COMMUNITY = [1, 3, 6, 1, 6, 3, 18, 1, 4, 0];
const STANDARD_TRAPS = [1, 3, 6, 1, 6, 3, 1, 1, 5];

/** The Trap-PDU of version 1 that comes next. Throws. */
export function readTrapV1(reader: BerReader): Trap {
  const pdu = reader.inside(PDU.trapV1);
  const enterprise = pdu.oid();
  const agent = addressText(pdu.octets(IP_ADDRESS));
  const generic = pdu.integer();
  const specific = pdu.integer();
  const uptime = pdu.integer(TIME_TICKS);
  const oid =
    generic >= 0 && generic < 6
      ? [...STANDARD_TRAPS, generic + 1]
      : [...enterprise, 0, Math.max(0, specific)];
  const read = readVariables(pdu);
  return { ...read, version: '1', inform: false, oid, uptime, agent: read.agent ?? agent };
}

/** The SNMPv2-Trap-PDU or InformRequest-PDU that comes next. Throws. */
export function readTrapV2(reader: BerReader, version: '2c' | '3'): Trap & { readonly request: number } {
  const { tag } = reader;
  if (tag === PDU.trapV1) throw refused('version_mix');
  if (tag !== PDU.trap && tag !== PDU.inform)
    throw refused(tag > 0x9f && tag < 0xa9 ? 'not_a_trap' : 'unexpected');
  const pdu = reader.inside(tag);
  const request = pdu.integer();
  pdu.integer();
  pdu.integer();
  const { oid, ...read } = readVariables(pdu);
  if (oid === null) throw refused('unexpected');
  return { version, inform: tag === PDU.inform, oid, ...read, request };
}

function readVariables(pdu: BerReader) {
  const list = pdu.inside();
  const variables: Variable[] = [];
  let left = 0;
  let uptime = Number.NaN;
  let oid: readonly number[] | null = null;
  let agent: string | null = null;
  while (list.more) {
    const stop = list.enter();
    const name = list.oid();
    if (list.at >= stop) throw refused('unexpected');
    const { tag, bytes } = list;
    const start = list.skip();
    const end = list.at;
    if (end !== stop) throw refused('unexpected');
    const role = roleOf(name);
    if (role === 'uptime' && tag === TIME_TICKS) uptime = unsignedAt(bytes, start, Math.min(end, start + 5));
    else if (role === 'kind' && tag === OBJECT_ID) oid = oidAt(bytes, start, end);
    else if (role === 'agent' && tag === IP_ADDRESS) agent = addressText(bytes.subarray(start, end));
    else if (role === 'hidden') continue;
    else if (variables.length < MOST_VARIABLES) variables.push({ oid: name, tag, bytes, start, end });
    else left++;
  }
  return { oid, uptime, agent, variables, left };
}

/** What a variable is for where it is none of the notification's own. */
function roleOf(name: readonly number[]): 'uptime' | 'kind' | 'agent' | 'hidden' | null {
  if (name[4] === 2) return same(name, SYS_UPTIME) ? 'uptime' : null;
  if (name[4] !== 6) return null;
  if (same(name, TRAP_OID)) return 'kind';
  if (same(name, TRAP_ADDRESS)) return 'agent';
  // What a proxy copied of the community is a secret, and the enterprise says nothing more than the kind.
  return same(name, TRAP_COMMUNITY) || same(name, ENTERPRISE) ? 'hidden' : null;
}

function same(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}

/** Null for what is no address of IPv4, and for those that name nobody. */
function addressText(bytes: Uint8Array): string | null {
  if (bytes.length !== 4 || bytes[0] === 0 || bytes[0] === 127) return null;
  return bytes.join('.');
}

/** The number in `bytes[start, end)`, exact up to 2^53. */
export function unsignedAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 256 + bytes[i]!;
  return value;
}
