import type { Gap, Topic } from '../../core/bus.ts';
import type { Notice } from '../../core/notice.ts';
import { grouped } from '../../core/words.ts';

export interface GapsOptions {
  readonly topic: Topic;
  /** What entries of it are to people, such as `lines`, and what nobody did with them. */
  readonly words: { readonly of: string; readonly undone: string };
  readonly notice: (notice: Notice) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

interface Gone {
  /** Null when nobody can know. */
  entries: number | null;
  readonly shards: Set<number>;
}

/** Entries of a topic that were gone before anybody read them: counted, and said once for all shards together. */
export class Gaps {
  /** How often that was, in shards. */
  count = 0;
  readonly #options: GapsOptions;
  #gone = new Map<Gap['reason'], Gone>();

  constructor(options: GapsOptions) {
    this.#options = options;
  }

  take(shard: number, { reason, entries }: Gap): void {
    this.count++;
    const gone = this.#gone.get(reason) ?? { entries: 0, shards: new Set() };
    gone.entries = gone.entries === null || entries === null ? null : gone.entries + entries;
    gone.shards.add(shard);
    this.#gone.set(reason, gone);
  }

  /** To be called every second, and at the end: says what came since. */
  say(): void {
    const { topic, words, notice, now } = this.#options;
    const all = this.#gone;
    this.#gone = new Map();
    for (const [reason, { entries, shards }] of all) {
      const many = entries === null ? 'entries' : entries === 1 ? '1 entry' : `${grouped(entries)} entries`;
      const were = entries === 1 ? 'was' : 'were';
      const where = shards.size === 1 ? `shard ${[...shards][0]}` : `${shards.size} shards`;
      const text = `${many} of ${words.of} ${were} gone from the bus before anybody ${words.undone} (${reason}; ${where} of ${topic})`;
      notice({ kind: 'gap', about: `bus:${topic}`, text, time: now() });
    }
  }
}
