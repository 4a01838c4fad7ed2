import type { RemoteInfo, Socket } from 'node:dgram';
import type { LiveSink } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';
import { FairQueue } from './fair-queue.ts';
import { LineGatherer } from './line-gatherer.ts';
import { type ListenAddress, plainAddress } from './listen-address.ts';
import { Reasons } from './reasons.ts';
import type { SnmpDecoder } from './snmp-decoder.ts';
import type { Refusal } from './snmp-message.ts';
import { bound, type SenderListener } from './syslog-udp.ts';
import type { TrapText } from './trap-text.ts';

/** Sockets of each port: the kernel spreads the senders over them, so that a flood fills the buffer of one. */
const SOCKETS = 8;

export interface TrapReceiverOptions {
  readonly key: string;
  readonly origin: Origin;
  readonly receiveBuffer: number;
  readonly maxLine: number;
  readonly maxQueue: number;
  readonly decoder: SnmpDecoder;
  readonly text: TrapText;
  /** Whether this address may send. */
  readonly allowed: (address: string) => boolean;
  /** Told of what is refused, beside being counted. */
  readonly refused: (sender: string, reason: Refusal) => void;
}

/**
 * Datagrams of one address; each that is a notification becomes a line, everything else is counted. While the sink has
 * no room they wait as they came, in a queue that is fair to senders. An inform is answered when it was taken in, so
 * that what is dropped is sent again.
 */
export class TrapReceiver {
  readonly reasons = new Reasons();
  readonly #options: TrapReceiverOptions;
  readonly #sink: LiveSink;
  readonly #senders: SenderListener;
  readonly #gatherer: LineGatherer;
  readonly #queue: FairQueue;
  readonly #sockets: Socket[] = [];
  /** Whom to answer, of datagrams that wait. */
  readonly #from = new WeakMap<Uint8Array, readonly [Socket, RemoteInfo]>();
  #draining = false;

  constructor(options: TrapReceiverOptions, sink: LiveSink, senders: SenderListener) {
    this.#options = options;
    this.#sink = sink;
    this.#senders = senders;
    this.#gatherer = new LineGatherer({ key: options.key, origin: options.origin, sink });
    this.#queue = new FairQueue(options.maxQueue, (sender) => {
      this.reasons.add('shed');
      senders.lost(sender);
    });
  }

  get lines(): number {
    return this.#gatherer.lines;
  }

  get bytes(): number {
    return this.#gatherer.bytes;
  }

  get lastSeen(): number {
    return this.#gatherer.lastSeen;
  }

  /** Listens; gives the bytes of receive buffer that the kernel granted each socket. Fails as `bind` does. */
  async open(address: ListenAddress): Promise<number> {
    for (let i = 0; i < SOCKETS; i++) {
      const socket = await bound(address, true);
      this.#sockets.push(socket);
      // What a peer's ICMP says of an earlier datagram; there is nothing to be done about it.
      socket.on('error', () => {});
      socket.setRecvBufferSize(this.#options.receiveBuffer);
      socket.on('message', (datagram, from) => this.#take(datagram, socket, from));
    }
    // Linux tells twice what it was asked for: as much again is for its own book-keeping.
    return this.#sockets[0]!.getRecvBufferSize() / 2;
  }

  /** Takes in what waits, room or not, and closes. */
  close(): void {
    while (!this.#queue.empty) this.#turn();
    for (const socket of this.#sockets.splice(0)) socket.close();
    this.#gatherer.flush();
  }

  #take(datagram: Buffer, socket: Socket, from: RemoteInfo): void {
    const sender = plainAddress(from.address);
    if (!this.#options.allowed(sender)) {
      this.reasons.add('not_allowed');
      return;
    }
    this.#senders.came(sender, 1);
    if (!this.#draining && this.#sink.room() === null) {
      this.#gather(datagram, sender, [socket, from]);
      return;
    }
    this.#from.set(datagram, [socket, from]);
    this.#queue.push(sender, datagram);
    if (!this.#draining) void this.#drain();
  }

  #gather(datagram: Buffer, sender: string, [socket, from]: readonly [Socket, RemoteInfo]): void {
    const { decoder, text, maxLine } = this.#options;
    const { trap, refusal, answer } = decoder.decode(datagram);
    if (trap !== null) {
      const line = Buffer.from(text.line(trap, sender, this.#sink.now()), 'utf8');
      this.#gatherer.from(sender);
      if (line.length > maxLine) this.#gatherer.cutNext();
      this.#gatherer.add(line, 0, Math.min(line.length, maxLine));
    } else if (refusal !== null) {
      this.reasons.add(refusal);
      this.#options.refused(sender, refusal);
    }
    if (answer !== null) socket.send(answer(), from.port, from.address, () => {});
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
      // Only what came in a datagram waits here.
      const datagram = line as Buffer;
      this.#gather(datagram, sender, this.#from.get(datagram)!);
    });
  }
}
