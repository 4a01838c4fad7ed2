import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { Door } from './door.ts';
import { FloodWatch } from './flood-watch.ts';
import { HoldWatch } from './hold-watch.ts';
import { LineGatherer } from './line-gatherer.ts';
import { addressText, type ListenAddress, listenError, listenOn } from './listen-address.ts';
import type { Listener } from './listening-source.ts';
import { Reasons } from './reasons.ts';
import { Connection } from './syslog-connection.ts';
import type { TlsServer } from './syslog-tls.ts';

export interface StreamLimits {
  readonly maxLine: number;
  readonly maxConnections: number;
  readonly maxPerPeer: number;
  /** ms without a byte. */
  readonly idleTimeout: number;
  /** ms within which a frame that was begun is to be complete. */
  readonly frameTimeout: number;
}

export interface StreamListenerOptions {
  readonly address: ListenAddress;
  readonly limits: StreamLimits;
  /** Null for plain TCP. */
  readonly tls: TlsServer | null;
}

/** A connection that never gave a line may be closed after so many ms to make room for another. */
const MAY_GO = 10_000;

/**
 * One TCP port, plain or TLS (RFC 5425). While the sink has no room, what a connection sent last is held and nothing
 * more is read of it, so that TCP pushes back; connections are then read in turns.
 */
export class StreamListener implements Listener {
  readonly #options: StreamListenerOptions;
  readonly #sink: LiveSink;
  readonly #key: string;
  readonly #gatherer: LineGatherer;
  readonly #reasons = new Reasons();
  readonly #watch: FloodWatch;
  readonly #hold: HoldWatch;
  readonly #door: Door;
  readonly #connections = new Set<Connection>();
  readonly #waiting: Connection[] = [];
  #draining = false;
  #server: Server | null = null;
  #port: number;

  constructor(options: StreamListenerOptions, sink: LiveSink) {
    this.#options = options;
    this.#sink = sink;
    const { address, tls } = options;
    this.#port = address.port;
    this.#key = `syslog:${tls === null ? 'tcp' : 'tls'} ${addressText(address)}`;
    const origin = { source: 'syslog', file: null, identity: this.#key, referenceTime: sink.now() };
    const { maxConnections, maxPerPeer } = options.limits;
    const refused = (reason: string) => this.#reasons.add(reason);
    const makeRoom = () => this.#makeRoom();
    this.#door = new Door({ maxConnections, maxPerPeer, refused, makeRoom });
    this.#gatherer = new LineGatherer({ key: this.#key, origin, sink });
    const told = { about: this.#key, name: this.#name, now: () => sink.now() };
    this.#watch = new FloodWatch({ ...told, notice: (notice) => sink.notice(notice) });
    this.#hold = new HoldWatch({ ...told, notice: (notice) => sink.notice(notice) });
  }

  async open(): Promise<void> {
    const { address, tls } = this.#options;
    const serve = (socket: Socket) => this.#serve(socket);
    const accept = tls === null ? serve : await tls.open(serve, this.#reasons);
    const server = createServer((socket) => {
      if (this.#door.admits(socket)) accept(socket);
    });
    this.#server = server;
    try {
      await listenOn(server, address);
    } catch (error) {
      throw listenError(error, `syslog ${this.#name}`, address);
    }
    server.on('error', () => this.#reasons.add('accept_failed'));
    this.#port = (server.address() as AddressInfo).port;
    for (const text of tls?.warnings(this.#sink.now()) ?? []) {
      this.#sink.notice({
        kind: 'trouble',
        about: `${this.#key}: certificate`,
        text,
        time: this.#sink.now(),
      });
    }
  }

  tick(): void {
    const { idleTimeout, frameTimeout } = this.#options.limits;
    const now = performance.now();
    for (const connection of this.#connections) {
      if (connection.held !== null) continue;
      if (connection.frameSince > 0 && now - connection.frameSince > frameTimeout)
        this.#close(connection, 'slow');
      else if (now - connection.lastByte > idleTimeout) this.#close(connection, 'idle');
    }
    this.#watch.tick();
    this.#hold.tick(this.#waiting.length > 0, this.#watch.loudest);
  }

  status(): LiveInputStatus {
    const { lines, bytes, lastSeen } = this.#gatherer;
    let behind = 0;
    for (const { held } of this.#waiting) behind += held?.length ?? 0;
    const rest = { trouble: null, loudest: this.#watch.loudest };
    const dropped = this.#reasons.toObject();
    return { key: this.#key, name: this.#name, lines, bytes, lastSeen, dropped, behind, ...rest };
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const closed = new Promise<void>((done) => {
      if (server?.listening) server.close(() => done());
      else done();
    });
    while (this.#waiting.length > 0) this.#takeHeld();
    for (const connection of [...this.#connections]) this.#finish(connection);
    this.#door.close();
    this.#gatherer.flush();
    this.#watch.end();
    this.#hold.tick(false, []);
    await closed;
  }

  get #name(): string {
    const { address, tls } = this.#options;
    return `${tls === null ? 'tcp' : 'tls'} ${addressText({ ...address, port: this.#port })}`;
  }

  /** Closes the connection that has been silent for longest, of those that never said anything. */
  #makeRoom(): boolean {
    const now = performance.now();
    let oldest: Connection | null = null;
    for (const connection of this.#connections) {
      if (connection.lines > 0 || connection.held !== null || now - connection.lastByte < MAY_GO) continue;
      if (oldest === null || connection.lastByte < oldest.lastByte) oldest = connection;
    }
    if (oldest !== null) this.#close(oldest, 'idle');
    return oldest !== null;
  }

  #serve(socket: Socket): void {
    if (socket.destroyed || this.#server === null) {
      socket.destroy();
      return;
    }
    const { maxLine } = this.#options.limits;
    const options = { socket, maxLine, gatherer: this.#gatherer, reasons: this.#reasons };
    const connection = new Connection(options, performance.now());
    this.#connections.add(connection);
    socket.setKeepAlive(true, 60_000);
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#data(connection, chunk));
    socket.on('close', () => {
      if (connection.held === null) this.#finish(connection);
      else connection.ended = true;
    });
  }

  #data(connection: Connection, chunk: Buffer): void {
    connection.lastByte = performance.now();
    if (!this.#draining && this.#sink.room() === null) {
      this.#take(connection, chunk);
      return;
    }
    connection.held = chunk;
    connection.socket.pause();
    this.#waiting.push(connection);
    if (!this.#draining) void this.#drain();
  }

  #take(connection: Connection, chunk: Buffer): void {
    this.#watch.came(connection.peer, connection.take(chunk, connection.lastByte));
    if (!connection.open) this.#finish(connection);
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#waiting.length > 0) {
      const room = this.#sink.room();
      if (room === null) this.#takeHeld();
      else await room;
    }
    this.#draining = false;
  }

  #takeHeld(): void {
    const connection = this.#waiting.shift()!;
    const chunk = connection.held;
    connection.held = null;
    connection.lastByte = performance.now();
    if (chunk !== null && this.#connections.has(connection)) this.#take(connection, chunk);
    if (connection.ended) this.#finish(connection);
    else connection.socket.resume();
  }

  #close(connection: Connection, reason: string): void {
    this.#reasons.add(reason);
    this.#finish(connection);
  }

  #finish(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    connection.finish();
    connection.socket.destroy();
  }
}
