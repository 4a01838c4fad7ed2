import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import { savedEvidence } from './saved-evidence.ts';

const MAX_USERS = 8;
const MAX_KINDS = 6;
const FIRST_LINES = 2;
const FIRST_SHOWN = 3;

/** Failures of one actor without a long pause, and the success after them. Times in epoch ms; JSON-safe. */
export interface Run {
  readonly actor: string;
  /** The actor is an address or a machine, not a user. */
  readonly source: boolean;
  readonly app: string | null;
  /** Null once several hosts told of it. */
  host: string | null;
  readonly from: number;
  to: number;
  /** Failures by kind of line: one try may leave lines of several kinds. */
  kinds: [template: string, count: number][];
  users: string[];
  moreUsers: boolean;
  evidence: ReturnType<typeof evidenceOf>[];
  last: ReturnType<typeof evidenceOf> | null;
  /** The success; null while there is none. */
  success: {
    readonly at: number;
    readonly user: string | null;
    readonly evidence: ReturnType<typeof evidenceOf>;
  } | null;
  /** None of its failures was part of something that is told already. */
  trains: boolean;
  /** Tries at which it was last told of, in one pass. */
  told: number;
}

/** A run as its first failure begins it. */
export function beginRun(event: Event, actor: string, source: boolean): Run {
  const { app, host, received } = event;
  return {
    actor,
    source,
    app,
    host,
    from: received,
    to: received,
    kinds: [],
    users: [],
    moreUsers: false,
    evidence: [],
    last: null,
    success: null,
    trains: true,
    told: 0,
  };
}

/** One more failure. */
export function addFailure(run: Run, event: Event, user: string | null): void {
  run.to = Math.max(run.to, event.received);
  run.trains &&= event.trains;
  if (run.host !== event.host) run.host = null;
  const id = event.template!.id;
  let kind: Run['kinds'][number] | undefined;
  for (const one of run.kinds) if (one[0] === id) kind = one;
  if (kind !== undefined) kind[1] += event.weight;
  else if (run.kinds.length < MAX_KINDS) run.kinds.push([id, event.weight]);
  if (user !== null && !run.users.includes(user)) {
    if (run.users.length < MAX_USERS) run.users.push(user.slice(0, 60));
    else run.moreUsers = true;
  }
  // Most actors fail once or twice, and nobody will ever look at their lines.
  const size = tries(run);
  if (size < FIRST_SHOWN) return;
  if (run.evidence.length < FIRST_LINES) run.evidence.push(evidenceOf(event));
  // The latest line, without making text of each of them.
  else if ((size & 15) === 0 || run.last === null) run.last = evidenceOf(event);
}

/** How often was tried: the lines of the commonest kind. */
export function tries(run: Run): number {
  let most = 0;
  for (const kind of run.kinds) if (kind[1] > most) most = kind[1];
  return most;
}

/** A run as it is saved. */
export const savedRun: z.ZodType<Run> = z.strictObject({
  actor: z.string(),
  source: z.boolean(),
  app: z.string().nullable(),
  host: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  kinds: z.array(z.tuple([z.string(), z.number()])),
  users: z.array(z.string()),
  moreUsers: z.boolean(),
  evidence: z.array(savedEvidence),
  last: savedEvidence.nullable(),
  success: z
    .strictObject({ at: z.number(), user: z.string().nullable(), evidence: savedEvidence })
    .nullable(),
  trains: z.boolean(),
  told: z.number(),
});
