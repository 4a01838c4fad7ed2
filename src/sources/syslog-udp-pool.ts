import { Worker } from 'node:worker_threads';
import type { LiveBatch, LiveSink } from '../core/live-source.ts';
import type { ListenAddress } from './listen-address.ts';
import type { SenderListener, UdpCounts, UdpOptions } from './syslog-udp.ts';
import type { FromUdpWorker, ToUdpWorker, UdpWorkerPlan } from './syslog-udp-worker.ts';

const NOTHING: UdpCounts = {
  ...{ lines: 0, bytes: 0, lastSeen: Number.NaN, empty: 0, shed: 0, waiting: 0 },
};

interface Thread {
  readonly worker: Worker;
  readonly opened: PromiseWithResolvers<number>;
  readonly closed: PromiseWithResolvers<void>;
  counts: UdpCounts;
}

/**
 * Threads that share a port (SO_REUSEPORT): the kernel gives each the datagrams of a part of the senders. As a whole
 * it is like one `UdpReceiver`, whose part of the senders is all of them.
 */
export class UdpPool {
  readonly #options: UdpOptions;
  readonly #workers: number;
  readonly #sink: Pick<LiveSink, 'deliver' | 'room'>;
  readonly #senders: SenderListener;
  readonly #threads: Thread[] = [];
  #lines = 0;
  #bytes = 0;
  #lastSeen = Number.NaN;
  #closing = false;

  constructor(
    options: UdpOptions & { readonly workers: number },
    sink: Pick<LiveSink, 'deliver' | 'room'>,
    senders: SenderListener,
  ) {
    const { workers, ...rest } = options;
    this.#options = rest;
    this.#workers = workers;
    this.#sink = sink;
    this.#senders = senders;
  }

  /** As that of a receiver. */
  async open(address: ListenAddress): Promise<number> {
    const granted: number[] = [];
    for (let i = 0; i < this.#workers; i++) granted.push(await this.#start(address));
    return Math.min(...granted);
  }

  get counts(): UdpCounts {
    return this.#threads.reduce<UdpCounts>(
      (sum, { counts }) => ({
        lines: this.#lines,
        bytes: this.#bytes,
        lastSeen: this.#lastSeen,
        empty: sum.empty + counts.empty,
        shed: sum.shed + counts.shed,
        waiting: sum.waiting + counts.waiting,
      }),
      NOTHING,
    );
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const thread of this.#threads) tell(thread, { kind: 'close' });
    await Promise.all(this.#threads.map(({ closed }) => closed.promise));
  }

  #start(address: ListenAddress): Promise<number> {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./syslog-udp-worker.${extension}`, import.meta.url), {
      workerData: { options: this.#options, address } satisfies UdpWorkerPlan,
      execArgv: [],
    });
    const opened = Promise.withResolvers<number>();
    const thread: Thread = { worker, opened, closed: Promise.withResolvers<void>(), counts: NOTHING };
    this.#threads.push(thread);
    worker.on('message', (message: FromUdpWorker) => this.#hear(thread, message));
    worker.on('error', (error) => opened.reject(error));
    worker.on('exit', () => {
      opened.reject(new Error('the receiving thread ended'));
      thread.closed.resolve();
    });
    return opened.promise;
  }

  #hear(thread: Thread, message: FromUdpWorker): void {
    switch (message.kind) {
      case 'open':
        thread.opened.resolve(message.receiveBuffer);
        break;
      case 'failed':
        thread.opened.reject(Object.assign(new Error(message.message), { code: message.code }));
        break;
      case 'batch':
        this.#take(thread, message.batch);
        break;
      case 'counts':
      case 'closed':
        thread.counts = message.counts;
        for (const [sender, came, lost] of message.senders) {
          this.#senders.came(sender, came);
          for (let i = 0; i < lost; i++) this.#senders.lost(sender);
        }
        if (message.kind === 'closed') thread.closed.resolve();
    }
  }

  #take(thread: Thread, batch: LiveBatch): void {
    const { buffer } = batch;
    this.#sink.deliver({
      ...batch,
      buffer: Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength),
      origin: this.#options.origin,
      firstLine: this.#lines + 1,
      offset: this.#bytes,
    });
    this.#lines += batch.count;
    this.#bytes += buffer.length;
    this.#lastSeen = batch.received;
    const room = this.#closing ? null : this.#sink.room();
    // A thread that hears nothing holds its lines back, fair to its senders.
    if (room === null) tell(thread, { kind: 'taken' });
    else void room.then(() => tell(thread, { kind: 'taken' }));
  }
}

function tell({ worker }: Thread, message: ToUdpWorker): void {
  worker.postMessage(message);
}
