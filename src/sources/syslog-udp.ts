import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { LiveSink } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';
import { FairQueue } from './fair-queue.ts';
import { LineGatherer, trimmedEnd } from './line-gatherer.ts';
import { type ListenAddress, openAt, plainAddress } from './listen-address.ts';

export interface UdpOptions {
  readonly key: string;
  readonly origin: Origin;
  /** Bytes asked of the kernel. */
  readonly receiveBuffer: number;
  readonly maxLine: number;
  /** Bytes of lines that may wait while the engine is behind. */
  readonly maxQueue: number;
  /**
   * Sockets that share the port: the kernel gives each the datagrams of a part of the senders, so that a flood fills the
   * buffer of one and the others lose nothing.
   */
  readonly sockets: number;
}

/** What became of datagrams: every one is a line, `empty`, `shed`, or `waiting`. */
export interface UdpCounts {
  readonly lines: number;
  readonly bytes: number;
  readonly lastSeen: number;
  readonly empty: number;
  readonly shed: number;
  readonly waiting: number;
}

/**
 * The place to listen, its port chosen where that was left to the system. Fails when another program listens there, with
 * whom a socket that shares would silently share.
 */
export function freePlace(wanted: ListenAddress): Promise<ListenAddress> {
  return openAt(wanted, async (address) => {
    const socket = await bound(address, false);
    const { port } = socket.address();
    await new Promise<void>((done) => socket.close(done));
    return { host: address.host, port };
  });
}

/** A socket that listens there. Fails as `bind` does. */
export function bound({ host, port }: ListenAddress, reusePort: boolean): Promise<Socket> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', reusePort });
  return new Promise((done, fail) => {
    socket.once('error', (error) => {
      socket.close();
      fail(error);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      done(socket);
    });
  });
}

/** Who is told of senders. */
export interface SenderListener {
  came(sender: string, lines: number): void;
  lost(sender: string): void;
}

/**
 * Datagrams of one socket, each one line (RFC 5426); a line end or NUL at its end is no part of it, within it they stay.
 * While the sink has no room they wait in a queue that is fair to senders and drops of the loudest.
 */
export class UdpReceiver {
  readonly #options: UdpOptions;
  readonly #sink: Pick<LiveSink, 'deliver' | 'now' | 'room'>;
  readonly #senders: SenderListener;
  readonly #gatherer: LineGatherer;
  readonly #queue: FairQueue;
  readonly #sockets: Socket[] = [];
  #draining = false;
  #empty = 0;
  #shed = 0;
  #queued = 0;

  constructor(
    options: UdpOptions,
    sink: Pick<LiveSink, 'deliver' | 'now' | 'room'>,
    senders: SenderListener,
  ) {
    this.#options = options;
    this.#sink = sink;
    this.#senders = senders;
    this.#gatherer = new LineGatherer({ key: options.key, origin: options.origin, sink });
    this.#queue = new FairQueue(options.maxQueue, (sender) => {
      this.#shed++;
      this.#queued--;
      senders.lost(sender);
    });
  }

  /** Listens; gives the bytes of receive buffer that the kernel granted each socket. Fails as `bind` does. */
  async open(address: ListenAddress): Promise<number> {
    const { receiveBuffer, sockets } = this.#options;
    for (let i = 0; i < sockets; i++) {
      const socket = await bound(address, true);
      this.#sockets.push(socket);
      // What a peer's ICMP says of an earlier datagram; there is nothing to be done about it.
      socket.on('error', () => {});
      socket.setRecvBufferSize(receiveBuffer);
      socket.on('message', (datagram, from) => this.#take(datagram, from));
    }
    // Linux tells twice what it was asked for: as much again is for its own book-keeping.
    return this.#sockets[0]!.getRecvBufferSize() / 2;
  }

  get counts(): UdpCounts {
    const { lines, bytes, lastSeen } = this.#gatherer;
    return {
      ...{ lines, bytes, lastSeen },
      ...{ empty: this.#empty, shed: this.#shed, waiting: this.#queued },
    };
  }

  /** Closes the socket and hands over what waits, room or not. */
  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.close();
    while (!this.#queue.empty) this.#turn();
    this.#gatherer.flush();
  }

  #take(datagram: Buffer, from: RemoteInfo): void {
    const end = trimmedEnd(datagram, 0, datagram.length);
    if (end === 0) {
      this.#empty++;
      return;
    }
    const sender = plainAddress(from.address);
    this.#senders.came(sender, 1);
    if (!this.#draining && this.#sink.room() === null) {
      this.#gather(datagram, end, sender);
      return;
    }
    this.#queued++;
    this.#queue.push(sender, end === datagram.length ? datagram : datagram.subarray(0, end));
    if (!this.#draining) void this.#drain();
  }

  #gather(line: Uint8Array, length: number, sender: string): void {
    const gatherer = this.#gatherer;
    gatherer.from(sender);
    if (length > this.#options.maxLine) gatherer.cutNext();
    gatherer.add(line, 0, Math.min(length, this.#options.maxLine));
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (!this.#queue.empty) {
      const room = this.#sink.room();
      if (room === null) this.#turn();
      else await room;
    }
    this.#draining = false;
  }

  #turn(): void {
    this.#queue.turn((line, sender) => {
      this.#queued--;
      this.#gather(line, line.length, sender);
    });
  }
}
