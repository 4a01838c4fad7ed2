import { z } from 'zod';
import type { Caller, Role } from '../core/api-access.ts';
import type { Answer as AnswerOf } from '../core/api-shared.ts';

/*
 * How to add routes: one file `src/dashboard/routes-AREA.ts`, which exports a function from what it needs of the world
 * to a list of routes. It knows neither the store nor the engine; `src/app/web/AREA.ts` makes the world out of them, and
 * `src/app/web/routes.ts` lists both. Schemas and their types are in `src/core/api-AREA.ts`, so that the page in `web/`
 * can import the types (`import type` only).
 *
 *     // src/core/api-incidents.ts
 *     export const incidentsQuery = z.strictObject({ ...range.shape, ...listed.shape });
 *     export const incidentsAnswer = pageOf(incidentRow);
 *     export type IncidentsAnswer = Answer<typeof incidentsAnswer>;
 *
 *     // src/dashboard/routes-incidents.ts
 *     export interface IncidentsWorld {
 *       list(query: IncidentsQuery): IncidentsAnswer;
 *       acknowledge(id: string, by: string): boolean;
 *     }
 *     export function incidentRoutes(world: IncidentsWorld): Route[] {
 *       return [
 *         defineRoute({
 *           method: 'GET', path: '/incidents', role: 'viewer',
 *           describe: 'Incidents of a range, the latest first.',
 *           query: incidentsQuery, answer: incidentsAnswer,
 *           handle: ({ query }) => world.list(query),
 *         }),
 *         defineRoute({
 *           method: 'POST', path: '/incidents/:id/ack', role: 'operator',
 *           describe: 'Says that somebody has taken up an incident.',
 *           params: z.strictObject({ id: idGiven }), body: ackBody,
 *           answer: z.object({}),
 *           handle({ params, body, caller }) {
 *             if (!world.acknowledge(params.id, caller.name)) throw notKnown('incident');
 *             return {};
 *           },
 *         }),
 *       ];
 *     }
 *
 * Who may ask, the shape of what is asked, `schemaVersion`, headers, the audit log (of all but GET) and the OpenAPI
 * document come from the declaration. Streams: `defineStream`, and `Hub.publish` of what comes. Tests: `test/dashboard/made-dashboard.ts`, which checks answers against their
 * schemas, too.
 */

/** What a route is asked with; checked. */
export interface Given<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Who asks. Of a route for anyone it may be nobody: see `Asker`. */
  readonly caller: Caller;
  readonly asker: Asker;
}

/** The other end of a request. */
export interface Asker {
  /** Null before signing in. */
  readonly caller: Caller | null;
  /** Its address, that of the one behind a declared proxy. */
  readonly address: string;
  /** Whether it is talked to in a way nobody can listen to: TLS here, or up to a declared proxy. */
  readonly secure: boolean;
  /** The secret of the session it came with; null when it came without. */
  readonly session: string | null;
}

/** What a handler may set besides its answer. */
export interface Reply {
  /** Sets the cookie of a session, or takes it away. */
  session(secret: string | null): void;
  /** Who it was, for the audit log, where that is not the caller: a name that somebody gave. */
  by(name: string): void;
}

/** A route as it is mounted: see `defineRoute`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, as `/incidents/:id`. */
  readonly path: string;
  /** Who may; `anyone` without having signed in, too. */
  readonly role: Role | 'anyone';
  /** One sentence, for the OpenAPI document. */
  readonly describe: string;
  /** Keys of the path; strings. */
  readonly params: z.ZodType;
  /** Strings, or arrays of them where a key was given several times. */
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** Without `schemaVersion`, which every answer gets. */
  readonly answer: z.ZodObject;
  /** Whether a session with a first password may; all others may not until it was changed. */
  readonly early: boolean;
  readonly handle: (given: Given<unknown, unknown, unknown>, reply: Reply) => object | Promise<object>;
}

type Nothing = z.ZodObject<Record<never, never>, z.core.$strict>;
const nothing: Nothing = z.strictObject({});

/** A route as it is written. */
export interface RouteDeclaration<
  Answer extends z.ZodObject,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
> {
  readonly method: Route['method'];
  readonly path: string;
  readonly role: Route['role'];
  readonly describe: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  readonly early?: boolean;
  /** Throws ApiProblem. What it throws else is a 500 of which the asker learns nothing, but LogsiftErrors. */
  handle(
    given: Given<z.output<Params>, z.output<Query>, z.output<Body>>,
    reply: Reply,
  ): AnswerOf<Answer> | Promise<AnswerOf<Answer>>;
}

/** Declares a route. Keys of the path, the query and the body that no schema names are refused. */
export function defineRoute<
  Answer extends z.ZodObject,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(declaration: RouteDeclaration<Answer, Params, Query, Body>): Route {
  const { params = nothing, query = nothing, body = nothing, early = false } = declaration;
  return { ...declaration, params, query, body, early, handle: declaration.handle as Route['handle'] };
}

/** Server-sent events: which topics of the hub one is told of, and which of what is published on them. */
export interface Stream {
  readonly path: string;
  readonly role: Role;
  readonly describe: string;
  readonly query: z.ZodType;
  /** What `data` is, for each name of an event. */
  readonly events: { readonly [name: string]: z.ZodType };
  readonly topics: (query: unknown) => readonly string[];
  /**
   * What a client gets of something that was published; null when nothing. Absent: all as it is. The same query has to
   * get the same: it is asked once for all who gave it.
   */
  readonly pick: ((query: unknown) => (topic: string, data: object) => object | null) | null;
}

/** Declares a stream; the name of an event is its topic. */
export function defineStream<Query extends z.ZodType = Nothing>(declaration: {
  readonly path: string;
  readonly role: Role;
  readonly describe: string;
  readonly query?: Query;
  readonly events: Stream['events'];
  topics(query: z.output<Query>): readonly string[];
  pick?(query: z.output<Query>): (topic: string, data: object) => object | null;
}): Stream {
  const { query = nothing, pick = null } = declaration;
  return {
    ...{ ...declaration, query },
    topics: declaration.topics as Stream['topics'],
    pick: pick as Stream['pick'],
  };
}
