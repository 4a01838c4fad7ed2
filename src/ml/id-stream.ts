import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { stateInvalid } from '../core/state-invalid.ts';

/** When a new id becomes routine. */
export interface IdStreamOptions {
  /** Runs after which an id may be routine, when they follow the same id; default 5. */
  readonly runs?: number;
  /** Share of its runs that begin after the same id, default 0.9. */
  readonly share?: number;
  /** Events after which an id is routine in any case, default 20,000. */
  readonly events?: number;
  /** Ids that are told apart, default 65,536; what comes after is one id. */
  readonly ids?: number;
}

/** What one event of a stream is, by those before it. */
export interface IdSeen {
  /** `known` from training, `new`, or `routine`: new once, but established since. */
  readonly state: 'known' | 'new' | 'routine';
  /** 0 unless new: 1 for the first of its kind, nearing 0.5 as it is about to become routine by number. */
  readonly score: number;
  /** On the event by which an id becomes routine: why. Its events to come are not new any more. */
  readonly absorbed:
    | { readonly why: 'follows'; readonly after: string }
    | { readonly why: 'frequent' }
    | null;
}

/** What is known of an id that training did not have. */
interface NewId {
  events: number;
  runs: number;
  /** How many runs began after which id; rare ones make room. */
  after: Map<string, number>;
  routine: boolean;
}

const OTHER = '(other)';
const PREDECESSORS = 16;
const KNOWN: IdSeen = { state: 'known', score: 0, absorbed: null };
const ROUTINE: IdSeen = { state: 'routine', score: 0, absorbed: null };

/**
 * Tells new ids in a stream from routine: prequential, an event is judged by those before it, then learnt. An id that
 * training did not have is new until it is established: when it began several runs, nearly all after the same id
 * (something that always happens at the same point is part of how the system works), or when it came very often. Ids
 * alone cannot tell a new alert from a new routine; what reads bad must not be called routine on their account.
 *
 * Memory is bounded by the number of ids; work per event is constant.
 */
export class IdStream {
  readonly #options: Required<IdStreamOptions>;
  readonly #known = new Set<string>();
  readonly #new = new Map<string, NewId>();
  #previous: string | null = null;

  /** @throws LogsiftError USAGE for options out of range */
  constructor(options: IdStreamOptions = {}) {
    const { runs = 5, share = 0.9, events = 20_000, ids = 65_536 } = options;
    for (const [name, value] of Object.entries({ runs, events, ids })) {
      if (Number.isInteger(value) && value >= 1) continue;
      throw new LogsiftError('USAGE', `"${name}" should be a whole number from 1, not ${value}`);
    }
    if (!(share > 0 && share <= 1)) {
      throw new LogsiftError('USAGE', `"share" should be above 0 and up to 1, not ${share}`);
    }
    this.#options = { runs, share, events, ids };
  }

  /** Makes an id known: it is normal from now on. Also what a person does who says that it is. */
  train(id: string): void {
    if (this.#known.has(id)) return;
    if (this.#new.delete(id) || this.#size < this.#options.ids) this.#known.add(id);
  }

  /** Judges the next event of the stream, then learns it. */
  observe(id: string): IdSeen {
    const before = this.#previous;
    this.#previous = id;
    if (this.#known.has(id)) return KNOWN;
    const key = this.#new.has(id) || this.#size < this.#options.ids ? id : OTHER;
    let entry = this.#new.get(key);
    if (entry === undefined) {
      entry = { events: 0, runs: 0, after: new Map(), routine: false };
      this.#new.set(key, entry);
    }
    if (entry.routine) return ROUTINE;
    const score = Math.max(0.5, 1 - entry.events / (2 * this.#options.events));
    entry.events++;
    if (before !== id) {
      entry.runs++;
      if (before !== null) count(entry.after, before);
    }
    return { state: 'new', score, absorbed: this.#absorb(entry) };
  }

  /** JSON-safe state, by number of ids. */
  save(): SavedIdStream {
    return {
      ...{ version: 1, options: { ...this.#options }, known: [...this.#known], previous: this.#previous },
      fresh: [...this.#new].map(([id, { events, runs, after, routine }]) => {
        return { id, events, runs, after: [...after], routine };
      }),
    };
  }

  /** The stream that `save` described. @throws LogsiftError STATE_INVALID for anything else */
  static load(saved: unknown): IdStream {
    const parsed = savedIdStream.safeParse(saved);
    if (!parsed.success) throw stateInvalid('id stream', parsed.error);
    const { options, known, fresh, previous } = parsed.data;
    const stream = new IdStream(options);
    for (const id of known) stream.#known.add(id);
    for (const { id, after, ...entry } of fresh) stream.#new.set(id, { ...entry, after: new Map(after) });
    stream.#previous = previous;
    return stream;
  }

  get #size(): number {
    return this.#known.size + this.#new.size;
  }

  #absorb(entry: NewId): IdSeen['absorbed'] {
    const { runs, share, events } = this.#options;
    if (entry.runs >= runs) {
      for (const [after, times] of entry.after) {
        if (times < share * entry.runs) continue;
        routine(entry);
        return { why: 'follows', after };
      }
    }
    if (entry.events < events) return null;
    routine(entry);
    return { why: 'frequent' };
  }
}

function routine(entry: NewId): void {
  entry.routine = true;
  entry.after.clear();
}

/** Counts the frequent ones of many ids in little room (Misra & Gries 1982). */
function count(after: Map<string, number>, id: string): void {
  if (after.has(id) || after.size < PREDECESSORS) {
    after.set(id, (after.get(id) ?? 0) + 1);
    return;
  }
  for (const [other, times] of after) {
    if (times === 1) after.delete(other);
    else after.set(other, times - 1);
  }
}

const natural = z.int().min(0);

/** JSON-safe state of an `IdStream`. */
export const savedIdStream = z.strictObject({
  version: z.literal(1),
  options: z.strictObject({
    runs: z.int().min(1),
    share: z.number().positive().max(1),
    events: z.int().min(1),
    ids: z.int().min(1),
  }),
  known: z.array(z.string()),
  previous: z.string().nullable(),
  fresh: z.array(
    z.strictObject({
      id: z.string(),
      events: natural,
      runs: natural,
      after: z.array(z.tuple([z.string(), z.int().min(1)])).max(PREDECESSORS),
      routine: z.boolean(),
    }),
  ),
});
export type SavedIdStream = z.infer<typeof savedIdStream>;
