import { ContextTree } from './session-contexts.ts';
import { KnownMixes, type Mix, mixOf, setKey } from './session-mix.ts';

/** An event, by any name for its kind. */
export type SessionEvent = string | number;

/** Bounds of what a model remembers; what is beyond is not learnt, or in the bucket of other kinds. */
export interface SessionCaps {
  readonly kinds: number;
  readonly sets: number;
  readonly mixes: number;
  readonly contexts: number;
}

export const CAPS: SessionCaps = { kinds: 4096, sets: 4096, mixes: 2048, contexts: 2 ** 19 };
/** Events of a session that are looked at. */
const LONGEST = 65_536;
/** How much more a rare kind weighs than a common one. */
const RARITY = 0.33;
/** Kind of everything that came when the kinds were used up. */
const OTHER = 0;
const OTHER_NAME = '(other)';

/** A session as numbers of kinds; those of kinds that are not known are beyond all others. */
export interface Numbered {
  readonly events: Int32Array;
  readonly mix: Mix;
  /** Kinds that are not known, in the order in which they came. */
  readonly unknown: readonly string[];
}

/** What was learnt of sessions: their kinds, sets, mixes, lengths and contexts. */
export class SessionKnowledge {
  readonly caps: SessionCaps;
  readonly mixes: KnownMixes;
  readonly contexts: ContextTree;
  readonly sets = new Map<string, number>();
  /** Name of each kind, and in how many sessions it came. */
  readonly names: string[] = [OTHER_NAME];
  readonly inSessions: number[] = [0];
  sessions = 0;
  shortest = Number.POSITIVE_INFINITY;
  longest = 0;
  /** Sets that found no room: from then on a new set says nothing. */
  setsLost = 0;
  readonly #numbers = new Map<string, number>();

  constructor(caps: SessionCaps) {
    this.caps = caps;
    this.mixes = new KnownMixes(caps.mixes);
    this.contexts = new ContextTree(caps.contexts);
  }

  /** A session in numbers. Learns nothing. */
  number(sequence: readonly SessionEvent[]): Numbered {
    const events = new Int32Array(Math.min(LONGEST, sequence.length));
    const unknown = new Map<string, number>();
    for (let i = 0; i < events.length; i++) {
      const name = String(sequence[i]);
      let kind = this.#numbers.get(name) ?? unknown.get(name);
      if (kind === undefined) {
        kind = this.#full ? OTHER : this.names.length + unknown.size;
        if (kind !== OTHER) unknown.set(name, kind);
      }
      events[i] = kind;
    }
    return { events, mix: mixOf(events), unknown: [...unknown.keys()] };
  }

  /** Learns a session; `owner` tells it from the others, for `ContextTree.missing`. */
  learn(sequence: readonly SessionEvent[], owner: number): void {
    for (const name of this.number(sequence).unknown) this.addKind(name, 0);
    const { events, mix } = this.number(sequence);
    this.sessions++;
    for (const kind of mix.kinds) this.inSessions[kind]!++;
    const set = setKey(mix);
    if (this.sets.has(set) || this.sets.size < this.caps.sets)
      this.sets.set(set, (this.sets.get(set) ?? 0) + 1);
    else this.setsLost++;
    this.mixes.add(mix, 1);
    this.shortest = Math.min(this.shortest, mix.length);
    this.longest = Math.max(this.longest, mix.length);
    this.contexts.add(events, owner);
  }

  /** Makes a kind known, while there is room. */
  addKind(name: string, inSessions: number): void {
    if (this.#full || this.#numbers.has(name)) return;
    this.#numbers.set(name, this.names.length);
    this.names.push(name);
    this.inSessions.push(inSessions);
  }

  /** What a kind weighs in a distance: 1 for one that is in all sessions, the more the rarer. */
  readonly weight = (kind: number): number =>
    (((this.inSessions[kind] ?? 0) + 1) / (this.sessions + 1)) ** -RARITY;

  get #full(): boolean {
    return this.names.length >= this.caps.kinds;
  }
}
