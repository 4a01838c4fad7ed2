import { type BigIntStats, closeSync, constants, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import {
  defineLiveSource,
  type LiveInputStatus,
  type LiveSink,
  type LiveSource,
} from '../core/live-source.ts';
import { size } from '../core/option-values.ts';
import { accessError } from './file-access.ts';
import { LiveInput } from './live-input.ts';
import { StreamLines } from './live-stream.ts';
import { pause } from './live-wait.ts';

/** How often it is looked whether the pipe is still the one that its writers open. */
const LOOK = 2000;
/** More than a pipe can hold. */
const MOST_LEFT = 2 ** 20;
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** A named pipe that other programs write lines into: rsyslog's `ompipe`, syslog-ng's `pipe()`, a shell. */
export default defineLiveSource({
  name: 'fifo',
  describe: 'a named pipe (FIFO) that other programs write lines into',
  schema: z.strictObject({
    path: z
      .string()
      .min(1, { error: 'wants the path of a named pipe (make one with mkfifo)' })
      .describe('the named pipe (mkfifo makes one)'),
    max_line: size({ min: '100 B', max: '16 MiB' }).prefault('1 MiB').describe('longer lines are cut'),
  }),
  rereadable: false,
  follow: (options) => new Fifo(options),
});

class Fifo implements LiveSource {
  readonly #path: string;
  readonly #maxLineBytes: number;
  readonly #input: LiveInput;
  readonly #stop = new AbortController();
  /** Writers find a reader, or it was said why not. */
  readonly #ready = Promise.withResolvers<void>();
  #running: Promise<void> | null = null;

  constructor(options: { readonly path: string; readonly max_line: number }) {
    this.#path = resolve(options.path);
    this.#maxLineBytes = options.max_line;
    this.#input = new LiveInput(this.#path, `fifo:${this.#path}`);
  }

  async start(sink: LiveSink): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#running = this.#run(sink);
    await this.#ready.promise;
  }

  inputs(): readonly LiveInputStatus[] {
    return [this.#input.status()];
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(sink: LiveSink): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const stats = await this.#look();
        this.#input.tell(null, sink);
        await this.#follow(stats, sink);
      } catch (error) {
        this.#input.tell((await accessError(this.#path, error)).message, sink);
        this.#ready.resolve();
        await pause(LOOK / 4, signal);
      }
    }
  }

  /** Reads one pipe, writer after writer, until another one is at its path. */
  async #follow(stats: BigIntStats, sink: LiveSink): Promise<void> {
    const { signal } = this.#stop;
    const origin = { source: 'fifo', file: this.#path, identity: this.#path };
    const lines = new StreamLines({ input: this.#input, sink, origin, maxLineBytes: this.#maxLineBytes });
    const over = new AbortController();
    // Held all the time: a writer never meets a pipe that nobody reads, and what one left behind stays in it.
    const keeper = openSync(this.#path, READ);
    this.#ready.resolve();
    const look = setInterval(() => {
      void stat(this.#path, { bigint: true }).then(
        (now) => (now.ino !== stats.ino || now.dev !== stats.dev ? over.abort() : undefined),
        () => over.abort(),
      );
    }, LOOK);
    try {
      const done = AbortSignal.any([signal, over.signal]);
      while (!done.aborted) {
        // When the last writer leaves, the stream ends, and its descriptor with it.
        const stream = new Socket({ fd: openSync(this.#path, READ), readable: true, writable: false });
        try {
          await lines.read(stream, done);
        } finally {
          stream.destroy();
        }
      }
      drain(keeper, (bytes) => lines.push(bytes));
      lines.end();
    } finally {
      clearInterval(look);
      closeSync(keeper);
    }
  }

  async #look(): Promise<BigIntStats> {
    let stats: BigIntStats;
    try {
      stats = await stat(this.#path, { bigint: true });
    } catch (error) {
      const failure = await accessError(this.#path, error);
      if (failure.code !== 'INPUT_NOT_FOUND') throw failure;
      throw new LogsiftError(failure.code, `${failure.message}: make the pipe with \`mkfifo ${this.#path}\``);
    }
    if (stats.isFIFO()) return stats;
    const what = `${this.#path} is no named pipe`;
    const fix = stats.isFile() ? 'follow it with `type: file`' : 'make one with mkfifo';
    throw new LogsiftError('INPUT_UNREADABLE', `${what}: ${fix}`);
  }
}

/** What writers have left in the pipe is gone when nobody holds it open any more. */
function drain(fd: number, push: (bytes: Uint8Array) => void): void {
  const buffer = Buffer.alloc(65_536);
  for (let bytes = 0; bytes < MOST_LEFT; ) {
    try {
      const read = readSync(fd, buffer);
      if (read === 0) return;
      bytes += read;
      push(buffer.subarray(0, read));
    } catch {
      // Empty, and writers are there.
      return;
    }
  }
}
