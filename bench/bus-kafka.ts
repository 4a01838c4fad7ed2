import kafka from '../src/buses/kafka.ts';
import type { Bus, GroupHandler, Member } from '../src/core/bus.ts';
import { MockCluster } from '../src/testing/kafka-mock.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const ROUNDS = 5;
/** Events of an entry, and their bytes. */
const [EVENTS, BYTES] = [500, 100];
/** Of one shard; the imitation keeps five megabytes of each. */
const ENTRIES = 90;
const SHARDS = 16;

/**
 * Kafka between processes, where Kafka is librdkafka's imitation of it: in memory, one thread for three brokers, no
 * copies and no disk. It says what our side costs, and nothing of a real cluster.
 */
export default async function busKafka(): Promise<Result[]> {
  const [published, taken]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const cluster = await MockCluster.start();
    try {
      const prefix = await cluster.prefix(SHARDS);
      const open = async (member: string) => {
        const context = { member, notice: () => {}, now: Date.now, random: Math.random };
        const bus = kafka.create(kafka.schema.parse({ brokers: cluster.brokers, prefix }), context);
        await bus.start();
        return bus;
      };
      const [writer, reader] = [await open('writer'), await open('reader')];
      // The first request of a shard finds out who leads it.
      await Promise.all(shards((shard) => writer.publish('raw', shard, [Buffer.from('first')])));
      const entry = Buffer.alloc(EVENTS * BYTES, 'an event as it is parsed ');
      const began = performance.now();
      await Promise.all(
        shards(async (shard) => {
          for (let i = 0; i < ENTRIES; i += 9)
            await writer.publish('raw', shard, Array<Buffer>(9).fill(entry));
        }),
      );
      const events = SHARDS * ENTRIES * EVENTS;
      published.push((events * 1000) / (performance.now() - began));
      taken.push((events * 1000) / (await take(reader, SHARDS * (ENTRIES + 1))));
      await Promise.all([writer.stop(), reader.stop()]);
    } finally {
      cluster.stop();
    }
  }
  const higher = { unit: 'events/s', better: 'higher' } as const;
  const of = `bus kafka (an imitated cluster), ${SHARDS} shards`;
  return [
    { name: `${of}: publish`, value: median(published), ...higher },
    { name: `${of}: take and acknowledge`, value: median(taken), ...higher },
  ];
}

function shards<T>(work: (shard: number) => T): T[] {
  return Array.from({ length: SHARDS }, (_, shard) => work(shard));
}

/** Ms in which all is handed over and acknowledged, from the first entry on. */
async function take(bus: Bus, wanted: number): Promise<number> {
  const all = Promise.withResolvers<number>();
  let [began, came] = [0, 0];
  const handler: GroupHandler = {
    assigned: async () => {},
    async entries(shard, entries) {
      began ||= performance.now();
      await member.acknowledge(shard, entries.at(-1)!.id);
      came += entries.length;
      if (came >= wanted) all.resolve(performance.now() - began);
    },
    revoked: async () => {},
    gap: (_, { reason }) => all.reject(new Error(reason)),
  };
  const member: Member = bus.join('raw', { group: 'readers', shards: SHARDS }, handler);
  return all.promise;
}
