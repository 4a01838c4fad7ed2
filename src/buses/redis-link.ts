import type { Redis, RedisOptions } from 'ioredis';
import { jittered, Pauses } from './pauses.ts';
import { diagnose } from './redis-errors.ts';
import type { Script } from './redis-scripts.ts';

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;
/** What can never work is looked at again now and then, as somebody may have mended it. */
const FATAL_PAUSE = 5000;

/** What a link is made with. */
export interface LinkOptions {
  client(): RedisOptions;
  /** Looks whether this Redis will do; rejects where it will not. */
  settle(client: Redis): Promise<void>;
  /** Came up, or why it is down. */
  changed(why: unknown): void;
  /** Ms without an answer after which a connection is given up. */
  readonly patience: number;
  random(): number;
}

/** One connection that is made again whenever it ends. Commands that had no answer by then are rejected. */
export class RedisLink {
  readonly #options: LinkOptions;
  readonly #pauses = new Pauses();
  readonly #tried = Promise.withResolvers<unknown>();
  #up = Promise.withResolvers<Redis>();
  #client: Redis | null = null;
  #running: Promise<void> | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#up.promise.catch(() => {});
  }

  /** Connects; resolves with what came of the first try, null when it works. */
  start(): Promise<unknown> {
    this.#running ??= this.#run();
    return this.#tried.promise;
  }

  get up(): boolean {
    return this.#client !== null;
  }

  /** The connection, when there is one; rejects when the link is closed. */
  client(): Promise<Redis> {
    return this.#up.promise;
  }

  /** Runs a script, sending its text only where Redis does not have it. */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    const client = await this.client();
    try {
      try {
        return await client.callBuffer('EVALSHA', [script.sha, keys.length, ...keys, ...args]);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return await client.callBuffer('EVAL', [script.text, keys.length, ...keys, ...args]);
      }
    } catch (error) {
      this.failed(error, client);
      throw error;
    }
  }

  /** A command failed: where another connection may help, this one is ended. */
  failed(error: unknown, client: Redis): void {
    if (diagnose(error).reconnect) client.disconnect();
  }

  async close(): Promise<void> {
    this.#pauses.end();
    this.#client?.disconnect();
    this.#up.reject(new Error('Connection is closed.'));
    this.#tried.resolve(null);
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#pauses.over) {
      const [why, worked] = await this.#session();
      if (this.#pauses.over) return;
      this.#options.changed(why);
      this.#tried.resolve(why);
      failures = worked ? 0 : failures + 1;
      const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(failures, 10), LONGEST_PAUSE);
      await this.#pauses.wait(jittered(diagnose(why).fatal ? FATAL_PAUSE : pause, this.#options.random));
    }
  }

  /** One connection from its beginning to its end: why it ended, and whether it had worked. */
  async #session(): Promise<[why: unknown, worked: boolean]> {
    let why: unknown = null;
    let client: Redis;
    try {
      client = await this.#made();
    } catch (error) {
      return [error, false];
    }
    client.on('error', (error: unknown) => {
      why ??= error;
    });
    const ended = new Promise<void>((done) => client.once('end', done));
    try {
      await client.connect();
      await this.#options.settle(client);
      if (why !== null) throw why;
    } catch (error) {
      client.disconnect();
      return [why ?? error, false];
    }
    if (this.#pauses.over) {
      client.disconnect();
      return [null, true];
    }
    this.#client = client;
    this.#up.resolve(client);
    this.#options.changed(null);
    this.#tried.resolve(null);
    await ended;
    this.#client = null;
    this.#up = Promise.withResolvers<Redis>();
    this.#up.promise.catch(() => {});
    if (this.#pauses.over) this.#up.reject(new Error('Connection is closed.'));
    return [why ?? new Error('the connection ended'), true];
  }

  async #made(): Promise<Redis> {
    const { Redis: Client } = await import('ioredis');
    return new Client({
      ...this.#options.client(),
      lazyConnect: true,
      // What was not answered may have been done, and only we know whether it may be done twice.
      autoResendUnfulfilledCommands: false,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      disableClientInfo: true,
      connectTimeout: 5000,
      socketTimeout: this.#options.patience,
      keepAlive: 10_000,
    });
  }
}
