import type { Gap } from '../core/bus.ts';
import type { KafkaCluster, KafkaFailure, KafkaRecord } from './kafka-client.ts';
import { endsOf, KafkaLink, type KafkaParts, leaderOf } from './kafka-link.ts';

/** How long a broker waits for something to come, ms. */
const WAIT = 250;
/** Bytes of one partition, and of one answer. */
const MOST_OF_ONE = 4 * 2 ** 20;
const MOST = 16 * 2 ** 20;
const READ_COMMITTED = 1;

/** What is done with what was read. */
export interface ReaderEvents {
  /** Whether more of a partition is wanted. */
  wants(partition: number): boolean;
  records(partition: number, records: readonly KafkaRecord[]): void;
  gap(partition: number, gap: Gap): void;
}

/** Reads some partitions of a topic, each from a place on; one request to each broker is under way at a time. */
export class KafkaReader {
  readonly #parts: KafkaParts;
  readonly #link: KafkaLink;
  readonly #topic: string;
  readonly #events: ReaderEvents;
  /** Where to go on, by partition. */
  readonly #next = new Map<number, number>();
  readonly #asked = new Set<string>();
  readonly #over = new AbortController();
  #finding = false;
  #again = false;
  #tries = 0;

  constructor(parts: KafkaParts, topic: string, events: ReaderEvents) {
    this.#parts = parts;
    this.#topic = topic;
    this.#events = events;
    this.#link = new KafkaLink(parts, `read ${topic}`);
  }

  add(partition: number, offset: number): void {
    this.#next.set(partition, offset);
    this.pump();
  }

  remove(partition: number): void {
    this.#next.delete(partition);
  }

  close(): void {
    this.#over.abort();
    this.#next.clear();
    this.#link.close();
  }

  /** The first offset that is there, and the one that the next record gets. */
  ends(partition: number, signal: AbortSignal): Promise<{ readonly low: number; readonly high: number }> {
    return this.#link.insist(
      (cluster) => endsOf(this.#parts, cluster, { topic: this.#topic, partition }),
      signal,
    );
  }

  /** To be called when more is wanted than before. */
  pump(): void {
    if (this.#over.signal.aborted) return;
    if (this.#finding) {
      this.#again = true;
      return;
    }
    this.#again = false;
    const wanted = [...this.#next.keys()].filter((partition) => this.#events.wants(partition));
    if (wanted.length === 0) return;
    this.#finding = true;
    void this.#ask(wanted).finally(() => {
      this.#finding = false;
      if (this.#again) this.pump();
    });
  }

  async #ask(wanted: readonly number[]): Promise<void> {
    try {
      await this.#link.use(async (cluster) => {
        const byLeader = new Map<string, number[]>();
        for (const partition of wanted) {
          const leader = await leaderOf(this.#parts, cluster, { topic: this.#topic, partition });
          const all = byLeader.get(leader);
          if (all === undefined) byLeader.set(leader, [partition]);
          else all.push(partition);
        }
        for (const [leader, partitions] of byLeader) {
          if (this.#asked.has(leader)) continue;
          this.#asked.add(leader);
          void this.#fetch(cluster, leader, partitions);
        }
      });
    } catch (error) {
      await this.#failed(error);
      this.#again = true;
    }
  }

  async #fetch(cluster: KafkaCluster, leader: string, partitions: readonly number[]): Promise<void> {
    const asked = new Map(
      partitions.flatMap((partition) => {
        const next = this.#next.get(partition);
        return next === undefined ? [] : [[partition, next] as const];
      }),
    );
    try {
      const broker = await this.#link.use(() => cluster.findBroker({ nodeId: leader }));
      const { responses } = await this.#link.use(() =>
        broker.fetch({
          ...{ maxWaitTime: WAIT, minBytes: 1, maxBytes: MOST, isolationLevel: READ_COMMITTED },
          topics: [
            {
              topic: this.#topic,
              partitions: [...asked].map(([partition, next]) => ({
                ...{ partition, fetchOffset: String(next), maxBytes: MOST_OF_ONE },
              })),
            },
          ],
        }),
      );
      this.#tries = 0;
      for (const { partitions: came } of responses) {
        for (const { partition, messages } of came) this.#came(partition, asked.get(partition), messages);
      }
    } catch (error) {
      const { type, partition } = error as KafkaFailure;
      if (type === 'OFFSET_OUT_OF_RANGE' && partition !== undefined)
        await this.#reset(partition, asked.get(partition));
      else await this.#failed(error, cluster);
    } finally {
      this.#asked.delete(leader);
      this.pump();
    }
  }

  #came(partition: number, from: number | undefined, messages: readonly KafkaRecord[]): void {
    // Another place is wanted meanwhile, or none.
    if (from === undefined || this.#next.get(partition) !== from || messages.length === 0) return;
    // A batch is handed over whole, also where it began before.
    const records = messages.filter(
      ({ offset, isControlRecord }) => Number(offset) >= from && isControlRecord !== true,
    );
    this.#next.set(partition, Math.max(from, Number(messages.at(-1)!.offset) + 1));
    if (records.length > 0) this.#events.records(partition, records);
  }

  /** What was wanted is not there: it was deleted, or the topic is another one by that name. */
  async #reset(partition: number, from: number | undefined): Promise<void> {
    try {
      const { low, high } = await this.#link.use((cluster) =>
        endsOf(this.#parts, cluster, { topic: this.#topic, partition }),
      );
      if (from === undefined || this.#next.get(partition) !== from || (from >= low && from <= high)) return;
      this.#next.set(partition, low);
      this.#events.gap(partition, { reason: 'out of range', entries: from < low ? low - from : null });
    } catch (error) {
      await this.#failed(error);
    }
  }

  async #failed(error: unknown, cluster?: KafkaCluster): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#link.trouble(error);
    await this.#link.pause(this.#tries++, this.#over.signal).catch(() => {});
    await cluster?.refreshMetadata().catch(() => {});
  }
}
