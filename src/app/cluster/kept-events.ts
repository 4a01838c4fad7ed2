import type { Bus } from '../../core/bus.ts';
import type { Event } from '../../core/event.ts';
import { FLAG } from '../../core/flags.ts';
import type { Store } from '../../store/store.ts';
import { open } from '../../wire/envelope.ts';
import { unpackEvents } from '../../wire/events.ts';
import { readAgain } from './read-again.ts';
import { readable } from './readable.ts';

export interface KeptEventsOptions {
  readonly bus: Bus;
  readonly store: Store;
  readonly now: () => number;
  readonly failed: (error: Error) => void;
  /** Every event that came, after it was put into the store; none of the past. */
  readonly onEvent: (event: Event) => void;
}

const UNIT = 'kept';
const PLACE = 'escalated';
const KEEP_EVERY = 10_000;

/** Events that rules escalated, put into the store of every node on which people look at them. */
export class KeptEvents {
  readonly #options: KeptEventsOptions;
  readonly #over = new AbortController();
  #place: string;
  #kept: string;
  #keptAt: number;
  #following: Promise<void> = Promise.resolve();
  /** Entries that could not be read. */
  strange = 0;

  constructor(options: KeptEventsOptions) {
    this.#options = options;
    const known = options.store.snapshotsOf(UNIT, { counts: false }).latest()?.resume.get(PLACE);
    this.#place = this.#kept = known ?? 'oldest';
    this.#keptAt = options.now();
  }

  start(): void {
    this.#following = this.#follow().catch(this.#options.failed);
  }

  /** To be called every second. */
  second(): void {
    const { store, now } = this.#options;
    store.events.flush();
    if (now() - this.#keptAt < KEEP_EVERY || this.#place === this.#kept) return;
    this.#keptAt = now();
    void this.#keep().catch(this.#options.failed);
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#following;
    this.#options.store.events.flush();
    await this.#keep();
  }

  async #keep(): Promise<void> {
    const place = this.#place;
    if (place === this.#kept) return;
    const { store, now } = this.#options;
    const resume = new Map([[PLACE, place]]);
    const saved = await store
      .snapshotsOf(UNIT, { counts: false })
      .save({ taken: now(), chunks: new Map(), resume });
    if (saved.ok) this.#kept = place;
  }

  async #follow(): Promise<void> {
    const { bus, store, onEvent } = this.#options;
    const { signal } = this.#over;
    for await (const entries of bus.follow('escalated', 0, { after: this.#place, signal })) {
      for (const { id, bytes } of entries) {
        const events = readable(() => unpackEvents(open(bytes), { fieldsOf: readAgain }));
        if (events === null) this.strange++;
        for (const event of events ?? []) {
          store.events.add(event);
          if ((event.flags & FLAG.past) === 0) onEvent(event);
        }
        this.#place = id;
      }
    }
  }
}
