import { Worker } from 'node:worker_threads';
import type { FitReply, FitRequest } from './forecast-worker.ts';

/** A fit takes a fraction of a second; what takes so long will not end. */
const LONGEST = 60_000;

/** The thread that fits forecasts, one after the other; begun when it is wanted, and again after a fit that failed. */
export class ForecastThread {
  #worker: Worker | null = null;
  #before: Promise<unknown> = Promise.resolve();

  /** The answer, or why there is none. */
  fit(request: FitRequest): Promise<FitReply> {
    const answer = this.#before.then(() => this.#ask(request));
    this.#before = answer;
    return answer;
  }

  async #ask(request: FitRequest): Promise<FitReply> {
    this.#worker ??= begin();
    const worker = this.#worker;
    worker.ref();
    const reply = await answered(worker, request);
    worker.unref();
    // Code that trapped is in no state to go on from.
    if (reply.kind === 'failed') {
      this.#worker = null;
      await worker.terminate();
    }
    return reply;
  }
}

function begin(): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./forecast-worker.${extension}`, import.meta.url), {
    // Signals, flags and the heap's limits are the main thread's.
    execArgv: [],
    // What the packages print when they cannot fit is for nobody: it is kept back, and ends with the thread. To read it
    // would keep the program from ending.
    stdout: true,
    stderr: true,
  });
}

function answered(worker: Worker, request: FitRequest): Promise<FitReply> {
  return new Promise((resolve) => {
    const over = AbortSignal.timeout(LONGEST);
    const end = (reply: FitReply) => {
      worker.off('message', end).off('error', failed).off('exit', ended);
      over.removeEventListener('abort', late);
      resolve(reply);
    };
    const failed = (error: unknown) => end({ kind: 'failed', message: String(error) });
    const ended = (code: number) => failed(`the thread ended with ${code}`);
    const late = () => failed(`no answer within ${LONGEST / 1000} s`);
    worker.once('message', end).once('error', failed).once('exit', ended);
    over.addEventListener('abort', late, { once: true });
    worker.postMessage(request);
  });
}
