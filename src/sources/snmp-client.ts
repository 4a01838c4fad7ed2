import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { BerError, BerReader } from '../kit/ber.ts';
import { plainAddress } from './listen-address.ts';
import { Reasons } from './reasons.ts';
import { SnmpError } from './snmp-error.ts';
import { Refused } from './snmp-message.ts';
import type { SnmpAnswer } from './snmp-pdu.ts';
import { CommunityPeer, type SnmpCredentials, type SnmpPeer, UserPeer } from './snmp-peer.ts';
import { SnmpSession } from './snmp-session.ts';
import { type SnmpUser, SnmpUsers } from './snmp-users.ts';

/** Ids are of 31 bits, and not 0. */
const IDS = 2 ** 31 - 1;
const RECEIVE_BUFFER = 4 * 1024 * 1024;
/** Times that a device may say who it is, or what time it has, before a question of ours is answered. */
const MOST_GREETINGS = 3;
const DEFAULTS = { port: 161, timeout: 2000, retries: 2 };

/** A device, and how it is asked. */
export interface SnmpTarget {
  /** Address or name. */
  readonly address: string;
  /** 161 if absent. */
  readonly port?: number | undefined;
  readonly credentials: SnmpCredentials;
  /** Ms to wait for an answer; 2000 if absent. */
  readonly timeout?: number | undefined;
  /** How often a question is sent again; 2 if absent. */
  readonly retries?: number | undefined;
}

/** A question under way. */
interface Asked {
  readonly peer: SnmpPeer;
  readonly address: string;
  readonly port: number;
  answer(answer: SnmpAnswer | null): void;
  fail(error: SnmpError): void;
}

/** What a session asks with: sends one question and gives its answer. */
export type Exchange = (make: (id: number) => Buffer, signal?: AbortSignal) => Promise<SnmpAnswer>;

/**
 * Asks devices by SNMP 2c and 3, any number of them over one socket for each family of addresses. What comes back is
 * taken from the address that was asked alone; everything else is counted in `reasons`.
 *
 *     const client = new SnmpClient();
 *     const session = client.session({ address: '192.0.2.1', credentials: { version: '2c', community } });
 *     const [name] = await session.get(['1.3.6.1.2.1.1.5.0']);
 *     const { rows, ended } = await session.walk('1.3.6.1.2.1.2.2.1.2', { maxRows: 1000 });
 *     client.close();
 */
export class SnmpClient {
  /** Datagrams that were no answers to be used, by reason. */
  readonly reasons = new Reasons();
  readonly #sockets = new Map<4 | 6, Promise<Socket>>();
  readonly #asked = new Map<number, Asked>();
  readonly #users = new Map<SnmpUser, SnmpUsers>();
  #id = Math.floor(Math.random() * IDS);
  #closed = false;

  /** A device to be asked; does no I/O. */
  session(target: SnmpTarget): SnmpSession {
    const peer = this.#peerOf(target.credentials);
    let address: string | null = isIP(target.address) === 0 ? null : target.address;
    const exchange: Exchange = async (make, signal) => {
      const known = address ?? (await addressOf(target.address));
      address = known;
      try {
        return await this.#exchange({ ...DEFAULTS, ...given(target), address: known, peer }, make, signal);
      } catch (error) {
        // By the next question its name may stand for another address.
        if (error instanceof SnmpError && error.reason === 'timeout' && isIP(target.address) === 0)
          address = null;
        throw error;
      }
    };
    return new SnmpSession(exchange);
  }

  /** Everything under way fails as `aborted`. */
  close(): void {
    this.#closed = true;
    for (const asked of [...this.#asked.values()]) asked.fail(new SnmpError('aborted'));
    for (const opening of this.#sockets.values()) void opening.then((socket) => socket.close());
    this.#sockets.clear();
  }

  #peerOf(credentials: SnmpCredentials): SnmpPeer {
    if (credentials.version === '2c') return new CommunityPeer(credentials.community);
    const { user } = credentials;
    let users = this.#users.get(user);
    if (users === undefined) {
      users = new SnmpUsers([user]);
      this.#users.set(user, users);
    }
    return new UserPeer(user, users, () => performance.now() / 1000);
  }

  async #exchange(to: Addressed, make: (id: number) => Buffer, signal?: AbortSignal): Promise<SnmpAnswer> {
    for (let greetings = 0; greetings <= MOST_GREETINGS; greetings++) {
      const { peer } = to;
      const isQuestion = peer.isKnown;
      const answer = await this.#ask(
        to,
        (id) => (isQuestion ? peer.question(id, make(id)) : peer.greeting(id)),
        signal,
      );
      if (answer !== null) return answer;
    }
    throw new SnmpError('not_in_time');
  }

