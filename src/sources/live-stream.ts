import type { Readable } from 'node:stream';
import type { LiveSink } from '../core/live-source.ts';
import type { Origin } from '../core/origin.ts';
import { LineSplitter } from '../kit/lines.ts';
import type { LiveInput } from './live-input.ts';

/** How far the clock goes on before times without a year are resolved against a new one. */
const REFERENCE_STEP = 60_000;

export interface StreamOptions {
  readonly input: LiveInput;
  readonly sink: LiveSink;
  readonly origin: Omit<Origin, 'referenceTime'>;
  readonly maxLineBytes: number;
}

/** Lines of streams of bytes that cannot be read again, one stream after the other: as they come, while there is room. */
export class StreamLines {
  readonly #options: StreamOptions;
  #splitter: LineSplitter;
  #origin: Origin;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#splitter = this.#fresh();
    this.#origin = { ...options.origin, referenceTime: options.sink.now() };
  }

  /**
   * Reads a stream until it ends, and hands over its last line too. Fails as the stream does. When `signal` aborts, no
   * more is taken from the stream; a line that has no end yet stays, for `end`.
   */
  async read(stream: Readable, signal: AbortSignal): Promise<void> {
    const { sink } = this.#options;
    try {
      await readWhileRoom(stream, { sink, signal, push: (chunk) => this.push(chunk) });
    } finally {
      if (!signal.aborted) this.end();
    }
  }

  /** Takes bytes of the stream. */
  push(chunk: Uint8Array): void {
    this.#hand(this.#splitter.push(chunk));
  }

  /** The stream ended: what is left is its last line. */
  end(): void {
    this.#hand(this.#splitter.end());
    this.#splitter = this.#fresh();
  }

  #hand(lines: ReturnType<LineSplitter['push']>): void {
    const { input, sink } = this.#options;
    if (lines === null) return;
    const received = sink.now();
    if (Math.abs(received - this.#origin.referenceTime) > REFERENCE_STEP) {
      this.#origin = { ...this.#origin, referenceTime: received };
    }
    const { key } = input;
    input.hand(
      { ...lines, key, origin: this.#origin, received, resume: null, senders: null, senderOf: null },
      sink,
    );
  }

  #fresh(): LineSplitter {
    return new LineSplitter({ maxBytes: this.#options.maxLineBytes });
  }
}

/**
 * Reads a stream to its end while there is room. Fails as the stream does. When `signal` aborts, only what the stream
 * had taken from its writer still comes.
 */
export async function readWhileRoom(
  stream: Readable,
  options: { readonly sink: LiveSink; readonly signal: AbortSignal; push(chunk: Uint8Array): void },
): Promise<void> {
  const { sink, signal, push } = options;
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
  stream.on('readable', heard).on('end', end).on('close', end).on('error', fail);
  signal.addEventListener('abort', heard);
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const room = signal.aborted ? null : sink.room();
      if (room !== null) {
        void room.then(heard);
        await woken;
        continue;
      }
      const chunk: Uint8Array | null = stream.read();
      if (chunk !== null) push(chunk);
      else if (failure !== null) throw failure;
      else if (ended || signal.aborted) return;
      else await woken;
    }
  } finally {
    signal.removeEventListener('abort', heard);
    stream.off('readable', heard).off('end', end).off('close', end).off('error', fail);
  }
}
