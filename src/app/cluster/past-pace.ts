import { setTimeout } from 'node:timers/promises';
import type { Bus } from '../../core/bus.ts';
import { packClocks, unpackClocks } from '../../wire/clocks.ts';
import { open, type Sealing } from '../../wire/envelope.ts';
import { nodeOfPast, pastProducer } from './past-mark.ts';
import { readable } from './readable.ts';

/** An engine that says nothing for so long is not there, ms. */
const THERE = 10_000;
/** Where none is there at all it is waited for so long, ms. */
const NOBODY = 30_000;
const LOOK_EVERY = 20;

/**
 * How far an engine looked at histories, as an entry of `clock`: epoch ms, −Infinity before it began; NaN when it has a
 * present, and histories no longer matter to it.
 */
export function packPace(sealing: Omit<Sealing, 'producer'>, shard: number, to: number): Buffer {
  const clock = to === Number.NEGATIVE_INFINITY ? 0 : to;
  return packClocks({ ...sealing, producer: pastProducer('') }, [{ shard, fence: 0, clock }]);
}

/** Follows how far engines are with histories, so that no node is far ahead of the others and nothing piles up. */
export class PastPace {
  readonly #bus: Bus;
  readonly #signal: AbortSignal;
  readonly #since = performance.now();
  readonly #engines = new Map<number, { readonly at: number; readonly to: number }>();

  /** Follows until `signal` aborts. */
  constructor(bus: Bus, signal: AbortSignal) {
    this.#bus = bus;
    this.#signal = signal;
  }

  async follow(): Promise<void> {
    const signal = this.#signal;
    for await (const entries of this.#bus.follow('clock', 0, { after: 'newest', signal })) {
      for (const { bytes } of entries) {
        const clocks = readable(() => {
          const envelope = open(bytes);
          return nodeOfPast(envelope.producer) === null ? [] : unpackClocks(envelope);
        });
        for (const { shard, clock } of clocks ?? [])
          this.#engines.set(shard, { at: performance.now(), to: clock });
      }
    }
  }

  /** Resolves when everything up to a time (epoch ms) was looked at, nobody looks at it any more, or the signal aborts. */
  async passed(to: number): Promise<void> {
    while (!this.#signal.aborted && !this.#isPassed(to)) await setTimeout(LOOK_EVERY);
  }

  #isPassed(to: number): boolean {
    const now = performance.now();
    const there = [...this.#engines.values()].filter(({ at }) => now - at < THERE);
    if (there.length === 0) return now - this.#since > NOBODY;
    return there.every((one) => Number.isNaN(one.to) || one.to >= to);
  }
}
