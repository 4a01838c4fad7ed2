import type { BusEntry } from '../../core/bus.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import type { Notice } from '../../core/notice.ts';
import { BusClock } from './bus-clock.ts';
import { clockTold } from './clock-told.ts';

/** Collectors whose clocks are followed. */
const MOST = 4096;

interface Sender {
  readonly clock: BusClock;
  /** What its clock said when it published the entry at hand, epoch ms. */
  sentAt: number;
  told: boolean;
}

/** Says by how much the clocks of collectors are off, and puts what they took in where it belongs. */
export class SenderTime {
  readonly #notice: (notice: Notice) => void;
  readonly #now: () => number;
  readonly #clocks = new Map<string, Sender>();

  constructor(notice: (notice: Notice) => void, now: () => number) {
    this.#notice = notice;
    this.#now = now;
  }

  /** Batches of an entry with times of arrival as the broker's clock has them; `sent`: epoch ms by the collector's clock. */
  corrected(
    { producer, clock: sent }: { readonly producer: string; readonly clock: number },
    { time }: Pick<BusEntry, 'time'>,
    batches: readonly LiveBatch[],
  ): readonly LiveBatch[] {
    if (Number.isNaN(time) || Number.isNaN(sent)) return batches;
    const of = this.#senderOf(producer);
    of.sentAt = sent;
    of.clock.heard(time);
    const { ahead } = of.clock;
    if ((ahead !== 0) !== of.told) this.#tell(producer, of, ahead);
    if (ahead === 0) return batches;
    // What orders itself by its own times stays as it is.
    return batches.map((batch) => ({ ...batch, received: batch.received + ahead }));
  }

  #senderOf(producer: string): Sender {
    const known = this.#clocks.get(producer);
    if (known !== undefined) return known;
    if (this.#clocks.size >= MOST) this.#clocks.delete(this.#clocks.keys().next().value!);
    const made: Sender = { clock: new BusClock(() => made.sentAt), sentAt: Number.NaN, told: false };
    this.#clocks.set(producer, made);
    return made;
  }

  #tell(producer: string, of: { told: boolean }, ahead: number): void {
    of.told = ahead !== 0;
    const remedy = 'its lines are placed by the time of the bus';
    this.#notice(clockTold({ of: producer, ahead, remedy, time: this.#now() }));
  }
}
