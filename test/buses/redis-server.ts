import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { until } from '../../src/testing/bus-bench.ts';

/** A redis-server of this test, which has what it said it had when it comes back. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #settings: readonly string[];
  #child: ChildProcess | null = null;
  #sentinel: readonly string[] | null = null;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
    this.folder = mkdtempSync(join(tmpdir(), 'logsift-redis-'));
  }

  /** Starts one on a spare port. `settings` are those of its command line. */
  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await sparePort(), settings);
    await server.run();
    return server;
  }

  /** A Sentinel; `settings` are those of its file. */
  static async startSentinel(port: number, settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(port, []);
    server.#sentinel = settings;
    await server.run();
    return server;
  }

  /** Starts it again; does nothing while it runs. */
  async run(): Promise<void> {
    if (this.#child !== null) return;
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const where = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const file = join(this.folder, 'sentinel.conf');
    if (this.#sentinel !== null) writeFileSync(file, `${this.#sentinel.join('\n')}\ndir ${this.folder}\n`);
    const args = this.#sentinel === null ? [...where, ...durable, ...this.#settings] : [file, '--sentinel'];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    this.#child = child;
    await until('redis-server to listen', async () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      return new Promise((done) => {
        const socket = dial(this.port, '127.0.0.1', () => {
          socket.destroy();
          done(true);
        });
        socket.on('error', () => done(false));
      });
    });
  }

  /** As if its machine had lost power. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await ended;
  }

  /** A client of the test itself; it is to be disconnected. */
  client(options: { readonly username?: string; readonly password?: string } = {}): Redis {
    return new Redis({ port: this.port, host: '127.0.0.1', ...options });
  }

  /** One command. */
  async say(command: string, ...args: readonly (string | number)[]): Promise<unknown> {
    const client = this.client();
    try {
      return await client.call(command, [...args]);
    } finally {
      client.disconnect();
    }
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Stands between a bus and its Redis, and can be cut. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #pairs = new Map<Socket, Socket>();
  #held = false;

  private constructor(to: () => number) {
    this.#server = createServer((near) => {
      const far = dial(to(), '127.0.0.1');
      this.#pairs.set(near, far);
      near.on('close', () => this.#pairs.delete(near));
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.setNoDelay(true);
        one.on('error', () => {});
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
        if (!this.#held) one.pipe(other);
      }
    });
  }

  static async start(to: () => number): Promise<Relay> {
    const relay = new Relay(to);
    await new Promise<void>((done) => relay.#server.listen(0, '127.0.0.1', done));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing gets through any more, and nobody is told: what was said arrives when it is let go. */
  hold(): void {
    this.#held = true;
    for (const [near, far] of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
    }
  }

  letGo(): void {
    this.#held = false;
    for (const [near, far] of this.#pairs) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** A port that nobody listens at. */
export async function sparePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  await later(1);
  return port;
}
