// A thread that receives the datagrams of one of several sockets that share a port.
import { parentPort, workerData } from 'node:worker_threads';
import type { LiveBatch } from '../core/live-source.ts';
import type { ListenAddress } from './listen-address.ts';
import { type UdpCounts, type UdpOptions, UdpReceiver } from './syslog-udp.ts';

export interface UdpWorkerPlan {
  readonly options: UdpOptions;
  readonly address: ListenAddress;
}

/** What a receiving thread says. */
export type FromUdpWorker =
  | { readonly kind: 'open'; readonly receiveBuffer: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'batch'; readonly batch: LiveBatch }
  | {
      readonly kind: 'counts' | 'closed';
      readonly counts: UdpCounts;
      readonly senders: readonly SenderCounts[];
    };

export type ToUdpWorker = { readonly kind: 'taken' } | { readonly kind: 'close' };

/** Lines that came of a sender since this was last said, and that were dropped. */
export type SenderCounts = readonly [sender: string, came: number, lost: number];

/** Batches handed over and not yet taken: about 4 MiB. */
const MOST_UNDER_WAY = 64;
const MOST_SENDERS = 4096;
const SAY_EVERY = 500;

const plan = workerData as UdpWorkerPlan;
const port = parentPort!;
let underWay = 0;
let room: PromiseWithResolvers<void> | null = null;
let senders = new Map<string, [came: number, lost: number]>();

const sink = {
  deliver(batch: LiveBatch): void {
    underWay++;
    // A view of a larger arena: only its own bytes are sent.
    const buffer = Buffer.allocUnsafeSlow(batch.buffer.length);
    buffer.set(batch.buffer);
    const { starts, ends } = batch;
    const message: FromUdpWorker = { kind: 'batch', batch: { ...batch, buffer } };
    port.postMessage(message, [buffer.buffer, starts.buffer, ends.buffer] as ArrayBuffer[]);
  },
  now: () => Date.now(),
  room(): Promise<void> | null {
    if (underWay < MOST_UNDER_WAY) return null;
    room ??= Promise.withResolvers<void>();
    return room.promise;
  },
};
const receiver = new UdpReceiver(plan.options, sink, {
  came: (sender, lines) => {
    countsOf(sender)[0] += lines;
  },
  lost: (sender) => {
    countsOf(sender)[1]++;
  },
});
const timer = setInterval(() => sayCounts('counts'), SAY_EVERY);

port.on('message', (message: ToUdpWorker) => {
  if (message.kind === 'close') {
    clearInterval(timer);
    receiver.close();
    sayCounts('closed');
    port.close();
  } else if (--underWay < MOST_UNDER_WAY / 2) {
    room?.resolve();
    room = null;
  }
});

function say(message: FromUdpWorker): void {
  port.postMessage(message);
}

function sayCounts(kind: 'counts' | 'closed'): void {
  const since = [...senders].map(([sender, [came, lost]]) => [sender, came, lost] as const);
  senders = new Map();
  say({ kind, counts: receiver.counts, senders: since });
}

function countsOf(sender: string): [came: number, lost: number] {
  const name = senders.has(sender) || senders.size < MOST_SENDERS ? sender : 'other senders';
  let counts = senders.get(name);
  if (counts === undefined) {
    counts = [0, 0];
    senders.set(name, counts);
  }
  return counts;
}

receiver.open(plan.address).then(
  (receiveBuffer) => say({ kind: 'open', receiveBuffer }),
  (error: unknown) => {
    clearInterval(timer);
    const { code = '', message } = error as NodeJS.ErrnoException;
    say({ kind: 'failed', code, message });
    port.close();
  },
);
