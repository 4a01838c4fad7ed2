import { z } from 'zod';
import { type SessionAnswer, sessionAnswer } from '../core/api-access.ts';
import type { Access } from './access.ts';
import { defineRoute, type Route } from './route.ts';
import { basePath, type Site } from './site.ts';

export interface SessionWorld {
  readonly access: Access;
  readonly site: Site;
  readonly version: string;
  readonly readOnly: boolean;
  readonly demo: boolean;
  /** What the clock shows; see `SessionAnswer`. */
  readonly clock: () => SessionAnswer['clock'];
}

/** Signing in and out. */
export function sessionRoutes({ access, site, version, readOnly, demo, clock }: SessionWorld): Route[] {
  const about = () => ({
    ...{ signIn: access.signIn, version, readOnly, base: basePath(site), demo },
    clock: clock(),
  });
  return [
    defineRoute({
      ...{ method: 'GET', path: '/session', role: 'anyone' },
      describe: 'Who one is, and how one may sign in.',
      answer: sessionAnswer,
      handle: ({ asker }) => ({ caller: asker.caller, ...about() }),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/login', role: 'anyone', early: true },
      describe: 'Signs in by name and password; after a few failures each try has to wait longer.',
      body: z.strictObject({ name: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
      answer: sessionAnswer,
      async handle({ body, asker }, reply) {
        reply.by(body.name);
        const secret = await access.byPassword(body.name, body.password, asker.address);
        if (asker.session !== null) access.sessions.end(asker.session);
        reply.session(secret);
        return { caller: access.bySession(secret)?.caller ?? null, ...about() };
      },
    }),
    defineRoute({
      ...{ method: 'POST', path: '/logout', role: 'anyone', early: true },
      describe: 'Ends the session.',
      answer: z.object({}),
      handle({ asker }, reply) {
        if (asker.session !== null) access.sessions.end(asker.session);
        reply.session(null);
        return {};
      },
    }),
    defineRoute({
      ...{ method: 'POST', path: '/password', role: 'viewer', early: true },
      describe: 'Changes the own password; other sessions of the same person end.',
      body: z.strictObject({ old: z.string().min(1).max(256), new: z.string().min(1).max(256) }),
      answer: z.object({}),
      async handle({ body, caller, asker }, reply) {
        const { address } = asker;
        reply.session(await access.changePassword(caller, { old: body.old, fresh: body.new, address }));
        return {};
      },
    }),
  ];
}
