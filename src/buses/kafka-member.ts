import type { BusEntry, Gap, GroupHandler, Member, Topic } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import { takeFence } from './kafka-fence.ts';
import { KafkaGroup } from './kafka-group.ts';
import type { KafkaParts } from './kafka-link.ts';
import { placeOf } from './kafka-parts.ts';
import { KafkaPlaces } from './kafka-places.ts';
import { KafkaReader } from './kafka-reader.ts';
import { KafkaShard } from './kafka-shard.ts';

/** What a member tells its bus. */
export interface MemberEvents {
  taken(entries: readonly BusEntry[]): void;
  gap(shard: number, gap: Gap): void;
  /** Resolves when it is on the topic `dead`. */
  bury(
    of: { readonly topic: Topic; readonly shard: number; readonly entry: BusEntry },
    reason: string,
  ): Promise<void>;
}

interface Mine {
  readonly signal: AbortController;
  /** Whether the handler was told that it is its own. */
  readonly ready: Promise<boolean>;
  places: KafkaPlaces | null;
  entries: KafkaShard | null;
}

/** A member of a group that shares the shards of a topic. */
export class KafkaMember implements Member {
  readonly #parts: KafkaParts;
  readonly #of: { readonly topic: Topic; readonly group: string; readonly shards: number };
  readonly #handler: GroupHandler;
  readonly #events: MemberEvents;
  readonly #group: KafkaGroup;
  readonly #reader: KafkaReader;
  readonly #mine = new Map<number, Mine>();
  /** What has to be over before a shard can be taken again. */
  readonly #ending = new Map<number, Promise<void>>();
  #committing: Promise<void> | null = null;
  #leaving: Promise<void> | null = null;

  constructor(
    parts: KafkaParts,
    of: { readonly topic: Topic; readonly group: string; readonly shards: number },
    told: { readonly handler: GroupHandler; readonly events: MemberEvents },
  ) {
    this.#parts = parts;
    this.#of = of;
    this.#handler = told.handler;
    this.#events = told.events;
    const topic = parts.topics.name(of.topic);
    this.#reader = new KafkaReader(parts, topic, {
      wants: (shard) => this.#mine.get(shard)?.entries?.wants === true,
      records: (shard, records) => {
        const lost = this.#mine.get(shard)?.entries?.take(records) ?? 0;
        if (lost > 0) this.#events.gap(shard, { reason: 'deleted', entries: lost });
      },
      gap: (shard, gap) => this.#events.gap(shard, gap),
    });
    this.#group = new KafkaGroup(
      parts,
      { group: parts.topics.group(of.topic, of.group), topic, shards: of.shards },
      {
        given: (shard, signal) => this.#begin(shard, signal),
        taken: (shard) => this.#end(shard, false),
        lost: (shard) => void this.#end(shard, true),
      },
    );
  }

  get owned(): readonly number[] {
    return [...this.#mine]
      .flatMap(([shard, { entries }]) => (entries === null ? [] : [shard]))
      .sort((a, b) => a - b);
  }

  async acknowledge(shard: number, id: string): Promise<void> {
    const mine = this.#mine.get(shard);
    if (mine?.places == null) throw notOurs(shard);
    mine.places.done(placeOf(id));
    await this.#write(shard, mine);
  }

  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  /** Writes down how far it was acknowledged, for as long as it is ours. */
  async #write(shard: number, mine: Mine): Promise<void> {
    for (let tries = 0; mine.places?.unwritten === true; tries++) {
      if (this.#mine.get(shard) !== mine) throw notOurs(shard);
      this.#committing ??= this.#commit(tries).finally(() => {
        this.#committing = null;
      });
      await this.#committing;
    }
  }

  async #leave(): Promise<void> {
    await this.#group.leave();
    await Promise.all(this.#ending.values());
    this.#reader.close();
  }

  #begin(shard: number, lost: AbortSignal): void {
    const signal = new AbortController();
    lost.addEventListener('abort', () => signal.abort(), { once: true });
    const mine: Mine = {
      ...{ signal, places: null, entries: null },
      ready: Promise.resolve().then(() => this.#prepare(shard, mine)),
    };
    this.#mine.set(shard, mine);
  }

  /** Makes sure that it is ours, tells the handler, and reads on from where it was left. */
  async #prepare(shard: number, mine: Mine): Promise<boolean> {
    const { signal } = mine.signal;
    try {
      await this.#ending.get(shard);
      const begun = await this.#group.link.insist(async (cluster) => {
        const fence = await takeFence(this.#parts, cluster, `${this.#of.topic} ${this.#of.group} ${shard}`);
        await this.#group.verify();
        return { fence, ...(await this.#group.committed(shard)) };
      }, signal);
      const low = begun.offset >= 0 ? begun.offset : (await this.#reader.ends(shard, signal)).low;
      signal.throwIfAborted();
      const known = /^\d+$/.test(begun.metadata) ? Number(begun.metadata) : low - 1;
      mine.places = new KafkaPlaces(known);
      await this.#handler.assigned(shard, begun.fence);
      if (signal.aborted) return true;
      mine.entries = this.#entries(shard, mine, known);
      this.#reader.add(shard, low);
      return true;
    } catch (error) {
      if (!signal.aborted) this.#group.link.trouble(error);
      return false;
    }
  }

  #entries(shard: number, mine: Mine, known: number): KafkaShard {
    return new KafkaShard(known, {
      hand: async (entries) => {
        const first = mine.places!.hand(entries);
        if (first.length > 0) this.#events.taken(first);
        await this.#handler.entries(shard, entries);
      },
      bury: async (entry, reason) => {
        await this.#events.bury({ topic: this.#of.topic, shard, entry }, reason);
        mine.places!.buried(entry);
        await this.#write(shard, mine);
      },
      room: () => this.#reader.pump(),
    });
  }

  /** The handler brings to an end what is under way, unless it is another's already. */
  #end(shard: number, lost: boolean): Promise<void> {
    const mine = this.#mine.get(shard);
    if (mine === undefined) return this.#ending.get(shard) ?? Promise.resolve();
    mine.signal.abort();
    if (lost) this.#mine.delete(shard);
    this.#reader.remove(shard);
    const ending = this.#finish(shard, mine, lost).finally(() => {
      if (this.#mine.get(shard) === mine) this.#mine.delete(shard);
      if (this.#ending.get(shard) === ending) this.#ending.delete(shard);
    });
    this.#ending.set(shard, ending);
    return ending;
  }

  async #finish(shard: number, mine: Mine, lost: boolean): Promise<void> {
    const told = await mine.ready;
    const handed = mine.entries?.stop();
    if (!lost) await handed;
    // It may have been lost while it was being given up.
    const gone = lost || this.#mine.get(shard) !== mine;
    if (told) await this.#handler.revoked(shard, gone).catch(() => {});
    await handed;
  }

  async #commit(tries: number): Promise<void> {
    const all = [...this.#mine].filter(([, { places }]) => places?.unwritten === true);
    const partitions = all.map(([partition, { places }]) => ({ partition, ...places!.next }));
    try {
      await this.#group.link.use(() => this.#group.commit(partitions));
      for (const [i, [, { places }]] of all.entries()) places!.written(Number(partitions[i]!.metadata));
    } catch (error) {
      this.#group.link.trouble(error);
      await this.#group.link.pause(tries, this.#parts.ended).catch(() => {});
    }
  }
}

function notOurs(shard: number): LogsiftError {
  return new LogsiftError(
    'BUS_CLOSED',
    `shard ${shard} is another's; nothing of it can be acknowledged here`,
  );
}
