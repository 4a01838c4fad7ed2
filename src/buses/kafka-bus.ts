import type { ISocketFactory } from 'kafkajs';
import type {
  Announced,
  Bus,
  BusContext,
  BusEntry,
  BusStatus,
  Candidate,
  Gap,
  GroupHandler,
  Lag,
  LeaderHandler,
  Member,
  Topic,
} from '../core/bus.ts';
import { LogsiftError } from '../core/errors.ts';
import { KafkaCandidate } from './kafka-candidate.ts';
import { KafkaClient, type KafkaFailure } from './kafka-client.ts';
import { followKafka } from './kafka-follow.ts';
import { KafkaLag } from './kafka-lag.ts';
import { KafkaLink, type KafkaParts } from './kafka-link.ts';
import { KafkaMember } from './kafka-member.ts';
import type { KafkaOptions } from './kafka-options.ts';
import { placeOf } from './kafka-parts.ts';
import { KafkaPeople } from './kafka-people.ts';
import { KafkaPublisher } from './kafka-publisher.ts';
import { KafkaTopics } from './kafka-topics.ts';
import { Troubles } from './kafka-troubles.ts';

/** How long what is being published is waited for at the end, ms. */
const LAST_WORDS = 5000;
/** Bytes of an entry that are kept where nobody could read it. */
const MOST_OF_DEAD = 64 * 2 ** 10;

/** Topics of Kafka between roles. */
export class KafkaBus implements Bus {
  readonly #parts: KafkaParts;
  readonly #publisher: KafkaPublisher;
  readonly #people: KafkaPeople;
  readonly #lag: KafkaLag;
  readonly #link: KafkaLink;
  readonly #members = new Set<KafkaMember>();
  readonly #candidates = new Set<KafkaCandidate>();
  readonly #ended = new AbortController();
  #taken = { entries: 0, bytes: 0 };
  #dead = 0;
  #lost = 0;
  #stopping: Promise<void> | null = null;

  /** `sockets`: how connections are made, where not by the client itself. */
  constructor(options: KafkaOptions, context: BusContext, sockets?: ISocketFactory) {
    const client = new KafkaClient(options, sockets);
    this.#parts = {
      ...{ client, context, ended: this.#ended.signal },
      topics: new KafkaTopics(client),
      troubles: new Troubles(context, 'kafka'),
    };
    this.#publisher = new KafkaPublisher(this.#parts);
    this.#people = new KafkaPeople(this.#parts);
    this.#lag = new KafkaLag(this.#parts);
    this.#link = new KafkaLink(this.#parts, 'start');
  }

  async start(): Promise<void> {
    await this.#parts.client.load();
    try {
      await this.#link.use(async () => {});
    } catch (error) {
      const hopeless = hopelessness(error as KafkaFailure);
      if (hopeless !== null) throw new LogsiftError('BUS_INVALID', hopeless, { cause: error });
      this.#link.trouble(error);
      // Where nobody publishes or reads, it is noticed all the same when the broker is there.
      void this.#link.insist(async () => {}, this.#ended.signal).catch(() => {});
    }
  }

  publish(topic: Topic, shard: number, entries: readonly Buffer[], signal?: AbortSignal): Promise<void> {
    return this.#publisher.publish(topic, shard, entries, signal);
  }

  join(
    topic: Topic,
    { group, shards }: { readonly group: string; readonly shards: number },
    handler: GroupHandler,
  ): Member {
    const gap = (shard: number, missing: Gap) => {
      this.#gap(`shard ${shard} of ${topic}`, missing);
      handler.gap(shard, missing);
    };
    const member = new KafkaMember(
      this.#parts,
      { topic, group, shards },
      {
        handler,
        events: {
          gap,
          taken: (entries) => this.#count(entries),
          bury: ({ shard, entry }, reason) => this.#bury({ topic, shard, entry }, reason),
        },
      },
    );
    this.#members.add(member);
    void this.#people.group(this.#parts.topics.group(topic, group)).catch(() => {});
    return member;
  }

