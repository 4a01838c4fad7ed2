import type { Event } from '../core/event.ts';
import type { SlotSpans } from '../core/template.ts';
import type { Miner } from './miner.ts';

/** Finds out where the slots of an event are when somebody asks: for events whose template is known without. */
export class LateSpans implements SlotSpans {
  readonly #miner: Miner;
  #event: Event | null = null;

  constructor(miner: Miner) {
    this.#miner = miner;
  }

  /** These spans, for an event whose `template` is set, until it is the next one's turn. */
  of(event: Event): SlotSpans {
    this.#event = event;
    return this;
  }

  get slotStart(): Int32Array {
    if (this.#event !== null) this.#find(this.#event);
    return this.#miner.slotStart;
  }

  get slotEnd(): Int32Array {
    if (this.#event !== null) this.#find(this.#event);
    return this.#miner.slotEnd;
  }

  #find(event: Event): void {
    this.#miner.locate(event.template!, event);
    this.#event = null;
  }
}
