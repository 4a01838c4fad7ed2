import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Caller, mayAs, type Role } from '../core/api-access.ts';
import { setSession } from './cookies.ts';
import { ApiProblem } from './problem.ts';
import type { Asker, Route, Stream } from './route.ts';
import { checkChange, checkOrigin, type Site } from './site.ts';
import type { Hub } from './sse.ts';

/** The path that all routes are below. */
export const API = '/api/v1';

/** Something that was asked to be changed, as the audit log keeps it. */
export interface AuditEntry {
  /** Who, as far as that is known; of a failed login the name that was given. */
  readonly who: string;
  readonly by: Caller['by'] | null;
  readonly address: string;
  /** `POST /incidents/:id/ack`. */
  readonly what: string;
  /** Keys of the path as JSON, cut. */
  readonly about: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

/** What is around every route. */
export interface Frame {
  readonly site: Site;
  readonly readOnly: boolean;
  /** Who asks. Throws ApiProblem for a token that is none. */
  asker(request: FastifyRequest): Asker;
  audit(entry: AuditEntry): void;
  /** Checks answers against their schemas, too: for tests. */
  readonly checkAnswers: boolean;
}

/** Ms between two looks whether the listeners of a stream are there, and still may listen. */
const BEAT_EVERY = 15_000;

/** Makes a route of Fastify out of a declaration. */
export function mountRoute(app: FastifyInstance, route: Route, frame: Frame): void {
  const { method, path, role } = route;
  app.route({
    ...{ method, url: `${API}${path}` },
    async handler(request, reply) {
      const asker = frame.asker(request);
      const says = { by: null as string | null };
      try {
        checkOrigin(frame.site, request);
        if (method !== 'GET' && (asker.session !== null || asker.caller === null))
          checkChange(request.headers);
        const caller = role === 'anyone' ? asker.caller : allowed(asker.caller, role, route.early);
        if (method !== 'GET' && frame.readOnly && !route.early)
          throw new ApiProblem(409, 'nothing can be changed: no daemon is at work here (logsift run)');
        const given = {
          params: checked(route.params, request.params, 'path'),
          query: checked(route.query, request.query, 'query'),
          body: checked(route.body, request.body ?? {}, 'body'),
          caller: caller as Caller,
          asker,
        };
        const setter = {
          session: (secret: string | null) => setSession(frame.site, { request, reply }, secret),
          by: (name: string) => {
            says.by = name;
          },
        };
        const answer = await route.handle(given, setter);
        if (frame.checkAnswers) route.answer.parse(answer);
        if (method !== 'GET') frame.audit(entry(route, request, { asker, by: says.by, status: 200 }));
        return { schemaVersion: 1, ...answer };
      } catch (error) {
        const status = error instanceof ApiProblem ? error.status : 500;
        // Strangers who ask for this and that fill no log.
        const known = asker.caller !== null || says.by !== null;
        if (method !== 'GET' && known && status !== 429)
          frame.audit(entry(route, request, { asker, by: says.by, status }));
        throw error;
      }
    },
  });
}

/** Makes a route of server-sent events. */
export function mountStream(
  app: FastifyInstance,
  stream: Stream,
  { frame, hub }: { frame: Frame; hub: Hub },
): void {
  app.get(`${API}${stream.path}`, (request, reply) => {
    checkOrigin(frame.site, request);
    const asker = frame.asker(request);
    const caller = allowed(asker.caller, stream.role, false);
    const query = checked(stream.query, request.query, 'query');
    const last = request.headers['last-event-id'];
    const { raw } = reply;
    const sink = {
      write: (bytes: Buffer) => void raw.write(bytes),
      waiting: () => raw.writableLength,
      // One that does not read would never take the end of it either.
      end: () => raw.destroy(),
    };
    const begin = () => {
      reply.hijack();
      raw.socket?.setTimeout(0);
      raw.socket?.setNoDelay(true);
      raw.on('error', () => {});
      raw.writeHead(200, {
        ...(reply.getHeaders() as { readonly [name: string]: string }),
        'Content-Type': 'text/event-stream; charset=utf-8',
        // nginx would gather it.
        'X-Accel-Buffering': 'no',
      });
    };
    const leave = hub.join(
      {
        topics: stream.topics(query),
        pick: stream.pick?.(query) ?? null,
        alike: `${stream.path} ${JSON.stringify(query)}`,
        last: typeof last === 'string' ? last : null,
        who: `${caller.by} ${caller.name} ${asker.address}`,
        allowed: () => stillMay(frame, request, stream.role),
        begin,
      },
      sink,
    );
    if (leave === null)
      throw new ApiProblem(503, 'too many listen already: try again later', {
        headers: { 'Retry-After': '30', Connection: 'close' },
      });
    raw.once('close', leave);
  });
}

/** Looks after the listeners until it is stopped. */
export function beating(hub: Hub): () => void {
  const timer = setInterval(() => hub.beat(), BEAT_EVERY);
  return () => clearInterval(timer);
}

function stillMay(frame: Frame, request: FastifyRequest, role: Role): boolean {
  try {
    const { caller } = frame.asker(request);
    return caller !== null && !caller.mustChange && mayAs(caller.role, role);
  } catch {
    return false;
  }
}

function allowed(caller: Caller | null, role: Role, early: boolean): Caller {
  if (caller === null) throw new ApiProblem(401, 'sign in, or send a token: "Authorization: Bearer TOKEN"');
  if (caller.mustChange && !early) throw new ApiProblem(403, 'the first password has to be changed before');
  if (!mayAs(caller.role, role))
    throw new ApiProblem(403, `wanted the role ${role}; ${caller.name} is ${caller.role}`);
  return caller;
}

/** What was given, by its schema. Throws ApiProblem 400, naming the first thing that is wrong. */
function checked(schema: z.ZodType, given: unknown, where: 'path' | 'query' | 'body'): unknown {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [where, ...(issue?.path ?? [])].map(String).join('.').slice(0, 200);
  throw new ApiProblem(400, `${field}: ${issue?.message.slice(0, 500) ?? 'is wrong'}`, { field });
}

const MOST_ABOUT = 300;
const MOST_NAME = 100;

function entry(
  { method, path }: Route,
  request: FastifyRequest,
  { asker, by, status }: { readonly asker: Asker; readonly by: string | null; readonly status: number },
): AuditEntry {
  return {
    who: (asker.caller?.name ?? by ?? '').slice(0, MOST_NAME),
    by: asker.caller?.by ?? null,
    address: asker.address,
    what: `${method} ${path}`,
    about: JSON.stringify(request.params).slice(0, MOST_ABOUT),
    status,
  };
}
