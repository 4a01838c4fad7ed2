import type { Member } from '../../core/bus.ts';

/**
 * Everything of a shard up to an entry has taken effect. Where the shard is another's by now, as happens to a process
 * that stood still, that one reads it again, and what it makes of it is known downstream.
 */
export async function acknowledge(member: Member | null, shard: number, id: string): Promise<void> {
  await member?.acknowledge(shard, id).catch(() => {});
}
