import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { LogsiftError } from '../core/errors.ts';
import type { Access, Known } from './access.ts';
import { sessionOf } from './cookies.ts';
import { API, type AuditEntry, beating, type Frame, mountRoute, mountStream } from './mount.ts';
import { openApi } from './openapi.ts';
import { servePages } from './pages.ts';
import { POLICY_HEADERS } from './policy.ts';
import { ApiProblem } from './problem.ts';
import { RateLimit } from './rate-limit.ts';
import type { Asker, Route, Stream } from './route.ts';
import { basePath, checkHost, checkSecure, type Site } from './site.ts';
import type { Hub } from './sse.ts';
import type { PageFiles } from './static-files.ts';

export interface DashboardOptions {
  readonly site: Site;
  readonly version: string;
  /** Nothing can be changed: no daemon is at work. */
  readonly readOnly: boolean;
  readonly access: Access;
  readonly hub: Hub;
  readonly routes: readonly Route[];
  readonly streams: readonly Stream[];
  /** Addresses and networks whose `X-Forwarded-…` is believed. */
  readonly trustedProxies: readonly string[];
  /** PEM; null for plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Null where no page was built: the API alone. */
  readonly files: PageFiles | null;
  /** Takes what is neither a page's nor the API's before anybody else sees it: true when it did. */
  readonly first?: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly audit: (entry: AuditEntry) => void;
  /** Is told of what went wrong in us; the asker is not. */
  readonly onError: (error: Error) => void;
  /** Checks answers against their schemas: for tests. */
  readonly checkAnswers?: boolean;
}

/** Connections and time (ms) that all askers together may take. */
const MOST_CONNECTIONS = 600;
const HEADERS_IN = 5_000;
const REQUEST_IN = 10_000;
const IDLE_FOR = 60_000;
const BODY_BYTES = 64 * 1024;

/** The dashboard's server: who may, what fits, and everything around the routes that were declared. */
export class Dashboard {
  /** For `inject` in tests. */
  readonly app: FastifyInstance;
  readonly #options: DashboardOptions;
  readonly #limit = new RateLimit();
  #stopBeat = () => {};

  constructor(options: DashboardOptions) {
    const { site, trustedProxies } = options;
    this.#options = options;
    const base = basePath(site);
    this.app = fastify({
      ...{ bodyLimit: BODY_BYTES, exposeHeadRoutes: false, trustProxy: [...trustedProxies] },
      ...{
        routerOptions: { maxParamLength: 300 },
        onProtoPoisoning: 'error',
        onConstructorPoisoning: 'error',
      },
      forceCloseConnections: true,
      serverFactory: (handler) => this.#server(handler),
      // A proxy may take its path away, or leave it.
      rewriteUrl: ({ url = '/' }) =>
        base !== '/' && url.startsWith(base) ? url.slice(base.length - 1) : url,
      frameworkErrors: (error, _request, reply) => void this.#fail(error, reply),
    });
    this.#dress();
    const frame: Frame = {
      ...{ site, readOnly: options.readOnly, audit: options.audit },
      asker: (request) => askerOf(options, request),
      checkAnswers: options.checkAnswers === true,
    };
    for (const route of options.routes) mountRoute(this.app, route, frame);
    for (const stream of options.streams) mountStream(this.app, stream, { frame, hub: options.hub });
    const document = JSON.stringify(openApi(options));
    this.app.get(`${API}/openapi.json`, (_request, reply) => reply.type('application/json').send(document));
    servePages(this.app, options);
  }

  /** Listens. Rejects as `listen` of node:net does. */
  async start(): Promise<void> {
    const { site, hub } = this.#options;
    await this.app.listen({ host: site.address, port: site.port, exclusive: true });
    this.#stopBeat = beating(hub);
  }

  get port(): number {
    return (this.app.server.address() as AddressInfo).port;
  }

  /** Another certificate, for connections from now on. Throws where it is none. */
  renew(tls: { readonly cert: string; readonly key: string }): void {
    (this.app.server as Server & { setSecureContext?(of: object): void }).setSecureContext?.(tls);
  }

  /** Requests refused as one address asked too much. */
  get refused(): number {
    return this.#limit.refused;
  }

  /** Safe to call twice and before `start`. */
  async stop(): Promise<void> {
    this.#stopBeat();
    this.#options.hub.close();
    await this.app.close();
  }

  #server(handler: (request: IncomingMessage, response: ServerResponse) => void): Server {
    const { first = () => false, tls } = this.#options;
    const options = { maxHeaderSize: 16_384, requestTimeout: REQUEST_IN, headersTimeout: HEADERS_IN };
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      if (!first(request, response)) handler(request, response);
    };
    const server =
      tls === null ? createServer(options, listener) : createTlsServer({ ...options, ...tls }, listener);
    server.maxConnections = MOST_CONNECTIONS;
    server.keepAliveTimeout = HEADERS_IN;
    server.timeout = IDLE_FOR;
    return server as Server;
  }

  #dress(): void {
    const { site } = this.#options;
    this.app.removeContentTypeParser('text/plain');
    const json = this.app.getDefaultJsonParser('error', 'error');
    this.app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) =>
      text === '' ? done(null, {}) : json(request, text as string, done),
    );
    this.app.addHook('onRequest', async (request, reply) => {
      reply.headers(POLICY_HEADERS);
      checkHost(site, request.headers.host ?? '');
      checkSecure(site, request);
      if (!this.#limit.take(request.ip, performance.now()))
        throw new ApiProblem(429, 'too many requests: slow down', { headers: { 'Retry-After': '2' } });
    });
    this.app.setErrorHandler((error, _request, reply) => this.#fail(error as FastifyError, reply));
  }

  #fail(error: Error, reply: FastifyReply): FastifyReply {
    const status = statusOf(error);
    if (status >= 500 && !(error instanceof ApiProblem)) this.#options.onError(error);
    if (error instanceof ApiProblem) reply.headers(error.headers);
    const known = status < 500 || error instanceof ApiProblem || error instanceof LogsiftError;
    return reply
      .headers(POLICY_HEADERS)
      .code(status)
      .type('application/json; charset=utf-8')
      .send({
        schemaVersion: 1,
        // What went wrong in us is nobody's business who asks.
        error: known ? error.message : 'it failed; the log of logsift says why',
        ...(error instanceof LogsiftError ? { code: error.code } : {}),
        ...(error instanceof ApiProblem && error.field !== undefined ? { field: error.field } : {}),
      });
  }
}

function statusOf(error: Error): number {
  if (error instanceof ApiProblem) return error.status;
  if (error instanceof LogsiftError) return /^(?:STATE|NOT_RUNNING)/.test(error.code) ? 503 : 400;
  const { statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}

function askerOf({ site, access }: DashboardOptions, request: FastifyRequest): Asker {
  const secure = request.protocol === 'https';
  const from = { address: request.ip, secure };
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +([\w-]{16,200})$/i.exec(authorization) ?? [];
    const known = token === undefined ? null : access.byToken(token);
    if (known === null)
      throw new ApiProblem(
        401,
        'this token is none, or over: "Authorization: Bearer TOKEN" (logsift token create)',
      );
    return { ...from, ...known };
  }
  const secret = sessionOf(site, request);
  const known: Known | null = secret === null ? null : access.bySession(secret);
  return known === null ? { ...from, caller: null, session: null } : { ...from, ...known };
}
