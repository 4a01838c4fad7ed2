// The thread that fits: one after the other, in the order in which it was asked.
import { type MessagePort, workerData } from 'node:worker_threads';
import { LogsiftError } from '../core/errors.ts';
import { fitFunction } from './fit-kinds.ts';
import type { FitReply, FitRequest } from './fit-thread.ts';

const { port, done } = workerData as { port: MessagePort; done: Int32Array };

async function answer({ id, kind, input }: FitRequest): Promise<FitReply> {
  let spoilt = false;
  try {
    const learn = await fitFunction(kind);
    if (learn === null) throw new Error(`nothing is fitted that is called "${kind}"`);
    const model = await learn(input, () => {
      spoilt = true;
    });
    return { id, spoilt, fitted: { ok: true, model } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { id, spoilt, usage: error instanceof LogsiftError, fitted: { ok: false, reason } };
  }
}

let before: Promise<void> = Promise.resolve();
let over = false;
port.on('message', (request: FitRequest) => {
  before = before.then(async () => {
    if (over) return;
    const reply = await answer(request);
    // Whoever asked begins another thread then, and asks that one for the rest.
    over = reply.spoilt;
    port.postMessage(reply);
    // Whoever waits for it may do so without a turn of the event loop.
    Atomics.add(done, 0, 1);
    Atomics.notify(done, 0);
  });
});
