import { z } from 'zod';
import type { Evidence } from '../core/finding.ts';
import type { Sample } from '../core/sample.ts';
import { clearly } from './window-series.ts';

/** Counters of errors that are followed, over all hosts. */
const MOST_COUNTERS = 20_000;
/** What counts what went wrong at an interface, as polling calls it. */
const OF_ERRORS = /^(?:errors|discards) (?:in|out) of ./;
/** Rates that have to be known before one can be too much. */
const ENOUGH = 30;
/** Fewer in a minute are never clearly more than none. */
const LEAST = 4;
/** Looks in a row after which what was too much is how it is. */
const LASTS = 60;

interface Counter {
  /** Most that came in a minute. */
  most: number;
  seen: number;
  /** Looks in a row at which it was clearly more, and the least of them. */
  above: number;
  least: number;
}

/** Counters of errors on interfaces, as devices are polled for them: which go just now where they never were. */
export class WindowCounters {
  readonly #known = new Map<string, Counter>();
  /** Samples of counters beyond the cap. */
  overCap = 0;

  /** Learns a sample; gives what is to be shown of it where it is clearly more than ever, else null. */
  take({ metric, host, value, unit = '' }: Sample): Evidence | null {
    if (unit !== '/s' || !(value >= 0) || !OF_ERRORS.test(metric)) return null;
    const key = `${host ?? ''}\0${metric}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      if (this.#known.size >= MOST_COUNTERS) {
        this.overCap++;
        return null;
      }
      known = { most: 0, seen: 0, above: 0, least: 0 };
      this.#known.set(key, known);
    }
    const count = Math.min(1e12, 60 * value);
    known.seen++;
    if (known.seen <= ENOUGH || count < LEAST || count <= clearly(known.most)) {
      known.above = 0;
      known.most = Math.max(known.most, count);
      return null;
    }
    known.least = known.above === 0 ? count : Math.min(known.least, count);
    // An incident does not become normal while it lasts, but what goes on for an hour does.
    if (++known.above >= LASTS) known.most = known.least;
    const text = `${metric} = ${Number(value.toPrecision(3))} ${unit}${host === null ? '' : ` on ${host}`}`;
    return { source: 'samples', text };
  }

  /** JSON-safe state. */
  save(): SavedCounters {
    return [...this.#known].map(([key, { most, seen, above, least }]) => [key, most, seen, above, least]);
  }

  /** What `save` gave. */
  static load(saved: SavedCounters): WindowCounters {
    const counters = new WindowCounters();
    for (const [key, most, seen, above, least] of saved)
      counters.#known.set(key, { most, seen, above, least });
    return counters;
  }
}

/** JSON-safe state of the counters. */
export const savedCounters = z
  .array(z.tuple([z.string(), z.number(), z.number(), z.number(), z.number()]))
  .max(MOST_COUNTERS);
type SavedCounters = z.infer<typeof savedCounters>;
