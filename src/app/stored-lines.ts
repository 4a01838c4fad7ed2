import type { Event } from '../core/event.ts';
import type { EventStore } from '../store/events.ts';
import type { Config } from './config.ts';

/**
 * Ordinary lines stored at most, in the long run and on top of it in one go: beyond it a store would only be a second
 * copy of the ring, and soon deleted for its size. Files may be deleted before anybody looks for their lines.
 */
const MOST = {
  files: { perSecond: 10_000, atOnce: 1_000_000 },
  ring: { perSecond: 2_000, atOnce: 50_000 },
};

/** Which lines are stored: what the configuration says, ordinary ones only as far as there is room for them. */
export class StoredLines {
  /** Where the lines at hand are beside the store. */
  place: keyof typeof MOST = 'files';
  /** Ordinary lines that were not stored because so many came; they are where they came from, or in the ring. */
  left = 0;
  readonly #events: EventStore;
  readonly #keep: Config['store']['keep'];
  readonly #room = { files: MOST.files.atOnce, ring: MOST.ring.atOnce };

  constructor(events: EventStore, keep: Config['store']['keep']) {
    this.#events = events;
    this.#keep = keep;
  }

  take(event: Event): void {
    if (this.#keep === 'none' || (this.#keep === 'kept' && event.mark === 'drop')) return;
    const room = this.#room[this.place];
    if (room > 0) this.#room[this.place] = room - 1;
    if (room > 0 || isNotable(event)) this.#events.add(event);
    else this.left++;
  }

  /** A second has passed: there is room again. */
  second(): void {
    for (const place of ['files', 'ring'] as const) {
      const { perSecond, atOnce } = MOST[place];
      this.#room[place] = Math.min(atOnce, this.#room[place] + perSecond);
    }
  }
}

/** A rule called it bad, its sender did, or nothing like it came before. */
function isNotable(event: Event): boolean {
  if (event.firsts !== null || (event.severity >= 0 && event.severity <= 3)) return true;
  return event.mark !== 'keep' && event.mark !== 'drop';
}
