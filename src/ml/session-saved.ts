import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { SessionKnowledge } from './session-knowledge.ts';
import type { SessionLimits } from './session-limits.ts';

const natural = z.int().min(0);
const OWNER = 'session model';

/** JSON-safe state of a session model. */
export const savedSessions = z.strictObject({
  version: z.literal(1),
  caps: z.strictObject({
    kinds: z.int().min(2),
    sets: natural,
    mixes: z.int().min(1),
    contexts: z.int().min(1),
  }),
  limits: z.strictObject({
    by: z.enum(['mix', 'order']),
    limit: z.number().positive(),
    signs: z.strictObject({ kind: z.boolean(), set: z.boolean(), length: z.boolean() }),
  }),
  sessions: z.int().min(1),
  shortest: z.int().min(1),
  longest: z.int().min(1),
  setsLost: natural,
  /** Name of each kind but the bucket of others, and in how many sessions it came; first that bucket's number. */
  names: z.array(z.string()),
  inSessions: z.array(natural),
  /** Sets of kinds by their numbers, and how many sessions had them. */
  sets: z.array(z.tuple([z.string().regex(/^\d+( \d+)*$/), z.int().min(1)])),
  /** Kinds, counts, number of sessions and the last of them, of each known mix. */
  mixes: z.array(z.tuple([z.array(natural), z.array(z.int().min(1)), z.int().min(1), z.int().min(1)])),
  /** Parents and events of the nodes of the context tree, base64 of 32-bit numbers. */
  parents: z.base64(),
  events: z.base64(),
});
export type SavedSessions = z.infer<typeof savedSessions>;

/** State as JSON can hold it. */
export function saveSessions({
  known,
  limits,
}: {
  known: SessionKnowledge;
  limits: SessionLimits;
}): SavedSessions {
  const { parents, events } = known.contexts.save();
  const { sessions, shortest, longest, setsLost } = known;
  return {
    ...{ version: 1, caps: { ...known.caps }, limits: { ...limits, signs: { ...limits.signs } } },
    ...{ sessions, shortest, longest, setsLost },
    names: known.names.slice(1),
    inSessions: [...known.inSessions],
    sets: [...known.sets],
    mixes: known.mixes.list.map(({ kinds, counts, sessions: of, last }) => [
      [...kinds],
      [...counts],
      of,
      last,
    ]),
    parents: text(parents),
    events: text(events),
  };
}

/** What `saveSessions` described; STATE_INVALID for anything else. */
export function loadSessions(saved: unknown): { known: SessionKnowledge; limits: SessionLimits } {
  const parsed = savedSessions.safeParse(saved);
  if (!parsed.success) throw stateInvalid(OWNER, parsed.error);
  const state = parsed.data;
  const known = new SessionKnowledge(state.caps);
  if (state.inSessions.length !== state.names.length + 1) fail('kinds and their counts do not go together');
  known.inSessions[0] = state.inSessions[0]!;
  for (const [i, name] of state.names.entries()) known.addKind(name, state.inSessions[i + 1]!);
  if (known.names.length !== state.names.length + 1) fail('a kind is named twice, or there are too many');
  known.sessions = state.sessions;
  known.shortest = state.shortest;
  known.longest = state.longest;
  known.setsLost = state.setsLost;
  for (const [set, count] of state.sets) known.sets.set(set, count);
  for (const [kinds, counts, sessions, last] of state.mixes) {
    const isMix = kinds.length === counts.length && kinds.every((kind, i) => i === 0 || kind > kinds[i - 1]!);
    if (!isMix || kinds.length === 0) fail('a mix is none');
    const length = counts.reduce((sum, count) => sum + count, 0);
    known.mixes.restore({
      kinds: Int32Array.from(kinds),
      counts: Float64Array.from(counts),
      length,
      sessions,
      last,
    });
  }
  const [parents, events] = [numbers(state.parents), numbers(state.events)];
  if (parents.length !== events.length || !known.contexts.restore(parents, events))
    fail('the contexts are no tree');
  return { known, limits: state.limits };
}

function fail(what: string): never {
  throw stateInvalid(OWNER, new Error(what));
}

function text(array: Int32Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

function numbers(base64: string): Int32Array {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.byteLength % 4 !== 0) fail('the contexts are cut');
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
