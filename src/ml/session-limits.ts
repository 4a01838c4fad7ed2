import type { SessionEvent, SessionKnowledge } from './session-knowledge.ts';
import { KnownMixes, setKey } from './session-mix.ts';

/** Share of the sessions below which a set of kinds is left out of mixed training. */
const RARE_SET = 0.01;
/** Share of mixed training that is left out at most; where more would be, sets say nothing. */
const MOST_LEFT_OUT = 0.1;
/** A sign may come by chance in this share of normal sessions, and in this many. */
const SIGN_RATE = 0.01;
const SIGN_COUNT = 2;
/** Smallest limit: a distance below is none. */
const LEAST_LIMIT = 0.001;

/** What normal sessions keep to. */
export interface SessionLimits {
  /** Whether sessions repeat, and are judged by what they are made of; else they are by the order of events. */
  readonly by: 'mix' | 'order';
  /** Distance to the nearest known mix, or depth missing, that is still normal. */
  readonly limit: number;
  /** Which signs are as rare in normal sessions as to say something. */
  readonly signs: { readonly kind: boolean; readonly set: boolean; readonly length: boolean };
}

/**
 * Limits by which each training session would have been judged had it not been in training: the order statistic of
 * the share `alpha`, as in conformal prediction.
 */
export function limitsOf(
  known: SessionKnowledge,
  sequences: readonly (readonly SessionEvent[])[],
  { alpha, by }: { alpha: number; by: 'mix' | 'order' | 'auto' },
): SessionLimits {
  const sessions = sequences.map((sequence) => known.number(sequence));
  const mixes = known.mixes.list;
  const single = mixes.filter((mix) => mix.sessions === 1);
  const chosen = by === 'auto' ? (single.length <= known.sessions / 2 ? 'mix' : 'order') : by;
  const scores =
    chosen === 'mix'
      ? single.map((mix) => known.mixes.nearest(mix, known.weight, mix).distance)
      : sessions.map(({ events }, owner) => known.contexts.missing(events, owner));
  const rank = Math.max(1, Math.floor(alpha * (known.sessions + 1)));
  const limit = scores.sort((a, b) => b - a)[rank - 1] ?? 0;
  const few = (count: number) => count <= SIGN_COUNT + SIGN_RATE * known.sessions;
  const once = new Set(known.inSessions.flatMap((count, kind) => (count === 1 ? [kind] : [])));
  const lengths = sessions.map(({ mix }) => mix.length);
  const atEnd = (end: number) => lengths.filter((length) => length === end).length;
  const lone = [known.shortest, known.longest].filter((end) => atEnd(end) === 1).length;
  return {
    by: chosen,
    limit: Math.max(LEAST_LIMIT, limit),
    signs: {
      kind: few(sessions.filter(({ mix }) => mix.kinds.some((kind) => once.has(kind))).length),
      set: known.setsLost === 0 && few([...known.sets.values()].filter((count) => count === 1).length),
      length: lone <= SIGN_RATE * known.sessions,
    },
  };
}

/**
 * Which sessions of mixed training to learn from: those whose set of kinds is common, and rare mixtures of the same
 * kinds that are no further from a common one than these are from each other.
 */
export function trimmed(
  known: SessionKnowledge,
  sequences: readonly (readonly SessionEvent[])[],
): readonly (readonly SessionEvent[])[] {
  const sessions = sequences.map((sequence) => {
    const { mix } = known.number(sequence);
    return { sequence, mix, set: setKey(mix) };
  });
  const isCommon = (set: string) => (known.sets.get(set) ?? 0) >= RARE_SET * known.sessions;
  const common = new Map<string, KnownMixes>();
  const all = new KnownMixes(known.caps.mixes);
  for (const { mix, set } of sessions) {
    if (!isCommon(set)) continue;
    all.add(mix, 1);
    if (!common.has(set)) common.set(set, new KnownMixes(known.caps.mixes));
    common.get(set)!.add(mix, 1);
  }
  const kinds = new Set(all.list.flatMap((mix) => [...mix.kinds]));
  const within = largestGap([...common.values()], known);
  const kept = sessions.filter(({ mix, set }) => {
    if (isCommon(set)) return true;
    if (!mix.kinds.every((kind) => kinds.has(kind))) return false;
    return all.nearest(mix, known.weight).distance <= within;
  });
  if (kept.length < (1 - MOST_LEFT_OUT) * sessions.length) return sequences;
  return kept.map(({ sequence }) => sequence);
}

/** How far the loneliest common set is from the nearest other; 0 when there is one only. */
function largestGap(groups: readonly KnownMixes[], known: SessionKnowledge): number {
  if (groups.length < 2) return 0;
  const gaps = groups.map((group) => {
    const others = new KnownMixes(known.caps.mixes);
    for (const other of groups)
      if (other !== group) for (const mix of other.list) others.add(mix, mix.sessions);
    return Math.min(...group.list.map((mix) => others.nearest(mix, known.weight).distance));
  });
  return Math.max(...gaps);
}

/** What speaks against a session. */
export interface SessionSigns {
  /** Kinds of event that never came before. */
  readonly newKinds: readonly string[];
  /** Whether its kinds, all known, never came together. */
  readonly newSet: boolean;
  readonly length: 'short' | 'long' | null;
  /** Distance to the nearest known mix (`by` mix), or depth missing (`by` order), over its limit. */
  readonly ratio: number;
}

/** Looks at a session by what is known and the limits. */
export function signsOf(
  known: SessionKnowledge,
  { by, limit, signs }: SessionLimits,
  sequence: readonly SessionEvent[],
): SessionSigns {
  const { events, mix, unknown } = known.number(sequence);
  const off = by === 'mix' ? known.mixes.nearest(mix, known.weight).distance : known.contexts.missing(events);
  const isNewSet = signs.set && known.setsLost === 0 && !known.sets.has(setKey(mix));
  const length = mix.length < known.shortest ? 'short' : mix.length > known.longest ? 'long' : null;
  return {
    newKinds: signs.kind ? unknown : [],
    newSet: isNewSet && unknown.length === 0,
    length: signs.length ? length : null,
    ratio: off / limit,
  };
}
