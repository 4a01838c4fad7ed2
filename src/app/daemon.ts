import { LogsiftError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveBatch, LiveInputStatus } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Template } from '../core/template.ts';
import { RETENTION, Retention } from '../store/retention.ts';
import type { Config } from './config.ts';
import type { DaemonOptions, DaemonStatus, Passed, Reading, Running } from './daemon-options.ts';
import { type DaemonPipeline, daemonPipeline } from './daemon-pipeline.ts';
import type { SourcePlan } from './daemon-sources.ts';
import { RING } from './intake.ts';
import { IntakeThread } from './intake-thread.ts';
import { OutcomeKept } from './outcome-kept.ts';
import { Outputs } from './outputs.ts';
import { KEPT_OF_PAST, PastIncidentsKept } from './past-incidents.ts';
import type { Outcome, Pipeline } from './pipeline.ts';
import type { RingStatus } from './ring.ts';
import { SteadyClock } from './steady-clock.ts';
import { StoredLines } from './stored-lines.ts';
import { beginnings, type WarmStart, warmStart } from './warm-start.ts';

const SECOND = 1000;
/** Ms between two times at which urgent findings leave before the second is over. */
const HURRY_EVERY = 100;
/** A snapshot is taken so often, and never more than one part in fifty of the time is spent on them. */
const SNAPSHOT_EVERY = 60 * SECOND;
const SNAPSHOT_SHARE = 50;
/** The first after a start: what crashes every minute must get on all the same. */
const FIRST_SNAPSHOT = SECOND;
const SOON = 2 * SECOND;
/** A gap between the last snapshot and the start that is longer than this was not seen by anybody. */
const DOWN = 90 * SECOND;
const UNREAD: Reading = { events: 0, unparsed: 0, empty: 0 };

/** The engine around the clock: lines from the intake thread in, findings and events out, and state that survives. */
export class Daemon implements Running {
  readonly #options: DaemonOptions;
  readonly #clock: SteadyClock;
  #outputs: Outputs;
  #intake: IntakeThread | null = null;
  #inputs: readonly LiveInputStatus[] = [];
  #ring: RingStatus | null = null;
  #queue: LiveBatch[] = [];
  #working = false;
  #underWay = 0;
  #timer: NodeJS.Timeout | null = null;
  #snapshotAt = Number.POSITIVE_INFINITY;
  #snapshots = { taken: 0, last: Number.NaN, lastMs: 0 };
  #saving: Promise<void> = Promise.resolve();
  #startedAt = Number.NaN;
  #ready = false;
  #caughtUp = false;
  #stopping = false;
  #hurrying: NodeJS.Timeout | null = null;
  #hurriedAt = Number.NEGATIVE_INFINITY;
  #parts: DaemonPipeline;
  /** While the past is read, what comes waits: lines in the queue, samples here. */
  #held = false;
  #early: Sample[] = [];
  /** Sources have said where they begin. */
  readonly #told = Promise.withResolvers<void>();
  readonly #retention: Retention;
  readonly #found: OutcomeKept;
  readonly #stored: StoredLines;

  constructor(options: DaemonOptions) {
    const { config } = options;
    this.#options = options;
    const { clock } = options;
    this.#clock =
      clock === undefined
        ? new SteadyClock(Date.now, () => performance.now())
        : new SteadyClock(clock, clock);
    this.#stored = new StoredLines(options.store.events, config.store.keep);
    this.#found = new OutcomeKept(options.store);
    this.#parts = this.#newParts();
    this.#outputs = this.#newOutputs(config);
    const { max_age: eventAge, max_size: eventBytes } = config.store;
    this.#retention = new Retention(options.store, { ...RETENTION, eventAge, eventBytes });
  }

  get pipeline(): Pipeline {
    return this.#parts.pipeline;
  }

  /** The daemon's time, epoch ms: never runs backwards. */
  now(): number {
    return this.#clock.read().now;
  }

  /**
   * Goes on from the last snapshot, or learns from what was written before; listens meanwhile. Resolves when every
   * source does and where they begin is kept. Fails with what keeps a source from ever working.
   */
  async start(signal: AbortSignal, onWarm: (lines: number) => void): Promise<WarmStart | null> {
    this.#startedAt = this.now();
    const { plan, config } = this.#options;
    const notBefore = this.#restore();
    const first = notBefore === null;
    if (!first && this.now() - notBefore > DOWN) this.pipeline.live.engine.blind(this.now());
    this.#held = first;
    this.#listen(plan, { notBefore: notBefore ?? 0, hold: first });
    await this.#intake!.started;
    await this.#told.promise;
    let warm: WarmStart | null = null;
    if (first) {
      if (config.learn.warm_start && plan.history.length > 0) warm = await this.#warmStart(signal, onWarm);
      if (signal.aborted) return warm;
      this.#release();
      await this.snapshot();
    }
    this.#ready = true;
    this.#timer = setInterval(() => this.#guarded(() => this.#second()), SECOND);
    this.#snapshotAt = this.now() + FIRST_SNAPSHOT;
    return warm;
  }

