import type { BusEntry } from '../core/bus.ts';
import { following, isBefore } from './redis-entries.ts';

/** Bytes that are asked for at once, and entries. */
const READ_BYTES = 4_194_304;
const READ_ENTRIES = 512;
/** Entries that were handed over and not acknowledged; no more are read before some are. */
const OUTSTANDING = 50_000;

/** One shard that is a member's own: what of it is under way. */
export class RedisShard {
  readonly shard: number;
  readonly fence: number;
  /** `>` for what is new; before that an id from which on pending entries are claimed. */
  from = '0-0';
  /** Read for nobody: it was not assigned yet, is being given back, or was lost. */
  state: 'assigning' | 'mine' | 'giving' | 'lost' = 'assigning';
  /** Being handled just now. */
  busy: Promise<void> | null = null;
  /** Whether the group was there when it was last looked for. */
  grouped = false;
  /** When what is gone was last looked for, by the monotonic clock. */
  audited = 0;
  #outstanding: string[] = [];
  #last: string | null = null;
  #bytesEach = READ_BYTES / 32;

  constructor(shard: number, fence: number) {
    this.shard = shard;
    this.fence = fence;
  }

  get ready(): boolean {
    return this.state === 'mine' && this.busy === null && this.#outstanding.length < OUTSTANDING;
  }

  /** How many entries to ask for, by what they weighed until now. */
  get most(): number {
    return Math.max(1, Math.min(READ_ENTRIES, Math.floor(READ_BYTES / this.#bytesEach)));
  }

  /** Entries came. */
  read(entries: readonly BusEntry[], bytes: number): void {
    const each = bytes / entries.length;
    this.#bytesEach = Math.max(64, each, this.#bytesEach * 0.5 + each * 0.5);
    for (const { id } of entries) this.#outstanding.push(id);
    this.#last = entries.at(-1)!.id;
  }

  /** What was read may have been handed over to us, and the answer lost: it is pending behind what we had. */
  unanswered(): void {
    if (this.from === '>') this.from = this.#last === null ? '0-0' : following(this.#last);
  }

  /** Ids up to and with this one that were not acknowledged. */
  upTo(id: string): readonly string[] {
    let count = 0;
    while (count < this.#outstanding.length && !isBefore(id, this.#outstanding[count]!)) count++;
    return this.#outstanding.slice(0, count);
  }

  acknowledged(ids: readonly string[]): void {
    const gone = new Set(ids);
    this.#outstanding = this.#outstanding.filter((id) => !gone.has(id));
  }
}
