import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';
import { EventReader, type ReaderOptions, type Recognition } from '../formats/reader.ts';
import { InputClock } from './input-clock.ts';

const DAY = 86_400_000;

/** One input that does not end: what comes of it as batches becomes events with their place in time. */
export class LiveInput {
  readonly key: string;
  readonly origin: { -readonly [K in keyof Origin]: Origin[K] };
  readonly reader: EventReader;
  /** Events whose own time is more than a day from when they came. */
  skewed = 0;
  /** Wall clock of the last batch; an event held back longer than a moment is let go. */
  fedAt = Number.NaN;
  readonly #earlier: number;
  #clock: InputClock | null = null;
  #batch: LiveBatch | null = null;

  /** @param earlier epoch ms of the last event in an earlier run; NaN when there was none */
  constructor(batch: LiveBatch, options: ReaderOptions, earlier = Number.NaN) {
    this.key = batch.key;
    this.origin = { ...batch.origin };
    this.reader = new EventReader(this.origin, options);
    this.#earlier = earlier;
  }

  /** Epoch ms of its latest event; NaN where the wall clock orders them, or before the first. */
  get now(): number {
    return this.#clock?.now ?? this.#earlier;
  }

  /** Takes the next lines; `next` gives their events. */
  feed(batch: LiveBatch, now: number): void {
    this.#batch = batch;
    this.fedAt = now;
    this.origin.referenceTime = Number.isNaN(batch.received) ? batch.origin.referenceTime : batch.received;
    this.reader.feed(batch);
  }

  /** The next event in order; null when another batch is wanted. */
  next(): Event | null {
    return this.#placed(this.reader.next());
  }

  /** The event that is held back because more lines may belong to it. */
  flush(): Event | null {
    return this.#placed(this.reader.flush());
  }

  /** What is known of the format, for the next input of the same name. */
  get recognition(): Recognition {
    return this.reader.recognition;
  }

  #placed(event: Event | null): Event | null {
    if (event === null) return null;
    const batch = this.#batch!;
    if (Number.isNaN(batch.received)) {
      this.#clock ??= new InputClock(this.origin.referenceTime, this.#earlier);
      this.#clock.place(event);
      return event;
    }
    event.received = batch.received;
    if (Number.isNaN(event.time)) event.flags |= FLAG.no_time;
    else if (Math.abs(event.time - batch.received) > DAY) {
      this.skewed++;
      if (event.time > batch.received) event.flags |= FLAG.future;
    }
    this.#senderOf(event, batch);
    return event;
  }

  /** A line that names no host is of whoever sent it. */
  #senderOf(event: Event, batch: LiveBatch): void {
    if (batch.senders === null || batch.senderOf === null) return;
    event.sender = batch.senders[batch.senderOf[event.line - batch.firstLine]!] ?? null;
    event.host ??= event.sender;
  }
}