  /** Drains what was taken in, keeps what was learnt, and closes everything but the store. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#hurrying !== null) clearTimeout(this.#hurrying);
    await this.#intake?.stop();
    while (this.#queue.length > 0) this.#takeNext();
    if (this.#ready) await this.snapshot();
    await this.#saving;
    await this.#outputs.close();
  }

  /** Files that are written to were rotated. */
  reopen(): void {
    this.#outputs.reopen();
  }

  /** Keeps what was learnt, with the places the inputs were read to; resolves when it is on the disk. */
  async snapshot(): Promise<void> {
    const began = performance.now();
    const now = this.now();
    // What lies before the places that are kept is not read again: it must be on the disk before they are.
    this.pipeline.live.settle();
    this.#parts.second();
    this.#publish(this.pipeline.outcome(), now);
    this.#options.store.events.flush();
    const { chunks, resume } = this.pipeline.state(now);
    const saved = this.#options.store.snapshots.save({ taken: now, chunks, resume });
    const lastMs = performance.now() - began;
    const every = Math.min(SNAPSHOT_EVERY, Math.max(4 * SECOND, (now - this.#startedAt) / 2));
    this.#snapshotAt = now + Math.max(every, lastMs * SNAPSHOT_SHARE);
    this.#saving = saved.then((result) => {
      if (result.ok) this.#snapshots = { taken: this.#snapshots.taken + 1, last: now, lastMs };
    });
    await this.#saving;
  }

  status(): DaemonStatus {
    return {
      ...{ startedAt: this.#startedAt, ready: this.#ready, caughtUp: this.#caughtUp },
      ...{ lines: this.pipeline.lines, events: this.pipeline.events, inputs: this.#inputs, ring: this.#ring },
      ...{ underWay: this.#underWay, snapshots: this.#snapshots },
      ...{ notStored: this.#stored.left, ...this.#parts.counters() },
    };
  }

  passed(): Passed {
    const { live, budget, kept } = this.pipeline;
    const capped = [...live.engine.capped, ...live.features.capped];
    return { own: live.skipped, capped, budget: budget.counters, hushed: kept };
  }

  pageOf(incident: string): string | null {
    return this.pipeline.budget.pageOf(incident);
  }

  templates(): readonly Template[] {
    return this.pipeline.live.engine.miner.templates();
  }

  reading(key: string): Reading {
    return this.pipeline.live.inputs.get(key)?.reader.counters ?? UNREAD;
  }

  readings(): Reading[] {
    return [...this.pipeline.live.inputs.values()].map(({ reader }) => reader.counters);
  }

  /** Goes on from the youngest snapshot that can be used; gives the clock at which it was taken, null when there is none. */
  #restore(): number | null {
    const { store, notice } = this.#options;
    for (const snapshot of store.snapshots.whole()) {
      try {
        return this.#parts.restore(snapshot);
      } catch (error) {
        if (!(error instanceof LogsiftError)) throw error;
        const text = `a snapshot of what was learnt cannot be used: ${error.message}`;
        notice({ kind: 'trouble', about: 'store:snapshot', text, time: this.now() });
        this.#parts = this.#newParts();
      }
    }
    return null;
  }

  async #warmStart(signal: AbortSignal, onWarm: (lines: number) => void): Promise<WarmStart> {
    const { plan, config } = this.#options;
    const now = this.now();
    let next = Number.NEGATIVE_INFINITY;
    const past = new PastIncidentsKept(this.#options.store, now);
    this.pipeline.past();
    const warm = await warmStart(this.pipeline.live, {
      ...{ inputs: plan.history, now, since: now - config.learn.history, signal },
      before: (at) => {
        if (at < next) return;
        next = Math.floor(at / SECOND) * SECOND + SECOND;
        const outcome = this.pipeline.outcome();
        if (at <= now - KEPT_OF_PAST) return past.take(outcome.incidents);
        past.flush();
        this.#keepOutcome(outcome, now);
      },
      until: beginnings(this.#queue),
      timeZone: config.timezone,
      between: (lines) => {
        onWarm(lines);
        return new Promise((resume) => setImmediate(resume));
      },
    });
    past.flush();
    this.#keepOutcome(this.pipeline.outcome(), now);
    this.pipeline.present();
    return warm;
  }

  /** What was held back while the past was read may be taken in. */
  #release(): void {
    this.#held = false;
    while (this.#queue.length > 0) this.#takeNext();
    for (const sample of this.#early) this.pipeline.measure(sample);
    this.#early = [];
    this.#intake!.wanted();
  }

  #listen(plan: SourcePlan, { notBefore, hold }: { notBefore: number; hold: boolean }): void {
    const { config, ringFolder } = this.#options;
    const { max_age: maxAge, max_size: maxBytes } = config.ring;
    this.#intake = new IntakeThread(
      {
        sources: plan.sources,
        ring: { folder: ringFolder, maxAge, maxBytes },
        resume: [...this.pipeline.live.resume],
        ...{ notBefore, hold },
      },
      {
        batch: (batch) => this.#queued(batch),
        // While the past is read the present must not put the clock ahead of it: what comes waits, these are few.
        sample: (sample) => (this.#held ? this.#early.push(sample) : this.pipeline.measure(sample)),
        notice: (notice) => this.#options.notice(notice),
        inputs: (inputs, ring) => {
          this.#inputs = inputs;
          this.#ring = ring;
          this.#told.resolve();
        },
        step: (_from, to) => {
          if (!this.#held) this.pipeline.live.engine.blind(to);
        },
        caughtUp: () => {
          this.#caughtUp = true;
        },
        failed: (error) => this.#options.onFailure(error),
      },
    );
  }

  #queued(batch: LiveBatch): void {
    this.#queue.push(batch);
    this.#underWay += batch.buffer.length;
    if (this.#working || this.#stopping || this.#held) return;
    this.#working = true;
    setImmediate(() => this.#work());
  }

  /** A batch in a turn of the event loop: messages, requests and the clock get theirs between. */
  #work(): void {
    this.#guarded(() => this.#takeNext());
    if (this.#queue.length > 0 && !this.#stopping) setImmediate(() => this.#work());
    else this.#working = false;
  }

  #takeNext(): void {
    const batch = this.#queue.shift();
    if (batch === undefined) return;
    const { live } = this.pipeline;
    const known = live.resume.size + live.turns;
    this.#stored.place = batch.resumeKey === RING ? 'ring' : 'files';
    this.pipeline.take(batch, this.now());
    if (live.resume.size + live.turns > known) this.#snapshotSoon();
    this.#underWay -= batch.buffer.length;
    this.#intake?.taken(batch.buffer.length);
    if (this.pipeline.urgent) this.#hurry();
  }

  /** What breaks in a turn of the event loop, such as a damaged database, ends the run with its own words. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onFailure(error as Error);
    }
  }

  /** What people are told at once does not wait for the second to be over; a storm of it does not take all the time. */
  #hurry(): void {
    if (this.#hurrying !== null || !this.#ready || this.#stopping) return;
    const wait = this.#hurriedAt + HURRY_EVERY - performance.now();
    const publish = () => {
      this.#hurrying = null;
      this.#hurriedAt = performance.now();
      this.#publish(this.pipeline.outcome(), this.now());
    };
    if (wait <= 0) publish();
    else this.#hurrying = setTimeout(() => this.#guarded(publish), wait);
  }

  /** An input that is not in the last snapshot, or only as a file that is soon deleted, would be lost by a crash. */
  #snapshotSoon(): void {
    if (!this.#ready) return;
    const wait = Math.max(SOON, this.#snapshots.lastMs * SNAPSHOT_SHARE);
    const since = Number.isNaN(this.#snapshots.last) ? this.#startedAt : this.#snapshots.last;
    this.#snapshotAt = Math.min(this.#snapshotAt, Math.max(this.now(), since + wait));
  }

  #keep(event: Event): void {
    if (this.#ready) this.#options.feed?.line(event);
    this.#options.store.rollups.add(event);
    this.#stored.take(event);
    if (this.#outputs.wantsEvents && event.mark !== 'drop') this.#outputs.event(event);
  }

  #second(): void {
    const now = this.now();
    this.#intake?.sayTaken();
    this.#stored.second();
    if (this.#parts.second()) this.#snapshotSoon();
    this.#publish(this.pipeline.second(now), now);
    this.#options.store.events.flush();
    this.#outputs.flush();
    this.#retention.step(now);
    const due = now >= this.#snapshotAt || this.#options.store.rollups.full;
    if (due && !this.#stopping) this.snapshot().catch((error: Error) => this.#options.onFailure(error));
    this.#options.onSecond(now);
  }

  #publish(outcome: Outcome, now: number): void {
    if (outcome.remarked.length + outcome.incidents.length === 0) return;
    this.#keepOutcome(outcome, now);
    this.#options.onIncidents(outcome.decided, now);
  }

  #keepOutcome(outcome: Outcome, now: number): void {
    this.#found.put(outcome, this.pipeline.live.engine, now);
    this.#outputs.findings(outcome.remarked);
  }

  #newParts(): DaemonPipeline {
    const onEvent = (event: Event) => this.#keep(event);
    const onRemark = (finding: Finding) => {
      if (this.#ready) this.#options.feed?.remark(finding);
    };
    return daemonPipeline({ ...this.#options, now: () => this.now(), onEvent, onRemark });
  }

  #newOutputs(config: Config): Outputs {
    const { stdout, notice } = this.#options;
    return new Outputs({
      ...{ output: config.output, node: config.node.name, stdout, notice },
      now: () => this.now(),
    });
  }
}
