import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LogsiftError } from '../core/errors.ts';
import type { DecompressJob } from './inflate.ts';

/** Debian package of each tool, and its arguments; the data goes through pipes, no name is ever passed. */
const TOOLS: Readonly<Record<string, { readonly package: string; readonly args: readonly string[] }>> = {
  // A hostile header may ask for a dictionary of 4 GiB; the largest preset needs 65 MiB.
  xz: { package: 'xz-utils', args: ['--decompress', '--stdout', '--memlimit-decompress=256MiB'] },
  bzip2: { package: 'bzip2', args: ['--decompress', '--stdout'] },
};

/** Content of xz and bzip2 data through the system's own tool. */
export async function* throughTool(job: DecompressJob): AsyncGenerator<Uint8Array> {
  const tool = TOOLS[job.compression]!;
  const child = spawn(job.compression, [...tool.args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const spawned = once(child, 'spawn').then(
    () => null,
    (error: NodeJS.ErrnoException) => error,
  );
  const failed = await spawned;
  if (failed !== null) {
    const what = `${job.name} needs the program ${job.compression}, which cannot be run (${failed.code})`;
    const message = `${what}: sudo apt-get install ${tool.package}`;
    throw new LogsiftError('INPUT_TOOL_MISSING', message, { cause: failed });
  }
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 500);
  });
  const exited = once(child, 'close') as Promise<[number | null]>;
  const stop = () => void child.kill();
  job.signal.addEventListener('abort', stop, { once: true });
  const fed = feed(job, child.stdin);
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const failure = await fed;
    if (failure !== null) throw failure;
    const [status] = await exited;
    if (status !== 0 && !job.signal.aborted) {
      const reason = said.trim().split('\n', 1)[0] || `exit status ${status}`;
      const what = `${job.name} is damaged or cut off (${reason})`;
      throw new LogsiftError('INPUT_CORRUPT', `${what}; what came before was read`);
    }
  } finally {
    job.signal.removeEventListener('abort', stop);
    child.stdin.destroy();
    child.kill();
    await Promise.all([fed, exited]);
  }
}

/** Writes all input to the tool; returns what went wrong with reading it. A tool that stops listening is no failure. */
async function feed(job: DecompressJob, stdin: NodeJS.WritableStream): Promise<unknown> {
  let deaf = false;
  stdin.on('error', () => {
    deaf = true;
  });
  try {
    for await (const chunk of job.chunks) {
      if (deaf || job.signal.aborted) break;
      // The chunk may be overwritten once the next is asked for, so it must have left the house.
      await new Promise<void>((resolve) => stdin.write(chunk, () => resolve()));
    }
    stdin.end();
    return null;
  } catch (error) {
    stdin.end();
    return error;
  }
}
