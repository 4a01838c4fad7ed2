import type { LiveBatch } from '../core/live-source.ts';
import { hashBytes } from '../kit/hash.ts';

/** Lines and the shard of `raw` they belong to. */
export interface ShardLines {
  readonly shard: number;
  readonly batch: LiveBatch;
}

/** Who takes lines in, and over how many shards they are spread. */
export interface Spread {
  /** Name of the node that took them in. */
  readonly node: string;
  readonly shards: number;
}

/** The shard of a name: the same on every machine and in every run. */
export function shardOf(name: string, shards: number): number {
  const bytes = Buffer.from(name);
  return hashBytes(bytes, 0, bytes.length) % shards;
}

/**
 * The lines of a batch by the shard they belong to: that of who sent them, or of node and input where nobody did. What
 * is of one shard alone is the batch itself; otherwise lines are copied, each shard's one behind the other, and have
 * new places: to be done before a ring gives them theirs. Lines of a sender stay in order.
 */
export function splitBySender(batch: LiveBatch, { node, shards }: Spread): ShardLines[] {
  const { senders, senderOf, count } = batch;
  if (senders === null || senderOf === null) {
    return [{ shard: shardOf(`${node}\0${batch.key}`, shards), batch }];
  }
  const ofSender = senders.map((sender) => shardOf(sender, shards));
  const [first = 0] = ofSender;
  if (ofSender.every((shard) => shard === first)) return [{ shard: first, batch }];
  const parts = new Map<number, Part>();
  for (let i = 0; i < count; i++) {
    const shard = ofSender[senderOf[i]!]!;
    let part = parts.get(shard);
    if (part === undefined) parts.set(shard, (part = { lines: [], bytes: 0 }));
    part.lines.push(i);
    part.bytes += batch.ends[i]! - batch.starts[i]!;
  }
  return [...parts].map(([shard, part]) => ({ shard, batch: partOf(batch, part) }));
}

interface Part {
  readonly lines: number[];
  bytes: number;
}

function partOf(batch: LiveBatch, { lines, bytes }: Part): LiveBatch {
  const cut = new Set(batch.truncated);
  const buffer = Buffer.allocUnsafe(bytes);
  const starts = new Int32Array(lines.length);
  const ends = new Int32Array(lines.length);
  const senderOf = new Uint16Array(lines.length);
  const senders = new Map<number, number>();
  const truncated: number[] = [];
  let at = 0;
  for (const [to, i] of lines.entries()) {
    const sender = batch.senderOf![i]!;
    if (!senders.has(sender)) senders.set(sender, senders.size);
    starts[to] = at;
    at += batch.buffer.copy(buffer, at, batch.starts[i]!, batch.ends[i]!);
    ends[to] = at;
    senderOf[to] = senders.get(sender)!;
    if (cut.has(i)) truncated.push(to);
  }
  return {
    ...batch,
    ...{ buffer, starts, ends, count: lines.length, truncated, senderOf },
    senders: [...senders.keys()].map((index) => batch.senders![index]!),
  };
}
