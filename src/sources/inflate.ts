import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { LogsiftError } from '../core/errors.ts';

/** What a failing call had unpacked is lost with it, so not much per call. */
const OUT = 65_536;
/** Small enough that progress and the check for bombs see how much input each piece of output took. */
const IN = 16_384;

export interface DecompressJob {
  readonly compression: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Content of gzip and zstd data, of any number of members or frames one after the other. Driven by hand, because a
 * stream that fails drops what it had already decompressed.
 */
export async function* inflate(job: DecompressJob): AsyncGenerator<Uint8Array> {
  let member = new Member(job.compression);
  try {
    for await (const chunk of job.chunks) {
      for (let at = 0; at < chunk.length; ) {
        if (member.ended) {
          // Zeros after the end are padding of tapes and disks; anything else must begin another member.
          if (chunk[at] === 0) {
            at++;
            continue;
          }
          member.destroy();
          member = new Member(job.compression);
        }
        const piece = chunk.subarray(at, at + IN);
        const before = member.consumed;
        yield* member.write(piece);
        if (job.signal.aborted) return;
        const taken = member.consumed - before;
        if (taken === 0) throw new Error('no progress');
        if (taken < piece.length) member.ended = true;
        at += taken;
      }
    }
    if (!member.ended) yield* member.end();
  } catch (error) {
    if (error instanceof LogsiftError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const what = `${job.name} is damaged or cut off (${job.compression}: ${reason})`;
    throw new LogsiftError('INPUT_CORRUPT', `${what}; what came before was read`, { cause: error });
  } finally {
    member.destroy();
  }
}

class Member {
  ended = false;
  readonly #stream: Transform & { bytesWritten: number };
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(compression: string) {
    this.#stream =
      compression === 'gzip' ? createGunzip({ chunkSize: OUT }) : createZstdDecompress({ chunkSize: OUT });
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('end', () => {
      this.ended = true;
      this.#wake();
    });
    this.#stream.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  /** Compressed bytes taken in so far. */
  get consumed(): number {
    return this.#stream.bytesWritten;
  }

  /** Takes `piece` in, all of it unless the member ends inside, and hands over what that gives. */
  async *write(piece: Uint8Array): AsyncGenerator<Uint8Array> {
    let taken = false;
    this.#stream.write(piece, () => {
      taken = true;
      this.#wake();
    });
    yield* this.#until(() => taken);
  }

  /** There is no more input: fails when the member is not complete. */
  async *end(): AsyncGenerator<Uint8Array> {
    this.#stream.end();
    yield* this.#until(() => this.ended);
  }

  destroy(): void {
    this.#stream.destroy();
  }

  async *#until(done: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const out: Buffer | null = this.#stream.read();
      if (out !== null) yield out;
      else if (this.#failure !== null) throw this.#failure;
      else if (this.ended || done()) return;
      else await woken;
    }
  }
}
