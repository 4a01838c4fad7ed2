// The thread of the dashboard: it owns the port, reads the store by itself, and asks the engine's thread what only
// that knows.
import { parentPort, workerData } from 'node:worker_threads';
import { LogsiftError } from '../../core/errors.ts';
import type { EngineLink, FromWeb, Question, ToWeb, WebPlan } from './plan.ts';
import { WebServer } from './server.ts';

/** Ms until the engine is taken for stalled. */
const PATIENCE = 5_000;
const MOST_ASKED = 200;
const COUNTERS_EVERY = 5_000;

interface Asked {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  readonly late: NodeJS.Timeout;
}

const port = parentPort!;
const plan = workerData as WebPlan;
const asked = new Map<number, Asked>();
let last = 0;

function say(message: FromWeb): void {
  port.postMessage(message);
}

function ask(question: Question, given: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (asked.size >= MOST_ASKED) {
      reject(new LogsiftError('NOT_RUNNING', 'The engine is too busy to answer. Try again.'));
      return;
    }
    const id = ++last;
    const late = setTimeout(() => {
      asked.delete(id);
      reject(new LogsiftError('NOT_RUNNING', 'The engine does not answer: it is stalled, or very busy.'));
    }, PATIENCE);
    asked.set(id, { resolve, reject, late });
    say({ kind: 'ask', id, question, given });
  });
}

const engine: EngineLink = {
  ask: (question, given) => ask(question, given) as never,
  watch: (topic, watchers) => say({ kind: 'watch', topic, watchers }),
};

function answered(message: Extract<ToWeb, { readonly kind: 'answer' | 'refused' }>): void {
  const one = asked.get(message.id);
  if (one === undefined) return;
  asked.delete(message.id);
  clearTimeout(one.late);
  if (message.kind === 'answer') one.resolve(message.answer);
  else {
    const { code, message: text } = message;
    one.reject(code === null ? new Error(text) : new LogsiftError(code, text));
  }
}

async function run(): Promise<void> {
  const server = new WebServer(plan, engine, (text) => say({ kind: 'trouble', text }));
  const stop = async () => {
    await server.stop();
    say({ kind: 'stopped' });
  };
  port.on('message', (message: ToWeb) => {
    if (message.kind === 'answer' || message.kind === 'refused') answered(message);
    else if (message.kind === 'publish') {
      server.publish(message.topic, message.data);
      say({ kind: 'heard', messages: 1 });
    } else void stop();
  });
  await server.start();
  say({ kind: 'listening', port: server.port, url: server.url(), remarks: server.remarks() });
  setInterval(() => say({ kind: 'counters', counters: server.counters() }), COUNTERS_EVERY);
}

run().catch((error: unknown) => {
  const code = error instanceof LogsiftError ? error.code : null;
  say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  // What was opened meanwhile would keep the thread alive.
  setImmediate(() => process.exit(1));
});
