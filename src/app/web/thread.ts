import { Worker } from 'node:worker_threads';
import { LogsiftError } from '../../core/errors.ts';
import type { Notice } from '../../core/notice.ts';
import type { EngineAnswers, FromWeb, Question, ToWeb, WebCounters, WebPlan } from './plan.ts';

export interface WebThreadOptions {
  readonly plan: WebPlan;
  readonly answers: EngineAnswers;
  readonly notice: (notice: Notice) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Somebody begins or ceases to look at a topic. */
  readonly onWatch?: (topic: string, watchers: number) => void;
}

/** What became of the thread, for `/status` and `/metrics`; published = heard + dropped + under way. */
export interface WebThreadStatus {
  readonly restarts: number;
  readonly published: number;
  /** Not handed over, as the thread did not keep up. */
  readonly dropped: number;
  readonly counters: WebCounters | null;
}

/** Mb that the thread may take: more ends it alone, not the daemon. */
const MOST_MB = 512;
/** Messages that may be under way to it. */
const MOST_UNHEARD = 200;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** A thread that lived so long has recovered: the next pause is short again. */
const STEADY = 5 * 60_000;
const STOP_PATIENCE = 3_000;
const ABOUT = 'dashboard';

/**
 * The thread of the dashboard and of monitoring, seen from the engine's. When it fails it is started again, after a
 * pause that doubles; the daemon lives on.
 */
export class WebThread {
  readonly #options: WebThreadOptions;
  readonly #started = Promise.withResolvers<void>();
  #worker: Worker | null = null;
  #port: number | null = null;
  #url: string | null = null;
  #remarks: readonly string[] = [];
  #unheard = 0;
  #published = 0;
  #dropped = 0;
  #restarts = 0;
  #counters: WebCounters | null = null;
  #pause = FIRST_PAUSE;
  #failure: Error | null = null;
  #listenedOnce = false;
  #stopping: Promise<void> | null = null;
  #again: NodeJS.Timeout | null = null;
  readonly #watched = new Set<string>();

  constructor(options: WebThreadOptions) {
    this.#options = options;
    this.#started.promise.catch(() => {});
  }

  /** Resolves when it listens. Rejects with LISTEN_FAILED, TLS_INVALID. */
  start(): Promise<void> {
    this.#begin();
    return this.#started.promise;
  }

  /** Where it listens; null while it does not. */
  get port(): number | null {
    return this.#port;
  }

  /** Where people find the dashboard; null where only monitoring is served. */
  get url(): string | null {
    return this.#url;
  }

  /** What a person should know of how it is served. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }

  status(): WebThreadStatus {
    return {
      ...{ restarts: this.#restarts, published: this.#published, dropped: this.#dropped },
      counters: this.#counters,
    };
  }

  /** Whether anybody looks at a topic. */
  isWatched(topic: string): boolean {
    return this.#watched.has(topic);
  }

  /** Hands plain data to everybody who looks at a topic; never waits, and drops what is not kept up with. */
  publish(topic: string, data: object): void {
    if (this.#port === null) return;
    this.#published++;
    if (this.#unheard >= MOST_UNHEARD) {
      this.#dropped++;
      return;
    }
    this.#unheard++;
    this.#say({ kind: 'publish', topic, data });
  }

  /** Safe to call twice and before `start`. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  #begin(): void {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
      workerData: this.#options.plan,
      // Signals, flags and the heap's limits are the main thread's.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    });
    const began = performance.now();
    this.#failure = null;
    worker.on('message', (message: FromWeb) => this.#hear(worker, message));
    worker.on('error', (error) => {
      this.#failure = error as Error;
    });
    worker.on('exit', () => {
      const error = this.#failure ?? new Error('it ended');
      if (this.#worker === worker) this.#fell(error, performance.now() - began);
    });
    this.#worker = worker;
  }

  async #end(): Promise<void> {
    if (this.#again !== null) clearTimeout(this.#again);
    const worker = this.#worker;
    this.#worker = null;
    this.#forget();
    if (worker === null) return;
    const ended = new Promise<void>((done) => worker.once('exit', () => done()));
    worker.postMessage({ kind: 'stop' } satisfies ToWeb);
    const late = setTimeout(() => void worker.terminate(), STOP_PATIENCE);
    await ended;
    clearTimeout(late);
  }

  #fell(error: Error, lived: number): void {
    this.#worker = null;
    this.#forget();
    if (!this.#listenedOnce) {
      this.#started.reject(error);
      return;
    }
    if (lived > STEADY) this.#pause = FIRST_PAUSE;
    const seconds = Math.round(this.#pause / 1000);
    this.#tell('trouble', `the dashboard failed and is started again in ${seconds} s: ${error.message}`);
    this.#again = setTimeout(() => {
      this.#restarts++;
      this.#begin();
    }, this.#pause);
    this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
  }

  /** Nobody looks any more. */
  #forget(): void {
    this.#port = null;
    this.#unheard = 0;
    for (const topic of this.#watched) this.#options.onWatch?.(topic, 0);
    this.#watched.clear();
  }

  #hear(worker: Worker, message: FromWeb): void {
    if (worker !== this.#worker && message.kind !== 'stopped') return;
    switch (message.kind) {
      case 'listening':
        this.#port = message.port;
        this.#url = message.url;
        this.#remarks = message.remarks;
        if (this.#listenedOnce) this.#tell('recovered', 'the dashboard is served again');
        this.#listenedOnce = true;
        this.#started.resolve();
        return;
      case 'failed':
        this.#failure = errorOf(message);
        return;
      case 'ask':
        void this.#answer(worker, message);
        return;
      case 'watch':
        if (message.watchers > 0) this.#watched.add(message.topic);
        else this.#watched.delete(message.topic);
        this.#options.onWatch?.(message.topic, message.watchers);
        return;
      case 'heard':
        this.#unheard = Math.max(0, this.#unheard - message.messages);
        return;
      case 'counters':
        this.#counters = message.counters;
        return;
      case 'trouble':
        this.#tell('info', message.text);
        return;
      case 'stopped':
        void worker.terminate();
        return;
    }
  }

  async #answer(
    worker: Worker,
    { id, question, given }: { readonly id: number; readonly question: Question; readonly given: unknown },
  ): Promise<void> {
    const say = (message: ToWeb) => worker.postMessage(message);
    try {
      const answer = await this.#options.answers[question](given as never);
      say({ kind: 'answer', id, answer });
    } catch (error) {
      const code = error instanceof LogsiftError ? error.code : null;
      say({ kind: 'refused', id, code, message: (error as Error).message });
    }
  }

  #say(message: ToWeb): void {
    this.#worker?.postMessage(message);
  }

  #tell(kind: Notice['kind'], text: string): void {
    this.#options.notice({ kind, about: ABOUT, text, time: this.#options.now() });
  }
}

function errorOf({ code, message }: Extract<FromWeb, { readonly kind: 'failed' }>): Error {
  return code === null ? new Error(message) : new LogsiftError(code, message);
}
