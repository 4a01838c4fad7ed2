import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { LiveSink } from '../core/live-source.ts';
import { Door, PeerCounts } from './door.ts';
import { type BodyLimits, checkHeaders, readBody } from './http-body.ts';
import type { HttpGuard } from './http-guard.ts';
import { Refusal } from './http-refusal.ts';
import { addressText, type ListenAddress, listenError, listenOn, plainAddress } from './listen-address.ts';
import { Reasons } from './reasons.ts';

export interface HttpLimits extends BodyLimits {
  readonly maxRequests: number;
  readonly maxPerPeer: number;
  readonly maxConnections: number;
  /** ms for the whole of a request to come. */
  readonly timeout: number;
}

/** The body of an answer, and its Content-Type. */
export interface HttpReply {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Takes a body in. `room` is to be waited for right before it is handed over; it fails with 503. */
export type TakeBody = (
  body: Buffer,
  from: { readonly peer: string; room(): Promise<void> },
) => Promise<HttpReply>;

/** What is asked of those who send, and what becomes of what they send. */
export interface HttpService {
  /** Fails with a refusal for whatever this address does not serve. */
  checkTarget(request: IncomingMessage): void;
  /** What takes the body of a request of somebody who may send; fails with a refusal. */
  taker(request: IncomingMessage): TakeBody;
  /** How a refusal is told. */
  refusal(refusal: Refusal, request: IncomingMessage): HttpReply;
}

export interface HttpServingOptions {
  /** Type of the source: `http`. */
  readonly kind: string;
  readonly address: ListenAddress;
  readonly limits: HttpLimits;
  readonly guard: HttpGuard;
  readonly service: HttpService;
  readonly sink: Pick<LiveSink, 'room'>;
}

/** How long a request waits for room before it is told to come again. */
const PATIENCE = 1000;
const MOMENT = 500;
/** Bytes of bodies held at a time, in largest bodies. */
const MOST_HELD = 4;

/** One address that takes bodies over HTTP, within limits. Nothing of a request becomes a name of anything. */
export class HttpServing {
  /** Why requests and connections were not taken. */
  readonly reasons = new Reasons();
  readonly #options: HttpServingOptions;
  readonly #door: Door;
  readonly #perPeer = new PeerCounts();
  readonly #working = new Set<Promise<void>>();
  readonly #stop = Promise.withResolvers<void>();
  #stopping = false;
  #requests = 0;
  #held = 0;
  #busy = false;
  #server: Server | null = null;
  #port: number;

