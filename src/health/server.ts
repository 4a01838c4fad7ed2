import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogsiftError } from '../core/errors.ts';
import type { Status } from '../core/status.ts';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import { type Answer, JSON_TYPE, type PostOptions, Posts } from './posts.ts';

export interface HealthServerOptions {
  readonly address: string;
  /** 0 for any that is free. */
  readonly port: number;
  status(): Status;
  /** Why the pipeline does not turn; null while it does. */
  stalled(): string | null;
  /** What is told by `POST /changes`; not served when absent. */
  readonly changes?: PostOptions;
  /** Pages of signed links, for anybody who has one; null for what is none. */
  readonly links?: { answer(method: string, path: string): Answer | null };
}

/** Connections and time that monitoring may take; more is closed. */
const MOST_CONNECTIONS = 50;
const PATIENCE_MS = 5_000;
const CHANGES = '/changes';

/**
 * What monitoring asks, over HTTP: `/healthz` (200 while the pipeline turns), `/readyz` (200 when state is restored and
 * sockets are open), `/metrics` and `/status`; nothing in it is a secret or changes anything. And what logsift is told:
 * `POST /changes`.
 */
export class HealthServer {
  readonly #server: Server;
  readonly #options: HealthServerOptions;
  readonly #changes: Posts | null;

  constructor(options: HealthServerOptions) {
    this.#options = options;
    this.#changes = options.changes === undefined ? null : new Posts(options.changes);
    this.#server = createServer({
      maxHeaderSize: 8192,
      requestTimeout: PATIENCE_MS,
      headersTimeout: PATIENCE_MS,
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.keepAliveTimeout = PATIENCE_MS;
    this.#server.timeout = PATIENCE_MS;
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** Listens. Throws LISTEN_FAILED, naming address and port, when it cannot. */
  start(): Promise<void> {
    const { address, port } = this.#options;
    return new Promise((done, fail) => {
      const failed = (error: NodeJS.ErrnoException) => fail(unavailable(error, `${address}:${port}`));
      this.#server.once('error', failed);
      this.#server.listen({ host: address, port, exclusive: true }, () => {
        this.#server.off('error', failed);
        this.#server.on('error', () => {});
        done();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Safe to call twice and before `start`. */
  stop(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    try {
      const { method = '' } = request;
      const path = (request.url ?? '').split('?', 1)[0]!;
      // Whoever has such a link may, from wherever; nothing of the body is wanted.
      const linked = this.#options.links?.answer(method, path) ?? null;
      if (linked !== null) {
        request.resume();
        return send(response, linked);
      }
      const posts = path === CHANGES ? this.#changes : null;
      const local = !foreign(request) && this.#isAddressed(request);
      if (method === 'POST' && posts !== null && local)
        return send(response, await posts.answer(request, performance.now()));
      request.resume();
      if (method !== 'GET' && method !== 'HEAD') {
        response.setHeader('Allow', posts === null ? 'GET, HEAD' : 'POST');
        return send(response, { code: 405, text: posts === null ? 'only GET\n' : 'only POST\n' });
      }
      if (!local) return send(response, { code: 403, text: 'not for web pages\n' });
      send(response, await this.#page(path));
    } catch {
      // What went wrong is nobody's business who asks.
      if (!response.headersSent) send(response, { code: 500, text: 'failed\n' });
    }
  }

  /** On loopback only by a loopback name: a name that leads here (DNS rebinding) is some web page's. */
  #isAddressed({ headers: { host = '' } }: IncomingMessage): boolean {
    const loopback = /^(?:127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/;
    return !loopback.test(this.#options.address) || loopback.test(host.replace(/:\d+$/, ''));
  }

  async #page(path: string): Promise<Answer> {
    const { status, stalled } = this.#options;
    switch (path) {
      case '/healthz': {
        const reason = stalled();
        return reason === null ? { code: 200, text: 'ok\n' } : { code: 503, text: `${reason}\n` };
      }
      case '/readyz':
        return status().ready ? { code: 200, text: 'ready\n' } : { code: 503, text: 'starting\n' };
      case '/metrics':
        return { code: 200, text: await metricsText(status()), type: METRICS_TYPE };
      case '/status':
        return { code: 200, text: `${JSON.stringify(status())}\n`, type: JSON_TYPE };
      default:
        return { code: 404, text: 'there are /healthz, /readyz, /metrics and /status\n' };
    }
  }
}

function send(
  response: ServerResponse,
  { code, text, type = 'text/plain; charset=utf-8', headers = {} }: Answer,
): void {
  response.writeHead(code, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'",
    // What is left of a body that was too long is not waited for.
    ...(response.req.method === 'POST' ? { Connection: 'close' } : {}),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** A page of some web site that a person here looks at must not read this machine's status. */
function foreign({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin !== undefined || (site !== undefined && site !== 'none' && site !== 'same-origin');
}

function unavailable(error: NodeJS.ErrnoException, place: string): LogsiftError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'another program listens there; is logsift running already?'
      : error.message;
  const mend = 'Set http.listen to another address, or to off.';
  return new LogsiftError('LISTEN_FAILED', `Cannot serve /healthz and /metrics on ${place}: ${why} ${mend}`, {
    cause: error,
  });
}
