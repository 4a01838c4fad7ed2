// A thread that looks through the past, so that nobody waits for it.
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { BacktestDone } from '../../core/api-settings.ts';
import { backtest } from '../backtest.ts';
import { backtestInputs } from '../backtest-inputs.ts';
import { doneOf } from '../backtest-kept.ts';
import type { Config } from '../config.ts';

/** What a backtest is asked for. */
export interface BacktestOrder {
  readonly config: Config;
  /** Epoch ms: now, from when on pages count, from when on it is learnt from. */
  readonly now: number;
  readonly since: number;
  readonly learnFrom: number;
  readonly by: string;
}

/** What the thread says of it. */
export type BacktestWord =
  | { readonly kind: 'progress'; readonly lines: number; readonly at: number }
  | { readonly kind: 'done'; readonly done: BacktestDone }
  | { readonly kind: 'failed'; readonly message: string };

const EVERY = 500;

async function run({ config, now, since, learnFrom, by }: BacktestOrder): Promise<BacktestDone> {
  let told = performance.now();
  const { inputs, ring, notes } = await backtestInputs([], config);
  const result = await backtest({
    ...{ config, inputs, since, learnFrom, until: now },
    ...(ring === undefined ? {} : { ring }),
    onProgress(lines, at) {
      if (performance.now() - told < EVERY) return;
      told = performance.now();
      parentPort!.postMessage({ kind: 'progress', lines, at } satisfies BacktestWord);
    },
  });
  return doneOf(result, { made: now, by, notes });
}

try {
  // Of this thread alone, on Linux: lines that come in go first.
  setPriority(constants.priority.PRIORITY_LOW);
} catch {
  // Not everywhere allowed, and no harm.
}
run(workerData as BacktestOrder).then(
  (done) => parentPort!.postMessage({ kind: 'done', done } satisfies BacktestWord),
  (error: Error) =>
    parentPort!.postMessage({ kind: 'failed', message: error.message } satisfies BacktestWord),
);
