import { createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { defineLiveSource, type LiveSink, type LiveSource } from '../core/live-source.ts';
import { size } from '../core/option-values.ts';
import { LiveInput } from './live-input.ts';
import { StreamLines } from './live-stream.ts';

/** Standard input, for as long as somebody writes to it. */
export default defineLiveSource({
  name: 'stdin',
  describe: 'standard input, followed until its writer closes it',
  schema: z.strictObject({
    max_line: size({ min: '100 B', max: '16 MiB' }).prefault('1 MiB').describe('longer lines are cut'),
  }),
  rereadable: false,
  follow: (options) => followStream(openStdin, options),
});

/** A live source of one stream, which is opened when it starts. The stream is closed when it stops. */
export function followStream(open: () => Readable, options: { readonly max_line: number }): LiveSource {
  const input = new LiveInput('standard input', 'stdin');
  const stop = new AbortController();
  let reading: Promise<void> = Promise.resolve();

  async function read(stream: Readable, sink: LiveSink): Promise<void> {
    const origin = { source: 'stdin', file: null, identity: 'stdin' };
    const lines = new StreamLines({ input, sink, origin, maxLineBytes: options.max_line });
    try {
      await lines.read(stream, stop.signal);
      lines.end();
      if (!stop.signal.aborted) input.notice('info', 'standard input has ended', sink);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      input.tell(`standard input cannot be read any more: ${reason}`, sink);
    } finally {
      stream.destroy();
    }
  }
  return {
    async start(sink) {
      if (stop.signal.aborted) return;
      const stream = open();
      reading = read(stream, sink);
    },
    inputs: () => [input.status()],
    async stop() {
      stop.abort();
      await reading;
    },
  };
}

/** By its descriptor: in a thread of its own `process.stdin` is not the process's. */
function openStdin(): Readable {
  try {
    const stats = fstatSync(0);
    if (stats.isFIFO() || stats.isSocket()) return new Socket({ fd: 0, readable: true, writable: false });
    if (!stats.isDirectory()) return createReadStream('', { fd: 0 });
  } catch (error) {
    const reason = (error as Error).message;
    throw new LogsiftError('INPUT_UNREADABLE', `standard input cannot be read: ${reason}`, { cause: error });
  }
  throw new LogsiftError(
    'INPUT_UNREADABLE',
    'standard input is a directory: pipe lines into it, or follow files',
  );
}
