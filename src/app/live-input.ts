import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';
import { EventReader, type ReaderOptions } from '../formats/reader.ts';
import { InputClock } from './input-clock.ts';

const DAY = 86_400_000;
/** Files of one path that are read at a time: the current one, and those rotated away that are still written to. */
const MOST_FILES = 4;

interface Part {
  readonly origin: { -readonly [K in keyof Origin]: Origin[K] };
  readonly reader: EventReader;
}

/** One input that does not end: what comes of it as batches becomes events with their place in time. */
export class LiveInput {
  readonly key: string;
  /** Events whose own time is more than a day from when they came. */
  skewed = 0;
  /** Wall clock of the last batch; an event held back longer than a moment is let go. */
  fedAt = Number.NaN;
  readonly #options: ReaderOptions;
  readonly #earlier: number;
  /** By identity of the file: rotation gives a path another one. The one read last is the last. */
  readonly #parts = new Map<string, Part>();
  #part: Part;
  #clock: InputClock | null = null;
  #batch: LiveBatch;

  /** @param earlier epoch ms of the last event in an earlier run; NaN when there was none */
  constructor(batch: LiveBatch, options: ReaderOptions, earlier = Number.NaN) {
    this.key = batch.key;
    this.#options = options;
    this.#earlier = earlier;
    this.#batch = batch;
    this.#part = this.#partOf(batch.origin);
  }

  /** Epoch ms of its latest event; NaN where the wall clock orders them, or before the first. */
  get now(): number {
    return this.#clock?.now ?? this.#earlier;
  }

  get reader(): EventReader {
    return this.#part.reader;
  }

  /** Whether lines of another file than before come: what the last one holds back is to be let go first. */
  turnsTo(batch: LiveBatch): boolean {
    return batch.origin.identity !== this.#part.origin.identity;
  }

  /** Takes the next lines; `next` gives their events. */
  feed(batch: LiveBatch, now: number): void {
    if (this.turnsTo(batch)) this.#part = this.#partOf(batch.origin);
    this.#batch = batch;
    this.fedAt = now;
    const { origin, reader } = this.#part;
    // It only grows: an event that waits for more lines still finds itself in it.
    if (batch.origin.beginning !== undefined) origin.beginning = batch.origin.beginning;
    origin.referenceTime = Number.isNaN(batch.received) ? batch.origin.referenceTime : batch.received;
    reader.feed(batch);
  }

  /** The next event in order; null when another batch is wanted. */
  next(): Event | null {
    return this.#placed(this.reader.next());
  }

  /** Whether an event is held back because more lines may belong to it. */
  get holds(): boolean {
    return this.reader.holds;
  }

  /** The event that is held back because more lines may belong to it. */
  flush(): Event | null {
    return this.#placed(this.reader.flush());
  }

  #partOf(given: Origin): Part {
    const known = this.#parts.get(given.identity);
    this.#parts.delete(given.identity);
    let part = known;
    if (part === undefined) {
      const origin = { ...given };
      part = { origin, reader: new EventReader(origin, this.#options) };
    }
    this.#parts.set(given.identity, part);
    if (this.#parts.size > MOST_FILES) this.#parts.delete(this.#parts.keys().next().value!);
    return part;
  }

  #placed(event: Event | null): Event | null {
    if (event === null) return null;
    const batch = this.#batch;
    if (Number.isNaN(batch.received)) {
      this.#clock ??= new InputClock(this.#part.origin.referenceTime, this.#earlier);
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
