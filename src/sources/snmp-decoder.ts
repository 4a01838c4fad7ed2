import { BerReader } from '../kit/ber.ts';
import type { SnmpEngine } from './snmp-engine.ts';
import { PDU, type Refusal, readTrapV1, readTrapV2, reasonOf, refused, type Trap } from './snmp-message.ts';
import { type SnmpUser, SnmpUsers } from './snmp-users.ts';
import { SnmpV3 } from './snmp-v3.ts';

const [V1, V2C, V3] = [0, 1, 3];

/** What became of a datagram. */
export interface Decoded {
  readonly trap: Trap | null;
  /** Why there is no trap; null when there is one. */
  readonly refusal: Refusal | null;
  /** Makes what is to be sent back, once the trap was taken in; null when nothing is. */
  readonly answer: (() => Buffer) | null;
}

export interface DecoderOptions {
  /** Who says one of these may send by versions 1 and 2c. */
  readonly communities: readonly string[];
  readonly users: readonly SnmpUser[];
  readonly engine: SnmpEngine;
}

/** Reads datagrams of SNMP, whoever made them: it never throws, and refuses everything but notifications. */
export class SnmpDecoder {
  readonly #communities: ReadonlySet<string>;
  readonly #v3: SnmpV3;

  constructor({ communities, users, engine }: DecoderOptions) {
    this.#communities = new Set(communities.map((text) => Buffer.from(text, 'utf8').toString('latin1')));
    this.#v3 = new SnmpV3(engine, new SnmpUsers(users));
  }

  decode(datagram: Buffer): Decoded {
    try {
      return this.#decode(datagram);
    } catch (error) {
      return { trap: null, refusal: reasonOf(error), answer: null };
    }
  }

  #decode(datagram: Buffer): Decoded {
    const message = new BerReader(datagram).inside();
    const version = message.integer();
    if (version === V3) {
      const taken = this.#v3.take(datagram, message);
      return 'trap' in taken
        ? { ...taken, refusal: null }
        : { trap: null, refusal: taken.refusal, answer: () => taken.answer };
    }
    if (version !== V1 && version !== V2C) throw refused('unknown_version');
    if (!this.#communities.has(message.octets().toString('latin1'))) throw refused('wrong_community');
    if (version === V1) {
      if (message.tag !== PDU.trapV1) throw refused(message.tag > PDU.trapV1 ? 'version_mix' : 'not_a_trap');
      return { trap: readTrapV1(message), refusal: null, answer: null };
    }
    const pdu = message.at;
    const trap = readTrapV2(message, '2c');
    if (!trap.inform) return { trap, refusal: null, answer: null };
    return {
      trap,
      refusal: null,
      answer() {
        // The answer is the same message under another tag (RFC 3416, section 4.2.7).
        const response = Buffer.from(datagram);
        response[pdu] = PDU.response;
        return response;
      },
    };
  }
}