  /** Sends until something comes; null where the device only told of itself. */
  async #ask(
    { address, port, timeout, retries, peer }: Addressed,
    make: (id: number) => Buffer,
    signal?: AbortSignal,
  ): Promise<SnmpAnswer | null> {
    const isOver = () => this.#closed || signal?.aborted === true;
    if (isOver()) throw new SnmpError('aborted');
    const socket = await this.#socketOf(address);
    const id = this.#freeId();
    const { promise, resolve, reject } = Promise.withResolvers<SnmpAnswer | null>();
    this.#asked.set(id, { peer, address: plainAddress(address), port, answer: resolve, fail: reject });
    const abort = () => reject(new SnmpError('aborted'));
    signal?.addEventListener('abort', abort, { once: true });
    let timer: NodeJS.Timeout | undefined;
    let left = retries;
    const send = () => {
      timer = setTimeout(() => {
        if (left-- > 0) return send();
        peer.forget();
        reject(new SnmpError('timeout'));
      }, timeout);
      // A place that cannot be reached is the same as one that does not answer.
      if (!this.#closed) socket.send(make(id), port, address, () => {});
    };
    try {
      send();
      // Either may have come while the socket was opened.
      if (isOver()) abort();
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#asked.delete(id);
    }
  }

  #freeId(): number {
    do this.#id = (this.#id % IDS) + 1;
    while (this.#asked.has(this.#id));
    return this.#id;
  }

  #take(message: Buffer, from: RemoteInfo): void {
    try {
      const asked = this.#asked.get(idOf(message));
      if (asked === undefined || asked.port !== from.port || asked.address !== plainAddress(from.address)) {
        this.reasons.add('unasked');
        return;
      }
      this.#open(asked, message);
    } catch (error) {
      this.reasons.add(reasonOf(error));
    }
  }

  #open(asked: Asked, message: Buffer): void {
    try {
      asked.answer(asked.peer.open(message));
    } catch (error) {
      if (!(error instanceof SnmpError)) throw error;
      asked.fail(error);
    }
  }

  #socketOf(address: string): Promise<Socket> {
    const family = isIP(address) === 6 ? 6 : 4;
    let opening = this.#sockets.get(family);
    if (opening === undefined) {
      opening = this.#opened(family);
      this.#sockets.set(family, opening);
      opening.catch(() => this.#sockets.delete(family));
    }
    return opening;
  }

  async #opened(family: 4 | 6): Promise<Socket> {
    const socket = createSocket(`udp${family}`);
    // What ICMP says of an earlier question; who does not answer is noticed without it.
    socket.on('error', () => {});
    socket.on('message', (message, from) => this.#take(message, from));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once('error', () => reject(new SnmpError('no_address')));
    socket.bind(0, resolve);
    await promise;
    socket.setRecvBufferSize(RECEIVE_BUFFER);
    return socket;
  }
}

interface Addressed {
  readonly address: string;
  readonly port: number;
  readonly timeout: number;
  readonly retries: number;
  readonly peer: SnmpPeer;
}

/** What is given of a target, so that what is absent does not hide what is usual. */
function given({ port, timeout, retries }: SnmpTarget): Partial<Addressed> {
  return {
    ...(port === undefined ? {} : { port }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(retries === undefined ? {} : { retries }),
  };
}

async function addressOf(name: string): Promise<string> {
  try {
    return (await lookup(name)).address;
  } catch {
    throw new SnmpError('no_address', `there is no address of ${name}`);
  }
}

/** The id by which an answer is known: msgID of version 3, request-id else. Throws. */
function idOf(message: Buffer): number {
  const reader = new BerReader(message).inside();
  if (reader.integer() === 3) return reader.inside().integer();
  reader.octets();
  return reader.inside(reader.tag).integer();
}

function reasonOf(error: unknown): string {
  if (error instanceof BerError) return error.fault;
  if (error instanceof Refused) return error.reason;
  throw error;
}
