import type { BusEntry } from '../core/bus.ts';
import { placeOf } from './kafka-parts.ts';

/** How far a shard was handed over, acknowledged, and written down as such. */
export class KafkaPlaces {
  #handed: number;
  /** Offsets of entries that were handed over and not acknowledged, oldest first. */
  readonly #open: number[] = [];
  #done: number;
  /** Where whoever has it next begins to read: earlier than behind `done` where parts of an entry are still to come. */
  #from: number;
  #written: number;
  /** Entries that were put aside before what is in front of them was acknowledged. */
  readonly #buried = new Map<number, number>();

  constructor(known: number) {
    this.#handed = known;
    this.#done = known;
    this.#written = known;
    this.#from = known + 1;
  }

  /** Entries are handed over; those of them that had not been before. */
  hand(entries: readonly BusEntry[]): BusEntry[] {
    const fresh = entries.filter(({ id }) => placeOf(id).offset > this.#handed);
    for (const { id } of fresh) this.#open.push((this.#handed = placeOf(id).offset));
    return fresh;
  }

  /** Everything up to there has taken effect, and what was put aside right behind it is over as well. */
  done({ offset, from }: { readonly offset: number; readonly from: number }): void {
    if (offset > this.#done) {
      this.#done = offset;
      this.#from = from;
    }
    this.#settle();
  }

  /** An entry was put aside: it is over as soon as everything in front of it is. */
  buried({ id }: BusEntry): void {
    const { offset, from } = placeOf(id);
    this.#buried.set(offset, from);
    this.#settle();
  }

  #settle(): void {
    const open = this.#open;
    let gone = 0;
    while (gone < open.length && (open[gone]! <= this.#done || this.#buried.has(open[gone]!))) {
      const offset = open[gone++]!;
      const from = this.#buried.get(offset);
      this.#buried.delete(offset);
      if (from === undefined || offset <= this.#done) continue;
      this.#done = offset;
      this.#from = from;
    }
    open.splice(0, gone);
  }

  get unwritten(): boolean {
    return this.#done > this.#written;
  }

  /** What is to be written down: where to read on, and what of it is known. */
  get next(): { readonly offset: string; readonly metadata: string } {
    return { offset: String(this.#from), metadata: String(this.#done) };
  }

  written(done: number): void {
    this.#written = Math.max(this.#written, done);
  }
}
