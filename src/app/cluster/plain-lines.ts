import type { BusEntry } from '../../core/bus.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import { hashText } from '../../kit/hash.ts';
import { LineSplitter } from '../../kit/lines.ts';

const KEY = 'bus';

/** Lines that others than logsift published as they are, one or several in an entry; known by the entry's place. */
export function plainLines({ id, bytes, time }: BusEntry, now: number): LiveBatch {
  const received = Number.isNaN(time) ? now : time;
  const splitter = new LineSplitter();
  const ended = bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
  const batch = splitter.push(ended)!;
  return {
    ...batch,
    ...{ key: KEY, received, resume: null, senders: null, senderOf: null, firstLine: 0 },
    origin: { source: 'bus', file: null, identity: `${KEY}/${hashText(id)}`, referenceTime: received },
  };
}
