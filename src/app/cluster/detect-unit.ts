import type { BusEntry } from '../../core/bus.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Event } from '../../core/event.ts';
import type { Finding } from '../../core/finding.ts';
import type { Sample } from '../../core/sample.ts';
import type { Rollups } from '../../store/rollups.ts';
import type { SnapshotStore } from '../../store/snapshots.ts';
import { believable } from '../../wire/believable.ts';
import type { ShardClock } from '../../wire/clocks.ts';
import { open } from '../../wire/envelope.ts';
import { unpackEvents } from '../../wire/events.ts';
import type { FoundMessage } from '../../wire/findings.ts';
import { unpackSamples } from '../../wire/samples.ts';
import { SeenPlaces } from '../../wire/seen-places.ts';
import { engineChunks, restoreEngine } from '../live-state.ts';
import { type DetectParts, detectParts, type Scope } from './detect-parts.ts';
import { HeldSamples } from './held-samples.ts';
import { Merge } from './merge.ts';
import { PastLanes, type SavedPast } from './past-lanes.ts';
import { nodeOfPast } from './past-mark.ts';
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
const PAST = 'past';

/** An entry that was taken in: how much of it still waits. */
interface Taken {
  /** The shard of events that it is of. */
  readonly of: number;
  readonly id: string;
  done: boolean;
}

/** What an engine is of. */
export interface UnitPlan {
  /** `detect`, `detect/3`, `detect/fleet`. */
  readonly name: string;
  readonly fence: number;
  /** Shards of events that it looks at. */
  readonly shards: readonly number[];
  /** Which of the detectors. */
  readonly scope: Scope;
}

/** What a clock of a producer is worth when its entries have come. */
interface Promised {
  readonly clock: number;
  readonly fence: number;
  readonly entries: number;
}

/**
 * One engine of a cluster: the events of one shard, from all who read lines, in the order of their time; what it
 * remarks; and what it learnt, kept with the place it was read to.
 */
export class DetectUnit {
  readonly parts: DetectParts;
  /** When it was taken up, by a clock that is never set, ms. */
  readonly since = performance.now();
  /** Entries of producers that were deposed, events that came twice, and entries of nobody that is known. */
  readonly counters = { deposed: 0, again: 0, strange: 0, foundOverCap: 0 };
  /** Place behind which samples are to be read. */
  samplesAfter = 'newest';
  readonly #works: Works;
  readonly #plan: UnitPlan;
  readonly #snapshots: SnapshotStore;
  readonly #counted: Rollups | null;
  readonly #merge: Merge;
  readonly past: PastLanes;
  readonly #held = new HeldSamples();
  readonly #seen = new SeenPlaces();
  readonly #fences = new Map<number, number>();
  readonly #came = new Map<number, number>();
  readonly #promised = new Map<number, Promised>();
  #taken: Taken[] = [];
  #found: { at: number; finding: Finding; past: boolean }[] = [];

