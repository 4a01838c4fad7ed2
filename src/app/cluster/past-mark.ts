import type { LiveBatch } from '../../core/live-source.ts';

/** No name of a node or an input begins with it. */
const MARK = '\0past:';

/** Said of a history that is over, in place of how far it is: a time before all that there are. */
export const OVER = -1;

/** Lines that a node found written before it came, as one of `raw` says so. */
export function ofPast(batch: LiveBatch): LiveBatch {
  return { ...batch, key: MARK + batch.key };
}

/** Whether a batch of `raw` is of before its node came, or says how far that was read. */
export function isPast({ key }: Pick<LiveBatch, 'key'>): boolean {
  return key.startsWith(MARK);
}

/** Says without any line how far a node's history was read: epoch ms; `OVER` when it is over. */
export function pastUntil(node: string, until: number): LiveBatch {
  const none = new Int32Array(0);
  return {
    ...{ buffer: Buffer.alloc(0), starts: none, ends: none, count: 0, firstLine: 0, offset: 0 },
    ...{ truncated: [], senders: null, senderOf: null, resume: null, received: Number.NaN },
    key: `${MARK}${node}`,
    origin: { source: 'past', file: null, identity: node, referenceTime: until },
  };
}

/** What such a batch says; null where it is another. */
export function untilOf({ key, count, origin }: LiveBatch): PastUntil | null {
  const { identity: node, referenceTime: until } = origin;
  return count === 0 && key === MARK + node ? { node, until } : null;
}

export interface PastUntil {
  readonly node: string;
  /** Epoch ms up to which everything has come; `OVER` at its end. */
  readonly until: number;
}

/** The producer that entries of `events` of a node's history name, which is not mixed with that of others. */
export function pastProducer(node: string): string {
  return MARK + node;
}

/** The node whose history an entry of `events` is of; null where it is of the present. */
export function nodeOfPast(producer: string): string | null {
  return producer.startsWith(MARK) ? producer.slice(MARK.length) : null;
}
