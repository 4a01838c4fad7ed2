import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { Refusal } from './http-refusal.ts';

/** How a body may be packed, and how many times its size it may unpack to: a log shrinks to a hundredth. */
const PACKINGS: { readonly [encoding: string]: { readonly unpack: Unpack; readonly ratio: number } } = {
  gzip: { unpack: promisify(gunzip), ratio: 600 },
  zstd: { unpack: promisify(zstdDecompress), ratio: 4000 },
};
/** Whatever the ratio, so much is unpacked. */
const ANYWAY = 1_048_576;

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

export interface BodyLimits {
  /** Bytes as sent. */
  readonly maxBody: number;
  /** Bytes unpacked. */
  readonly maxUnpacked: number;
}

/** Fails with a refusal where the headers say already that the body will not be taken. */
export function checkHeaders(request: IncomingMessage, { maxBody }: BodyLimits): void {
  const encoding = encodingOf(request);
  if (encoding !== 'identity' && !Object.hasOwn(PACKINGS, encoding)) {
    throw new Refusal(415, 'unknown_encoding', 'Content-Encoding may be gzip, zstd or identity');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBody) throw tooLarge(maxBody);
}

/** The whole body, unpacked. Fails with a refusal; `grow` is told of bytes held, as they come. */
export async function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  grow: (bytes: number) => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.maxBody) throw tooLarge(limits.maxBody);
      grow(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'broken_off', 'the body ended before its end');
  }
  const body = Buffer.concat(chunks, size);
  const packing = PACKINGS[encodingOf(request)];
  if (packing === undefined) return body;
  const byRatio = Math.max(ANYWAY, packing.ratio * size);
  try {
    const unpacked = await packing.unpack(body, { maxOutputLength: Math.min(byRatio, limits.maxUnpacked) });
    grow(unpacked.length);
    return unpacked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw new Refusal(
        400,
        'corrupt',
        'the body cannot be unpacked: it is damaged, cut off, or something else',
      );
    }
    if (byRatio >= limits.maxUnpacked) throw tooLarge(limits.maxUnpacked);
    throw new Refusal(413, 'bomb', `the body unpacks to more than ${packing.ratio} times its size`);
  }
}

function tooLarge(limit: number): Refusal {
  return new Refusal(413, 'too_large', `the body is larger than ${limit} bytes: send it in parts`);
}

function encodingOf(request: IncomingMessage): string {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  return encoding === 'x-gzip' ? 'gzip' : encoding;
}
