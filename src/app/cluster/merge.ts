import type { Event } from '../../core/event.ts';

export interface MergeOptions {
  /** How many producers there are: one for each shard of `raw`. */
  readonly producers: number;
  /** Ms of the wall clock for which a producer that says nothing is waited for. */
  readonly patience: number;
  /** The wall clock, epoch ms. */
  readonly now: () => number;
}

/** Events that came together, and what is to be done when the last of them was taken. */
export interface Together {
  readonly events: readonly Event[];
  /** By what number of those who make them their places are known. */
  readonly within?: number;
  done(): void;
}

interface Producer {
  /** Events of it that wait, oldest first; the first `at` of `waiting[0]` were taken. */
  waiting: Together[];
  at: number;
  /** Epoch ms up to which everything of it has come. */
  clock: number;
  /** When it last said how far it is. */
  heardAt: number;
  /** Nothing more comes of it. */
  ended: boolean;
}

/**
 * Events of several producers, each in order, in the order of their time: one waits until every producer has come as
 * far. Who says nothing for long is not waited for; what it says later is taken as it comes, and counted.
 */
export class Merge {
  /** Events that came when others had gone on without them. */
  late = 0;
  /** Events that wait. */
  size = 0;
  readonly #options: MergeOptions;
  readonly #producers = new Map<number, Producer>();
  #numbers = 0;
  #taken = Number.NEGATIVE_INFINITY;

  constructor(options: MergeOptions) {
    this.#options = options;
    for (let i = 0; i < options.producers; i++) this.open(Number.NEGATIVE_INFINITY);
  }

  /** One more producer, which is so far (epoch ms); gives its number. */
  open(clock: number): number {
    const number = this.#numbers++;
    const heardAt = this.#options.now();
    this.#producers.set(number, { waiting: [], at: 0, clock, heardAt, ended: false });
    return number;
  }

  /** Nothing more comes of a producer: it is forgotten when what it said was taken. */
  end(producer: number): void {
    const of = this.#producers.get(producer);
    if (of === undefined) return;
    of.ended = true;
    of.clock = Number.POSITIVE_INFINITY;
    if (of.waiting.length === 0) this.#producers.delete(producer);
  }

  /** Whether something is still to be had of a producer. */
  knows(producer: number): boolean {
    return this.#producers.has(producer);
  }

  /** What a producer read, and how far it is with that (epoch ms). A producer beyond the last one is refused. */
  add(producer: number, together: Together, clock: number): boolean {
    const of = this.#producers.get(producer);
    if (of === undefined) return false;
    if (together.events.length > 0) {
      of.waiting.push(together);
      this.size += together.events.length;
    } else together.done();
    this.heard(producer, clock);
    return true;
  }

  /** A producer says how far it is (epoch ms). */
  heard(producer: number, clock: number): void {
    const of = this.#producers.get(producer);
    if (of === undefined) return;
    of.heardAt = this.#options.now();
    if (clock > of.clock) of.clock = clock;
  }

  /** Epoch ms up to which everything has come, as far as anybody is waited for; −Infinity before all have spoken. */
  get horizon(): number {
    const oldest = this.#options.now() - this.#options.patience;
    let least = Number.POSITIVE_INFINITY;
    for (const one of this.#producers.values()) {
      if (one.waiting.length > 0) least = Math.min(least, headOf(one));
      else if (one.heardAt > oldest) least = Math.min(least, one.clock);
    }
    // All are silent: nobody is waited for, and nothing says how late it is.
    return least === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : least;
  }

  /** Producers that were not heard of for longer than they are waited for. */
  get silent(): number[] {
    const oldest = this.#options.now() - this.#options.patience;
    return [...this.#producers].flatMap(([i, { waiting, heardAt }]) =>
      waiting.length === 0 && heardAt <= oldest ? [i] : [],
    );
  }

  /** Events that wait, those of each producer in order, with the number within which their places are known. */
  *left(): Iterable<readonly [within: number, event: Event]> {
    for (const [number, { waiting, at }] of this.#producers) {
      for (const [i, { events, within = number }] of waiting.entries())
        for (let j = i === 0 ? at : 0; j < events.length; j++) yield [within, events[j]!];
    }
  }

  /** Hands on, in order, what need not wait; at most about `most` events. */
  take(visit: (event: Event) => void, most: number): number {
    let taken = 0;
    while (taken < most) {
      const next = this.#next();
      if (next === null) break;
      taken += this.#run(next.producer, next.until, { visit, most: most - taken });
      if (next.producer.ended && next.producer.waiting.length === 0) this.#forget(next.producer);
    }
    this.size -= taken;
    return taken;
  }

  #forget(producer: Producer): void {
    for (const [number, one] of this.#producers) if (one === producer) this.#producers.delete(number);
  }

  /** Whose turn it is, and up to what time no other is before it. */
  #next(): { readonly producer: Producer; readonly until: number } | null {
    const oldest = this.#options.now() - this.#options.patience;
    let first: Producer | null = null;
    let least = Number.POSITIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    for (const one of this.#producers.values()) {
      if (one.waiting.length === 0) {
        if (one.heardAt > oldest) until = Math.min(until, one.clock);
        continue;
      }
      const head = headOf(one);
      if (first === null || head < least) {
        until = Math.min(until, least);
        first = one;
        least = head;
      } else until = Math.min(until, head);
    }
    return first === null || least > until ? null : { producer: first, until };
  }

  #run(
    producer: Producer,
    until: number,
    { visit, most }: { visit: (event: Event) => void; most: number },
  ): number {
    let taken = 0;
    while (producer.waiting.length > 0) {
      const { events, done } = producer.waiting[0]!;
      while (producer.at < events.length) {
        const event = events[producer.at]!;
        // The first one is the next whatever the time: it was chosen for that.
        if (taken > 0 && (event.received > until || taken >= most)) return taken;
        if (event.received < this.#taken) this.late++;
        else this.#taken = event.received;
        producer.at++;
        taken++;
        visit(event);
      }
      producer.waiting.shift();
      producer.at = 0;
      done();
    }
    return taken;
  }
}

function headOf({ waiting, at }: Producer): number {
  return waiting[0]!.events[at]!.received;
}
