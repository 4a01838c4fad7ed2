import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A daemon of a test: a process of its own, that can be killed and started again on the same state. */
export class DaemonRun {
  readonly state: string;
  readonly config: string;
  output = '';
  /** Arguments of `run` beside the configuration and the state. */
  args: readonly string[] = [];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;

  /**
   * @param yaml the configuration; the folder holds it and the state
   * @param env beside that of the test
   */
  constructor(folder: string, yaml: string, env: NodeJS.ProcessEnv = {}) {
    this.state = join(folder, 'state');
    this.config = join(folder, 'logsift.yaml');
    this.#env = env;
    writeFileSync(this.config, yaml);
  }

  /** Starts it; resolves when it says that it runs. */
  async start(): Promise<void> {
    const args = [MAIN, 'run', '--config', this.config, '--state', this.state, ...this.args];
    const env = { ...process.env, NODE_OPTIONS: '', LOGSIFT_MAIN: '', ...this.#env };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const from = this.output.length;
    const running = new Promise<void>((done, fail) => {
      const hear = (text: string) => {
        this.output += text;
        if (this.output.includes('"running', from)) done();
      };
      child.stdout!.setEncoding('utf8').on('data', hear);
      child.stderr!.setEncoding('utf8').on('data', hear);
      child.on('exit', (code, signal) =>
        fail(new Error(`the daemon ended with ${code ?? signal}: ${this.output.slice(from)}`)),
      );
    });
    await running;
  }

  /** Writes another configuration and asks for it to be taken up. */
  reload(yaml: string): void {
    writeFileSync(this.config, yaml);
    this.#child!.kill('SIGHUP');
  }

  /** Ends it and resolves when it is gone, with its exit code; null when a signal ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    this.#child = null;
    return code;
  }

  /** Lets it stand still, or go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child!.kill(signal);
  }

  /** Nobody reads its standard output and error any more. */
  closeOutput(): void {
    this.#child!.stdout!.destroy();
    this.#child!.stderr!.destroy();
  }

  /** Whoever reads its standard output and error stands still. */
  pauseOutput(): void {
    this.#child!.stdout!.pause();
    this.#child!.stderr!.pause();
  }

  /** Whether it is still there. */
  get alive(): boolean {
    const child = this.#child;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  /** Lines that were kept, in no order. */
  kept(): string[] {
    const db = new Database(join(this.state, 'events.db'), { readonly: true, timeout: 10_000 });
    try {
      return (db.prepare('SELECT raw FROM event').pluck().all() as (string | Buffer)[]).map(String);
    } finally {
      db.close();
    }
  }
}
