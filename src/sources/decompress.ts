import { LogsiftError } from '../core/errors.ts';
import type { SourceCounters } from '../core/source.ts';
import { inflate } from './inflate.ts';
import { throughTool } from './through-tool.ts';

export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** Both must be exceeded: so many bytes of content, and so many times the bytes they came from. */
export interface BombLimits {
  readonly bytes: number;
  readonly ratio: number;
}

/**
 * Logs shrink to a tenth or a hundredth; one line repeated for ever, without a time, 350 times in gzip, whose most is
 * 1,032. The others look back further: zeros shrink 10,000 times in them, and so does that one line, which is why the
 * first GiB is read whatever the ratio. It is a stream: what a bomb costs is time alone.
 */
const BOMB: Readonly<Record<Compression, BombLimits>> = {
  gzip: { bytes: 2 ** 30, ratio: 600 },
  zstd: { bytes: 2 ** 30, ratio: 4000 },
  xz: { bytes: 2 ** 30, ratio: 4000 },
  bzip2: { bytes: 2 ** 30, ratio: 4000 },
};

/** What the first bytes say a file is compressed with, null when they say nothing. */
export function compressionOf(head: Uint8Array): Compression | null {
  const is = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (is(0x1f, 0x8b, 0x08)) return 'gzip';
  if (is(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  // A zstd file may begin with a frame to be skipped (pzstd writes one).
  if (head.length > 8 && head[0]! >> 4 === 5 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18)
    return 'zstd';
  if (is(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (is(0x42, 0x5a, 0x68) && head[3]! >= 0x31 && head[3]! <= 0x39 && (is4(head) || head.length < 10))
    return 'bzip2';
  return null;
}

/** A bzip2 block or its end mark follows the level: a log line may well begin with "BZh1". */
function is4(head: Uint8Array): boolean {
  const mark = Buffer.from(head.subarray(4, 10)).toString('hex');
  return mark === '314159265359' || mark === '177245385090';
}

/**
 * The content of compressed chunks. Fails with INPUT_CORRUPT, INPUT_BOMB or INPUT_TOOL_MISSING, after handing over
 * all that came before.
 */
export async function* decompress(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
  options: {
    readonly name: string;
    readonly bomb?: BombLimits | undefined;
    readonly counters: SourceCounters;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<Uint8Array> {
  const { name, counters, signal } = options;
  const limits = options.bomb ?? BOMB[compression];
  const job = { compression, chunks, name, signal };
  const out = compression === 'gzip' || compression === 'zstd' ? inflate(job) : throughTool(job);
  let bytes = 0;
  for await (const chunk of out) {
    bytes += chunk.length;
    yield chunk;
    if (bytes > limits.bytes && bytes > limits.ratio * counters.inputBytes) {
      const times = Math.round(bytes / Math.max(1, counters.inputBytes));
      const what = `${name} unpacks to ${times} times its size, like a decompression bomb`;
      const first = `only its first ${(bytes / 2 ** 20).toFixed(0)} MiB were read`;
      throw new LogsiftError(
        'INPUT_BOMB',
        `${what}: ${first}; if it is a log, unpack it and read the result`,
      );
    }
  }
}
