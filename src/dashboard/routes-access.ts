import { z } from 'zod';
import {
  type AuditAnswer,
  type AuditQuery,
  auditAnswer,
  auditQuery,
  mayAs,
  type TokenAnswer,
  type TokenBody,
  type TokensAnswer,
  tokenAnswer,
  tokenBody,
  tokenParams,
  tokensAnswer,
  type UsersAnswer,
  usersAnswer,
} from '../core/api-access.ts';
import { ROLE_OF } from './access.ts';
import { ApiProblem, notKnown } from './problem.ts';
import { defineRoute, type Route } from './route.ts';

/** Who may what, and who did what. */
export interface AccessPagesWorld {
  users(): UsersAnswer;
  tokens(): TokensAnswer;
  /** Null where there are too many. */
  createToken(body: TokenBody, by: string): TokenAnswer | null;
  revokeToken(id: string): boolean;
  audit(query: AuditQuery): AuditAnswer;
}

/** Tokens, people and the audit log, for admins. */
export function accessRoutes(world: AccessPagesWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/users', role: 'admin', answer: usersAnswer },
      describe: 'Who may sign in by name.',
      handle: () => world.users(),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/tokens', role: 'admin', answer: tokensAnswer },
      describe: 'Tokens of the API, without their secrets.',
      handle: () => world.tokens(),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/tokens', role: 'admin', body: tokenBody, answer: tokenAnswer },
      describe: 'Makes a token; its secret is shown this once.',
      handle({ body, caller }) {
        // A token must not outlive or outdo the one it was made with.
        if (caller.by === 'token') throw new ApiProblem(403, 'tokens are made by people');
        if (!mayAs(caller.role, ROLE_OF[body.scope])) throw new ApiProblem(403, 'wanted a scope of your own');
        const made = world.createToken(body, caller.name);
        if (made === null) throw new ApiProblem(409, 'there are too many tokens: revoke some first');
        return made;
      },
    }),
    defineRoute({
      ...{ method: 'DELETE', path: '/tokens/:id', role: 'admin', params: tokenParams, answer: z.object({}) },
      describe: 'Revokes a token, at once.',
      handle({ params }) {
        if (!world.revokeToken(params.id)) throw notKnown('token');
        return {};
      },
    }),
    defineRoute({
      ...{ method: 'GET', path: '/audit', role: 'admin', query: auditQuery, answer: auditAnswer },
      describe: 'Who changed what over the dashboard or the API, or tried to; the latest first.',
      handle: ({ query }) => world.audit(query),
    }),
  ];
}
