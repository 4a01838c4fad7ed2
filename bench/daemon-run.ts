import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../src/core/status.ts';

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
const TICKS = 100;
const LONGEST_START = 120_000;

/** `logsift run` in a folder of its own, watched from outside. */
export class MeasuredDaemon {
  readonly folder = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  syslog = 0;
  http = 0;
  output = '';
  /** Beside this process's own. */
  readonly env: NodeJS.ProcessEnv = {};
  #child: ChildProcess | null = null;

  /** @param yaml beside the ports and the state */
  async configure(yaml: string): Promise<void> {
    this.syslog = await freePort();
    this.http = await freePort();
    const ports = `listen: ['127.0.0.1:${this.syslog}']\nhttp: { listen: '127.0.0.1:${this.http}' }\n`;
    writeFileSync(this.#config, `${ports}${yaml}`);
  }

  /** Starts it; gives the seconds until it is ready. */
  async start(): Promise<number> {
    const began = performance.now();
    const args = [MAIN, 'run', '--config', this.#config, '--state', join(this.folder, 'state')];
    const env = { ...process.env, LOGSIFT_MAIN: '', ...this.env };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const hear = (text: string) => {
      this.output = (this.output + text).slice(-100_000);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    while (performance.now() - began < LONGEST_START) {
      if (child.exitCode !== null) break;
      const answer = await fetch(this.#url('/readyz')).catch(() => null);
      await answer?.arrayBuffer();
      if (answer?.status === 200) return (performance.now() - began) / 1000;
      await sleep(20);
    }
    throw new Error(`the daemon did not become ready: ${this.output}`);
  }

  async status(): Promise<Status> {
    return (await (await fetch(this.#url('/status'))).json()) as Status;
  }

  /** Resolves when so many lines went through the pipeline; gives the seconds since then (epoch ms). */
  async taken(lines: number, since: number): Promise<number> {
    for (let before = -1, still = 0; still < 300; ) {
      const { pipeline } = await this.status();
      if (pipeline.lines >= lines) {
        if (pipeline.lines > lines) throw new Error(`${lines} lines were sent, ${pipeline.lines} came`);
        return (Date.now() - since) / 1000;
      }
      still = pipeline.lines === before ? still + 1 : 0;
      before = pipeline.lines;
      await sleep(50);
    }
    throw new Error(`${lines} lines were sent, ${(await this.status()).pipeline.lines} came`);
  }

  /** Seconds of processor time of all its threads. */
  get cpu(): number {
    return cpuOf(`/proc/${this.#pid}/stat`);
  }

  /** The same of the engine's alone. */
  get engineCpu(): number {
    return cpuOf(`/proc/${this.#pid}/task/${this.#pid}/stat`);
  }

  /** Megabytes (2²⁰) resident: now, and at most since the start. */
  get memory(): { readonly now: number; readonly most: number } {
    const text = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1]) / 1024;
    return { now: of('VmRSS'), most: of('VmHWM') };
  }

  /** Ends it and resolves with the seconds that took. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number> {
    const began = performance.now();
    const child = this.#child;
    if (child === null || child.exitCode !== null) return 0;
    child.kill(signal);
    await once(child, 'exit');
    this.#child = null;
    return (performance.now() - began) / 1000;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #config(): string {
    return join(this.folder, 'logsift.yaml');
  }

  get #pid(): number {
    return this.#child!.pid!;
  }

  #url(path: string): string {
    return `http://127.0.0.1:${this.http}${path}`;
  }
}

/** Seconds of processor time that a `stat` file of /proc tells of. */
export function cpuOf(file: string): number {
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
