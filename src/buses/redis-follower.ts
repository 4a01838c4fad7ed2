import type { BusEntry, Gap, Topic } from '../core/bus.ts';
import { jittered, Pauses } from './pauses.ts';
import { entriesIn, isBefore } from './redis-entries.ts';
import type { RedisParts } from './redis-group.ts';
import { FOLLOW } from './redis-scripts.ts';

const [SHORTEST, LONGEST] = [2, 50];
const AFTER_TROUBLE = 200;
const AUDIT = 1000;
const [MOST_ENTRIES, MOST_BYTES] = [512, 4_194_304];

/** What is followed. */
export interface FollowOptions {
  readonly after: string;
  readonly signal: AbortSignal;
  gap?(gap: Gap): void;
}

interface Look {
  readonly entries: readonly BusEntry[];
  /** Entries that were removed and added since ever; NaN where nobody looked. */
  readonly gone: number;
  readonly added: number;
  readonly last: string;
  readonly first: string;
}

/** Reads one shard from a place on, without a group. */
export class RedisFollower {
  readonly #parts: RedisParts;
  readonly #topic: Topic;
  readonly #shard: number;
  readonly #options: FollowOptions;
  readonly #pauses = new Pauses();
  /** `newest` until it is known where that is. */
  #after: string;
  /** How many entries of the shard lie behind us, also those that were removed; NaN until that is known. */
  #place: number;
  #audited = Number.NEGATIVE_INFINITY;
  #most = 64;
  readonly #found: Promise<void>;

  constructor(parts: RedisParts, of: { topic: Topic; shard: number }, options: FollowOptions) {
    this.#parts = parts;
    this.#topic = of.topic;
    this.#shard = of.shard;
    this.#options = options;
    this.#after = options.after === 'oldest' ? '0-0' : options.after;
    this.#place = Number.NaN;
    options.signal.addEventListener('abort', () => this.end(), { once: true });
    if (options.signal.aborted) this.end();
    // What is new is new from this moment on, not from when somebody first asks for it.
    this.#found = this.#after === 'newest' ? this.#findNewest() : Promise.resolve();
  }

  end(): void {
    this.#pauses.end();
  }

  async *entries(): AsyncGenerator<readonly BusEntry[]> {
    await this.#found;
    let idle = SHORTEST;
    while (!this.#pauses.over) {
      const look = await this.#look();
      if (look === null) continue;
      this.#audit(look);
      const { entries } = look;
      if (entries.length > 0) {
        idle = SHORTEST;
        const bytes = entries.reduce((sum, one) => sum + one.bytes.length, 0);
        this.#most = Math.max(
          1,
          Math.min(MOST_ENTRIES, Math.floor(MOST_BYTES / (bytes / entries.length + 64))),
        );
        this.#parts.tally.taken.add(entries.length, bytes);
        this.#after = entries.at(-1)!.id;
        this.#place += entries.length;
        yield entries;
        continue;
      }
      await this.#pauses.wait(idle);
      idle = Math.min(idle * 1.5, LONGEST);
    }
  }

  async #findNewest(): Promise<void> {
    while (!this.#pauses.over && this.#after === 'newest') {
      const look = await this.#look();
      if (look === null) continue;
      this.#after = look.last;
      this.#place = look.added;
    }
  }

  async #look(): Promise<Look | null> {
    const { links, keys, context } = this.#parts;
    const audit = performance.now() - this.#audited > AUDIT || this.#after === 'newest';
    try {
      const reply = (await links.reader.run(
        FOLLOW,
        [keys.stream(this.#topic, this.#shard)],
        [this.#after, this.#most, Number(audit)],
      )) as readonly [unknown, number, number, Buffer, Buffer];
      if (audit) this.#audited = performance.now();
      links.clear(`following:${this.#topic}`);
      const [entries, gone, added, last, first] = reply;
      const known = (count: number) => (count < 0 ? Number.NaN : count);
      return {
        ...{ entries: entriesIn(entries), gone: known(gone), added: known(added) },
        ...{ last: last.toString(), first: first.toString() },
      };
    } catch (error) {
      if (!this.#pauses.over) links.trouble(`following:${this.#topic}`, error);
      await this.#pauses.wait(jittered(AFTER_TROUBLE, context.random));
      return null;
    }
  }

  /** Tells of entries that went before we had them. */
  #audit(look: Look): void {
    const { gone, added, entries, last, first } = look;
    if (Number.isNaN(gone)) return;
    const emptied = added < this.#place || (this.#after !== '0-0' && isBefore(last, this.#after));
    if (emptied) {
      this.#tell({ reason: 'emptied', entries: null });
      // It begins anew, whatever ids are given by now. Entries that came with this look come again.
      this.#after = '0-0';
      this.#place = 0;
      (entries as BusEntry[]).length = 0;
      return;
    }
    if (Number.isNaN(this.#place)) {
      if (this.#after === '0-0') this.#place = gone;
      else if (first !== '' && isBefore(this.#after, first) && gone > 0) this.#place = this.#resumed(look);
      else if (entries.length < this.#most) this.#place = added - entries.length;
      return;
    }
    if (gone <= this.#place) return;
    this.#tell({ reason: 'trimmed', entries: gone - this.#place });
    this.#place = gone;
  }

  /** Goes on behind an id that is not there any more: how much went behind it nobody knows. */
  #resumed({ gone }: Look): number {
    this.#tell({ reason: 'trimmed', entries: null });
    return gone;
  }

  #tell(gap: Gap): void {
    this.#parts.tally.lost += gap.entries ?? 0;
    this.#options.gap?.(gap);
  }
}
