import { BerReader, ber, berInteger, berOid } from '../kit/ber.ts';
import type { SnmpEngine } from './snmp-engine.ts';
import { digestOf, sameDigest, seal, unseal } from './snmp-keys.ts';
import { PDU, type Refusal, readTrapV2, refused, type Trap } from './snmp-message.ts';
import { type SnmpUsers, signed, type UserKeys } from './snmp-users.ts';

const AUTH = 1;
const PRIVACY = 2;
const REPORTABLE = 4;
const USM = 3;
const MOST_BYTES = 65_507;
const USM_STATS = [1, 3, 6, 1, 6, 3, 15, 1, 1];
const COUNTER = 0x41;

/** What came of a message of version 3: a notification with what to answer to it, or why not and what to answer. */
export type Taken =
  | { readonly trap: Trap; readonly answer: (() => Buffer) | null }
  | { readonly refusal: Refusal; readonly answer: Buffer };

interface Head {
  readonly id: number;
  readonly flags: number;
  readonly engine: Buffer;
  readonly boots: number;
  readonly time: number;
  readonly user: string;
  readonly digest: Buffer;
  readonly salt: Buffer;
}

/** Notifications of version 3 with the user-based security model (RFC 3412, RFC 3414). */
export class SnmpV3 {
  readonly #engine: SnmpEngine;
  readonly #users: SnmpUsers;

  constructor(engine: SnmpEngine, users: SnmpUsers) {
    this.#engine = engine;
    this.#users = users;
  }

  /** Takes a message whose version was read. Throws for what is refused without an answer. */
  take(message: Buffer, reader: BerReader): Taken {
    const head = readHead(reader);
    const ours = head.engine.equals(this.#engine.id);
    if (head.engine.length === 0) return this.#refuse(head, 4, 'discovery');
    const keys = this.#users.keysOf(head.user, head.engine);
    if (keys === null) return this.#refuse(head, 3, 'unknown_user');
    const level = (keys.user.auth === undefined ? 0 : AUTH) | (keys.user.privacy === undefined ? 0 : PRIVACY);
    if ((head.flags & (AUTH | PRIVACY)) !== level) return this.#refuse(head, 1, 'wrong_level');
    if (level !== 0) {
      this.#prove(message, head, keys);
      const inTime = ours
        ? this.#engine.isOurs(head.boots, head.time)
        : this.#engine.isNew(head.engine, head.boots, head.time);
      if (!inTime && !ours) throw refused('not_in_time');
      // Signed, so that who asks may believe our clock (RFC 3414, section 3.2, 7a).
      if (!inTime) return this.#report(head, 2, 'not_in_time', keys);
      this.#users.keep(keys, head.engine);
    }
    const scoped = (level & PRIVACY) === 0 ? reader : opened(reader, head, keys);
    return this.#notification(scoped, head, keys);
  }

  #notification(reader: BerReader, head: Head, keys: UserKeys): Taken {
    const scoped = reader.inside();
    const context = [scoped.octets(), scoped.octets()] as const;
    const pdu = scoped.at;
    const trap = readTrapV2(scoped, '3');
    if (!trap.inform) return { trap, answer: null };
    if (!head.engine.equals(this.#engine.id)) return this.#refuse(head, 4, 'unknown_engine');
    // The answer is the same PDU under another tag (RFC 3416, section 4.2.7).
    const response = Buffer.from(scoped.bytes.subarray(pdu, scoped.at));
    response[0] = PDU.response;
    const body = ber(0x30, ber(4, context[0]), ber(4, context[1]), response);
    return { trap, answer: () => this.#message(head.id, body, keys) };
  }

  #prove(message: Buffer, head: Head, keys: UserKeys): void {
    const { auth } = keys.user;
    const zeroed = Buffer.from(message);
    const at = head.digest.byteOffset - message.byteOffset;
    zeroed.fill(0, at, at + head.digest.length);
    if (!sameDigest(digestOf(auth!, keys.auth!, zeroed), head.digest)) throw refused('bad_digest');
  }

  #refuse(head: Head, statistic: number, refusal: Refusal): Taken {
    if ((head.flags & REPORTABLE) === 0) throw refused(refusal);
    return this.#report(head, statistic, refusal);
  }

  #report(head: Head, statistic: number, refusal: Refusal, keys: UserKeys | null = null): Taken {
    if (!this.#engine.mayAnswer()) throw refused(refusal);
    const pair = ber(0x30, berOid([...USM_STATS, statistic, 0]), berInteger(1, COUNTER));
    const pdu = ber(PDU.report, berInteger(0), berInteger(0), berInteger(0), ber(0x30, pair));
    const body = ber(0x30, ber(4, this.#engine.id), ber(4), pdu);
    return { refusal, answer: this.#message(head.id, body, keys, false) };
  }

  /** A message of ours, sealed as far as the user has it; without a user it is open. */
  #message(id: number, body: Buffer, keys: UserKeys | null, hidden = true): Buffer {
    const { boots, time, id: engine } = this.#engine;
    const authentic = keys !== null && keys.auth !== null;
    const privacy = hidden && authentic && keys.privacy !== null;
    const digest = Buffer.alloc(authentic ? digestOf(keys.user.auth!, keys.auth, Buffer.alloc(0)).length : 0);
    const sealing = { boots, time, key: keys?.privacy ?? Buffer.alloc(0) };
    const closed = privacy ? seal(body, { ...sealing, protocol: keys.user.privacy! }) : null;
    const salt = closed?.salt ?? Buffer.alloc(0);
    const flags = Buffer.from([(authentic ? AUTH : 0) | (privacy ? PRIVACY : 0)]);
    const global = ber(0x30, berInteger(id), berInteger(MOST_BYTES), ber(4, flags), berInteger(USM));
    const data = closed === null ? body : ber(4, closed.sealed);
    const saltPart = ber(4, salt);
    const security = ber(
      0x30,
      ...[ber(4, engine), berInteger(boots), berInteger(time), ber(4, Buffer.from(keys?.user.name ?? ''))],
      ...[ber(4, digest), saltPart],
    );
    const message = ber(0x30, berInteger(3), global, ber(4, security), data);
    if (!authentic) return message;
    return signed(message, message.length - data.length - saltPart.length - digest.length, keys);
  }
}

/** Header and security parameters (RFC 3412, section 6; RFC 3414, section 2.4). */
function readHead(reader: BerReader): Head {
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

function opened(reader: BerReader, head: Head, keys: UserKeys): BerReader {
  const { boots, time, salt } = head;
  const sealing = { boots, time, key: keys.privacy!, protocol: keys.user.privacy! };
  const plain = unseal(reader.octets(), salt, sealing);
  if (plain === null || plain[0] !== 0x30) throw refused('cannot_decrypt');
  return new BerReader(plain);
}
