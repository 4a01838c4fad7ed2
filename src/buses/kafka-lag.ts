import { type Lag, TOPICS, type Topic } from '../core/bus.ts';
import type { KafkaCluster } from './kafka-client.ts';
import { endsOf, KafkaLink, type KafkaParts, withLeader } from './kafka-link.ts';
import { placeOf } from './kafka-parts.ts';

/** Enough for one record; a broker gives a whole batch even where it is larger. */
const A_LITTLE = 1024;

/** How far groups lag behind: by what they wrote down, and by what there is. */
export class KafkaLag {
  readonly #parts: KafkaParts;
  readonly #link: KafkaLink;
  /** Whether the broker says which groups there are. */
  #asks = true;

  constructor(parts: KafkaParts) {
    this.#parts = parts;
    this.#link = new KafkaLink(parts, 'lag');
  }

  /** Lag of the groups that the broker names, and of `known` ones. */
  async of(known: ReadonlySet<string>): Promise<Lag[]> {
    const groups = new Set([...known, ...(await this.#listed())]);
    const lags: Lag[] = [];
    for (const group of groups) {
      const topic = TOPICS.find((one) => group.startsWith(`${this.#parts.topics.group(one, '')}`));
      if (topic !== undefined)
        lags.push(...(await this.#link.use((cluster) => this.#lag(cluster, topic, group))));
    }
    return lags;
  }

  close(): void {
    this.#link.close();
  }

  async #listed(): Promise<string[]> {
    if (!this.#asks) return [];
    const admin = await this.#parts.client.admin();
    try {
      await admin.connect();
      const { groups } = await admin.listGroups();
      return groups.map(({ groupId }) => groupId);
    } catch (error) {
      // Some brokers do not say, or not to us; then groups are those that say so themselves.
      if (/not support|AUTHORIZATION/i.test(`${(error as Error).name} ${(error as Error).message}`))
        this.#asks = false;
      return [];
    } finally {
      void admin.disconnect().catch(() => {});
    }
  }

  async #lag(cluster: KafkaCluster, topic: Topic, group: string): Promise<Lag[]> {
    const name = this.#parts.topics.name(topic);
    await this.#parts.topics.ready(cluster, name, 1);
    const partitions = cluster
      .findTopicPartitionMetadata(name)
      .map(({ partitionId }) => ({ partition: partitionId }));
    const coordinator = await cluster.findGroupCoordinator({ groupId: group });
    const { responses } = await coordinator.offsetFetch({
      groupId: group,
      topics: [{ topic: name, partitions }],
    });
    const lags: Lag[] = [];
    for (const { partition, offset, metadata } of responses[0]?.partitions ?? []) {
      const { low, high } = await endsOf(this.#parts, cluster, { topic: name, partition });
      // Where parts of a large entry are still to come it is read from there again, but what is known is known.
      const known = /^\d+$/.test(metadata ?? '') ? placeOf(metadata!).from : Number(offset);
      const next = Math.max(low, known);
      const entries = Math.max(0, high - next);
      const short = group.slice(this.#parts.topics.group(topic, '').length);
      const age = entries === 0 ? 0 : await this.#age(cluster, { topic: name, partition }, next);
      lags.push({ topic, group: short, shard: partition, entries, age });
    }
    return lags;
  }

  async #age(
    cluster: KafkaCluster,
    of: { readonly topic: string; readonly partition: number },
    offset: number,
  ): Promise<number> {
    const { responses } = await withLeader(this.#parts, cluster, of, (broker) =>
      broker.fetch({
        ...{ maxWaitTime: 100, minBytes: 1, maxBytes: A_LITTLE, isolationLevel: 0 },
        topics: [
          {
            topic: of.topic,
            partitions: [{ partition: of.partition, fetchOffset: String(offset), maxBytes: A_LITTLE }],
          },
        ],
      }),
    );
    const record = responses[0]?.partitions[0]?.messages.find((one) => Number(one.offset) >= offset);
    const time = Number(record?.timestamp);
    return time > 0 ? Math.max(0, this.#parts.context.now() - time) : Number.NaN;
  }
}
