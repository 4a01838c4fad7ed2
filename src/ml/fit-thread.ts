import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Fitted } from '../core/fits.ts';

/** A fit takes seconds at most; what takes so long will not end. */
const LONGEST = 60_000;
/** A thread that never answers, however often it is begun anew, does not work here. */
const MOST_MISSES = 3;
/** For a fit: half of it is the learner's, and what is beyond is a mistake that must not take the process with it. */
const HEAP_MB = 1024;

/** What is asked of the thread. */
export interface FitRequest {
  readonly id: number;
  readonly kind: string;
  readonly input: unknown;
}

/** What it answers. */
export interface FitReply {
  readonly id: number;
  readonly fitted: Fitted;
  /** The input was refused: it would be again. */
  readonly usage?: boolean;
  /** Code that trapped is in no state to go on from. */
  readonly spoilt: boolean;
}

/** A request and, in time, its answer. */
export interface FitJob {
  readonly request: FitRequest;
  reply: FitReply | null;
  heard: ((reply: FitReply) => void) | null;
}

/**
 * The thread that fits, one after the other: begun when it is wanted, and again when it broke. It keeps no program from
 * ending, but for those who `hear` an answer.
 */
export class FitThread {
  readonly #longest: number;
  readonly #jobs = new Map<number, FitJob>();
  #worker: Worker | null = null;
  #port: MessagePort | null = null;
  #done = new Int32Array(new SharedArrayBuffer(4));
  #next = 0;
  #listeners = 0;
  #misses = 0;

  /** @param longest ms that a fit may take */
  constructor(longest: number = LONGEST) {
    this.#longest = longest;
  }

  /** Asks for a fit; the answer comes by `wait` or `hear`. */
  ask(kind: string, input: unknown): FitJob {
    const job: FitJob = { request: { id: this.#next++, kind, input }, reply: null, heard: null };
    this.#jobs.set(job.request.id, job);
    if (this.#misses >= MOST_MISSES) this.#fail(job, 'the thread that fits does not work here');
    else if (this.#worker === null) this.#begin();
    else this.#post(job);
    return job;
  }

  /** Waits for the answer without a turn of the event loop. */
  wait(job: FitJob): Fitted {
    for (;;) {
      const seen = Atomics.load(this.#done, 0);
      this.#drain();
      if (job.reply !== null) return job.reply.fitted;
      if (Atomics.wait(this.#done, 0, seen, this.#longest) === 'timed-out') this.#late();
    }
  }

  /** The answer, when it has come. */
  async hear(job: FitJob): Promise<FitReply> {
    this.#listeners++;
    this.#port?.ref();
    try {
      return await new Promise((resolve) => {
        job.heard = resolve;
        if (job.reply !== null) resolve(job.reply);
        else this.#watch(job);
      });
    } finally {
      if (--this.#listeners === 0) this.#port?.unref();
    }
  }

  /** Each fit has its time: when nothing came, the one that is first in the row will not end. */
  #watch(job: FitJob): void {
    const over = AbortSignal.timeout(this.#longest);
    const { value: first } = this.#jobs.values().next();
    const late = () => {
      if (job.reply !== null) return;
      if (first?.reply === null) this.#late();
      this.#watch(job);
    };
    over.addEventListener('abort', late, { once: true });
    const { heard } = job;
    job.heard = (reply) => {
      over.removeEventListener('abort', late);
      heard?.(reply);
    };
  }

  #begin(): void {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const { port1, port2 } = new MessageChannel();
    this.#done = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL(`./fit-worker.${extension}`, import.meta.url), {
      workerData: { port: port2, done: this.#done },
      transferList: [port2],
      // Signals, flags and the heap's limits are the main thread's.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      // What the packages print when they cannot fit is for nobody: it is kept back, and ends with the thread. To read
      // it would keep the program from ending.
      stdout: true,
      stderr: true,
    });
    const broke = (error: unknown) => {
      if (this.#worker === worker) this.#again(String(error));
    };
    worker.on('error', broke).on('exit', (code) => broke(`the thread ended with ${code}`));
    port1.on('message', (reply: FitReply) => this.#take(reply));
    worker.unref();
    if (this.#listeners === 0) port1.unref();
    this.#worker = worker;
    this.#port = port1;
    for (const job of this.#jobs.values()) this.#post(job);
  }

  #post(job: FitJob): void {
    try {
      this.#port!.postMessage(job.request);
    } catch (error) {
      this.#fail(job, String(error));
    }
  }

  #drain(): void {
    for (;;) {
      const port = this.#port;
      const got = port === null ? undefined : receiveMessageOnPort(port);
      if (got === undefined) return;
      this.#take(got.message as FitReply);
    }
  }

  #take(reply: FitReply): void {
    const job = this.#jobs.get(reply.id);
    if (job === undefined) return;
    this.#misses = 0;
    this.#answer(job, reply);
    if (reply.spoilt) this.#restart();
  }

  #late(): void {
    this.#again(`it took longer than ${this.#longest / 1000} s`);
  }

  /** The fit at hand failed with its thread: the others are asked of another one. */
  #again(reason: string): void {
    const { value: first } = this.#jobs.values().next();
    this.#misses++;
    if (first !== undefined) this.#fail(first, reason);
    if (this.#misses >= MOST_MISSES) for (const job of this.#jobs.values()) this.#fail(job, reason);
    this.#restart();
  }

  #restart(): void {
    const worker = this.#worker;
    this.#port?.close();
    this.#worker = this.#port = null;
    void worker?.terminate();
    if (this.#jobs.size > 0) this.#begin();
  }

  #fail(job: FitJob, reason: string): void {
    this.#answer(job, { id: job.request.id, spoilt: false, fitted: { ok: false, reason } });
  }

  #answer(job: FitJob, reply: FitReply): void {
    this.#jobs.delete(job.request.id);
    job.reply = reply;
    job.heard?.(reply);
  }
}

/** The one thread of a program. */
export const fitThread = new FitThread();