  constructor(works: Works, plan: UnitPlan) {
    this.#works = works;
    this.#plan = plan;
    const { config, store, notice, now } = works;
    const { name, shards, scope } = plan;
    this.#merge = new Merge({ producers: shards.length * config.cluster.shards, patience: PATIENCE, now });
    this.past = new PastLanes({ merge: this.#merge, wanted: config.learn.warm_start, now });
    // Who looks at all shards counts nothing: each of them is counted where it is looked at by itself.
    this.#counted = scope === 'fleet' ? null : scope === 'all' ? store.rollups : store.countsOf(shards[0]!);
    this.#snapshots = store.snapshotsOf(name, { counts: this.#counted ?? false, fence: plan.fence });
    this.parts = detectParts({
      ...{ config, store, notice, now, scope },
      onFinding: (finding) => this.#find(finding),
      onEvent: (event) => this.#counted?.add(event),
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
        this.past.load(JSON.parse(chunks.get(PAST) ?? 'null') as SavedPast | null);
        return;
      } catch (error) {
        if (!(error instanceof LogsiftError)) throw error;
        const text = `a snapshot of what was learnt cannot be used: ${error.message}`;
        this.#works.notice({ kind: 'trouble', about: 'store:snapshot', text, time: this.#works.now() });
      }
    }
  }

  get name(): string {
    return this.#plan.name;
  }

  get fence(): number {
    return this.#plan.fence;
  }

  /** It is another's from now on: what was counted since the last snapshot is counted there again. */
  abandon(): void {
    this.#counted?.cut();
  }

  /** Events that wait for others. */
  get waiting(): number {
    return this.#merge.size;
  }

  /** Its number among all engines: the shard of events, or the number of them where it looks at all. */
  get number(): number {
    const { shards, scope } = this.#plan;
    return scope === 'fleet' ? shards.length : shards[0]!;
  }

  /** Epoch ms up to which histories were looked at; NaN when they do not matter any more. */
  get pastTo(): number {
    return this.past.isOver ? Number.NaN : this.#merge.horizon;
  }

  get late(): number {
    return this.#merge.late;
  }

  /** An entry of a shard of events. Throws MESSAGE_INVALID. */
  add(of: number, entry: BusEntry): void {
    const envelope = open(entry.bytes);
    const events = unpackEvents(envelope, { fieldsOf: readAgain });
    const { sequence, clock } = envelope;
    believable({ fences: [envelope.fence], times: [clock, latest(events)] }, entry.time);
    const taken: Taken = { of, id: entry.id, done: false };
    const done = () => {
      taken.done = true;
    };
    this.#taken.push(taken);
    const producer = this.#producerOf(of, envelope.shard);
    if (producer < 0) this.counters.strange++;
    if (producer < 0 || !this.#counts(producer, envelope.fence)) {
      done();
      return;
    }
    const node = nodeOfPast(envelope.producer);
    // Places of a history are not those of what comes now, though an input has the same name in both.
    const within = node === null ? producer : -1 - producer;
    const news = events.filter((event) => {
      if (!this.#seen.seen(within, event)) return true;
      this.counters.again++;
      return false;
    });
    this.#came.set(producer, sequence);
    if (node === null) this.#merge.add(producer, { events: news, within, done }, clock);
    else this.past.add(`${producer}/${node}`, { events: news, within, done }, clock);
    this.#keepPromise(producer);
  }

  /** Who makes a shard of events of a shard of lines, as a number; −1 for nobody that there is. */
  #producerOf(of: number, shard: number): number {
    const { shards } = this.#works.config.cluster;
    const place = this.#plan.shards.indexOf(of);
    return place < 0 || shard < 0 || shard >= shards ? -1 : place * shards + shard;
  }

  /** Whether what was published with a fence is of who owns the shard of lines. */
  #counts(producer: number, fence: number): boolean {
    const known = this.#fences.get(producer) ?? 0;
    if (fence < known) {
      this.counters.deposed++;
      return false;
    }
    if (fence > known) {
      this.#fences.set(producer, fence);
      this.#came.set(producer, 0);
      this.#promised.delete(producer);
    }
    return true;
  }

  /** How far shards of lines were read into a shard of events. */
  clocks(of: number, clocks: readonly ShardClock[]): void {
    for (const { shard, fence, clock, entries = 0 } of clocks) {
      const producer = this.#producerOf(of, shard);
      if (producer < 0 || fence < (this.#fences.get(producer) ?? 0)) continue;
      // Entries of who had the shard before may still be to be read: only they, in their order, say whose it is.
      this.#promised.set(producer, { clock, fence, entries });
      this.#keepPromise(producer);
    }
  }

  /** A clock holds when everything that was published before it has come. */
  #keepPromise(producer: number): void {
    const promised = this.#promised.get(producer);
    if (promised === undefined) return;
    const came = promised.fence === this.#fences.get(producer) ? (this.#came.get(producer) ?? 0) : 0;
    if (came < promised.entries) return;
    this.#promised.delete(producer);
    this.#merge.heard(producer, promised.clock);
  }

  /** Samples of an entry; one that cannot be read is counted and passed over. */
  measure(entry: BusEntry): void {
    // Now must not put the clock ahead of the past.
    this.#held.add(entry);
    this.#release();
  }

  #release(): void {
    if (!this.past.holds) for (const one of this.#held.release()) this.#measure(one);
  }

  #measure(entry: BusEntry): void {
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
    if (!this.past.ready) return false;
    const taken = this.#merge.take((event) => {
      if (!this.past.admits(event)) return;
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
    // That it is over is kept at once: what comes now is told.
    const over = this.past.second();
    const text = this.past.said();
    const time = this.#works.now();
    if (text !== null) this.#works.notice({ kind: 'info', about: `past:${this.name}`, text, time });
    this.#release();
    return this.parts.second() || over;
  }

  /** What was remarked since it was last asked for, and how far the clock is. */
  found(): FoundMessage {
    const { from, to } = this.parts.finder.span;
    const past = this.#found[0]?.past ?? this.past.isPast;
    const other = this.#found.findIndex((one) => one.past !== past);
    const some = other < 0 ? this.#found : this.#found.slice(0, other);
    this.#found = other < 0 ? [] : this.#found.slice(other);
    // What is told next is of later.
    const upTo = other < 0 ? to : some.at(-1)!.at;
    return {
      ...{ unit: this.name, clock: { from, to: upTo, tick: upTo }, past, notices: [] },
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
    else this.#found.push({ at: this.parts.finder.span.to, finding, past: this.past.isPast });
  }

  /**
   * Keeps what was learnt; gives for each shard the entry up to which everything is in it, where there is a new one. None
   * where it could not be kept.
   */
  async snapshot(): Promise<ReadonlyMap<number, string>> {
    const { finder } = this.parts;
    finder.live.settle();
    this.parts.second();
    const chunks = engineChunks(finder.parts, this.#works.now());
    chunks.set(SEEN, JSON.stringify(this.#seen.save(this.#merge.left())));
    chunks.set(PAST, JSON.stringify(this.past.save()));
    const resume = new Map([[SAMPLES, this.samplesAfter]]);
    const { done, left } = doneOf(this.#taken);
    this.#taken = left;
    const saved = await this.#snapshots.save({ taken: this.#works.now(), chunks, resume });
    return saved.ok ? done : NOTHING;
  }
}

const NOTHING: ReadonlyMap<number, string> = new Map();

/** For each shard the last of the entries that were done without one before it that was not; and what is left. */
function doneOf(taken: readonly Taken[]): { done: Map<number, string>; left: Taken[] } {
  const done = new Map<number, string>();
  const open = new Set<number>();
  const left = taken.filter((one) => {
    if (!one.done) open.add(one.of);
    if (open.has(one.of)) return true;
    done.set(one.of, one.id);
    return false;
  });
  return { done, left };
}

/** The latest time at which any of them came, epoch ms. */
function latest(events: readonly Event[]): number {
  let time = Number.NaN;
  for (const { received } of events) if (!(received <= time)) time = received;
  return time;
}
