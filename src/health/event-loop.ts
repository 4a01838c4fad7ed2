import { monitorEventLoopDelay } from 'node:perf_hooks';
import { STALL_MS } from './watchdog.ts';

/** Measured every so many ms: a turn that is shorter is not seen. */
const RESOLUTION_MS = 20;

/** How long the event loop did nothing else, by the system's own histogram. */
export class EventLoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  /** Times it was over a second. */
  stalls = 0;

  start(): void {
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** The longest turn since the last call, ms. */
  take(): number {
    const longest = Math.max(0, this.#histogram.max / 1e6 - RESOLUTION_MS);
    this.#histogram.reset();
    // An empty histogram says 2^63 or 0, depending on the version.
    const ms = longest < 86_400_000 ? longest : 0;
    if (ms > STALL_MS) this.stalls++;
    return ms;
  }
}
