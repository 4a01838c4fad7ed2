import type { LiveBatch } from '../../src/core/live-source.ts';
import { LineSplitter } from '../../src/kit/lines.ts';

/** Lines of syslog as a socket hands them over at a time (epoch ms). */
export function lineBatch(text: string, at: number): LiveBatch {
  const lines = new LineSplitter().push(Buffer.from(text))!;
  return {
    ...lines,
    ...{ offset: 0, firstLine: 1, key: 'udp', received: at, resume: null, senders: null, senderOf: null },
    origin: { source: 'syslog', file: null, identity: `udp ${at}`, referenceTime: at },
  } as LiveBatch;
}
