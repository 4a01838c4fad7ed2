import { BerReader, ber, berInteger } from '../kit/ber.ts';
import { digestOf, sameDigest, seal, unseal } from './snmp-keys.ts';
import { refused } from './snmp-message.ts';
import { type SnmpUser, signed, type UserKeys } from './snmp-users.ts';

/** Bits of msgFlags (RFC 3412, section 6.4). */
export const LEVEL = { auth: 1, privacy: 2, reportable: 4 } as const;

const USM = 3;
const MOST_BYTES = 65_507;

/** Header and security parameters of a message of version 3. */
export interface Head {
  readonly id: number;
  readonly flags: number;
  readonly engine: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly user: string;
  readonly digest: Buffer;
  readonly salt: Buffer;
}

/** Bits of the protection that messages of a user have. */
export function levelOf({ auth, privacy }: SnmpUser): number {
  return (auth === undefined ? 0 : LEVEL.auth) | (privacy === undefined ? 0 : LEVEL.privacy);
}

/** Header and security parameters (RFC 3412, section 6; RFC 3414, section 2.4). Throws. */
export function readHead(reader: BerReader): Head {
  const global = reader.inside();
  const id = global.integer();
  global.integer();
  const flags = global.octets()[0] ?? 0;
  if (global.integer() !== USM) throw refused('unknown_version');
  const security = reader.inside(4).inside();
  const engine = security.octets();
  const [boots, time] = [security.integer(), security.integer()];
  const user = security.octets().toString('utf8');
  if (engine.length > 32 || user.length > 32 || boots < 0 || time < 0) throw refused('unexpected');
  return { id, flags, engine, boots, time, user, digest: security.octets(), salt: security.octets() };
}

/** Whether the digest is that of somebody who has the key; `head` is of `message` itself. */
export function isProved(message: Buffer, head: Head, keys: UserKeys): boolean {
  const zeroed = Buffer.from(message);
  const at = head.digest.byteOffset - message.byteOffset;
  zeroed.fill(0, at, at + head.digest.length);
  return sameDigest(digestOf(keys.user.auth!, keys.auth!, zeroed), head.digest);
}

/** The scoped PDU of what is encrypted. Throws. */
export function opened(reader: BerReader, head: Head, keys: UserKeys): BerReader {
  const { boots, time, salt } = head;
  const sealing = { boots, time, key: keys.privacy!, protocol: keys.user.privacy! };
  const plain = unseal(reader.octets(), salt, sealing);
  if (plain === null || plain[0] !== 0x30) throw refused('cannot_decrypt');
  return new BerReader(plain);
}

/** What a message of version 3 is made of. */
export interface UsmMessage {
  readonly id: number;
  readonly engine: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly user: string;
  /** Null for one that is open. */
  readonly keys: UserKeys | null;
  /** The scoped PDU. */
  readonly body: Buffer;
  /** False where it is not encrypted although the user has a key for that. */
  readonly hidden?: boolean;
  /** The receiver may answer with a report. */
  readonly reportable?: boolean;
}

/** A message, sealed and signed as far as the user has keys. */
export function usmMessage(of: UsmMessage): Buffer {
  const { id, engine, boots, time, user, keys, body, hidden = true, reportable = false } = of;
  const authentic = keys !== null && keys.auth !== null;
  const privacy = hidden && authentic && keys.privacy !== null;
  const digest = Buffer.alloc(authentic ? digestOf(keys.user.auth!, keys.auth, Buffer.alloc(0)).length : 0);
  const sealing = { boots, time, key: keys?.privacy ?? Buffer.alloc(0) };
  const closed = privacy ? seal(body, { ...sealing, protocol: keys.user.privacy! }) : null;
  const saltPart = ber(4, closed?.salt ?? Buffer.alloc(0));
  const flags =
    (authentic ? LEVEL.auth : 0) | (privacy ? LEVEL.privacy : 0) | (reportable ? LEVEL.reportable : 0);
  const global = ber(
    0x30,
    ...[berInteger(id), berInteger(MOST_BYTES), ber(4, Buffer.from([flags])), berInteger(USM)],
  );
  const data = closed === null ? body : ber(4, closed.sealed);
  const security = ber(
    0x30,
    ...[ber(4, engine), berInteger(boots), berInteger(time), ber(4, Buffer.from(user, 'utf8'))],
    ...[ber(4, digest), saltPart],
  );
  const message = ber(0x30, berInteger(3), global, ber(4, security), data);
  if (!authentic) return message;
  return signed(message, message.length - data.length - saltPart.length - digest.length, keys);
}
