import type { Event } from '../../core/event.ts';
import { FLAG } from '../../core/flags.ts';
import type { Merge, Together } from './merge.ts';
import { OVER } from './past-mark.ts';

const SECOND = 1000;
/** Before anything was looked at, histories that begin are waited for so long, ms. */
const GRACE = 5 * SECOND;
/** What is read is of now when it is no older, ms. */
const CURRENT = 3600 * SECOND;
/** Histories of which nothing is heard for so long hold nobody in the past, ms. */
const GONE = 60 * SECOND;
/** Histories that are told apart, of each node one for each shard of lines it is on. */
const MOST_LANES = 20_000;

export interface PastOptions {
  readonly merge: Merge;
  /** Whether histories are learnt from. */
  readonly wanted: boolean;
  /** The wall clock, epoch ms. */
  readonly now: () => number;
}

type Phase = 'first' | 'past' | 'present';

/** JSON-safe state. */
export interface SavedPast {
  readonly phase: Phase;
  readonly lanes: readonly (readonly [name: string, until: number])[];
}

interface Lane {
  readonly producer: number;
  until: number;
}

/**
 * The past of an engine: what nodes found written before they came is looked at first, in order, and told to nobody. It
 * is over when all histories that began are, or when lines of now come though one is behind and silent; what comes of a
 * history then is looked at by nobody, as it would put old numbers beside new ones.
 */
export class PastLanes {
  /** Events of histories that came when there was a present. */
  late = 0;
  readonly #options: PastOptions;
  readonly #since: number;
  readonly #lanes = new Map<string, Lane>();
  #phase: Phase = 'first';
  #heardAt: number;
  #told = 0;
  #lateBefore = 0;

  constructor(options: PastOptions) {
    this.#options = options;
    this.#since = this.#heardAt = options.now();
    if (!options.wanted) this.#phase = 'present';
  }

  /** What is found is of the past. */
  get isPast(): boolean {
    return this.#phase === 'past';
  }

  /** There is a present. */
  get isOver(): boolean {
    return this.#phase === 'present';
  }

  /** Numbers that are measured now wait. */
  get holds(): boolean {
    return this.#phase === 'past' || this.#waits;
  }

  /** Nothing is to be looked at yet: a history may begin. */
  get #waits(): boolean {
    return this.#phase === 'first' && Math.abs(this.#options.now() - this.#since) < GRACE;
  }

  /** What was read may be looked at. */
  get ready(): boolean {
    return !this.#waits;
  }

  /** A part of a history, and how far it is (epoch ms, `OVER` at its end; NaN: not said). */
  add(name: string, together: Together, until: number): void {
    const { merge, now } = this.#options;
    const lane = this.#phase === 'present' ? undefined : this.#laneOf(name, until);
    if (lane === undefined) {
      this.late += together.events.length;
      together.done();
      return;
    }
    this.#heardAt = now();
    if (until > lane.until) lane.until = until;
    merge.add(lane.producer, together, until);
    if (until !== OVER) return;
    merge.end(lane.producer);
    this.#lanes.delete(name);
    this.#ended.add(lane.producer);
  }

  /** Histories whose last events may still wait. */
  readonly #ended = new Set<number>();

  #laneOf(name: string, until: number): Lane | undefined {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    if (this.#lanes.size >= MOST_LANES) return undefined;
    const producer = this.#options.merge.open(Number.NEGATIVE_INFINITY);
    const lane = { producer, until: Number.isFinite(until) ? until : Number.NEGATIVE_INFINITY };
    this.#lanes.set(name, lane);
    this.#phase = 'past';
    return lane;
  }

  /** Whether an event, whose turn it is, is to be looked at. */
  admits(event: Event): boolean {
    if ((event.flags & FLAG.past) !== 0) {
      if (this.#phase !== 'present') return true;
      this.late++;
      return false;
    }
    const isOfNow = event.received > this.#options.now() - CURRENT;
    if (this.#phase === 'first' || (this.isPast && (isOfNow || this.#allEnded()))) this.#end();
    return true;
  }

  /** To be called every second: whether the past is over just now. */
  second(): boolean {
    if (!this.isPast) return false;
    if (!this.#allEnded() && Math.abs(this.#options.now() - this.#heardAt) < GONE) return false;
    this.#end();
    return true;
  }

  #allEnded(): boolean {
    if (this.#lanes.size > 0) return false;
    for (const producer of this.#ended)
      if (!this.#options.merge.knows(producer)) this.#ended.delete(producer);
    return this.#ended.size === 0;
  }

  /** What of histories was looked at by nobody, said once nothing more of it comes; null where there is nothing new. */
  said(): string | null {
    const { late } = this;
    const isNew = late > this.#told && late === this.#lateBefore;
    this.#lateBefore = late;
    if (!isNew) return null;
    const lines = late - this.#told;
    this.#told = late;
    return `${lines} lines from before a node's first start were not learnt from: the cluster was at work already`;
  }

  #end(): void {
    for (const { producer } of this.#lanes.values()) this.#options.merge.end(producer);
    this.#lanes.clear();
    this.#phase = 'present';
  }

  save(): SavedPast {
    return {
      phase: this.#phase,
      lanes: [...this.#lanes].map(([name, { until }]) => [name, Number.isFinite(until) ? until : 0]),
    };
  }

  /** Goes on from what was kept; where nothing was, the past is over. */
  load(saved: SavedPast | null): void {
    this.#phase = 'present';
    if (saved === null || !this.#options.wanted) return;
    this.#phase = saved.phase;
    if (saved.phase === 'past') for (const [name, until] of saved.lanes) this.#laneOf(name, until);
  }
}
