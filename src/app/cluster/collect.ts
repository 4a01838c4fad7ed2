import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { LiveBatch, LiveInputStatus } from '../../core/live-source.ts';
import type { Sample } from '../../core/sample.ts';
import { packRaw } from '../../wire/raw.ts';
import { packSamples } from '../../wire/samples.ts';
import { shardOf, splitBySender } from '../../wire/split-senders.ts';
import type { SourcePlan } from '../daemon-sources.ts';
import { IntakeThread } from '../intake-thread.ts';
import type { RingStatus } from '../ring.ts';
import type { RunOptions } from '../run-options.ts';
import { beginnings } from '../warm-start.ts';
import { ofPast } from './past-mark.ts';
import { PastPace } from './past-pace.ts';
import { readPast } from './past-reading.ts';
import { Published } from './published.ts';
import type { Role, Works } from './works.ts';

/** Bytes of lines in one entry, about. */
const ENTRY = 256 * 1024;
/** Samples in one entry at most. */
const MOST_SAMPLES = 1000;
/** Samples that wait while the bus is away; the rest is counted. */
const MOST_WAITING = 100_000;
const SNAPSHOT_EVERY = 5000;
const UNIT = 'collect';
const INSTALLATION = 'installation';
/** There while what was written before is read: when that began, and where what comes now does. */
const HISTORY = 'history';
const SAY_EVERY = 10_000;
/** Ms that the broker has to take what is under way, when it ends. */
const DRAIN = 5000;
/** Ms for which samples are gathered. */
const GATHERED = 200;

/** What of the past is read: up to when (epoch ms), and of files up to what place. */
interface History {
  readonly now: number;
  readonly until: readonly (readonly [path: string, place: number])[];
}

/** Lines of one shard that wait to be published. */
interface Queue {
  batches: LiveBatch[];
  working: boolean;
}

/**
 * Takes lines in near those who write them and publishes them as they are. Where to read on is kept only of what the
 * broker has; what it cannot take stays at its source, or in the raw ring.
 */
export class Collector implements Role {
  readonly #works: Works;
  readonly #plan: SourcePlan;
  readonly #published = new Published();
  readonly #queues: readonly Queue[];
  #intake: IntakeThread | null = null;
  #samples: Sample[] = [];
  #publishingSamples = false;
  #installation = '';
  #sequence = 0;
  #keptAt = 0;
  #keeping: Promise<void> = Promise.resolve();
  #kept = '';
  readonly #over = new AbortController();
  readonly #log: RunOptions['log'];
  /** While the past is read, what comes now waits. */
  #held: { lines: LiveBatch[]; begun: LiveBatch[]; samples: Sample[] } | null = null;
  #history: History | null = null;
  readonly #told = Promise.withResolvers<void>();
  #learning: Promise<void> = Promise.resolve();
  readonly #past = new AbortController();
  inputs: readonly LiveInputStatus[] = [];
  ring: RingStatus | null = null;
  caughtUp = false;
  /** Lines that the broker has. */
  lines = 0;
  /** Bytes that were handed over by sources and are not published yet. */
  underWay = 0;
  /** Samples that were published, and those that were not because too many waited. */
  samples = { published: 0, dropped: 0 };

