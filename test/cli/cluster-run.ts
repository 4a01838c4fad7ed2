import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { RedisServer } from '../buses/redis-server.ts';
import { DaemonRun } from './daemon-run.ts';

/** What a node of a cluster is, beside what all have. */
export interface NodePlan {
  readonly role: string;
  /** More of its configuration, as YAML. */
  readonly yaml?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where it reaches Redis; as all do if absent. */
  readonly port?: number;
}

/** What is told of an incident, as it stands in a state folder. */
export interface ToldIncident {
  readonly id: string;
  readonly state: string;
  readonly headline: string;
}

/** A cluster of a test: a Redis, and processes of `logsift run` that share it, each with a state folder of its own. */
export class ClusterRun {
  readonly redis: RedisServer;
  readonly nodes = new Map<string, DaemonRun>();
  readonly #folder: string;

  private constructor(folder: string, redis: RedisServer) {
    this.#folder = folder;
    this.redis = redis;
  }

  /** One without nodes. */
  static async start(folder: string): Promise<ClusterRun> {
    return new ClusterRun(folder, await RedisServer.start('--maxmemory-policy', 'noeviction'));
  }

  /** Starts a process; resolves when it takes part. */
  async add(
    name: string,
    { role, yaml = '', env = {}, port = this.redis.port }: NodePlan,
  ): Promise<DaemonRun> {
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    const own = /^http:/m.test(yaml) ? '' : 'http: { listen: off }\n';
    const bus = `bus: { type: redis, port: ${port} }\n`;
    const node = new DaemonRun(folder, `node: { name: ${name} }\n${bus}${own}${yaml}`, env);
    node.args = ['--role', role];
    this.nodes.set(name, node);
    await node.start();
    return node;
  }

  /** What its processes said, for who wants to know why something failed. */
  get output(): string {
    return [...this.nodes].map(([name, { output }]) => `== ${name}\n${output}`).join('\n');
  }

  /** Ends everything. */
  async end(): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.end('SIGKILL')));
    await this.redis.end();
  }
}

/** Incidents of a state folder, by id. */
export function incidentsIn(state: string): ToldIncident[] {
  return rows(state, 'SELECT id, state, headline FROM incident ORDER BY id');
}

/** A message as it stands in a state folder. */
export interface ToldMessage {
  readonly key: string;
  readonly version: number;
  readonly state: string;
  /** As JSON. */
  readonly message: string;
}

/** Pages and their updates that a state folder holds, by key and version. */
export function messagesIn(state: string): ToldMessage[] {
  return rows(state, 'SELECT key, version, state, message FROM outbox ORDER BY key, version');
}

function rows<T>(state: string, sql: string): T[] {
  const db = new Database(join(state, 'state.db'), { readonly: true, timeout: 10_000 });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}
