import { setTimeout as sleep } from 'node:timers/promises';
import type { BusContext } from '../core/bus.ts';
import type { KafkaBroker, KafkaClient, KafkaCluster, KafkaFailure } from './kafka-client.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import type { Troubles } from './kafka-troubles.ts';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

/** What everything of one bus shares. */
export interface KafkaParts {
  readonly client: KafkaClient;
  readonly context: BusContext;
  readonly topics: KafkaTopics;
  readonly troubles: Troubles;
  /** Aborts when the bus is over. */
  readonly ended: AbortSignal;
}

/** Connections of one user of the bus: what waits in one of them holds up nobody else. They are made when needed. */
export class KafkaLink {
  readonly #parts: KafkaParts;
  /** What it is for, as troubles are told by it. */
  readonly #about: string;
  #cluster: Promise<KafkaCluster> | null = null;
  #closed = false;

  constructor(parts: KafkaParts, about: string) {
    this.#parts = parts;
    this.#about = about;
  }

  /** Does something once; connections that failed it are not used again. */
  async use<T>(work: (cluster: KafkaCluster) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('closed');
    this.#cluster ??= this.#connect();
    const mine = this.#cluster;
    try {
      const done = await work(await mine);
      this.#parts.troubles.over(this.#about);
      return done;
    } catch (error) {
      // Connections that know a topic go on believing in it when it was deleted.
      const wrong = isConnection(error) || (error as KafkaFailure).type === 'UNKNOWN_TOPIC_OR_PARTITION';
      if (wrong && this.#cluster === mine) this.#drop();
      throw error;
    }
  }

  /** Does something again and again, with pauses that grow, until it works; rejects only when `signal` aborts. */
  async insist<T>(work: (cluster: KafkaCluster) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let tries = 0; ; tries++) {
      signal.throwIfAborted();
      try {
        return await this.use(work);
      } catch (error) {
        if (signal.aborted || this.#closed) throw error;
        this.trouble(error);
        await this.pause(tries, signal);
      }
    }
  }

  /** Says what is wrong; that members of a group come and go is nothing wrong. */
  trouble(error: unknown): void {
    if (/^(?:REBALANCE_IN_PROGRESS|ILLEGAL_GENERATION)$/.test((error as KafkaFailure).type ?? '')) return;
    this.#parts.troubles.say(this.#about, error as Error, isConnection(error));
  }

  /** A pause before the next try, by chance shorter or longer. */
  async pause(tries: number, signal: AbortSignal): Promise<void> {
    const most = Math.min(FIRST_PAUSE * 2 ** Math.min(tries, 10), LONGEST_PAUSE);
    await sleep(most * (0.5 + this.#parts.context.random() / 2), undefined, { signal });
  }

  close(): void {
    this.#closed = true;
    this.#drop();
    this.#parts.troubles.over(this.#about, true);
  }

  async #connect(): Promise<KafkaCluster> {
    const cluster = await this.#parts.client.cluster();
    try {
      await cluster.connect();
      // Brokers are named together with a topic; asked for none they would tell of all, also of those that are broken.
      await this.#parts.topics.ready(cluster, this.#parts.topics.name('fences'), 1);
    } catch (error) {
      void cluster.disconnect().catch(() => {});
      throw error;
    }
    return cluster;
  }

  #drop(): void {
    const old = this.#cluster;
    this.#cluster = null;
    void old?.then((cluster) => cluster.disconnect()).catch(() => {});
  }
}

/** The broker that leads a partition, made where it is not there. */
export async function leaderOf(
  { topics }: KafkaParts,
  cluster: KafkaCluster,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<string> {
  await topics.ready(cluster, topic, partition + 1);
  const found = cluster.findTopicPartitionMetadata(topic).find((one) => one.partitionId === partition);
  if (found === undefined || found.leader < 0) {
    await cluster.refreshMetadata();
    throw new Error(`no broker leads partition ${partition} of ${topic} just now`);
  }
  return String(found.leader);
}

/** Does something with a partition's leader; when that is another one meanwhile, the next try finds it. */
export async function withLeader<T>(
  parts: KafkaParts,
  cluster: KafkaCluster,
  of: { readonly topic: string; readonly partition: number },
  work: (broker: KafkaBroker) => Promise<T>,
): Promise<T> {
  const nodeId = await leaderOf(parts, cluster, of);
  try {
    return await work(await cluster.findBroker({ nodeId }));
  } catch (error) {
    if (isStale(error)) await cluster.refreshMetadata().catch(() => {});
    throw error;
  }
}

/** The first offset of a partition that is there, and the one that the next record gets. */
export async function endsOf(
  parts: KafkaParts,
  cluster: KafkaCluster,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<{ readonly low: number; readonly high: number }> {
  await leaderOf(parts, cluster, { topic, partition });
  const of = async (fromBeginning: boolean) => {
    const [found] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }]);
    return Number(found!.partitions[0]!.offset);
  };
  return { low: await of(true), high: await of(false) };
}

/** Whether the way to a broker failed, rather than what was asked. */
function isConnection(error: unknown): boolean {
  const { name = '', message = '' } = error as KafkaFailure;
  return (
    /Connection|RequestTimeout|BrokerNotFound|NoBrokerAvailable|LockTimeout|NumberOfRetries|SASL/.test(
      name,
    ) || /ECONNREFUSED|ECONNRESET|EPIPE|socket|Connection error/.test(message)
  );
}

const STALE = new Set([
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
]);

function isStale(error: unknown): boolean {
  return STALE.has((error as KafkaFailure).type ?? '');
}
