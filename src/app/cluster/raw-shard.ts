import type { Event } from '../../core/event.ts';
import { FLAG } from '../../core/flags.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import type { Reading } from '../daemon-options.ts';
import { LiveInput } from '../live-input.ts';

/** Inputs of a shard that are told apart; who was heard of longest ago is forgotten. */
const MOST_INPUTS = 20_000;

interface Input {
  readonly input: LiveInput;
  /** Number of the entry that the event which is held back began in. */
  heldSince: number;
}

/** One shard of `raw` as its owner reads it: its inputs, and what of it may be acknowledged. */
export class RawShard {
  readonly fence: number;
  /** Epoch ms up to which everything of it was read; −Infinity before anything was. */
  clock = Number.NEGATIVE_INFINITY;
  /** Epoch ms at which the broker took the entry at hand: nothing in it came later. */
  latest = Number.POSITIVE_INFINITY;
  /** Epoch ms since when nothing came; null while something is under way. */
  idleSince: number | null = null;
  /** Entries that were made of it, by shard of events. */
  readonly #sent: number[] = [];
  readonly #timeZone: string | undefined;
  readonly #inputs = new Map<string, Input>();
  /** Those that hold an event back. */
  readonly #holding = new Set<Input>();
  /** Entries that were read and are not acknowledged. */
  #read: string[] = [];
  /** Number of the first of these. */
  #first = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(fence: number, timeZone: string | undefined) {
    this.fence = fence;
    this.#timeZone = timeZone;
  }

  /** Number of the next entry that is made of it for a shard of events, from 1. */
  next(to: number): number {
    this.#sent[to] = this.sent(to) + 1;
    return this.#sent[to]!;
  }

  /** Entries that were made of it for a shard of events. */
  sent(to: number): number {
    return this.#sent[to] ?? 0;
  }

  /** Does one thing after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Lines of the entry at hand; `now`: epoch ms. */
  feed(batch: LiveBatch, now: number, take: (event: Event) => void): void {
    const of = this.#inputOf(batch);
    const { input } = of;
    const emit = (event: Event) => {
      // Whatever a clock says that is ahead: nobody waits until it is that late.
      if (Number.isNaN(batch.received) && event.received > this.latest) event.received = this.latest;
      if (event.received > this.clock) this.clock = event.received;
      take(event);
    };
    if (input.turnsTo(batch)) {
      const held = input.flush();
      if (held !== null) emit(held);
    }
    const held = input.holds;
    let events = 0;
    input.feed(batch, now);
    for (let event = input.next(); event !== null; event = input.next()) {
      emit(event);
      events++;
    }
    // One that was held before and is held still began earlier.
    if (!held || events > 0) of.heldSince = this.#first + this.#read.length;
    if (input.holds) this.#holding.add(of);
    else this.#holding.delete(of);
  }

  /** Lines of before a node came: nothing of them is held back, and they say nothing of how far the shard is. */
  feedPast(batch: LiveBatch, now: number, take: (event: Event) => void): void {
    const { input } = this.#inputOf(batch);
    const emit = (event: Event) => {
      event.flags |= FLAG.past;
      take(event);
    };
    const turned = input.turnsTo(batch) ? input.flush() : null;
    if (turned !== null) emit(turned);
    input.feed(batch, now);
    for (let event = input.next(); event !== null; event = input.next()) emit(event);
    const last = input.flush();
    if (last !== null) emit(last);
  }

  /** The entry at hand was read to its end. */
  read(id: string): void {
    this.#read.push(id);
  }

  /** The last entry of which nothing is held back any more, given once; null when there is no new one. */
  done(): string | null {
    let until = this.#first + this.#read.length;
    for (const { heldSince } of this.#holding) if (heldSince < until) until = heldSince;
    const count = until - this.#first;
    if (count <= 0) return null;
    const id = this.#read[count - 1]!;
    this.#read = this.#read.slice(count);
    this.#first = until;
    return id;
  }

  /** Lets go of what waits for more lines since before a time (epoch ms). */
  release(before: number, take: (event: Event) => void): void {
    for (const one of this.#holding) {
      const { input } = one;
      if (input.fedAt > before) continue;
      const event = input.flush();
      this.#holding.delete(one);
      if (event !== null) take(event);
    }
  }

  /** Nothing was written up to a time (epoch ms) that was not read. */
  advance(to: number): void {
    if (to > this.clock) this.clock = to;
  }

  readings(): Reading[] {
    return [...this.#inputs.values()].map(({ input }) => input.reader.counters);
  }

  #inputOf(batch: LiveBatch): Input {
    const known = this.#inputs.get(batch.key);
    if (known !== undefined) return known;
    if (this.#inputs.size >= MOST_INPUTS) this.#forgetOne();
    const options = {
      ...(this.#timeZone === undefined ? {} : { timeZone: this.#timeZone }),
      // Lines of several senders come mixed: none goes on with that of another.
      fold: Number.isNaN(batch.received),
    };
    const made = { input: new LiveInput(batch, options), heldSince: 0 };
    this.#inputs.set(batch.key, made);
    return made;
  }

  /** One that holds nothing back. */
  #forgetOne(): void {
    for (const [key, one] of this.#inputs) {
      if (this.#holding.has(one)) continue;
      this.#inputs.delete(key);
      return;
    }
  }
}
