import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Evidence } from '../core/finding.ts';
import { savedEvidence } from './saved-evidence.ts';
import { shortEvidence } from './short-evidence.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAX_NAMES = 64;
const MAX_KINDS = 6;
const FIRST_LINES = 2;
/** A pause that ends what belongs together. */
const APART = DAY;

/** The attempts of one actor: those of this hour, and what is left of the days before. Times in epoch ms; JSON-safe. */
export interface Attempts {
  /** An address, or the account where many addresses try one. */
  readonly actor: string;
  readonly isAccount: boolean;
  app: string | null;
  /** Null once several hosts told of it. */
  host: string | null;
  /** Since the last long pause. */
  from: number;
  to: number;
  /** Number of the hour that is counted. */
  hour: number;
  /** Lines of the hour by kind: one try may leave lines of several kinds. */
  kinds: [template: string, count: number][];
  names: string[];
  /** Attempts under a name, and under one that people get in with. */
  named: number;
  known: number;
  sources: string[];
  hosts: string[];
  /** Attempts before this hour, the older the less. */
  before: number;
  /** Lines since `from`. */
  lines: number;
  evidence: Evidence[];
  last: Evidence | null;
  success: { at: number; user: string | null; evidence: Evidence } | null;
  /** Got in before the first of these attempts. */
  letIn: boolean;
  /** Attempts at which the hour was last judged, and surprise and gravity of what was told. */
  judged: number;
}

/** Attempts as the first failure begins them. */
export function beginAttempts(
  actor: string,
  event: Event,
  rest: { isAccount: boolean; letIn: boolean },
): Attempts {
  const now = event.received;
  return {
    ...{ actor, ...rest, app: event.app, host: event.host, from: now, to: now, hour: Math.floor(now / HOUR) },
    ...{ kinds: [], names: [], named: 0, known: 0, sources: [], hosts: [], before: 0, lines: 0 },
    ...{ evidence: [], last: null, success: null, judged: 0 },
  };
}

/** Of one failure: who was tried, from where. */
export interface Failure {
  readonly user: string | null;
  /** Somebody gets in with this name. */
  readonly known: boolean;
  readonly source: string;
}

/** One more failure. */
export function addAttempt(to: Attempts, event: Event, { user, known, source }: Failure): void {
  const now = event.received;
  to.to = Math.max(to.to, now);
  to.lines += event.weight;
  if (to.host !== event.host) to.host = null;
  const id = event.template!.id;
  const kind = to.kinds.find(([one]) => one === id);
  if (kind !== undefined) kind[1] += event.weight;
  else if (to.kinds.length < MAX_KINDS) to.kinds.push([id, event.weight]);
  if (user !== null) {
    to.named++;
    if (known) to.known++;
    addTo(to.names, user);
  }
  addTo(to.sources, source);
  if (event.host !== null) addTo(to.hosts, event.host);
  if (to.evidence.length < FIRST_LINES) to.evidence.push(shortEvidence(event));
  // The latest line, without making text of each of them.
  else if ((to.lines & 15) === 3 || to.last === null) to.last = shortEvidence(event);
}

/** How often was tried in this hour: the lines of the commonest kind. */
export function triesOf({ kinds }: Attempts): number {
  let most = 0;
  for (const [, count] of kinds) if (count > most) most = count;
  return most;
}

/** Whether the attempts go on at a time, or are of another day. */
export function isOver(attempts: Attempts, now: number): boolean {
  return now - attempts.to > APART;
}

/** Begins the hour of a time, where it is another. */
export function turnHour(attempts: Attempts, now: number): void {
  const hour = Math.floor(now / HOUR);
  if (hour <= attempts.hour) return;
  const kept = Math.exp((-(hour - attempts.hour) * HOUR) / DAY);
  attempts.before = (attempts.before + triesOf(attempts)) * kept;
  attempts.hour = hour;
  attempts.kinds = [];
  attempts.names = [];
  attempts.sources = [];
  attempts.hosts = [];
  attempts.named = 0;
  attempts.known = 0;
  attempts.judged = 0;
}

function addTo(list: string[], value: string): void {
  if (list.length < MAX_NAMES && !list.includes(value)) list.push(value.slice(0, 60));
}

/** Attempts as they are saved. */
export const savedAttempts: z.ZodType<Attempts> = z.strictObject({
  actor: z.string(),
  isAccount: z.boolean(),
  app: z.string().nullable(),
  host: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  hour: z.number(),
  kinds: z.array(z.tuple([z.string(), z.number()])).max(MAX_KINDS),
  names: z.array(z.string()).max(MAX_NAMES),
  named: z.number(),
  known: z.number(),
  sources: z.array(z.string()).max(MAX_NAMES),
  hosts: z.array(z.string()).max(MAX_NAMES),
  before: z.number(),
  lines: z.number(),
  evidence: z.array(savedEvidence).max(FIRST_LINES),
  last: savedEvidence.nullable(),
  success: z
    .strictObject({ at: z.number(), user: z.string().nullable(), evidence: savedEvidence })
    .nullable(),
  letIn: z.boolean(),
  judged: z.number(),
});
