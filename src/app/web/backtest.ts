import { Worker } from 'node:worker_threads';
import type { BacktestAnswer, BacktestBody } from '../../core/api-settings.ts';
import { LogsiftError } from '../../core/errors.ts';
import { keepBacktest, readBacktest } from '../backtest-kept.ts';
import type { BacktestOrder, BacktestWord } from './backtest-worker.ts';
import type { WebParts } from './parts.ts';

const DAY = 86_400_000;
const MOST_MB = 2048;

interface Running {
  readonly worker: Worker;
  readonly order: BacktestOrder;
  lines: number;
  at: number | null;
  /** It said what came of it, and may end. */
  said: boolean;
}

/** Looks through the past in a thread, one look at a time, and keeps what came of the last. */
export class WebBacktest {
  readonly #parts: WebParts;
  #running: Running | null = null;
  #trouble: string | null = null;

  constructor(parts: WebParts) {
    this.#parts = parts;
  }

  async state(): Promise<BacktestAnswer> {
    const last = await readBacktest(this.#parts.config.state.folder);
    return { last, running: this.#progress(), trouble: this.#trouble };
  }

  /** Throws USAGE while one is under way. */
  begin({ days, learn }: BacktestBody, by: string): Promise<BacktestAnswer> {
    if (this.#running !== null) throw new LogsiftError('USAGE', 'a backtest is under way already');
    const { config } = this.#parts;
    const now = this.#parts.now();
    const since = now - days * DAY;
    const order = { config, now, since, learnFrom: since - learn * DAY, by };
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./backtest-worker.${extension}`, import.meta.url), {
      workerData: order,
      // Flags and the heap's limits are the main thread's.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    });
    const running = { worker, order, lines: 0, at: null, said: false };
    this.#running = running;
    this.#trouble = null;
    worker.on('message', (word: BacktestWord) => void this.#heard(running, word));
    worker.on('error', (error) => this.#ended(running, error.message));
    worker.on('exit', () => {
      if (!running.said) this.#ended(running, 'it ended before its time');
    });
    return this.state();
  }

  async stop(): Promise<BacktestAnswer> {
    const running = this.#running;
    this.#running = null;
    await running?.worker.terminate();
    return this.state();
  }

  async #heard(running: Running, word: BacktestWord): Promise<void> {
    if (this.#running !== running) return;
    if (word.kind === 'progress') {
      running.lines = word.lines;
      running.at = word.at;
      return;
    }
    running.said = true;
    if (word.kind === 'failed') return this.#ended(running, word.message);
    try {
      await keepBacktest(this.#parts.config.state.folder, word.done);
      this.#ended(running, null);
    } catch (error) {
      this.#ended(running, (error as Error).message);
    }
  }

  #ended(running: Running, trouble: string | null): void {
    if (this.#running !== running) return;
    this.#running = null;
    this.#trouble = trouble;
    void running.worker.terminate();
  }

  #progress(): BacktestAnswer['running'] {
    if (this.#running === null) return null;
    const { order, lines, at } = this.#running;
    const { now: began, learnFrom, by } = order;
    const share = at === null ? 0 : Math.max(0, Math.min(1, (at - learnFrom) / (began - learnFrom)));
    return { began, by, share, lines, at: at !== null && Number.isFinite(at) ? at : null };
  }
}
