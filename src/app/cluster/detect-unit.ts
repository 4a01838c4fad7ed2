import type { BusEntry } from '../../core/bus.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { Sample } from '../../core/sample.ts';
import type { SnapshotStore } from '../../store/snapshots.ts';
import type { ShardClock } from '../../wire/clocks.ts';
import { type Envelope, open } from '../../wire/envelope.ts';
import { unpackEvents } from '../../wire/events.ts';
import type { FoundMessage } from '../../wire/findings.ts';
import { unpackSamples } from '../../wire/samples.ts';
import { SeenPlaces } from '../../wire/seen-places.ts';
import { engineChunks, restoreEngine } from '../live-state.ts';
import { type DetectParts, detectParts } from './detect-parts.ts';
import { Merge } from './merge.ts';
import { readAgain } from './read-again.ts';
import type { Works } from './works.ts';

const SECOND = 1000;
/** A producer that says nothing for so long is not waited for, ms. */
const PATIENCE = 15 * SECOND;
/** Findings that wait to be published, at most; a storm of more is told by the first of them. */
const MOST_FOUND = 5000;
/** Events taken in one turn of the event loop. */
const TURN = 2000;
const SEEN = 'seen';
const SAMPLES = 'samples';

/** An entry that was taken in: how much of it still waits. */
interface Taken {
  readonly id: string;
  done: boolean;
}

/** What a clock of a producer is worth when its entries have come. */
interface Promised {
  readonly clock: number;
  readonly entries: number;
}

/**
 * One engine of a cluster: the events of one shard, from all who read lines, in the order of their time; what it
 * remarks; and what it learnt, kept with the place it was read to.
 */
export class DetectUnit {
  readonly name: string;
  readonly fence: number;
  readonly parts: DetectParts;
  /** Entries of producers that were deposed, events that came twice, and entries of nobody that is known. */
  readonly counters = { deposed: 0, again: 0, strange: 0, foundOverCap: 0 };
  /** Place behind which samples are to be read. */
  samplesAfter = 'newest';
  readonly #works: Works;
  readonly #snapshots: SnapshotStore;
  readonly #merge: Merge;
  readonly #seen = new SeenPlaces();
  readonly #fences = new Map<number, number>();
  readonly #came = new Map<number, number>();
  readonly #promised = new Map<number, Promised>();
  #taken: Taken[] = [];
  #found: { at: number; finding: Finding }[] = [];

  constructor(works: Works, { name, fence }: { readonly name: string; readonly fence: number }) {
    this.#works = works;
    this.name = name;
    this.fence = fence;
    const { config, store, notice, now } = works;
    this.#merge = new Merge({ producers: config.cluster.shards, patience: PATIENCE, now });
    this.#snapshots = store.snapshotsOf(name, { counts: true });
    this.parts = detectParts({
      ...{ config, store, notice, now },
      onFinding: (finding) => this.#find(finding),
      onEvent: (event) => store.rollups.add(event),
    });
    this.#restore();
  }

