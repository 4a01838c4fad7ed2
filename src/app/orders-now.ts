import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { KeptOrder, ModelOrderStore } from '../store/model-orders.ts';

/** Orders that are heeded, the latest. */
const MOST = 1000;
const LOOK_EVERY = 1000;
/** As with verdicts: by then every reader has heard of it. */
const HEARD_AFTER = 5000;
const AHEAD = 60_000;

export interface OrdersOptions {
  readonly source: Pick<ModelOrderStore, 'last' | 'list'>;
  readonly obey: (order: ModelOrder) => void;
  /** The wall clock (epoch ms), where there is one: what was said later than now was said by a wrong clock, and holds. */
  readonly now?: () => number;
}

/** What people want of models, handed on once, when the clock of the log comes to the place at which it was said. */
export class OrdersNow {
  readonly #options: OrdersOptions;
  /** Number of the last one that was looked at, and those of them that were not handed on, in order of time. */
  #last = -1;
  #waiting: (KeptOrder & { readonly holdsFrom: number })[] = [];
  #heard = new Set<number>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: OrdersOptions) {
    this.#options = options;
  }

  /** Time of the log (epoch ms) at which something is to be handed on. */
  get next(): number {
    return this.#waiting[0]?.holdsFrom ?? Number.POSITIVE_INFINITY;
  }

  /** How many were handed on. */
  get heard(): number {
    return this.#heard.size;
  }

  /** Hands on what was said up to a time of the log (epoch ms). */
  hear(now: number): void {
    this.#look(now);
    while (this.next <= now) {
      const { id, order } = this.#waiting.shift()!;
      this.#heard.add(id);
      this.#options.obey(order);
    }
  }

  /** Numbers of what was handed on, as JSON-safe data. */
  saved(): readonly number[] {
    return [...this.#heard].slice(-MOST);
  }

  /** Takes back what `saved` gave. Throws STATE_INVALID. */
  restore(state: unknown): void {
    const parsed = z.array(z.number()).max(MOST).safeParse(state);
    if (!parsed.success) throw stateInvalid('orders', parsed.error);
    this.#heard = new Set(parsed.data);
    this.#last = -1;
  }

  #look(now: number): void {
    if (this.#last >= 0 && Math.abs(now - this.#lookedAt) < LOOK_EVERY) return;
    this.#lookedAt = now;
    const { source, now: clock } = this.#options;
    const { last } = source;
    if (last === this.#last) return;
    this.#last = last;
    const latest = clock === undefined ? Number.POSITIVE_INFINITY : clock() + AHEAD;
    this.#waiting = source
      .list(MOST)
      .filter(({ id }) => !this.#heard.has(id))
      .map((one) => ({
        ...one,
        holdsFrom: one.at > latest ? Number.NEGATIVE_INFINITY : one.at + HEARD_AFTER,
      }))
      .sort((a, b) => a.holdsFrom - b.holdsFrom || a.id - b.id);
  }
}
