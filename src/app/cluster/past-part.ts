import type { Event } from '../../core/event.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import { isPast, untilOf } from './past-mark.ts';

/** A part of a node's history: events in the order of their time, and how far (epoch ms) it is with them. */
export interface PastPart {
  readonly node: string;
  readonly until: number;
  readonly events: readonly Event[];
}

/** What an entry of `raw` holds of a node's history; null where it holds none. `feed` makes events of its lines. */
export function pastPartOf(
  batches: readonly LiveBatch[],
  feed: (batch: LiveBatch, take: (event: Event) => void) => void,
): PastPart | null {
  const said = batches.map(untilOf).find((one) => one !== null);
  if (said == null) return null;
  const events: Event[] = [];
  for (const batch of batches)
    if (isPast(batch) && batch.count > 0) feed(batch, (event) => events.push(event));
  // Each input of it is a batch: they are merged here. The sort is stable, so that lines of an input stay in order.
  return { ...said, events: events.sort((a, b) => a.received - b.received) };
}

/** Things in parts of at most so many; one part where there are none. */
export function partsOf<T>(things: readonly T[], most: number): (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let at = 0; at === 0 || at < things.length; at += most) parts.push(things.slice(at, at + most));
  return parts;
}
