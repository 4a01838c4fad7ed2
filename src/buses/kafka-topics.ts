import type { Topic } from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import type { KafkaClient, KafkaCluster, KafkaFailure } from './kafka-client.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long what is published is kept, ms, where we make the topic; partitions are the shards. */
const RETENTION: { readonly [topic in Topic]: number } = {
  raw: 7 * DAY,
  events: DAY,
  escalated: 90 * DAY,
  samples: DAY,
  findings: 90 * DAY,
  incidents: 90 * DAY,
  analyses: 90 * DAY,
  dead: 30 * DAY,
  clock: HOUR,
  // Until they are forgotten.
  templates: -1,
  store: -1,
};
/** Who has a shard, and who is there. */
const OURS: { readonly [topic: string]: number } = { fences: DAY, announce: HOUR };
const SHARDED = new Set(['raw', 'events', 'samples']);

/** Names of topics, and that they are there. */
export class KafkaTopics {
  readonly #client: KafkaClient;

  constructor(client: KafkaClient) {
    this.#client = client;
  }

  /** Full name of a topic. */
  name(topic: Topic | 'fences' | 'announce'): string {
    return `${this.#client.options.prefix}.${topic}`;
  }

  /** Full name of a group on a topic, or of those who may lead. */
  group(of: string, group: string): string {
    return `${this.#client.options.prefix}.${of}.${group}`;
  }

  /**
   * Makes sure that a topic is there and has so many partitions. Fails with words that say what to type where it may
   * not be made.
   */
  async ready(cluster: KafkaCluster, name: string, partitions: number): Promise<void> {
    const has = await this.#partitions(cluster, name);
    if (has >= partitions) return;
    const wanted = Math.max(partitions, SHARDED.has(this.#short(name)) ? this.#client.options.partitions : 1);
    if (has === 0) await this.#create(name, wanted);
    else {
      await this.#grow(name, { from: has, to: wanted });
      await cluster.refreshMetadata();
    }
    // All brokers know of it only after a moment; then whoever wanted it tries again.
    if ((await this.#partitions(cluster, name)) < partitions) throw new Error(`topic ${name} is being made`);
  }

  async #partitions(cluster: KafkaCluster, name: string): Promise<number> {
    try {
      await cluster.addTargetTopic(name);
    } catch (error) {
      if ((error as KafkaFailure).type === 'UNKNOWN_TOPIC_OR_PARTITION') return 0;
      throw error;
    }
    return cluster.findTopicPartitionMetadata(name).length;
  }

  async #create(name: string, partitions: number): Promise<void> {
    const { create_topics: may, brokers, replication } = this.#client.options;
    const retention = RETENTION[this.#short(name) as Topic] ?? OURS[this.#short(name)] ?? DAY;
    const type = `kafka-topics.sh --bootstrap-server ${brokers[0]} --create --topic ${name} --partitions ${partitions} --config retention.ms=${retention}`;
    if (!may) throw new LogsiftError('BUS_INVALID', `there is no topic ${name}; make it: ${type}`);
    const config = {
      'retention.ms': String(retention),
      'cleanup.policy': 'delete',
      // Ages are reckoned by one clock.
      'message.timestamp.type': 'LogAppendTime',
      // A segment is deleted as a whole.
      ...(retention > 0 && retention <= DAY ? { 'segment.ms': String(retention / 4) } : {}),
    };
    await this.#asAdmin(`there is no topic ${name}, and it could not be made`, type, async (admin) => {
      const { brokers: all } = await admin.describeCluster();
      await admin.createTopics({
        waitForLeaders: false,
        topics: [
          {
            topic: name,
            numPartitions: partitions,
            replicationFactor: replication ?? Math.min(3, all.length),
            configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
          },
        ],
      });
    });
  }

  async #grow(name: string, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const { create_topics: may, brokers } = this.#client.options;
    const type = `kafka-topics.sh --bootstrap-server ${brokers[0]} --alter --topic ${name} --partitions ${to}`;
    const short = `topic ${name} has ${from} partitions, and ${to} are needed`;
    if (!may) throw new LogsiftError('BUS_INVALID', `${short}; give it more: ${type}`);
    await this.#asAdmin(short, type, async (admin) => {
      await admin.createPartitions({ topicPartitions: [{ topic: name, count: to }] });
    });
  }

  async #asAdmin(
    what: string,
    type: string,
    work: (admin: Awaited<ReturnType<KafkaClient['admin']>>) => Promise<void>,
  ): Promise<void> {
    const admin = await this.#client.admin();
    try {
      await admin.connect();
      await work(admin);
    } catch (cause) {
      // Another may have been quicker.
      if (/already exists/i.test((cause as Error).message)) return;
      throw new LogsiftError('BUS_INVALID', `${what} (${(cause as Error).message}); type: ${type}`, {
        cause,
      });
    } finally {
      void admin.disconnect().catch(() => {});
    }
  }

  #short(name: string): string {
    return name.slice(this.#client.options.prefix.length + 1);
  }
}
