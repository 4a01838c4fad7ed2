import { LogsiftError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { InputReport } from '../core/scan-result.ts';
import type { LineBatch, Source } from '../core/source.ts';
import { EventReader, type ReaderOptions } from '../formats/reader.ts';
import { InputClock } from './input-clock.ts';

/** One input while it is being read: its lines, its format and its clock. */
export class Input {
  readonly source: Source;
  readonly reader: EventReader;
  /** What stopped the reading before the end, null when nothing did. */
  error: LogsiftError | null = null;
  /** The next event, not yet taken. */
  head: Event | null = null;
  readonly #options: ReaderOptions;
  #clock: InputClock | null = null;
  #batches: AsyncIterator<LineBatch> | null = null;
  #batchStart = 0;
  #batchBytes = 1;
  #inputBefore = 0;
  #inputAfter = 0;

  constructor(source: Source, options: ReaderOptions) {
    this.source = source;
    this.#options = options;
    this.reader = new EventReader(source.origin, options);
  }

  get name(): string {
    return this.source.origin.file ?? this.source.origin.source;
  }

  get clock(): InputClock {
    this.#clock ??= new InputClock(this.source.origin.referenceTime);
    return this.#clock;
  }

  /** Moves on to the next event if it is already in memory. */
  advance(): boolean {
    const event = this.reader.next();
    this.head = event;
    if (event === null) return false;
    this.clock.place(event);
    return true;
  }

  /** Reads until there is a next event; false at the end of the input, or when it cannot be read any further. */
  async fill(signal?: AbortSignal): Promise<boolean> {
    if (this.advance()) return true;
    this.#batches ??= this.source.batches(signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await this.#batches.next();
        if (done === true) break;
        this.#took(value);
        if (this.advance()) return true;
      }
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
      this.error = error;
    }
    this.#inputBefore = this.#inputAfter;
    this.reader.end();
    return this.advance();
  }

  /** Epoch ms of the first event, found without consuming it; NaN when there is none. */
  async firstTime(signal?: AbortSignal): Promise<number> {
    try {
      const batch = await this.source.peek(signal);
      if (batch === null) return Number.NaN;
      const reader = new EventReader(this.source.origin, this.#options);
      reader.feed(batch);
      reader.end();
      const clock = new InputClock(this.source.origin.referenceTime);
      for (let event = reader.next(); event !== null; event = reader.next()) {
        clock.place(event);
        if (clock.timed > 0) return event.received;
      }
      return this.source.origin.referenceTime;
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
      return Number.NaN;
    }
  }

  /** Bytes of the underlying input that were consumed up to and with `event`. */
  consumed(event: Event): number {
    const share = (event.position - this.#batchStart) / this.#batchBytes;
    return this.#inputBefore + (this.#inputAfter - this.#inputBefore) * Math.min(1, Math.max(0, share));
  }

  report(): InputReport {
    const { counters, byFormat } = this.reader;
    const seen = counters.lines - counters.empty;
    return {
      name: this.name,
      lines: counters.lines,
      bytes: this.source.counters.bytes,
      events: counters.events,
      understood: seen === 0 ? 1 : 1 - counters.unparsed / seen,
      formats: [...byFormat]
        .filter(([format]) => format !== '')
        .map(([format, lines]) => ({ format, lines }))
        .sort((a, b) => b.lines - a.lines),
      notUnderstood: this.reader.notUnderstood(),
    };
  }

  /** Stops reading; the source itself stays open for another pass, and is closed by whoever opened it. */
  async stop(): Promise<void> {
    await this.#batches?.return?.(undefined);
  }

  #took(batch: LineBatch): void {
    this.reader.feed(batch);
    this.#batchStart = batch.offset;
    this.#batchBytes = Math.max(1, batch.count === 0 ? 1 : batch.ends[batch.count - 1]!);
    this.#inputBefore = this.#inputAfter;
    this.#inputAfter = Math.max(this.#inputAfter, this.source.counters.inputBytes);
  }
}
