import type { SourceCounters } from '../core/source.ts';
import { refuseBinary } from './binary.ts';
import { type BombLimits, compressionOf, decompress } from './decompress.ts';

/** Enough to tell what something is, and for its fingerprint. */
const HEAD = 1024;

export interface ContentOptions {
  /** How the input is called towards a person. */
  readonly name: string;
  readonly bomb?: BombLimits | undefined;
  readonly counters: SourceCounters;
  readonly signal: AbortSignal;
  /** Gets the first bytes, at least 1 KiB of them when there are so many, decompressed but not transcoded. */
  onHead?(head: Uint8Array): void;
}

/**
 * What is in an input, whatever it is wrapped in: decompressed, without a byte order mark, UTF-16 as UTF-8.
 * Fails with INPUT_BINARY when it is no text, and as `decompress` does.
 */
export async function* content(
  chunks: AsyncIterable<Uint8Array>,
  options: ContentOptions,
): AsyncGenerator<Uint8Array> {
  let opened = await withHead(chunks);
  try {
    const compression = compressionOf(opened.head);
    if (compression !== null) opened = await withHead(decompress(compression, opened.all(), options));
    refuseBinary(opened.head, options.name);
    options.onHead?.(opened.head);
    yield* asUtf8(opened);
  } finally {
    await opened.close();
  }
}

interface Opened {
  readonly head: Uint8Array;
  /** Everything from the beginning. */
  all(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

async function withHead(chunks: AsyncIterable<Uint8Array>): Promise<Opened> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let failure: unknown = null;
  let ended = false;
  while (!ended && head.length < HEAD) {
    try {
      const next = await iterator.next();
      if (next.done) ended = true;
      else
        head =
          head.length === 0 && next.value.length >= HEAD ? next.value : Buffer.concat([head, next.value]);
    } catch (error) {
      // What came before the failure is still to be handed over.
      if (head.length === 0) throw error;
      failure = error;
      ended = true;
    }
  }
  return {
    head,
    async *all() {
      if (head.length > 0) yield head;
      if (failure !== null) throw failure;
      for (;;) {
        const next = ended ? { done: true as const, value: undefined } : await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    },
    async close() {
      await iterator.return?.();
    },
  };
}

async function* asUtf8(opened: Opened): AsyncGenerator<Uint8Array> {
  const [a, b, c] = opened.head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return yield* without(3, opened.all());
  const utf16 = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : null;
  if (utf16 === null) return yield* opened.all();
  const decoder = new TextDecoder(utf16);
  for await (const chunk of opened.all()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}

async function* without(bytes: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    if (chunk.length > cut) yield cut === 0 ? chunk : chunk.subarray(cut);
  }
}
