import { hostname } from 'node:os';
import { z } from 'zod';
import { defineLiveSource, type LiveSink } from '../core/live-source.ts';
import { duration } from '../core/option-values.ts';
import { type Reading, readHost } from './host-readings.ts';

/** This machine itself: no lines, but samples. */
export default defineLiveSource({
  name: 'host',
  describe: 'measures the disks, the memory and the load of this machine',
  schema: z.strictObject({
    every: duration({ min: '1s', max: '1h' }).prefault('10s').describe('How often it measures.'),
  }),
  // It hands no lines over; nothing has to be kept to read them again.
  rereadable: true,
  follow: (options) => new HostSource(options.every, readHost),
});

class HostSource {
  readonly #every: number;
  readonly #read: () => Promise<readonly Reading[]>;
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #lastSeen = Number.NaN;
  #skipped = 0;
  #stopped = false;

  constructor(every: number, read: () => Promise<readonly Reading[]>) {
    this.#every = every;
    this.#read = read;
  }

  async start(sink: LiveSink): Promise<void> {
    if (this.#stopped) return;
    this.#timer = setInterval(() => this.#measure(sink), this.#every);
    this.#measure(sink);
    await this.#reading;
  }

  inputs() {
    return [
      {
        ...{ key: 'host', name: 'this machine', lines: 0, bytes: 0, behind: 0, trouble: null },
        lastSeen: this.#lastSeen,
        dropped: this.#skipped > 0 ? { 'still measuring': this.#skipped } : {},
      },
    ];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#reading;
  }

  #measure(sink: LiveSink): void {
    if (this.#reading !== null) {
      this.#skipped++;
      return;
    }
    this.#reading = this.#read()
      .then((readings) => {
        const host = hostname();
        const time = sink.now();
        for (const reading of readings) sink.sample({ ...reading, host, time });
        if (readings.length > 0) this.#lastSeen = time;
      })
      .finally(() => {
        this.#reading = null;
      });
  }
}
