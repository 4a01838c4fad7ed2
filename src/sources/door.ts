import type { Socket } from 'node:net';
import { plainAddress } from './listen-address.ts';

export interface DoorOptions {
  readonly maxConnections: number;
  readonly maxPerPeer: number;
  readonly refused: (reason: 'too_many_of_peer' | 'too_many_connections') => void;
  /** Closes a connection that can be spared; false when there is none. */
  readonly makeRoom: () => boolean;
}

/** How many things each address has going on; nothing is kept of one that has none. */
export class PeerCounts {
  readonly #counts = new Map<string, number>();

  /** One more; returns how many there were. */
  enter(peer: string): number {
    const before = this.#counts.get(peer) ?? 0;
    this.#counts.set(peer, before + 1);
    return before;
  }

  leave(peer: string): void {
    const left = (this.#counts.get(peer) ?? 1) - 1;
    if (left > 0) this.#counts.set(peer, left);
    else this.#counts.delete(peer);
  }
}

/** Who may come in: so many connections at a time, and so many of one address. */
export class Door {
  readonly #options: DoorOptions;
  readonly #sockets = new Set<Socket>();
  readonly #perPeer = new PeerCounts();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Lets a connection in, and counts it until it is closed; or closes it at once. */
  admits(socket: Socket): boolean {
    const { maxConnections, maxPerPeer, refused, makeRoom } = this.#options;
    socket.on('error', () => {});
    const peer = plainAddress(socket.remoteAddress ?? '');
    const many = this.#perPeer.enter(peer) >= maxPerPeer;
    if (many || (this.#sockets.size >= maxConnections && !makeRoom())) {
      this.#perPeer.leave(peer);
      refused(many ? 'too_many_of_peer' : 'too_many_connections');
      socket.destroy();
      return false;
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#perPeer.leave(peer);
    });
    return true;
  }

  /** Closes every connection. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