  /** Goes on from the youngest snapshot that can be used. */
  #restore(): void {
    for (const { chunks, resume } of this.#snapshots.whole()) {
      try {
        restoreEngine(this.parts.finder.parts, chunks);
        this.samplesAfter = resume.get(SAMPLES) ?? this.samplesAfter;
        const seen = chunks.get(SEEN);
        if (seen !== undefined) this.#seen.load(JSON.parse(seen));
        return;
      } catch (error) {
        if (!(error instanceof LogsiftError)) throw error;
        const text = `a snapshot of what was learnt cannot be used: ${error.message}`;
        this.#works.notice({ kind: 'trouble', about: 'store:snapshot', text, time: this.#works.now() });
      }
    }
  }

  /** Events that wait for others. */
  get waiting(): number {
    return this.#merge.size;
  }

  get late(): number {
    return this.#merge.late;
  }

  /** An entry of `events`. Throws MESSAGE_INVALID. */
  add(entry: BusEntry): void {
    const envelope = open(entry.bytes);
    const taken: Taken = { id: entry.id, done: false };
    const events = unpackEvents(envelope, { fieldsOf: readAgain });
    const { shard, fence, sequence, clock } = envelope;
    this.#taken.push(taken);
    if (!this.#counts(envelope)) {
      taken.done = true;
      return;
    }
    const news = events.filter((event) => {
      if (!this.#seen.seen(shard, event)) return true;
      this.counters.again++;
      return false;
    });
    this.#came.set(shard, sequence);
    const done = () => {
      taken.done = true;
    };
    if (!this.#merge.add(shard, { events: news, done }, clock)) {
      this.counters.strange++;
      taken.done = true;
    }
    this.#keepPromise(shard, fence);
  }

  /** Whether an entry is of who owns its shard. */
  #counts({ shard, fence }: Envelope): boolean {
    const known = this.#fences.get(shard) ?? 0;
    if (fence < known) {
      this.counters.deposed++;
      return false;
    }
    if (fence > known) {
      this.#fences.set(shard, fence);
      this.#came.set(shard, 0);
      this.#promised.delete(shard);
    }
    return true;
  }

  /** How far shards of lines were read. */
  clocks(clocks: readonly ShardClock[]): void {
    for (const { shard, fence, clock, entries = 0 } of clocks) {
      if (fence < (this.#fences.get(shard) ?? 0) || shard >= this.#works.config.cluster.shards) continue;
      if (fence > (this.#fences.get(shard) ?? 0)) this.#counts({ shard, fence } as Envelope);
      this.#promised.set(shard, { clock, entries });
      this.#keepPromise(shard, fence);
    }
  }

  /** A clock holds when everything that was published before it has come. */
  #keepPromise(shard: number, fence: number): void {
    const promised = this.#promised.get(shard);
    if (promised === undefined || fence !== this.#fences.get(shard)) return;
    if ((this.#came.get(shard) ?? 0) < promised.entries) return;
    this.#promised.delete(shard);
    this.#merge.heard(shard, promised.clock);
  }

  /** Samples of an entry; one that cannot be read is counted and passed over. */
  measure(entry: BusEntry): void {
    this.samplesAfter = entry.id;
    let samples: readonly Sample[];
    try {
      samples = unpackSamples(open(entry.bytes));
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
      this.counters.strange++;
      return;
    }
    for (const sample of samples) this.parts.finder.measure(sample);
  }

  /** Takes in what need not wait; whether there is more of it. */
  work(): boolean {
    const { finder } = this.parts;
    const taken = this.#merge.take((event) => {
      finder.lines++;
      finder.live.observe(event);
    }, TURN);
    return taken >= TURN;
  }

  /** To be called every second: time goes on, as far as everybody has come. */
  second(): boolean {
    const { finder } = this.parts;
    const horizon = this.#merge.horizon;
    if (Number.isFinite(horizon)) finder.live.advance(horizon);
    finder.hear();
    return this.parts.second();
  }

  /** What was remarked since it was last asked for, and how far the clock is. */
  found(): FoundMessage {
    const { from, to } = this.parts.finder.span;
    const some = this.#found;
    this.#found = [];
    return {
      ...{ unit: this.name, clock: { from, to, tick: to }, past: false, notices: [] },
      findings: some.map(({ finding }) => finding),
      at: some.map(({ at }) => at),
    };
  }

  /** Something waits to be told. */
  get hasFound(): boolean {
    return this.#found.length > 0;
  }

  #find(finding: Finding): void {
    if (this.#found.length >= MOST_FOUND) this.counters.foundOverCap++;
    else this.#found.push({ at: this.parts.finder.span.to, finding });
  }

  /** Keeps what was learnt; gives the entry up to which everything is in it, null where there is no new one or it could not be kept. */
  async snapshot(): Promise<string | null> {
    const { finder } = this.parts;
    finder.live.settle();
    this.parts.second();
    const chunks = engineChunks(finder.parts, this.#works.now());
    chunks.set(SEEN, JSON.stringify(this.#seen.save()));
    let count = 0;
    while (count < this.#taken.length && this.#taken[count]!.done) count++;
    const id = count === 0 ? null : this.#taken[count - 1]!.id;
    const resume = new Map([[SAMPLES, this.samplesAfter]]);
    const saved = await this.#snapshots.save({ taken: this.#works.now(), chunks, resume });
    if (!saved.ok) return null;
    this.#taken = this.#taken.slice(count);
    return id;
  }
}
