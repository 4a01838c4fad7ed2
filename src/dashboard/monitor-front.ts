import type { IncomingMessage, ServerResponse } from 'node:http';
import { MOST_MONITOR_BYTES, type MonitorAnswer, type MonitorRequest } from '../core/monitor.ts';
import { basePath, type Site } from './site.ts';

const PATHS = new Set(['/healthz', '/readyz', '/metrics', '/status', '/changes']);
/** What stands before the token in the path of a signed link. */
const LINK = '/do/';
/** Only what is looked at: nobody else's cookies go from thread to thread. */
const HEADERS = ['host', 'origin', 'sec-fetch-site', 'content-type', 'authorization'] as const;
/** Requests that wait for an answer at once. */
const MOST_WAITING = 50;

/** Takes what monitoring asks before the dashboard sees it, and writes down what it is answered. */
export class MonitorFront {
  readonly #base: string;
  readonly #all: () => boolean;
  readonly #ask: (request: MonitorRequest) => Promise<MonitorAnswer>;
  #waiting = 0;

  /**
   * @param all whether everything is taken, as there is no dashboard
   * @param ask who answers; rejects when it does not
   */
  constructor(site: Site, all: () => boolean, ask: (request: MonitorRequest) => Promise<MonitorAnswer>) {
    this.#base = basePath(site);
    this.#all = all;
    this.#ask = ask;
  }

  /** True when it is answered here. */
  takes(request: IncomingMessage, response: ServerResponse): boolean {
    const whole = (request.url ?? '').split('?', 1)[0]!;
    const path = whole.startsWith(this.#base) ? whole.slice(this.#base.length - 1) : whole;
    if (!PATHS.has(path) && !path.startsWith(LINK) && !this.#all()) return false;
    response.on('error', () => {});
    void this.#answer(path, request).then(
      (answer) => send(response, answer),
      () => send(response, { code: 503, text: 'stalled: the engine does not answer\n' }),
    );
    return true;
  }

  async #answer(path: string, request: IncomingMessage): Promise<MonitorAnswer> {
    if (this.#waiting >= MOST_WAITING) {
      request.resume();
      return { code: 503, text: 'too many wait for an answer\n' };
    }
    this.#waiting++;
    try {
      const { method = '' } = request;
      const body = method === 'POST' && !path.startsWith(LINK) ? await bodyOf(request) : '';
      request.resume();
      const headers = Object.fromEntries(HEADERS.map((name) => [name, textOf(request.headers[name])]));
      return await this.#ask({ method, path, headers, remote: remoteOf(request), body });
    } finally {
      this.#waiting--;
    }
  }
}

/** Whoever came through a proxy is no program of this machine, whatever the proxy is. */
function remoteOf({ headers, socket }: IncomingMessage): string {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
  return forwarded === undefined ? (socket.remoteAddress ?? '') : '';
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}

function send(
  response: ServerResponse,
  { code, text, type = 'text/plain; charset=utf-8', headers = {} }: MonitorAnswer,
): void {
  if (response.headersSent || response.destroyed) return;
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

/** Null when it is too long; what comes after that is not read. Rejects when the sender hangs up. */
function bodyOf(request: IncomingMessage): Promise<string | null> {
  return new Promise((done, fail) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= MOST_MONITOR_BYTES) pieces.push(piece);
      else done(null);
    });
    request.on('end', () => done(Buffer.concat(pieces).toString('utf8')));
    request.on('aborted', () => fail(new Error('the sender hung up')));
    request.on('error', fail);
  });
}
