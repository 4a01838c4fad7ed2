import type { Admin, ISocketFactory, Kafka } from 'kafkajs';
import { unpackLz4, unpackSnappy, unpackZstd } from './kafka-codecs.ts';
import { type KafkaOptions, kafkaSecurity } from './kafka-options.ts';

/** A record as a broker hands it over. */
export interface KafkaRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly value: Buffer | null;
  readonly headers: { readonly [name: string]: Buffer | string | readonly (Buffer | string)[] | undefined };
  /** Marks of transactions, which nobody wrote. */
  readonly isControlRecord?: boolean;
}

/** A record to be written. */
export interface KafkaMessage {
  readonly key?: string;
  readonly value: Buffer;
  readonly headers?: { readonly [name: string]: string };
}

interface TopicOf<Partition> {
  readonly topic: string;
  readonly partitions: readonly Partition[];
}

/** A broker and what can be asked of it: the wire protocol, request by request. Each fails with `KafkaFailure`. */
export interface KafkaBroker {
  produce(request: {
    readonly acks: number;
    readonly timeout: number;
    readonly topicData: readonly TopicOf<{ partition: number; messages: readonly KafkaMessage[] }>[];
  }): Promise<{ topics: { partitions: { partition: number; baseOffset: string }[] }[] }>;
  fetch(request: {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly topics: readonly TopicOf<{ partition: number; fetchOffset: string; maxBytes: number }>[];
  }): Promise<{
    responses: { partitions: { partition: number; highWatermark: string; messages: KafkaRecord[] }[] }[];
  }>;
  joinGroup(request: {
    readonly groupId: string;
    readonly sessionTimeout: number;
    readonly rebalanceTimeout: number;
    readonly memberId: string;
    readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
  }): Promise<{
    generationId: number;
    leaderId: string;
    memberId: string;
    members: { memberId: string; memberMetadata: Buffer }[];
  }>;
  syncGroup(request: {
    readonly groupId: string;
    readonly generationId: number;
    readonly memberId: string;
    readonly groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
  }): Promise<{ memberAssignment: Buffer }>;
  heartbeat(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
  }): Promise<unknown>;
  leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: readonly TopicOf<{ partition: number; offset: string; metadata: string }>[];
  }): Promise<unknown>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly TopicOf<{ partition: number }>[];
  }): Promise<{
    responses: { partitions: { partition: number; offset: string; metadata: string | null }[] }[];
  }>;
}

/** All brokers, as one connection of the client knows them. */
export interface KafkaCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findBroker(of: { nodeId: string }): Promise<KafkaBroker>;
  findGroupCoordinator(of: { groupId: string }): Promise<KafkaBroker>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
}

/** An error of the client: `type` is the name that Kafka's protocol gives it. */
export interface KafkaFailure extends Error {
  readonly type?: string;
  readonly code?: string;
  readonly topic?: string;
  readonly partition?: number;
}

/** How long a broker may take to answer what it should answer at once, ms. */
const PATIENCE = 10_000;

/** Makes connections; loads the client when the first one is wanted. */
export class KafkaClient {
  readonly options: KafkaOptions;
  readonly #sockets: ISocketFactory | undefined;
  #kafka: Promise<Kafka> | null = null;

  constructor(options: KafkaOptions, sockets?: ISocketFactory) {
    this.options = options;
    this.#sockets = sockets;
  }

  /** Connections to all brokers, not connected yet. */
  async cluster(): Promise<KafkaCluster> {
    const kafka = await this.load();
    let cluster: unknown;
    // The client hands its connections to whoever spreads partitions over a group, and to nobody else. That is all
    // this consumer is for: groups are ours, as its own gives no time to finish what is under way.
    kafka.consumer({
      groupId: 'none',
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (given) => {
          cluster = given.cluster;
          return { name: 'none', version: 0, assign: async () => [], protocol: () => NO_PROTOCOL };
        },
      ],
    });
    return cluster as KafkaCluster;
  }

  async admin(): Promise<Admin> {
    return (await this.load()).admin();
  }

  /** Loads the client and reads certificates. Fails with BUS_INVALID where that can never work. */
  load(): Promise<Kafka> {
    this.#kafka ??= this.#load();
    return this.#kafka;
  }

  async #load(): Promise<Kafka> {
    const security = kafkaSecurity(this.options);
    const { default: kafkajs } = await import('kafkajs');
    await quietTimers();
    const { CompressionCodecs: codecs, CompressionTypes: types } = kafkajs;
    // What others write may be packed; the client itself brings gzip.
    codecs[types.ZSTD] = () => ({ compress, decompress: unpackZstd });
    codecs[types.Snappy] = () => ({ compress, decompress: unpackSnappy });
    codecs[types.LZ4] = () => ({ compress, decompress: unpackLz4 });
    return new kafkajs.Kafka({
      ...{ clientId: this.options.client_id, brokers: [...this.options.brokers], ...security },
      ...{ connectionTimeout: 3000, requestTimeout: PATIENCE, logLevel: kafkajs.logLevel.NOTHING },
      // What fails is tried again by whoever wanted it, as long as it is wanted.
      retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 1000, factor: 0.5, multiplier: 2 },
      ...(this.#sockets === undefined ? {} : { socketFactory: this.#sockets }),
    });
  }
}

const NO_PROTOCOL = { name: 'none', metadata: Buffer.alloc(0) };

async function compress(): Promise<never> {
  throw new Error('nothing of ours is packed twice');
}

let quiet = false;

/**
 * The client sets a timer to a time that is long past after every answer, of which Node.js 24 warns on the terminal
 * (tulios/kafkajs issue 1751). It is needed only where something waits.
 */
async function quietTimers(): Promise<void> {
  if (quiet) return;
  quiet = true;
  // @ts-expect-error The inner modules of the client have no types.
  const { default: queue } = await import('kafkajs/src/network/requestQueue/index.js');
  const { prototype } = queue as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  if (typeof schedule !== 'function') return;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests?(this: RequestQueue): void;
}