  constructor(options: HttpServingOptions) {
    this.#options = options;
    const { address, limits } = options;
    this.#port = address.port;
    this.#door = new Door({
      maxConnections: limits.maxConnections,
      maxPerPeer: limits.maxConnections,
      refused: (reason) => this.reasons.add(reason),
      makeRoom: () => false,
    });
  }

  /** For a person: `http 127.0.0.1:8515`. */
  get name(): string {
    return `${this.#options.kind} ${addressText({ ...this.#options.address, port: this.#port })}`;
  }

  /** Bytes of bodies held just now. */
  get held(): number {
    return this.#held;
  }

  /** Whether somebody was told to come again since it was last asked. */
  wasBusy(): boolean {
    const busy = this.#busy;
    this.#busy = false;
    return busy;
  }

  /** Fails with LISTEN_FAILED. */
  async open(): Promise<void> {
    const { address, limits } = this.#options;
    const server = createServer({
      requestTimeout: limits.timeout,
      headersTimeout: Math.min(limits.timeout, 10_000),
      connectionsCheckingInterval: Math.min(limits.timeout, 1000),
      keepAliveTimeout: 60_000,
    });
    this.#server = server;
    server.on('connection', (socket: Socket) => this.#door.admits(socket));
    const take = (request: IncomingMessage, response: ServerResponse) => {
      const work = this.#answer(request, response).finally(() => this.#working.delete(work));
      this.#working.add(work);
    };
    server.on('request', take);
    // A body that will not be taken need not be sent.
    server.on('checkContinue', take);
    server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
      this.#unreadable(error, socket as Socket),
    );
    try {
      await listenOn(server, address);
    } catch (error) {
      throw listenError(error, this.name, address);
    }
    server.on('error', () => this.reasons.add('accept_failed'));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Answers what it has whole, and closes the rest. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#stopping = true;
    this.#stop.resolve();
    if (server === null) return;
    const closed = new Promise<void>((done) => {
      if (server.listening) server.close(() => done());
      else done();
    });
    // Who is still sending has a moment to finish.
    const moment = Promise.withResolvers<void>();
    const timer = setTimeout(moment.resolve, MOMENT);
    await Promise.race([Promise.all(this.#working), moment.promise]);
    clearTimeout(timer);
    server.closeAllConnections();
    await Promise.all(this.#working);
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const ofPeer = this.#perPeer.enter(peer);
    let held = 0;
    this.#requests++;
    try {
      const reply = await this.#take(request, response, {
        ...{ peer, ofPeer },
        grow: (bytes) => {
          held += bytes;
          this.#held += bytes;
        },
      });
      say(response, 200, reply);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'failed', 'something went wrong');
      // Who is to come again has lost nothing.
      if (refusal.status !== 503) this.reasons.add(refusal.reason);
      else this.#busy = true;
      say(response, refusal.status, this.#options.service.refusal(refusal, request), refusal.headers);
      this.#discard(request);
    } finally {
      this.#requests--;
      this.#held -= held;
      this.#perPeer.leave(peer);
    }
  }

  async #take(
    request: IncomingMessage,
    response: ServerResponse,
    sender: { readonly peer: string; readonly ofPeer: number; grow(bytes: number): void },
  ): Promise<HttpReply> {
    const { guard, limits, service } = this.#options;
    service.checkTarget(request);
    guard.check(request, sender.peer, performance.now());
    const take = service.taker(request);
    checkHeaders(request, limits);
    if (sender.ofPeer >= limits.maxPerPeer) {
      throw new Refusal(429, 'too_many_requests', 'too many requests at a time', { 'Retry-After': '1' });
    }
    if (this.#requests > limits.maxRequests || this.#held > MOST_HELD * limits.maxUnpacked) throw later();
    await this.#room(PATIENCE);
    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await readBody(request, limits, sender.grow);
    return await take(body, { peer: sender.peer, room: () => this.#room(PATIENCE) });
  }

  /** Resolves when there is room; fails with 503 when there is none for so long. */
  async #room(patience: number): Promise<void> {
    const { sink } = this.#options;
    const end = performance.now() + patience;
    for (let room = sink.room(); room !== null; room = sink.room()) {
      const left = end - performance.now();
      if (left <= 0 || this.#stopping) throw later();
      const timer = Promise.withResolvers<void>();
      const waiting = setTimeout(timer.resolve, left);
      await Promise.race([room, timer.promise, this.#stop.promise]);
      clearTimeout(waiting);
    }
    if (this.#stopping) throw later();
  }

  /** Reads on past a body that is not taken, so that its sender reads the answer; not without end. */
  #discard(request: IncomingMessage): void {
    let left = this.#options.limits.maxBody;
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) request.destroy();
    });
  }

  /** What came is no request, or took too long. */
  #unreadable({ code }: NodeJS.ErrnoException, socket: Socket): void {
    // More bytes of the same may fail again.
    if (!socket.writable || code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const slow = code === 'ERR_HTTP_REQUEST_TIMEOUT';
    this.reasons.add(slow ? 'slow' : 'no_http');
    const [status, error] = slow ? ['408 Request Timeout', 'slow'] : ['400 Bad Request', 'no_http'];
    const body = JSON.stringify({ error });
    const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
    socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`, () => socket.destroy());
  }
}

function later(): Refusal {
  return new Refusal(503, 'busy', 'more comes than can be taken in: try again', { 'Retry-After': '1' });
}

function say(
  response: ServerResponse,
  status: number,
  { type, body }: HttpReply,
  headers: { readonly [name: string]: string } = {},
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}
