import { fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { LogsiftError } from '../core/errors.ts';
import type { Origin } from '../core/origin.ts';
import { defineSource } from '../core/source.ts';
import { content } from './content.ts';
import type { BombLimits } from './decompress.ts';
import { LineSource, type Pass } from './line-source.ts';

export interface StdinOptions {
  /** `process.stdin` when absent. It is never closed: it is not ours. */
  readonly stream?: Readable;
  readonly maxLineBytes?: number;
  readonly bomb?: BombLimits;
}

/** Standard input, read once to its end; compressed input is decompressed as a file's is. */
export default defineSource<StdinOptions>({
  name: 'stdin',
  describe: 'standard input, as -',
  open(options) {
    const origin: { -readonly [K in keyof Origin]: Origin[K] } = {
      source: 'stdin',
      file: null,
      identity: 'stdin',
      referenceTime: 0,
    };
    return new LineSource({
      origin,
      rereadable: false,
      maxLineBytes: options.maxLineBytes,
      size: () => null,
      read(pass) {
        origin.referenceTime = Date.now();
        const { counters, signal } = pass;
        if (options.stream === undefined) refuseDirectory();
        const chunks = streamChunks(options.stream ?? process.stdin, pass);
        return content(chunks, { name: 'standard input', bomb: options.bomb, counters, signal });
      },
    });
  },
});

/** Sockets and terminals can be told whether the process lives for them. */
interface Keepable {
  ref?(): void;
  unref?(): void;
}

/** Node takes a directory for an empty input. */
function refuseDirectory(): void {
  let isDirectory = false;
  try {
    isDirectory = fstatSync(0).isDirectory();
  } catch {
    // Closed: an empty input.
  }
  if (isDirectory)
    throw new LogsiftError('INPUT_UNREADABLE', 'standard input is a directory: name it instead of -');
}

/** Chunks of a stream that goes on living when nobody wants more of it. */
async function* streamChunks(stream: Readable, pass: Pass): AsyncGenerator<Uint8Array> {
  let wake = () => {};
  let ended = stream.readableEnded || stream.destroyed;
  let failure: Error | null = stream.errored;
  const heard = () => wake();
  const end = () => {
    ended = true;
    wake();
  };
  const fail = (error: Error) => {
    failure = error;
    wake();
  };
  (stream as Keepable).ref?.();
  stream.on('readable', heard).on('end', end).on('close', end).on('error', fail);
  pass.signal.addEventListener('abort', heard);
  try {
    while (!pass.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const chunk: Uint8Array | null = stream.read();
      if (chunk !== null) {
        pass.counters.inputBytes += chunk.length;
        yield chunk;
      } else if (failure !== null) {
        const reason = (failure as Error).message;
        throw new LogsiftError('INPUT_UNREADABLE', `standard input cannot be read: ${reason}`, {
          cause: failure,
        });
      } else if (ended) return;
      else await woken;
    }
  } finally {
    pass.signal.removeEventListener('abort', heard);
    stream.off('readable', heard).off('end', end).off('close', end).off('error', fail);
    // A pipe that its writer keeps open must not keep this process alive.
    (stream as Keepable).unref?.();
  }
}
