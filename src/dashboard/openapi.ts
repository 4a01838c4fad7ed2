import { z } from 'zod';
import type { Role } from '../core/api-access.ts';
import { error as errorSchema } from '../core/api-shared.ts';
import { API } from './mount.ts';
import type { Route, Stream } from './route.ts';

interface Described {
  readonly version: string;
  readonly routes: readonly Route[];
  readonly streams: readonly Stream[];
}

const SCOPE: Readonly<Record<Role, string>> = { viewer: 'read', operator: 'operate', admin: 'admin' };

/** The API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), made of the same declarations as the routes. */
export function openApi({ version, routes, streams }: Described): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  const put = (path: string, method: string, operation: object) => {
    const key = path.replace(/:(\w+)/g, '{$1}');
    paths[key] = { ...paths[key], [method]: operation };
  };
  for (const route of routes) put(route.path, route.method.toLowerCase(), operationOf(route));
  for (const stream of streams) put(stream.path, 'get', streamOf(stream));
  return {
    openapi: '3.1.1',
    info: {
      ...{ title: 'logsift', version },
      description: [
        'What the dashboard shows, for scripts. Times are epoch ms. Lists go on by cursors. Text out of logs is hostile:',
        'escape it wherever you put it. Of one address 50 requests a second are answered.',
      ].join(' '),
    },
    servers: [{ url: `.${API}` }, { url: API }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of `logsift token create`.' },
      },
      schemas: { Error: jsonOf(errorSchema, 'output') },
    },
  };
}

function operationOf(route: Route): object {
  const { method, path, role, describe, params, query, body, answer } = route;
  const withBody = method !== 'GET' && keysOf(body, 'input').length > 0;
  return {
    ...summary(describe, role),
    operationId: nameOf(method, path),
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(withBody ? { requestBody: { required: true, content: json(jsonOf(body, 'input')) } } : {}),
    responses: {
      200: { description: 'Done.', content: json(versioned(jsonOf(answer, 'output'))) },
      default: refusal(),
    },
  };
}

function streamOf({ path, role, describe, query, events }: Stream): object {
  const data = Object.entries(events).map(([event, schema]) => ({
    ...jsonOf(schema, 'output'),
    title: event,
  }));
  return {
    ...summary(
      `${describe} Server-sent events; resumed by Last-Event-ID, and \`reset\` where that cannot be.`,
      role,
    ),
    operationId: nameOf('STREAM', path),
    parameters: parametersOf(query, 'query'),
    responses: {
      200: {
        description: `Events: ${Object.keys(events).join(', ')}.`,
        content: { 'text/event-stream': { schema: { oneOf: data } } },
      },
      default: refusal(),
    },
  };
}

function summary(describe: string, role: Role | 'anyone'): object {
  if (role === 'anyone') return { summary: describe, security: [] };
  return { summary: describe, description: `Wants the scope \`${SCOPE[role]}\`.`, security: [{ token: [] }] };
}

function refusal(): object {
  return { description: 'Why not.', content: json({ $ref: '#/components/schemas/Error' }) };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

interface ObjectSchema {
  readonly properties?: { readonly [key: string]: object };
  readonly required?: readonly string[];
}

function parametersOf(schema: z.ZodType, where: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = jsonOf(schema, 'input') as ObjectSchema;
  return Object.entries(properties).map(
    ([name, { description, ...one }]: [string, { description?: string }]) => ({
      ...{ name, in: where, required: where === 'path' || required.includes(name), schema: one },
      ...(description === undefined ? {} : { description }),
    }),
  );
}

function keysOf(schema: z.ZodType, io: 'input' | 'output'): string[] {
  return Object.keys((jsonOf(schema, io) as ObjectSchema).properties ?? {});
}

function jsonOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
}

function versioned(schema: object): object {
  const { properties = {}, required = [] } = schema as ObjectSchema;
  return {
    ...schema,
    properties: { schemaVersion: { const: 1 }, ...properties },
    required: ['schemaVersion', ...required],
  };
}

/** `GET /incidents/:id` → `getIncidentsById`. */
function nameOf(method: string, path: string): string {
  const words = path
    .split(/[/-]/)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word)));
  return method.toLowerCase() + words.join('');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
