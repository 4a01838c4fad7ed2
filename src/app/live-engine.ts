import type { DetectorDefinition } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { Feature } from '../filter/feature.ts';
import { Features } from '../filter/features.ts';
import type { Rule } from '../filter/rule.ts';
import { Engine } from './engine.ts';
import { LiveInput } from './live-input.ts';

const SECOND = 1000;
/** An event that waits for more lines is let go after so long without any. */
const HELD = SECOND;
/** The wall clock moves the engine's on this far behind it, so that lines on their way are not late. */
const UNDER_WAY = 2 * SECOND;
/** While what is read is older than this, it is history: its own times are the clock. */
const CURRENT = 3600 * SECOND;
const MOST_INPUTS = 20_000;

export interface LiveEngineOptions {
  readonly rules: readonly Rule[];
  readonly detectors?: readonly DetectorDefinition[];
  readonly timeZone?: string | undefined;
  /** Events come marked: another filter has decided about them. */
  readonly marked?: boolean;
  /** Numbers of one's own, reckoned from the lines. */
  readonly features?: readonly Feature[] | undefined;
  /** Whether an event is to be left out: nothing is done with it. */
  readonly skip?: ((event: Event) => boolean) | undefined;
  /** Every event, after everything was done with it. */
  readonly onEvent: (event: Event) => void;
  /** Every version of every finding as a detector emits it. */
  readonly onFinding: (finding: Finding) => void;
}

/** The engine on inputs that do not end: lines in, events and findings out, on a clock that others move. */
export class LiveEngine {
  readonly engine: Engine;
  readonly features: Features;
  readonly #options: LiveEngineOptions;
  readonly #inputs = new Map<string, LiveInput>();
  /** Where inputs were read to, in this run or an earlier one. */
  readonly #resume = new Map<string, string>();
  /** Epoch ms of the last event of each input in an earlier run. */
  readonly #clocks = new Map<string, number>();

  /** How often an input went on with another file: it was rotated, or is new. */
  turns = 0;
  /** Events that were left out. */
  skipped = 0;

  constructor(options: LiveEngineOptions) {
    this.#options = options;
    this.features = new Features(options.features ?? [], (id) => this.engine.miner.resolve(id));
    this.engine = new Engine({
      phase: { learning: true, reporting: true, segment: -1 },
      rules: options.rules,
      ...(options.marked === undefined ? {} : { marked: options.marked }),
      ...(options.detectors === undefined ? {} : { detectors: options.detectors }),
      onFinding: options.onFinding,
    });
  }

  get inputs(): ReadonlyMap<string, LiveInput> {
    return this.#inputs;
  }

  /** Takes lines in; returns how many events they made. */
  take(batch: LiveBatch, now: number): number {
    if (batch.resume !== null) this.#resume.set(batch.resumeKey ?? batch.key, batch.resume);
    // Such a one only says where to go on.
    if (batch.count === 0) return 0;
    const input = this.#inputOf(batch);
    if (input.turnsTo(batch)) {
      this.turns++;
      this.#letGo(input);
    }
    input.feed(batch, now);
    let events = 0;
    for (let event = input.next(); event !== null; event = input.next()) {
      this.observe(event);
      events++;
    }
    return events;
  }

  /** An event whose place in time is known. */
  observe(event: Event): void {
    if (this.#options.skip?.(event) === true) {
      this.skipped++;
      return;
    }
    this.#reckon(event.received);
    this.engine.observe(event);
    this.features.observe(event);
    this.#options.onEvent(event);
  }

  measure(sample: Sample): void {
    this.engine.measure(sample);
  }

  /** To be called every second or so: lets go of what waits for more, and moves the clock on through silence. */
  idle(now: number): void {
    this.#release(now - HELD);
    if (this.engine.to > now - CURRENT) this.engine.advance(now - UNDER_WAY);
    this.#reckon(this.engine.to);
  }

  /** Everything up to a time (epoch ms) has come; nothing happens while what comes is history. */
  advance(to: number): void {
    if (this.engine.to > to - CURRENT) this.engine.advance(to);
    this.#reckon(this.engine.to);
  }

  #reckon(time: number): void {
    for (const sample of this.features.due(time)) this.engine.measure(sample);
  }

  /** Lets go of everything that waits for more lines, so that what was read is what was taken in. */
  settle(): void {
    this.#release(Number.POSITIVE_INFINITY);
  }

  /** Where each input is to be read on, by its key. */
  get resume(): ReadonlyMap<string, string> {
    return this.#resume;
  }

  /** Epoch ms of the latest event of each input whose lines carry their own time. */
  clocks(): Map<string, number> {
    const clocks = new Map(this.#clocks);
    for (const [key, { now }] of this.#inputs) if (!Number.isNaN(now)) clocks.set(key, now);
    return clocks;
  }

  restoreClocks(clocks: Iterable<readonly [key: string, now: number]>): void {
    for (const [key, now] of clocks) this.#clocks.set(key, now);
  }

  /** Says where inputs were read to; they say so themselves once something came of them. */
  resumeFrom(tokens: ReadonlyMap<string, string>): void {
    for (const [key, token] of tokens) this.#resume.set(key, token);
  }

  /** An input that will not be heard of again, such as a rotated file that was read to its end. */
  forget(key: string): void {
    const input = this.#inputs.get(key);
    if (input === undefined) return;
    this.#letGo(input);
    this.#inputs.delete(key);
    this.#resume.delete(key);
    this.#clocks.delete(key);
  }

  #release(before: number): void {
    for (const input of this.#inputs.values()) {
      if (input.fedAt <= before) this.#letGo(input);
    }
  }

  #letGo(input: LiveInput): void {
    const held = input.flush();
    if (held !== null) this.observe(held);
  }

  #inputOf(batch: LiveBatch): LiveInput {
    const known = this.#inputs.get(batch.key);
    if (known !== undefined) return known;
    if (this.#inputs.size >= MOST_INPUTS) this.forget(this.#inputs.keys().next().value!);
    const { timeZone } = this.#options;
    const options = {
      ...(timeZone === undefined ? {} : { timeZone }),
      // Lines of several senders come mixed: none goes on with that of another.
      fold: Number.isNaN(batch.received),
    };
    const input = new LiveInput(batch, options, this.#clocks.get(batch.key));
    this.#inputs.set(batch.key, input);
    return input;
  }
}
