import { type BerReader, ber, berInteger, berOid } from '../kit/ber.ts';
import type { SnmpEngine } from './snmp-engine.ts';
import { PDU, type Refusal, readTrapV2, refused, type Trap } from './snmp-message.ts';
import type { SnmpUsers, UserKeys } from './snmp-users.ts';
import { type Head, isProved, LEVEL, levelOf, opened, readHead, usmMessage } from './snmp-usm.ts';

const USM_STATS = [1, 3, 6, 1, 6, 3, 15, 1, 1];
const COUNTER = 0x41;

/** What came of a message of version 3: a notification with what to answer to it, or why not and what to answer. */
export type Taken =
  | { readonly trap: Trap; readonly answer: (() => Buffer) | null }
  | { readonly refusal: Refusal; readonly answer: Buffer };

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
    const level = levelOf(keys.user);
    if ((head.flags & (LEVEL.auth | LEVEL.privacy)) !== level) return this.#refuse(head, 1, 'wrong_level');
    if (level !== 0) {
      if (!isProved(message, head, keys)) throw refused('bad_digest');
      const inTime = ours
        ? this.#engine.isOurs(head.boots, head.time)
        : this.#engine.isNew(head.engine, head.boots, head.time);
      if (!inTime && !ours) throw refused('not_in_time');
      // Signed, so that who asks may believe our clock (RFC 3414, section 3.2, 7a).
      if (!inTime) return this.#report(head, 2, 'not_in_time', keys);
      this.#users.keep(keys, head.engine);
    }
    const scoped = (level & LEVEL.privacy) === 0 ? reader : opened(reader, head, keys);
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

  #refuse(head: Head, statistic: number, refusal: Refusal): Taken {
    if ((head.flags & LEVEL.reportable) === 0) throw refused(refusal);
    return this.#report(head, statistic, refusal);
  }

  #report(head: Head, statistic: number, refusal: Refusal, keys: UserKeys | null = null): Taken {
    if (!this.#engine.mayAnswer()) throw refused(refusal);
    const pair = ber(0x30, berOid([...USM_STATS, statistic, 0]), berInteger(1, COUNTER));
    const pdu = ber(PDU.report, berInteger(0), berInteger(0), berInteger(0), ber(0x30, pair));
    const body = ber(0x30, ber(4, this.#engine.id), ber(4), pdu);
    return { refusal, answer: this.#message(head.id, body, keys, false) };
  }

  #message(id: number, body: Buffer, keys: UserKeys | null, hidden = true): Buffer {
    const { boots, time, id: engine } = this.#engine;
    return usmMessage({ ...{ id, engine, boots, time, keys, body, hidden }, user: keys?.user.name ?? '' });
  }
}
