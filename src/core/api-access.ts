import { z } from 'zod';

/** What somebody may: look; say what people say (acknowledge, judge, silence); change what others may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The same for API tokens, by what they are for. */
export const SCOPES = ['read', 'operate', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking, once that is known. */
export interface Caller {
  /** As it stands in the audit log, and as `by` of what they say. */
  readonly name: string;
  readonly role: Role;
  /** `link`: signed in by a one-time link of this machine. */
  readonly by: 'password' | 'link' | 'token';
  /** A first password has to be changed before anything else. */
  readonly mustChange: boolean;
}

/** Whether a role may do what another one is needed for. */
export function mayAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The header that every change over a session has to have: no page of another site can send it unasked. */
export const CHANGE_HEADER = 'x-logsift';

/** `GET /session`: who one is, and how one may sign in. */
export const sessionAnswer = z.object({
  caller: z
    .object({
      name: z.string(),
      role: z.enum(ROLES),
      by: z.enum(['password', 'link', 'token']),
      mustChange: z.boolean().describe('A first password has to be changed before anything else.'),
    })
    .nullable()
    .describe('Null for whoever has not signed in.'),
  signIn: z
    .enum(['password', 'link', 'either'])
    .describe('`link`: only by the one-time link that `logsift dashboard` prints.'),
  version: z.string(),
  readOnly: z.boolean().describe('No daemon is at work: nothing can be changed.'),
  /** Path of the page's root as people reach it, with a slash at both ends. */
  base: z.string(),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;
