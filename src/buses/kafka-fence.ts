import type { KafkaCluster } from './kafka-client.ts';
import { type KafkaParts, withLeader } from './kafka-link.ts';

/**
 * A number that is greater than all that were asked for before: the offset of a record on a topic of its own. Numbers of
 * a group's generations would begin anew when the group was forgotten. Whoever asked makes sure that it still is what
 * it asked as before it uses it (`KafkaGroup.verify`): then nobody who came later can have a smaller one.
 */
export async function takeFence(parts: KafkaParts, cluster: KafkaCluster, what: string): Promise<number> {
  const topic = parts.topics.name('fences');
  const value = Buffer.from(JSON.stringify({ what, member: parts.context.member }));
  const { topics } = await withLeader(parts, cluster, { topic, partition: 0 }, (broker) =>
    broker.produce({
      ...{ acks: -1, timeout: 8000 },
      topicData: [{ topic, partitions: [{ partition: 0, messages: [{ value }] }] }],
    }),
  );
  return Number(topics[0]!.partitions[0]!.baseOffset) + 1;
}
