import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '../core/bus.ts';

const SOURCE = join(import.meta.dirname, 'kafka-mock.c');
const OUR_TOPICS = ['fences', 'announce'];

/** Whether what the imitation is made with is here: gcc, librdkafka-dev and kcat. */
export function canMock(): boolean {
  try {
    execFileSync('gcc', ['-E', SOURCE, '-o', '/dev/null'], { stdio: 'ignore' });
    execFileSync('kcat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Brokers of Kafka as librdkafka imitates them: in memory, in one process that is made of a few lines of C. */
export class MockCluster {
  readonly process: ChildProcess;
  readonly #folder: string;
  /** Who waits for the answer to an order, the first first. */
  readonly #waiting: ((answer: string) => void)[] = [];
  #rest = '';
  #brokers: readonly string[] = [];
  #prefixes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    const program = join(folder, 'mock');
    execFileSync('gcc', ['-O1', '-o', program, SOURCE, '-lrdkafka']);
    this.process = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.process.stdout!.setEncoding('utf8').on('data', (text: string) => this.#heard(text));
  }

  static async start(): Promise<MockCluster> {
    const cluster = new MockCluster(mkdtempSync(join(tmpdir(), 'kafka-mock-')));
    cluster.#brokers = (await cluster.#answer()).split(',');
    return cluster;
  }

  get brokers(): readonly string[] {
    return this.#brokers;
  }

  /** Gives an order (see `kafka-mock.c`) and waits until it is done. */
  async order(line: string): Promise<void> {
    const answer = this.#answer();
    this.process.stdin!.write(`${line}\n`);
    assert.equal(await answer, '0', line);
  }

  /** Makes the topics of a prefix that nobody has, each with so many partitions. */
  async prefix(partitions = 6): Promise<string> {
    const prefix = `t${++this.#prefixes}`;
    for (const topic of TOPICS) await this.order(`topic ${prefix}.${topic} ${partitions}`);
    for (const topic of OUR_TOPICS) await this.order(`topic ${prefix}.${topic} 1`);
    return prefix;
  }

  stop(): void {
    this.process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(): Promise<string> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #heard(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#waiting.shift()?.(line);
  }
}
