import type { Role } from '../../src/core/api-access.ts';
import { Access, type AccessWorld, type KeptToken, type KeptUser } from '../../src/dashboard/access.ts';
import type { AuditEntry } from '../../src/dashboard/mount.ts';
import type { Route, Stream } from '../../src/dashboard/route.ts';
import { sessionRoutes } from '../../src/dashboard/routes-session.ts';
import { Dashboard, type DashboardOptions } from '../../src/dashboard/server.ts';
import { markOf, SessionsInMemory } from '../../src/dashboard/sessions.ts';
import { Hub } from '../../src/dashboard/sse.ts';

export interface Made {
  readonly dashboard: Dashboard;
  readonly access: Access;
  readonly hub: Hub;
  readonly users: Map<string, KeptUser>;
  readonly tokens: Map<string, KeptToken>;
  readonly audited: AuditEntry[];
  readonly errors: Error[];
  /** Moves the clock on, ms. */
  pass(ms: number): void;
  /** Asks as a script with a token of that role; null as a stranger. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, asking?: Asking): Promise<Got>;
  get(path: string, as?: Role | null): Promise<Got>;
  post(path: string, body?: object, as?: Role | null): Promise<Got>;
}

export interface Asking {
  readonly as?: Role | null;
  readonly body?: object;
  readonly headers?: { readonly [name: string]: string };
}

export interface Got {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly text: string;
  /** Null where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  readonly json: any;
}

const HOST = '127.0.0.1:8514';
const SCOPES = { viewer: 'read', operator: 'operate', admin: 'admin' } as const;
const tokenOf = (role: Role) => `token-for-tests-of-${role}`;

/** A dashboard with routes of one's own, asked without a socket. Paths are below `/api/v1` unless they begin with a dot. */
export async function madeDashboard(
  routes: readonly Route[] = [],
  more: Partial<DashboardOptions> & { readonly world?: Partial<AccessWorld> } = {},
): Promise<Made> {
  let now = Date.UTC(2026, 10, 21);
  let ticks = 0;
  const users = new Map<string, KeptUser>();
  const tokens = new Map<string, KeptToken>();
  for (const role of ['viewer', 'operator', 'admin'] as const)
    tokens.set(markOf(tokenOf(role)), { name: role, scope: SCOPES[role], until: null });
  const access = new Access({
    sessions: new SessionsInMemory(),
    users: {
      find: (name) => users.get(name) ?? null,
      any: () => users.size > 0,
      setPassword: (name, password) =>
        void users.set(name, { ...users.get(name)!, password, mustChange: false }),
    },
    tokens: { find: (mark) => tokens.get(mark) ?? null },
    links: true,
    now: () => now,
    ticks: () => ticks,
    ...more.world,
  });
  const site = more.site ?? { address: '127.0.0.1', port: 8514, publicUrl: null };
  const readOnly = more.readOnly ?? false;
  const hub = more.hub ?? new Hub('life');
  const clock = () => ({ at: now, wall: now, speed: 1 });
  const audited: AuditEntry[] = [];
  const errors: Error[] = [];
  const version = '0.0.0';
  const streams: readonly Stream[] = more.streams ?? [];
  const dashboard = new Dashboard({
    ...{ site, version, readOnly, access, hub, streams, trustedProxies: [], tls: null, files: null },
    audit: (entry) => audited.push(entry),
    onError: (error) => errors.push(error),
    checkAnswers: true,
    ...more,
    routes: [...sessionRoutes({ access, site, version, readOnly, demo: false, clock }), ...routes],
  });
  await dashboard.app.ready();
  const ask: Made['ask'] = async (method, path, { as = 'viewer', body, headers = {} } = {}) => {
    const answer = await dashboard.app.inject({
      method,
      url: path.startsWith('.') ? path.slice(1) : `/api/v1${path}`,
      headers: {
        host: HOST,
        ...(as === null ? {} : { authorization: `Bearer ${tokenOf(as)}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    const json = isJson ? JSON.parse(answer.payload) : null;
    return { status: answer.statusCode, headers: answer.headers, text: answer.payload, json };
  };
  return {
    ...{ dashboard, access, hub, users, tokens, audited, errors, ask },
    pass: (ms) => {
      now += ms;
      ticks += ms;
    },
    get: (path, as = 'viewer') => ask('GET', path, { as }),
    post: (path, body = {}, as = 'operator') => ask('POST', path, { as, body }),
  };
}
