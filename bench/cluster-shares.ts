import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../src/core/status.ts';
import { seededRandom } from '../src/kit/random.ts';
import type { Result } from '../src/testing/result.ts';
import { countedIn, MeasuredCluster } from './cluster-nodes.ts';
import { freePort } from './daemon-run.ts';
import { NetworkMix } from './network-mix.ts';

/** Machines that send, each from an address of its own (a listener takes 1000), and how much they say together. */
const [SENDERS, RATE] = [900, 8000];
const STEP = 100;
const SHARED = 15_000;
/** Ms; who is silent is waited for so long. */
const STILL = 20_000;
const LONGEST = 60_000;
/** Part of an even share that a filter has to do to have its shards. */
const NEARLY = 0.8;

/** How filters share what comes from many senders, and how soon one more, or one less, does. */
export async function shares(): Promise<Result[]> {
  const cluster = new MeasuredCluster();
  const senders = new Senders();
  try {
    await cluster.start();
    const port = await freePort();
    const begun = Date.now();
    await cluster.add('decide', 'decide');
    const detect = await addNode(cluster, 'detect', 'detect');
    const filters = [await addFilter(cluster, 1), await addFilter(cluster, 2)];
    await cluster.add(
      'collect',
      'collect',
      `http: { listen: off }\nlisten: ['127.0.0.1:${port}']\nsources: []\n`,
    );
    await senders.connect(port);
    const sending = senders.run();
    await sleep(SHARED / 3);
    const third = await addFilter(cluster, 3);
    filters.push(third);
    const tookOver = await until(async () => {
      const before = await Promise.all(filters.map((one) => one.lines()));
      await sleep(500);
      const done = (await Promise.all(filters.map((one) => one.lines()))).map((n, i) => n - before[i]!);
      return done[2]! >= (NEARLY * done.reduce((sum, n) => sum + n, 0)) / filters.length;
    }, third.running);
    const before = await Promise.all(filters.map((one) => one.lines()));
    await sleep(SHARED);
    const done = (await Promise.all(filters.map((one) => one.lines()))).map((n, i) => n - before[i]!);
    const mean = done.reduce((sum, n) => sum + n, 0) / done.length;
    const [killed, ...left] = filters;
    const others = () => Promise.all(left.map((one) => one.lines()));
    await killed!.node.end('SIGKILL');
    const gone = performance.now();
    const without = await until(async () => {
      const earlier = await others();
      await sleep(500);
      const now = (await others()).reduce((sum, n, i) => sum + n - earlier[i]!, 0);
      return now >= (NEARLY * RATE) / 2 && (await waiting(cluster)) < SHARDS * 4;
    }, gone);
    senders.stop();
    const sent = await sending;
    await still(detect.lines);
    for (const name of ['collect', 'filter-2', 'filter-3', 'detect', 'decide'])
      await cluster.nodes.get(name)!.end('SIGTERM');
    const span = { from: begun - 3_600_000, to: Date.now() + 3_600_000 };
    const counted = countedIn(`${cluster.folder}/detect/state`, span);
    const lower = { better: 'lower' } as const;
    return [
      {
        name: `cluster: three filters, ${SENDERS.toLocaleString('en-US')} senders: furthest from an even share`,
        ...{ value: Math.max(...done.map((n) => Math.abs(n / mean - 1))), unit: '', bar: 0.2, ...lower },
      },
      { name: 'cluster: a third filter has its share', value: tookOver, unit: 's', bar: 10, ...lower },
      { name: 'cluster: filter killed, others caught up', value: without, unit: 's', bar: 10, ...lower },
      {
        name: 'cluster: lines lost or twice by then',
        value: Math.abs(sent - counted),
        unit: '',
        bar: 0,
        ...lower,
      },
    ];
  } finally {
    senders.stop();
    await cluster.remove();
  }
}

const SHARDS = 16;

function addFilter(cluster: MeasuredCluster, n: number) {
  return addNode(cluster, `filter-${n}`, 'filter');
}

/** A node that is asked how many lines it has done. */
async function addNode(cluster: MeasuredCluster, name: string, role: string) {
  const http = `127.0.0.1:${await freePort()}`;
  const node = await cluster.add(name, role, `http: { listen: '${http}' }\n`);
  const running = performance.now();
  const lines = async () => {
    const answer = await fetch(`http://${http}/status`).catch(() => null);
    return answer === null ? 0 : ((await answer.json()) as Status).pipeline.lines;
  };
  return { node, lines, running };
}

/** Resolves when a number has not grown for a while. */
async function still(value: () => Promise<number>): Promise<void> {
  for (let before = -1, now = 0; now > before; now = await value()) {
    before = now;
    await sleep(STILL);
  }
}

/** Entries of lines that nobody has done. */
async function waiting({ bus }: MeasuredCluster): Promise<number> {
  const lag = await bus.lag();
  return lag.reduce((sum, { topic, entries }) => sum + (topic === 'raw' ? entries : 0), 0);
}

/** Seconds since a moment until something holds. */
async function until(holds: () => Promise<boolean>, since: number): Promise<number> {
  while (performance.now() - since < LONGEST) {
    if (await holds()) return (performance.now() - since) / 1000;
  }
  return Number.POSITIVE_INFINITY;
}

/** Machines that send syslog over TCP at an even pace. */
class Senders {
  readonly #sockets: Socket[] = [];
  readonly #mix = new NetworkMix(seededRandom(1));
  #stopped = false;

  async connect(port: number): Promise<void> {
    for (let i = 0; i < SENDERS; i++) {
      const localAddress = `127.1.${i >> 8}.${i & 255}`;
      const socket = connect({ port, host: '127.0.0.1', localAddress });

      await once(socket, 'connect');
      this.#sockets.push(socket);
    }
  }

  /** Until it is stopped; gives the lines. */
  async run(): Promise<number> {
    const began = performance.now();
    let sent = 0;
    while (!this.#stopped) {
      const due = Math.floor(((performance.now() - began) * RATE) / 1000);
      const stamp = new Date().toISOString();
      for (; sent < due; sent++) {
        const socket = this.#sockets[sent % SENDERS]!;
        socket.write(
          `<134>1 ${stamp} host-${sent % SENDERS} app - - - ${this.#mix.line('').replace(/^.*?: /, '')}\n`,
        );
      }
      await sleep(STEP);
    }
    await Promise.all(this.#sockets.map((socket) => new Promise((done) => socket.end(() => done(null)))));
    return sent;
  }

  stop(): void {
    this.#stopped = true;
  }
}