  constructor(works: Works, plan: SourcePlan, log: RunOptions['log']) {
    this.#works = works;
    this.#log = log;
    this.#plan = plan;
    this.#queues = Array.from({ length: works.config.cluster.shards }, () => ({
      batches: [],
      working: false,
    }));
  }

  async start(): Promise<void> {
    const { config, store, notice, failed } = this.#works;
    const { max_age: maxAge, max_size: maxBytes } = config.ring;
    const snapshot = store.snapshotsOf(UNIT, { counts: false }).latest();
    if (snapshot !== null) this.#published.resume(snapshot.resume);
    // Places of a ring that was set up anew are other places.
    this.#installation = snapshot?.chunks.get(INSTALLATION) ?? randomBytes(4).toString('hex');
    const history = snapshot?.chunks.get(HISTORY);
    const first = snapshot === null || history !== undefined;
    const hold = first && config.learn.warm_start && this.#plan.history.length > 0;
    if (hold) this.#held = { lines: [], begun: [], samples: [] };
    this.#intake = new IntakeThread(
      {
        sources: this.#plan.sources,
        ring: { folder: join(config.state.folder, 'ring'), maxAge, maxBytes },
        resume: [...this.#published.places],
        ...{ notBefore: snapshot?.taken ?? 0, hold },
        spread: { node: this.#works.node, shards: this.#queues.length },
      },
      {
        batch: (batch) => this.#take(batch),
        sample: (sample) => this.#measure(sample),
        notice,
        inputs: (inputs, ring) => {
          this.inputs = inputs;
          this.ring = ring;
          this.#told.resolve();
        },
        step: () => {},
        caughtUp: () => {
          this.caughtUp = true;
        },
        failed,
      },
    );
    await this.#intake.started;
    if (!hold) return;
    await this.#told.promise;
    this.#learning = this.#learn(history === undefined ? null : (JSON.parse(history) as History)).catch(
      failed,
    );
  }

  /** Reads what was written before, on the way that all lines go, and then lets go of what came meanwhile. */
  async #learn(begun: History | null): Promise<void> {
    const { config, node, now } = this.#works;
    const { signal } = this.#past;
    const { begun: batches } = this.#held!;
    this.#history = begun ?? { now: now(), until: [...beginnings(batches)] };
    // Who is started anew goes on live from here, and reads the past up to here.
    this.#keep();
    await this.#keeping;
    const over = new AbortController();
    const pace = new PastPace(this.#works.bus, AbortSignal.any([signal, over.signal]));
    void pace.follow().catch(() => {});
    let saidAt = performance.now();
    this.#log.info('reads what was written before the first start');
    const read = await readPast({
      ...{ inputs: this.#plan.history, now: this.#history.now, until: new Map(this.#history.until) },
      ...{ since: this.#history.now - config.learn.history, timeZone: config.timezone, signal },
      spread: { node, shards: this.#queues.length },
      publish: (shard, some) => this.#publishPast(shard, some),
      passed: (to) => pace.passed(to),
      onProgress: (lines) => {
        if (performance.now() - saidAt < SAY_EVERY) return;
        saidAt = performance.now();
        this.#log.info(`has read ${lines} lines of what was written before`);
      },
    }).catch((error: Error) => {
      if (!signal.aborted) throw error;
    });
    over.abort();
    if (read === undefined || signal.aborted) return;
    this.#log.info(`has read what was written before: ${read.events} lines of ${read.inputs} inputs`);
    for (const { reason } of read.unread) this.#log.warn(reason);
    this.#history = null;
    this.#keep();
    await this.#keeping;
    this.#release();
  }

  /** What was held back while the past was read may go. */
  #release(): void {
    const { lines, samples } = this.#held!;
    this.#held = null;
    for (const batch of lines) this.#take(batch);
    for (const sample of samples) this.#measure(sample);
    this.#intake?.wanted();
  }

  async #publishPast(shard: number, batches: readonly LiveBatch[]): Promise<void> {
    const { bus, node } = this.#works;
    // What says how far it is has no lines, and is of the node already.
    const named = batches.map((one) =>
      one.count === 0 ? one : ofPast(ofNode(one, node, this.#installation)),
    );
    await bus.publish('raw', shard, [packRaw(this.#sealing(), named)], this.#past.signal);
    for (const { count } of batches) this.lines += count;
  }

  #sealing() {
    const { node, compress } = this.#works;
    return { producer: node, fence: 0, sequence: ++this.#sequence, clock: Date.now(), compress };
  }

  second(): void {
    this.#intake?.sayTaken();
    if (this.#works.now() - this.#keptAt >= SNAPSHOT_EVERY) this.#keep();
  }

  async stop(): Promise<void> {
    this.#past.abort();
    await this.#learning;
    await this.#intake?.stop();
    // What is under way has a moment; what the broker does not take is read again by the next run.
    const until = performance.now() + DRAIN;
    while (this.underWay > 0 && performance.now() < until) await setTimeout(10);
    this.#over.abort();
    this.#keep();
    await this.#keeping;
  }

  #take(batch: LiveBatch): void {
    const { length } = batch.buffer;
    const place = { key: batch.resumeKey ?? batch.key, resume: batch.resume };
    this.#held?.begun.push(batch);
    if (batch.count === 0) {
      this.#published.begin(place, 0);
      return;
    }
    if (this.#held !== null) {
      this.#held.lines.push(batch);
      return;
    }
    this.underWay += length;
    const parts = splitBySender(batch, { node: this.#works.node, shards: this.#queues.length });
    const done = this.#published.begin(place, parts.length);
    let left = parts.length;
    for (const { shard, batch: part } of parts) {
      const queue = this.#queues[shard]!;
      queue.batches.push(part);
      this.#waiting.set(part, () => {
        done();
        this.lines += part.count;
        if (--left > 0) return;
        this.underWay -= length;
        this.#intake?.taken(length);
      });
      if (!queue.working) void this.#work(shard, queue);
    }
  }

  /** What is to be done when a batch is published. */
  readonly #waiting = new Map<LiveBatch, () => void>();

  async #work(shard: number, queue: Queue): Promise<void> {
    queue.working = true;
    // Everything that comes in one turn goes together.
    await Promise.resolve();
    while (queue.batches.length > 0 && !this.#over.signal.aborted) {
      const batches = upTo(queue.batches, ENTRY);
      const named = batches.map((batch) => ofNode(batch, this.#works.node, this.#installation));
      const sealing = this.#sealing();
      try {
        await this.#works.bus.publish('raw', shard, [packRaw(sealing, named)], this.#over.signal);
      } catch (error) {
        if (!this.#over.signal.aborted) this.#works.failed(error as Error);
        break;
      }
      for (const batch of batches) {
        this.#waiting.get(batch)?.();
        this.#waiting.delete(batch);
      }
    }
    queue.working = false;
  }

  #measure(sample: Sample): void {
    if (this.#held !== null) {
      if (this.#held.samples.length >= MOST_WAITING) this.samples.dropped++;
      else this.#held.samples.push(sample);
      return;
    }
    if (this.#samples.length >= MOST_WAITING) this.samples.dropped++;
    else this.#samples.push(sample);
    if (!this.#publishingSamples) void this.#publishSamples();
  }

  async #publishSamples(): Promise<void> {
    this.#publishingSamples = true;
    await setTimeout(GATHERED);
    const { bus, config, node } = this.#works;
    while (this.#samples.length > 0 && !this.#over.signal.aborted) {
      const some = this.#samples.splice(0, MOST_SAMPLES);
      const byShard = Map.groupBy(some, ({ host }) => shardOf(host ?? '', config.cluster.detect_shards));
      try {
        for (const [shard, samples] of byShard) {
          const sealing = { producer: node, fence: 0, sequence: ++this.#sequence };
          await bus.publish('samples', shard, [packSamples(sealing, samples)], this.#over.signal);
        }
        this.samples.published += some.length;
      } catch {
        if (!this.#over.signal.aborted) this.samples.dropped += some.length;
      }
    }
    this.#publishingSamples = false;
  }

  #keep(): void {
    const { store, now, failed } = this.#works;
    this.#keptAt = now();
    const resume = new Map(this.#published.places);
    const chunks = new Map([[INSTALLATION, this.#installation]]);
    if (this.#history !== null) chunks.set(HISTORY, JSON.stringify(this.#history));
    const kept = JSON.stringify([...chunks, ...resume]);
    if (kept === this.#kept) return;
    this.#kept = kept;
    const saved = store.snapshotsOf(UNIT, { counts: false }).save({ taken: now(), chunks, resume });
    this.#keeping = saved.then(() => {}, failed);
  }
}

/** The first batches that fit into an entry; one at least. */
function upTo(batches: LiveBatch[], most: number): LiveBatch[] {
  let bytes = 0;
  let count = 0;
  while (count < batches.length && (count === 0 || bytes + batches[count]!.buffer.length <= most)) {
    bytes += batches[count]!.buffer.length;
    count++;
  }
  return batches.splice(0, count);
}

/** Inputs of several machines have the same names: events are known by the node's, too. */
function ofNode(batch: LiveBatch, node: string, installation: string): LiveBatch {
  const { origin } = batch;
  const { beginning } = origin;
  return {
    ...batch,
    key: `${node}/${batch.key}`,
    origin: {
      ...origin,
      identity: `${node}/${installation}/${origin.identity}`,
      file: origin.file === null ? null : `${node}:${origin.file}`,
      ...(beginning === undefined ? {} : { beginning: { ...beginning, name: `${node}/${beginning.name}` } }),
    },
  };
}
