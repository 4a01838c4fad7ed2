import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { numberOrNone } from './numbers.ts';

/** Inputs, and lines at the beginnings of files, that are remembered; beyond them the oldest is forgotten. */
const MOST_INPUTS = 100_000;
const MOST_BEGINNINGS = 8192;
/** Lines of a file that end before are known by what was in it up to then: its identity changes while it is so short. */
const BEGINNING = 1024;
/** A line that came so much later than the furthest one is none of before, whatever its place (ms). */
const LATER = 60_000;

interface Furthest {
  place: number;
  /** Epoch ms. */
  received: number;
}

const saved = z.object({
  places: z.array(z.tuple([z.number().int(), z.string(), numberOrNone, numberOrNone])).max(MOST_INPUTS),
  beginnings: z.array(z.string().max(64)).max(MOST_BEGINNINGS),
});

/** JSON-safe state. */
export type SavedPlaces = z.input<typeof saved>;

/**
 * Tells events that were taken in already from new ones: what comes again after a crash or a change of owners. Those of
 * an input in one shard of `raw` come in the order of their places, so that the furthest of them says it of all; where
 * places begin anew, as on a machine that was set up again, it is seen by when lines came.
 */
export class SeenPlaces {
  /** Events that were told of before. */
  again = 0;
  /** How often the places of an input began anew. */
  restarted = 0;
  /** Inputs that were forgotten because there were too many: what comes of them again is taken for new. */
  forgotten = 0;
  readonly #most: number;
  /** By shard and identity of the input; the one that was heard of last at the end. */
  readonly #inputs = new Map<string, Furthest>();
  readonly #beginnings = new Set<string>();
  #lastShard = -2;
  #lastIdentity = '';
  #last: Furthest | null = null;

  constructor(most = MOST_INPUTS) {
    this.#most = most;
  }

  /** Inputs that are remembered. */
  get size(): number {
    return this.#inputs.size;
  }

  /** Whether an event that was made of a shard of `raw` came before; if not, it has come now. */
  seen(shard: number, event: Event): boolean {
    const { origin, position, received } = event;
    const again = isBeginning(event)
      ? this.#begun(event.id)
      : this.#behind(this.#furthest(shard, origin.identity), position, received);
    if (again) this.again++;
    return again;
  }

  /** JSON-safe state, without events that came and were not looked at yet: those are to come again. */
  save(without: Iterable<readonly [shard: number, event: Event]> = []): SavedPlaces {
    const before = new Map<string, number>();
    const ids = new Set<string>();
    for (const [shard, event] of without) {
      if (isBeginning(event)) ids.add(event.id);
      else {
        const key = `${shard}\0${event.origin.identity}`;
        before.set(key, Math.min(before.get(key) ?? Number.POSITIVE_INFINITY, event.position - 1));
      }
    }
    const places = [...this.#inputs].map(([key, { place, received }]) => {
      const cut = key.indexOf('\0');
      const known = (value: number) => (Number.isFinite(value) ? value : null);
      const furthest = Math.min(place, before.get(key) ?? place);
      return [Number(key.slice(0, cut)), key.slice(cut + 1), known(furthest), known(received)] as const;
    });
    const beginnings = [...this.#beginnings].filter((id) => !ids.has(id));
    return { places: places.map((row) => [...row]), beginnings };
  }

  /** Takes up what `save` gave, of this process or another: what is further counts. Throws STATE_INVALID. */
  load(given: unknown): void {
    const read = saved.safeParse(given);
    if (!read.success) throw stateInvalid('seen places', read.error);
    const { places, beginnings } = read.data;
    for (const [shard, identity, place, received] of places) {
      this.#behind(this.#furthest(shard, identity), place, received);
    }
    for (const id of beginnings) this.#begun(id);
  }

  #begun(id: string): boolean {
    if (this.#beginnings.has(id)) return true;
    if (this.#beginnings.size >= MOST_BEGINNINGS) {
      this.#beginnings.delete(this.#beginnings.values().next().value!);
    }
    this.#beginnings.add(id);
    return false;
  }

  #behind(furthest: Furthest, place: number, received: number): boolean {
    if (place <= furthest.place) {
      if (!(received > furthest.received + LATER)) return true;
      this.restarted++;
    }
    furthest.place = place;
    if (!(received <= furthest.received)) furthest.received = received;
    return false;
  }

  #furthest(shard: number, identity: string): Furthest {
    if (shard === this.#lastShard && identity === this.#lastIdentity && this.#last !== null)
      return this.#last;
    const key = `${shard}\0${identity}`;
    let furthest = this.#inputs.get(key);
    if (furthest === undefined) {
      if (this.#inputs.size >= this.#most) {
        this.#inputs.delete(this.#inputs.keys().next().value!);
        this.forgotten++;
      }
      furthest = { place: Number.NEGATIVE_INFINITY, received: Number.NaN };
    } else this.#inputs.delete(key);
    this.#inputs.set(key, furthest);
    this.#lastShard = shard;
    this.#lastIdentity = identity;
    this.#last = furthest;
    return furthest;
  }
}

/** Whether an event is known by itself. */
function isBeginning({ origin, lineEnd }: Event): boolean {
  return origin.beginning !== undefined && lineEnd > 0 && lineEnd < BEGINNING;
}
