import { Worker } from 'node:worker_threads';
import { type ErrorCode, LogsiftError } from '../core/errors.ts';
import type { LiveBatch, LiveInputStatus } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import type { Sample } from '../core/sample.ts';
import type { Spread } from '../wire/split-senders.ts';
import type { RingPlan, RingStatus } from './ring.ts';

/** Which sources the intake thread opens, as the configuration names them, and where the raw ring is. */
export interface IntakePlan {
  readonly sources: readonly { readonly type: string; readonly options: unknown }[];
  readonly ring: RingPlan | null;
  readonly resume: readonly (readonly [key: string, token: string])[];
  /** Epoch ms before which the clock is not: what was recorded is not before what was recorded earlier. */
  readonly notBefore: number;
  /** What comes waits in the ring, or at its source, until it is wanted. */
  readonly hold?: boolean;
  /** Lines of several senders are spread over shards: those of each shard have batches of their own. */
  readonly spread?: Spread;
}

/** What the intake thread says. */
export type FromIntake =
  | { readonly kind: 'started' | 'stopped' | 'caught-up' }
  | { readonly kind: 'failed'; readonly code: ErrorCode | null; readonly message: string }
  | { readonly kind: 'batch'; readonly batch: LiveBatch }
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | {
      readonly kind: 'inputs';
      readonly inputs: readonly LiveInputStatus[];
      readonly ring: RingStatus | null;
    }
  /** The system's clock was set; nothing was missed between the two times. */
  | { readonly kind: 'step'; readonly from: number; readonly to: number };

export type ToIntake =
  | { readonly kind: 'taken'; readonly bytes: number }
  | { readonly kind: 'wanted' | 'stop' };

export interface IntakeListener {
  batch(batch: LiveBatch): void;
  sample(sample: Sample): void;
  notice(notice: Notice): void;
  inputs(inputs: readonly LiveInputStatus[], ring: RingStatus | null): void;
  step(from: number, to: number): void;
  caughtUp(): void;
  /** The thread ended though nobody asked it to. */
  failed(error: Error): void;
}

/** Bytes; far less than may be under way. */
const WORTH_SAYING = 512 * 1024;

/** The intake thread, seen from the engine's. */
export class IntakeThread {
  readonly #worker: Worker;
  readonly #listener: IntakeListener;
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #stopping = false;
  /** Bytes taken in that the thread was not told of. */
  #taken = 0;

  constructor(plan: IntakePlan, listener: IntakeListener) {
    this.#listener = listener;
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./intake-worker.${extension}`, import.meta.url), {
      workerData: plan,
      // Signals, flags and the heap's limits are the main thread's.
      execArgv: [],
    });
    this.#worker.on('message', (message: FromIntake) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#worker.on('exit', (code) => {
      if (!this.#stopping) this.#fail(new Error(`the intake thread ended with ${code}`));
      this.#ended.resolve();
    });
  }

  /** Resolves when every source listens; rejects with what kept one from ever doing so. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** So many bytes were taken in: more may come. Said when it is worth a message, or with `sayTaken`. */
  taken(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken >= WORTH_SAYING) this.sayTaken();
  }

  /** To be called every second or so. */
  sayTaken(): void {
    if (this.#taken === 0) return;
    this.#say({ kind: 'taken', bytes: this.#taken });
    this.#taken = 0;
  }

  /** What was held back by `hold` may come. */
  wanted(): void {
    this.#say({ kind: 'wanted' });
  }

  /** Nothing more is taken in; resolves when everything taken was handed over. */
  async stop(): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      this.#say({ kind: 'stop' });
    }
    await this.#ended.promise;
  }

  #say(message: ToIntake): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromIntake): void {
    const listener = this.#listener;
    if (message.kind === 'batch') listener.batch(withBuffer(message.batch));
    else if (message.kind === 'sample') listener.sample(message.sample);
    else if (message.kind === 'notice') listener.notice(message.notice);
    else if (message.kind === 'inputs') listener.inputs(message.inputs, message.ring);
    else if (message.kind === 'step') listener.step(message.from, message.to);
    else if (message.kind === 'started') this.#started.resolve();
    else if (message.kind === 'caught-up') listener.caughtUp();
    else if (message.kind === 'stopped') void this.#worker.terminate();
    else if (message.kind === 'failed') {
      const { code, message: text } = message;
      this.#started.reject(code === null ? new Error(text) : new LogsiftError(code, text));
    }
  }

  #fail(error: Error): void {
    this.#started.reject(error);
    this.#listener.failed(error);
  }
}

/** A buffer that came through a message port is a plain array of bytes. */
function withBuffer(batch: LiveBatch): LiveBatch {
  const { buffer } = batch;
  return { ...batch, buffer: Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength) };
}
