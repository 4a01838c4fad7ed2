import { DEPTH } from './session-contexts.ts';
import type { SessionEvent, SessionKnowledge } from './session-knowledge.ts';
import type { SessionSigns } from './session-limits.ts';

/** How often one kind of event came, and how often it comes in the nearest known session. */
export interface SessionDifference {
  readonly event: string;
  readonly came: number;
  readonly usual: number;
}

/** A place in a session where what led there never came before. */
export interface OddPlace {
  /** Index of the event. */
  readonly at: number;
  readonly event: string;
  /** Events that are known to come in this order, this one the last: 0 for an event never seen, at most 10. */
  readonly known: number;
}

/** Why a session has its score. */
export interface SessionExplanation extends SessionSigns {
  readonly score: number;
  readonly odd: boolean;
  /** Events of the session, and of the shortest and the longest known one. */
  readonly events: number;
  readonly shortest: number;
  readonly longest: number;
  /** Distance of the mix to the nearest known one, 0 to 1. */
  readonly distance: number;
  /** Sessions of the nearest mix that were learnt. */
  readonly nearestSessions: number;
  /** Where it differs most from the nearest, at most three. */
  readonly differences: readonly SessionDifference[];
  /** Where the order is least known, at most three, as they come. */
  readonly places: readonly OddPlace[];
}

const MOST = 3;

/** What the score alone does not say. */
export function explainSession(
  known: SessionKnowledge,
  signs: SessionSigns,
  sequence: readonly SessionEvent[],
): Omit<SessionExplanation, 'score' | 'odd'> {
  const { events, mix, unknown } = known.number(sequence);
  const name = (kind: number) => known.names[kind] ?? unknown[kind - known.names.length]!;
  const { distance, mix: near } = known.mixes.nearest(mix, known.weight);
  const counts = new Map<number, { came: number; usual: number }>();
  for (const [i, kind] of mix.kinds.entries()) counts.set(kind, { came: mix.counts[i]!, usual: 0 });
  for (const [i, kind] of near?.kinds.entries() ?? []) {
    counts.set(kind, { came: counts.get(kind)?.came ?? 0, usual: near!.counts[i]! });
  }
  const share = (count: number, length: number) => count / Math.max(1, length);
  const part = ([kind, { came, usual }]: [number, { came: number; usual: number }]) =>
    known.weight(kind) * Math.abs(share(came, mix.length) - share(usual, near?.length ?? 0));
  const differences = [...counts]
    .filter(([, { came, usual }]) => came !== usual)
    .sort((a, b) => part(b) - part(a) || a[0] - b[0])
    .slice(0, MOST)
    .map(([kind, { came, usual }]) => ({ event: name(kind), came, usual }));
  return {
    ...signs,
    ...{ events: sequence.length, shortest: known.shortest, longest: known.longest },
    ...{ distance, nearestSessions: near?.sessions ?? 0 },
    differences,
    places: oddPlaces(known, events).map(({ at, depth }) => ({ at, event: name(events[at]!), known: depth })),
  };
}

/** The places whose contexts are least known; the contexts of the next `DEPTH` hold one that is told. */
function oddPlaces(known: SessionKnowledge, events: Int32Array) {
  const places: { at: number; depth: number; missing: number }[] = [];
  for (let at = 0; at < events.length; at++) {
    const depth = known.contexts.depthAt(events, at);
    const missing = Math.min(DEPTH, at + 1) - depth;
    if (missing > 0) places.push({ at, depth, missing });
  }
  places.sort((a, b) => a.depth - b.depth || b.missing - a.missing || a.at - b.at);
  const told: typeof places = [];
  for (const place of places) {
    if (told.length === MOST) break;
    const held = told.some(({ at }) => place.at > at && place.at - at < DEPTH);
    if (!held || place.depth === 0) told.push(place);
  }
  return told.sort((a, b) => a.at - b.at);
}
