import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import redis from '../src/buses/redis.ts';
import type { Bus } from '../src/core/bus.ts';
import { Store } from '../src/store/store.ts';
import { open } from '../src/wire/envelope.ts';
import { unpackFindings } from '../src/wire/findings.ts';
import { cpuOf, freePort } from './daemon-run.ts';

const MAIN = join(import.meta.dirname, '../src/cli/main.ts');
const LONGEST = 300_000;
const HOUR = 3_600_000;
/** The last core is Redis's, the others are everybody else's. */
const CORES = cpus().length;

/** A stretch of a log, epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A process of `logsift run --role …`, watched from outside. */
export class MeasuredNode {
  readonly name: string;
  output = '';
  readonly #child: ChildProcess;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
    const hear = (text: string) => {
      this.output = (this.output + text).slice(-50_000);
    };
    child.stdout!.setEncoding('utf8').on('data', hear);
    child.stderr!.setEncoding('utf8').on('data', hear);
  }

  /** Resolves when it says that it runs. */
  static async start(name: string, folder: string, args: readonly string[]): Promise<MeasuredNode> {
    const program = [...apart('others'), process.execPath, ...nodeArguments(name), MAIN, 'run', ...args];
    const env = { ...process.env, LOGSIFT_MAIN: '', LOGSIFT_BENCH_MEMBER: '' };
    const child = spawn(program[0]!, program.slice(1), {
      ...{ env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    const node = new MeasuredNode(name, child);
    for (const began = performance.now(); performance.now() - began < LONGEST; await sleep(20)) {
      if (node.output.includes('"running')) return node;
      if (child.exitCode !== null) break;
    }
    throw new Error(`${name} did not start: ${node.output}`);
  }

  /** Seconds of processor time of all its threads. */
  get cpu(): number {
    return cpuOf(`/proc/${this.#child.pid}/stat`);
  }

  /** Megabytes (2²⁰) resident at most since the start. */
  get memory(): number {
    const text = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(text)?.[1]) / 1024;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.alive) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}

/** `LOGSIFT_BENCH_PROFILES=DIR` writes what each process spends its time on. */
function nodeArguments(name: string): string[] {
  const folder = process.env.LOGSIFT_BENCH_PROFILES ?? '';
  return folder === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}/${name}`];
}

function apart(whom: 'redis' | 'others'): string[] {
  if (CORES < 2) return [];
  return ['taskset', '-c', whom === 'redis' ? String(CORES - 1) : `0-${CORES - 2}`];
}

/** A Redis of its own, on a core of its own, and nodes that talk over it. */
export class MeasuredCluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  readonly nodes = new Map<string, MeasuredNode>();
  /** This process on the bus; it takes part in nothing. */
  bus!: Bus;
  port = 0;
  #redis: ChildProcess | null = null;

  async start(): Promise<void> {
    this.port = await freePort();
    const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory', '2gb'];
    const program = [...apart('redis'), 'redis-server', '--port', String(this.port), ...settings];
    this.#redis = spawn(program[0]!, program.slice(1), { cwd: this.folder, stdio: 'ignore' });
    const context = { member: 'bench', notice: () => {}, now: Date.now, random: Math.random };
    this.bus = redis.create(redis.schema.parse({ port: this.port }), context);
    await this.bus.start();
    while (!this.bus.status().connected) await sleep(20);
  }

  /** Starts a node in a folder of its own; resolves when it takes part. */
  async add(name: string, role: string, yaml = 'http: { listen: off }\n'): Promise<MeasuredNode> {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const bus = `bus: { type: redis, port: ${this.port} }\n`;
    writeFileSync(
      join(folder, 'logsift.yaml'),
      `node: { name: ${name} }\nlog: { level: info }\n${bus}${yaml}`,
    );
    const args = ['--role', role, '--config', 'logsift.yaml', '--state', 'state'];
    const node = await MeasuredNode.start(name, folder, args);
    this.nodes.set(name, node);
    return node;
  }

  /** Seconds of processor time of each node, and of `redis`. */
  get cpu(): ReadonlyMap<string, number> {
    const redis = cpuOf(`/proc/${this.#redis!.pid}/stat`);
    return new Map([...[...this.nodes].map(([name, { cpu }]) => [name, cpu] as const), ['redis', redis]]);
  }

  /** Resolves when an engine's clock has come to a time (epoch ms) of the log. */
  async cameTo(time: number): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(LONGEST)]);
    for await (const entries of this.bus.follow('findings', 0, { after: 'newest', signal })) {
      const came = entries.some(({ bytes }) => unpackFindings(open(bytes)).clock.to >= time);
      if (came) over.abort();
    }
    if (!over.signal.aborted) throw new Error(`nobody came as far:\n${this.#outputs()}`);
  }

  /** Events that the engine of a node counted; to be asked when it has ended. */
  counted(name: string, span: Span): number {
    return countedIn(join(this.folder, name, 'state'), span);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.end('SIGKILL')));
    await this.bus?.stop();
    if (this.#redis !== null) {
      const ended = once(this.#redis, 'exit');
      this.#redis.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #outputs(): string {
    return [...this.nodes].map(([name, { output }]) => `${name}: ${output.slice(-2000)}`).join('\n');
  }
}

/** Events that were counted in a state folder, by the times of the log (epoch ms). */
export function countedIn(folder: string, { from, to }: Span): number {
  const store = Store.open({ folder, now: Date.now, notice: () => {} });
  try {
    const { counts } = store.rollups.query({ kind: 'all', width: HOUR, from, to });
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    store.close();
  }
}
