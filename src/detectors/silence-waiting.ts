import { Heap, type Timed } from '../kit/heap.ts';
import type { Who } from './silence-matter.ts';
import type { Stream } from './silence-stream.ts';

/** A stream that is to be looked at. */
export interface Wait extends Timed {
  readonly stream: Stream;
  readonly who: Who;
}

const ORDER = { log: 0, host: 1, measured: 2, line: 3 };

/**
 * Streams by when their pauses may be odd at the earliest (epoch ms), so that a look costs what is due, not what is
 * followed. A stream that goes on is not moved: when its turn comes it is put off.
 */
export class Waiting {
  #heap = new Heap<Wait>();
  #order = 0;

  /** Looks at a stream at a time, or sooner where it was put before. */
  put(stream: Stream, who: Who, time: number): void {
    if (!(time < stream.queued)) return;
    stream.queued = time;
    this.#heap.push({ time, order: this.#order++, stream, who });
  }

  /** Takes out what is due. */
  take(now: number): Wait[] {
    const due: Wait[] = [];
    for (let next = this.#heap.peek(); next !== undefined && next.time <= now; next = this.#heap.peek()) {
      this.#heap.pop();
      const { stream, time } = next;
      // Put in twice, it came before; or its place belongs to another stream by now.
      if (stream.gone || stream.queued !== time) continue;
      stream.queued = Number.POSITIVE_INFINITY;
      due.push(next);
    }
    return due;
  }

  clear(): void {
    this.#heap = new Heap();
  }
}

/** An order of streams that does not hang on when they were put in. */
export function byName({ who: a }: Wait, { who: b }: Wait): number {
  if (a.kind === 'log' || b.kind === 'log' || a.kind !== b.kind) return ORDER[a.kind] - ORDER[b.kind];
  if (a.host !== b.host) return a.host < b.host ? -1 : 1;
  return a.kind === 'line' && b.kind === 'line' && a.template < b.template ? -1 : 1;
}
