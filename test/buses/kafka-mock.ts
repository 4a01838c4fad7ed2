import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KafkaBus } from '../../src/buses/kafka-bus.ts';
import { kafkaSchema } from '../../src/buses/kafka-options.ts';
import { type BusContext, TOPICS } from '../../src/core/bus.ts';
import type { BusPlace, OpenBus } from '../../src/testing/bus-bench.ts';
import { CutSockets } from '../../src/testing/cut-sockets.ts';

const SOURCE = join(import.meta.dirname, 'kafka-mock.c');
const OUR_TOPICS = ['fences', 'announce'];
/** Shorter than brokers allow, as the mock lets the members of a group wait for nearly that long. */
const SESSION = '3s';

/** Whether what the mock is made with is here. */
export function canMock(): boolean {
  try {
    execFileSync('gcc', ['-E', SOURCE, '-o', '/dev/null'], { stdio: 'ignore' });
    execFileSync('kcat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Brokers as librdkafka imitates them. */
export class MockCluster {
  readonly brokers: string[];
  readonly process: ChildProcess;
  readonly #folder: string;
  readonly #answers: AsyncIterator<string>;
  #turn: Promise<unknown> = Promise.resolve();
  static #count = 0;

  private constructor(
    process: ChildProcess,
    folder: string,
    answers: AsyncIterator<string>,
    brokers: string[],
  ) {
    this.process = process;
    this.#folder = folder;
    this.#answers = answers;
    this.brokers = brokers;
  }

  static async start(): Promise<MockCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'kafka-mock-'));
    const program = join(folder, 'mock');
    execFileSync('gcc', ['-O1', '-o', program, SOURCE, '-lrdkafka']);
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
    const answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const { value } = await answers.next();
    return new MockCluster(child, folder, answers, String(value).split(','));
  }

  /** Gives an order and waits until it is done. */
  async order(line: string): Promise<void> {
    const mine = this.#turn.then(async () => {
      this.process.stdin!.write(`${line}\n`);
      const { value } = await this.#answers.next();
      assert.equal(value, '0', line);
    });
    this.#turn = mine.catch(() => {});
    await mine;
  }

  /** Makes the topics of a prefix that nobody has. */
  async prefix(partitions = 6): Promise<string> {
    const prefix = `t${++MockCluster.#count}`;
    for (const topic of TOPICS) await this.order(`topic ${prefix}.${topic} ${partitions}`);
    for (const topic of OUR_TOPICS) await this.order(`topic ${prefix}.${topic} 1`);
    return prefix;
  }

  /** An empty place on this cluster. */
  async place(): Promise<BusPlace> {
    const prefix = await this.prefix();
    const cuts = new Set<CutSockets>();
    return {
      open: (context) => this.open(prefix, context, cuts),
      stopBroker: () => this.order('down'),
      startBroker: () => this.order('up'),
      close: async () => {
        for (const cut of cuts) cut.close();
      },
    };
  }

  open(prefix: string, context: BusContext, cuts = new Set<CutSockets>()): OpenBus {
    const cut = new CutSockets();
    cuts.add(cut);
    const options = { brokers: this.brokers, prefix, session: SESSION, create_topics: false };
    return { bus: new KafkaBus(kafkaSchema.parse(options), context, cut.connect), cut: () => cut.hang() };
  }

  stop(): void {
    this.process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
