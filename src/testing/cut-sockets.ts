import { createServer, type Socket, connect as tcp } from 'node:net';
import { type ConnectionOptions, connect as tls } from 'node:tls';

/** Where a connection is wanted, as a client asks for it. */
interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly ssl: ConnectionOptions;
  onConnect(): void;
}

/** Connections of one client, all of which can be made to hang or be broken, and new ones with them. */
export class CutSockets {
  readonly #open = new Set<Socket>();
  readonly #hole = createServer(() => {});
  /** Where new connections go instead; null where they go where they are wanted. */
  #instead: number | null = null;

  /** Makes a connection; given to a client in place of its own way to do so. */
  readonly connect = ({ host, port, ssl, onConnect }: Wanted): Socket => {
    const to = this.#instead === null ? { host, port } : { host: '127.0.0.1', port: this.#instead };
    const wantsTls = ssl && this.#instead === null;
    const socket = wantsTls ? tls({ ...to, servername: host, ...ssl }, onConnect) : tcp(to, onConnect);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** Nothing comes through any more, in neither direction, and nobody is told. */
  hang(): void {
    // Nothing listens at port 1, until it is known where nobody answers.
    this.#instead = 1;
    this.#hole.listen(0, '127.0.0.1', () => {
      this.#instead = (this.#hole.address() as { port: number }).port;
    });
    for (const socket of this.#open) {
      socket.removeAllListeners('data');
      socket.pause();
      socket.write = () => true;
      socket.end = () => socket;
    }
  }

  /** Connections are closed, and new ones refused, until they are `mended`. */
  break(): void {
    this.#instead = 1;
    for (const socket of this.#open) socket.destroy();
  }

  mend(): void {
    this.#instead = null;
  }

  /** Everything is over. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.#hole.close();
  }
}
