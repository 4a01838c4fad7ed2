import { z } from 'zod';
import { type Answer, time, timeOrNone } from './api-shared.ts';

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
  demo: z.boolean().describe('What is shown is made up, and its clock hurries.'),
  clock: z
    .object({
      at: time.describe('What the clock of logsift shows.'),
      wall: time.describe('The same where nothing hurries; what it shows is never later.'),
      speed: z.number().describe('How many times faster it runs than a clock on the wall.'),
    })
    .describe('Ages, and ranges that end now, are reckoned by it: that of a browser may be off.'),
});
export type SessionAnswer = Answer<typeof sessionAnswer>;

/** Names of people and tokens: what stands in logs and lists as it is. */
export const accessName = z
  .string()
  .regex(/^[\w.@-]{1,64}$/, { error: 'wants a name of letters, digits and . _ - @, 64 at most' });

/** `GET /tokens`; `POST /tokens` answers one with its secret, which is shown this once. */
export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  /** Who made it. */
  by: z.string(),
  made: time,
  until: timeOrNone,
  used: timeOrNone.describe('To within an hour; null for never.'),
});
export type ApiToken = Answer<typeof apiToken>;
export const tokensAnswer = z.object({ tokens: z.array(apiToken) });
export type TokensAnswer = Answer<typeof tokensAnswer>;
export const tokenBody = z.strictObject({
  name: accessName,
  scope: z.enum(SCOPES),
  days: z.int().min(1).max(3650).nullable().default(365).describe('Days for which it holds; null for ever.'),
});
export type TokenBody = z.output<typeof tokenBody>;
export const tokenAnswer = z.object({ token: apiToken, secret: z.string().describe('Shown this once.') });
export type TokenAnswer = Answer<typeof tokenAnswer>;
export const tokenParams = z.strictObject({ id: z.string().regex(/^[\da-f]{8}$/, { error: 'wants an id' }) });

/** `GET /users`. */
export const usersAnswer = z.object({
  users: z.array(
    z.object({
      name: z.string(),
      role: z.enum(ROLES),
      made: time,
      mustChange: z.boolean().describe('Has never signed in with a password of their own.'),
    }),
  ),
});
export type UsersAnswer = Answer<typeof usersAnswer>;

/** `GET /audit`: who did what, the latest first. */
export const auditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'wants the `next` of an answer' })
    .optional(),
});
export type AuditQuery = z.output<typeof auditQuery>;
export const auditAnswer = z.object({
  items: z.array(
    z.object({
      at: time,
      who: z.string(),
      by: z.enum(['password', 'link', 'token']).nullable().describe('How they had signed in.'),
      address: z.string(),
      what: z.string().describe('`POST /incidents/:id/ack`.'),
      about: z.string().describe('Keys of the path, as JSON.'),
      status: z.number(),
    }),
  ),
  next: z.string().nullable(),
});
export type AuditAnswer = Answer<typeof auditAnswer>;
