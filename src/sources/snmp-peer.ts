import { BerReader, ber, berInteger } from '../kit/ber.ts';
import { SnmpError, type SnmpFailure } from './snmp-error.ts';
import { refused } from './snmp-message.ts';
import { ASK, askPdu, readAnswer, type SnmpAnswer } from './snmp-pdu.ts';
import type { SnmpUser, SnmpUsers, UserKeys } from './snmp-users.ts';
import { type Head, isProved, LEVEL, levelOf, opened, readHead, usmMessage } from './snmp-usm.ts';

/** Seconds by which an answer may be older than the device's clock (RFC 3414, section 2.2.3). */
const WINDOW = 150;
const STATISTICS = '1.3.6.1.6.3.15.1.1.';
const SAID: { readonly [statistic: string]: SnmpFailure } = {
  1: 'wrong_level',
  2: 'not_in_time',
  3: 'unknown_user',
  4: 'not_in_time',
  5: 'wrong_password',
  6: 'wrong_privacy',
};

/** Who asks: by community, or as a user. */
export type SnmpCredentials =
  | { readonly version: '2c'; readonly community: string }
  | { readonly version: '3'; readonly user: SnmpUser };

/** Makes questions for one device, and opens what it answers. */
export interface SnmpPeer {
  /** False while something else has to be asked first: `greeting`. */
  readonly isKnown: boolean;
  greeting(id: number): Buffer;
  question(id: number, pdu: Buffer): Buffer;
  /** It did not answer: it may have been replaced, and is to say anew who it is. */
  forget(): void;
  /**
   * What an answer says. Throws a BerError or Refused for what is to be passed over, an SnmpError where the device
   * refuses; null where it only told who it is, or the time, and wants to be asked again.
   */
  open(message: Buffer): SnmpAnswer | null;
}

/** A device asked by version 2c (RFC 3417, RFC 1901). */
export class CommunityPeer implements SnmpPeer {
  readonly isKnown = true;
  readonly #head: Buffer;
  readonly #community: Buffer;

  constructor(community: string) {
    this.#community = Buffer.from(community, 'utf8');
    this.#head = Buffer.concat([berInteger(1), ber(4, this.#community)]);
  }

  greeting(id: number): Buffer {
    return this.question(id, askPdu(ASK.get, id, { oids: [] }));
  }

  question(_id: number, pdu: Buffer): Buffer {
    return ber(0x30, this.#head, pdu);
  }

  forget(): void {}

  open(message: Buffer): SnmpAnswer {
    const reader = new BerReader(message).inside();
    if (reader.integer() !== 1) throw refused('unknown_version');
    if (!reader.octets().equals(this.#community)) throw refused('wrong_community');
    return readAnswer(reader);
  }
}

/** A device asked by version 3 with the user-based security model (RFC 3412, RFC 3414). */
export class UserPeer implements SnmpPeer {
  readonly #user: SnmpUser;
  readonly #users: SnmpUsers;
  /** Seconds of a clock that nobody sets. */
  readonly #now: () => number;
  #keys: UserKeys | null = null;
  #engine: Buffer | null = null;
  #boots = 0;
  #time = 0;
  #at = 0;

  constructor(user: SnmpUser, users: SnmpUsers, now: () => number) {
    this.#user = user;
    this.#users = users;
    this.#now = now;
  }

  get isKnown(): boolean {
    return this.#engine !== null;
  }

  /** Asks who it is (RFC 3414, section 4). */
  greeting(id: number): Buffer {
    const engine = Buffer.alloc(0);
    const body = scoped(engine, askPdu(ASK.get, id, { oids: [] }));
    return usmMessage({ id, engine, boots: 0, time: 0, user: '', keys: null, body, reportable: true });
  }

  question(id: number, pdu: Buffer): Buffer {
    const engine = this.#engine!;
    const time = Math.floor(this.#estimate);
    const named = { id, engine, boots: this.#boots, time, user: this.#user.name };
    return usmMessage({ ...named, keys: this.#keys, body: scoped(engine, pdu), reportable: true });
  }

  forget(): void {
    this.#engine = null;
  }

  open(message: Buffer): SnmpAnswer | null {
    const reader = new BerReader(message).inside();
    if (reader.integer() !== 3) throw refused('unknown_version');
    const head = readHead(reader);
    if (this.#engine === null) return this.#meet(head);
    const level = head.flags & (LEVEL.auth | LEVEL.privacy);
    if (level === 0 && levelOf(this.#user) !== 0) return this.#complaint(reader);
    if (!head.engine.equals(this.#engine)) throw refused('unknown_engine');
    if ((level & LEVEL.auth) !== 0) {
      if (this.#keys?.auth == null) throw refused('wrong_level');
      if (!isProved(message, head, this.#keys)) throw refused('bad_digest');
      if (head.boots < this.#boots) throw refused('not_in_time');
      if (head.boots === this.#boots && head.time < this.#estimate - WINDOW) throw refused('not_in_time');
      this.#sync(head);
    }
    const plain = (level & LEVEL.privacy) === 0 ? reader : opened(reader, head, this.#keys!);
    const answer = contentOf(plain);
    if (answer.tag === ASK.report) return this.#reported(answer, level);
    if (level !== levelOf(this.#user)) throw refused('wrong_level');
    return answer;
  }

  get #estimate(): number {
    return this.#time + (this.#now() - this.#at);
  }

  /** What it says of its clock here is proved by nobody; a wrong one is put right by what it says next. */
  #meet(head: Head): null {
    if (head.engine.length < 5) throw refused('unknown_engine');
    this.#engine = Buffer.from(head.engine);
    this.#keys = this.#users.keysOf(this.#user.name, this.#engine);
    if (this.#keys !== null) this.#users.keep(this.#keys, this.#engine);
    this.#sync(head);
    return null;
  }

  #sync({ boots, time }: Head): void {
    this.#boots = boots;
    this.#time = time;
    this.#at = this.#now();
  }

  /** A report without protection: nobody proves it, so that it ends a question and changes nothing else. */
  #complaint(reader: BerReader): null {
    const answer = contentOf(reader);
    if (answer.tag !== ASK.report) throw refused('wrong_level');
    const reason = reasonOf(answer);
    // It may be another device by now, or have forgotten who it was.
    if (reason !== 'not_in_time') throw new SnmpError(reason);
    this.#engine = null;
    return null;
  }

  #reported(answer: SnmpAnswer, level: number): null {
    const reason = reasonOf(answer);
    if (reason !== 'not_in_time') throw new SnmpError(reason);
    // Signed, it brought the time along; else who it is has to be asked anew.
    if ((level & LEVEL.auth) === 0) this.#engine = null;
    return null;
  }
}

function scoped(engine: Buffer, pdu: Buffer): Buffer {
  return ber(0x30, ber(4, engine), ber(4), pdu);
}

function contentOf(reader: BerReader): SnmpAnswer {
  const body = reader.inside();
  body.octets();
  body.octets();
  return readAnswer(body);
}

function reasonOf({ variables }: SnmpAnswer): SnmpFailure {
  const { oid = '' } = variables[0] ?? {};
  if (!oid.startsWith(STATISTICS)) return 'refused';
  return SAID[oid.slice(STATISTICS.length).split('.')[0]!] ?? 'refused';
}