  stand(name: string, handler: LeaderHandler): Candidate {
    const candidate = new KafkaCandidate(this.#parts, name, handler);
    this.#candidates.add(candidate);
    return candidate;
  }

  follow(
    topic: Topic,
    shard: number,
    { after, signal, gap }: { readonly after: string; readonly signal: AbortSignal; gap?(gap: Gap): void },
  ): AsyncIterable<readonly BusEntry[]> {
    const of = { topic: this.#parts.topics.name(topic), partition: shard };
    return followKafka(this.#parts, of, {
      ...{ after, signal },
      gap: (missing) => {
        this.#gap(`shard ${shard} of ${topic}`, missing);
        gap?.(missing);
      },
    });
  }

  async forget(topic: Topic, shard: number, before: string): Promise<void> {
    const admin = await this.#parts.client.admin();
    try {
      await admin.connect();
      await admin.deleteTopicRecords({
        topic: this.#parts.topics.name(topic),
        partitions: [{ partition: shard, offset: String(placeOf(before).offset) }],
      });
    } catch {
      // What is not deleted now is when the topic's own time is over, or when something later is to be forgotten.
    } finally {
      void admin.disconnect().catch(() => {});
    }
  }

  announce(name: string, text: string): Promise<void> {
    return this.#people.announce(name, text);
  }

  async announced(): Promise<readonly Announced[]> {
    return this.#people.announced();
  }

  async lag(): Promise<readonly Lag[]> {
    return this.#lag.of(await this.#people.groups());
  }

  status(): BusStatus {
    const { connected, text } = this.#parts.troubles;
    return {
      ...{ connected, trouble: text, published: this.#publisher.published },
      ...{ taken: { ...this.#taken }, dead: this.#dead, lost: this.#lost },
    };
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const patience = setTimeout(() => this.#publisher.abort(), LAST_WORDS);
    await Promise.all([...this.#members].map((member) => member.leave()));
    await Promise.all([...this.#candidates].map((candidate) => candidate.withdraw()));
    await this.#publisher.close();
    clearTimeout(patience);
    this.#ended.abort();
    for (const one of [this.#people, this.#lag, this.#link]) one.close();
  }

  #count(entries: readonly BusEntry[]): void {
    this.#taken.entries += entries.length;
    for (const { bytes } of entries) this.#taken.bytes += bytes.length;
  }

  #gap(where: string, { reason, entries }: Gap): void {
    this.#lost += entries ?? 0;
    const many = entries === null ? 'entries, nobody knows how many,' : `${entries} entries`;
    this.#parts.context.notice({
      ...{ kind: 'gap', about: 'bus:kafka', time: this.#parts.context.now() },
      text: `${many} of ${where} were gone before anybody read them (${reason})`,
      ...(entries === null ? {} : { lost: entries }),
    });
  }

  async #bury(
    { topic, shard, entry }: { readonly topic: Topic; readonly shard: number; readonly entry: BusEntry },
    reason: string,
  ): Promise<void> {
    const bytes = entry.bytes.subarray(0, MOST_OF_DEAD).toString('base64');
    await this.publish('dead', 0, [
      Buffer.from(JSON.stringify({ topic, shard, id: entry.id, reason, bytes })),
    ]);
    this.#dead++;
  }
}

/** Why it can never work, in words; null where it may mend. */
function hopelessness({ name, message, type = '', code = '' }: KafkaFailure): string | null {
  if (/SASL/.test(`${name} ${type}`)) {
    return `bus kafka: the brokers refuse the user: ${message}; look at sasl.username, sasl.password and sasl.mechanism`;
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|certificate|ERR_TLS|ERR_SSL/.test(`${code} ${message}`)) {
    return `bus kafka: TLS with the brokers fails: ${message}; look at tls.ca and tls.servername`;
  }
  return null;
}
