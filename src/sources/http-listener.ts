import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { Door, PeerCounts } from './door.ts';
import { FloodWatch } from './flood-watch.ts';
import { HoldWatch } from './hold-watch.ts';
import { type BodyLimits, checkHeaders, readBody } from './http-body.ts';
import type { HttpGuard } from './http-guard.ts';
import { Refusal } from './http-refusal.ts';
import { checkTarget, type Split, splitterFor } from './http-request.ts';
import { LineGatherer, trimmedEnd } from './line-gatherer.ts';
import { addressText, type ListenAddress, listenError, listenOn, plainAddress } from './listen-address.ts';
import { Reasons } from './reasons.ts';

export interface HttpLimits extends BodyLimits {
  readonly maxLine: number;
  readonly maxRequests: number;
  readonly maxPerPeer: number;
  readonly maxConnections: number;
  /** ms for the whole of a request to come. */
  readonly timeout: number;
}

export interface HttpListenerOptions {
  readonly address: ListenAddress;
  readonly limits: HttpLimits;
  readonly guard: HttpGuard;
}

/** How long a request waits for room before it is told to come again. */
const PATIENCE = 1000;
const MOMENT = 500;
/** Bytes of bodies held at a time, in largest bodies. */
const MOST_HELD = 4;

/** One address that takes lines over HTTP. Nothing of a request becomes a name of anything. */
export class HttpListener {
  readonly #options: HttpListenerOptions;
  readonly #sink: LiveSink;
  readonly #key: string;
  readonly #gatherer: LineGatherer;
  readonly #reasons = new Reasons();
  readonly #watch: FloodWatch;
  readonly #hold: HoldWatch;
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

  constructor(options: HttpListenerOptions, sink: LiveSink) {
    this.#options = options;
    this.#sink = sink;
    const { address, limits } = options;
    this.#port = address.port;
    this.#key = `http:${addressText(address)}`;
    const origin = { source: 'http', file: null, identity: this.#key, referenceTime: sink.now() };
    this.#gatherer = new LineGatherer({ key: this.#key, origin, sink });
    const told = { about: this.#key, name: this.#name, now: () => sink.now() };
    this.#watch = new FloodWatch({ ...told, notice: (notice) => sink.notice(notice) });
    this.#hold = new HoldWatch({ ...told, notice: (notice) => sink.notice(notice) });
    this.#door = new Door({
      maxConnections: limits.maxConnections,
      maxPerPeer: limits.maxConnections,
      refused: (reason) => this.#reasons.add(reason),
      makeRoom: () => false,
    });
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
      throw listenError(error, this.#name, address);
    }
    server.on('error', () => this.#reasons.add('accept_failed'));
    this.#port = (server.address() as AddressInfo).port;
  }

  tick(): void {
    this.#watch.tick();
    this.#hold.tick(this.#busy, this.#watch.loudest);
    this.#busy = false;
  }

  status(): LiveInputStatus {
    const { lines, bytes, lastSeen } = this.#gatherer;
    const rest = { dropped: this.#reasons.toObject(), behind: this.#held, trouble: null };
    return {
      key: this.#key,
      name: this.#name,
      lines,
      bytes,
      lastSeen,
      ...rest,
      loudest: this.#watch.loudest,
    };
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
    this.#gatherer.flush();
    await closed;
  }

  get #name(): string {
    return `http ${addressText({ ...this.#options.address, port: this.#port })}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const ofPeer = this.#perPeer.enter(peer);
    let held = 0;
    this.#requests++;
    try {
      const accepted = await this.#take(request, response, {
        ...{ peer, ofPeer },
        grow: (bytes) => {
          held += bytes;
          this.#held += bytes;
        },
      });
      say(response, 200, { accepted });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'failed', 'something went wrong');
      // Who is to come again has lost nothing.
      if (refusal.status !== 503) this.#reasons.add(refusal.reason);
      else this.#busy = true;
      say(response, refusal.status, { error: refusal.reason, message: refusal.message }, refusal.headers);
      this.#discard(request);
    } finally {
      this.#requests--;
      this.#held -= held;
      this.#perPeer.leave(peer);
    }
  }

  /** Takes a request's lines in, and says how many there were. */
  async #take(
    request: IncomingMessage,
    response: ServerResponse,
    sender: { readonly peer: string; readonly ofPeer: number; grow(bytes: number): void },
  ): Promise<number> {
    const { guard, limits } = this.#options;
    checkTarget(request);
    guard.check(request, sender.peer, performance.now());
    const split = splitterFor(request);
    checkHeaders(request, limits);
    if (sender.ofPeer >= limits.maxPerPeer) {
      throw new Refusal(429, 'too_many_requests', 'too many requests at a time', { 'Retry-After': '1' });
    }
    if (this.#requests > limits.maxRequests || this.#held > MOST_HELD * limits.maxUnpacked) throw later();
    await this.#room(PATIENCE);
    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await readBody(request, limits, sender.grow);
    if (!split(body, () => {})) throw new Refusal(400, 'no_json', 'the body is no JSON array or object');
    await this.#room(PATIENCE);
    return this.#hand(body, split, sender.peer);
  }

  #hand(body: Buffer, split: Split, peer: string): number {
    const gatherer = this.#gatherer;
    const { maxLine } = this.#options.limits;
    let count = 0;
    gatherer.from(peer);
    split(body, (bytes, start, stop) => {
      const end = trimmedEnd(bytes, start, stop);
      if (end === start) return;
      count++;
      if (end - start > maxLine) gatherer.cutNext();
      gatherer.add(bytes, start, Math.min(end, start + maxLine));
    });
    gatherer.flush();
    this.#watch.came(peer, count);
    return count;
  }

  /** Resolves when there is room; fails with 503 when there is none for so long. */
  async #room(patience: number): Promise<void> {
    const end = performance.now() + patience;
    for (let room = this.#sink.room(); room !== null; room = this.#sink.room()) {
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
    this.#reasons.add(slow ? 'slow' : 'no_http');
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
  answer: object,
  headers: { readonly [name: string]: string } = {},
): void {
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(answer);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}
