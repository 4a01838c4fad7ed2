import type { RingRecord } from '../../src/store/ring-record.ts';

/** A record of numbered lines, `first` to `first + count - 1`, with something between them that is no line. */
export function numbered(first: number, count: number, parts: Partial<RingRecord> = {}): RingRecord {
  const starts = new Int32Array(count + 2);
  const ends = new Int32Array(count + 2);
  let text = '';
  for (let i = 0; i < count; i++) {
    text += '#';
    starts[i] = text.length;
    text += `line ${first + i} ${'x'.repeat((first + i) % 50)}`;
    ends[i] = text.length;
    text += '\r\n';
  }
  return {
    ...{ key: 'udp 127.0.0.1:5514', source: 'syslog', received: 1_700_000_000_000.25, firstLine: first + 1 },
    ...{ buffer: Buffer.from(`${text}left over`), starts, ends, count, truncated: [] },
    ...{ senders: null, senderOf: null, ...parts },
  };
}

/** The lines of a record, as text. */
export function linesOf({ buffer, starts, ends, count }: RingRecord): string[] {
  return Array.from({ length: count }, (_, i) => buffer.toString('utf8', starts[i], ends[i]));
}
