import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFailed, onTestFinished, vi } from 'vitest';
import type { Status } from '../../src/core/status.ts';
import { viewStore } from '../../src/store/store.ts';
import { Receiver } from '../../src/testing/receiver.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun } from './cluster-run.ts';

/** Long enough for a machine that does ten other things; nothing waits for it but a failure. */
export const PATIENCE = { timeout: 60_000, interval: 200 };
const HOUR = 3_600_000;

/** Hosts that have nothing to do with one another, so that each is told of by itself. */
export const STRANGERS = [
  'walrus',
  'heron',
  'quince',
  'maple',
  'violet',
  'anvil',
  'lagoon',
  'ember',
  'tundra',
].concat([
  'kestrel',
  'domino',
  'saffron',
  'pylon',
  'gazelle',
  'orchid',
  'basalt',
  'ferret',
  'jigsaw',
  'nutmeg',
  'umbra',
]);

/** Lines with `PAGE` in them interrupt a person, whatever else is learnt. */
const RULES = `owner: plant@example.org
rules:
  - id: told
    action: escalate
    category: temperature
    page: true
    match: { regex: 'PAGE' }
    reason: the plant is in danger
`;

/** What people were told, in the order in which it came. */
export interface Told {
  readonly key: string;
  readonly text: string;
}

/** A cluster with a log that is written while it runs, and somebody whom messages reach. */
export async function clusterFixture() {
  const folder = temporaryFolder();
  const log = join(folder, 'live.log');
  const rules = join(folder, 'rules.yaml');
  writeFileSync(log, '');
  writeFileSync(rules, RULES);
  const receiver = await Receiver.start();
  const cluster = await ClusterRun.start(folder);
  onTestFinished(async () => {
    await cluster.end();
    await receiver.stop();
  });
  onTestFailed(() => void process.stderr.write(cluster.output));
  const told = (): Told[] =>
    receiver.requests.map(({ body }) => {
      const { key, message } = JSON.parse(body) as { key?: string; message?: object };
      return { key: key ?? body, text: JSON.stringify(message ?? body) };
    });
  const channel = `notifiers: [{ type: webhook, name: hook, url: "${receiver.url()}", allow_private: true }]\n`;
  return {
    ...{ folder, cluster, receiver, told },
    log: new LiveLog(log),
    yaml: {
      decide: `${channel}budget: { rate: 500/day }\nroutes: { receivers: [hook], group_by: [host] }\n`,
      rules: `rules: { files: [${rules}] }\n`,
      collect: `sources: [{ type: file, paths: [${log}], start: beginning }]\nlisten: []\n`,
    },
    /** Resolves when each of these texts stands in some message. */
    arrived: (texts: readonly string[]) =>
      vi.waitFor(() => {
        const all = receiver.requests.map(({ body }) => body).join('\n');
        expect(texts.filter((text) => !all.includes(text))).toEqual([]);
      }, PATIENCE),
  };
}

/** Ordinary lines of five hosts, forty a second, and what is said beside them. */
class LiveLog {
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  /** Lines in it. */
  lines = 0;

  constructor(path: string) {
    this.#path = path;
    this.goOn();
    onTestFinished(() => this.stop());
  }

  goOn(): void {
    this.#timer = setInterval(() => this.#write(), 200);
  }

  #write(): void {
    const lines = Array.from({ length: 8 }, () => {
      const n = ++this.lines;
      return `${new Date().toISOString()} web${n % 5} shop[71]: request ${n} served in ${n % 90} ms`;
    });
    appendFileSync(this.#path, `${lines.join('\n')}\n`);
  }

  /** A line of a host that a person is told of. */
  page(host: string): void {
    this.lines++;
    appendFileSync(
      this.#path,
      `${new Date().toISOString()} ${host} reactor[1]: PAGE coolant low in ${host}\n`,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Events that were counted in a state folder that nobody has open. */
export function countedIn(state: string): number {
  const store = viewStore(state);
  try {
    const now = Date.now();
    const { counts } = store.rollups.query({
      ...{ kind: 'all', width: 3_600_000 },
      ...{ from: now - 12 * HOUR, to: now + 12 * HOUR },
    });
    return counts.reduce((sum, n) => sum + n, 0);
  } finally {
    store.close();
  }
}

/** What a process says of itself over HTTP. */
export async function statusOf(port: number): Promise<Status> {
  return (await (await fetch(`http://127.0.0.1:${port}/status`)).json()) as Status;
}

/** The value of a query on a state folder that may be in use. */
export function valueIn(state: string, sql: string, ...args: readonly unknown[]): unknown {
  const db = new Database(join(state, 'state.db'), { readonly: true, timeout: 10_000 });
  try {
    return db
      .prepare(sql)
      .pluck()
      .get(...args);
  } finally {
    db.close();
  }
}
