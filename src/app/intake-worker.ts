// The thread that takes lines in: it reads sockets and files, keeps what cannot be read again in the raw ring, and
// hands batches to the engine's thread.
import { parentPort, workerData } from 'node:worker_threads';
import { LogsiftError } from '../core/errors.ts';
import type { LiveBatch, LiveSourceDefinition } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import { liveSources } from '../sources/live.ts';
import { splitBySender } from '../wire/split-senders.ts';
import { Intake, RING } from './intake.ts';
import type { FromIntake, IntakePlan, ToIntake } from './intake-thread.ts';
import { IntakeRing } from './ring.ts';
import { SteadyClock } from './steady-clock.ts';

const STATUS_EVERY = 1000;
/** By then sources that look around first have said where they begin. */
const FIRST_STATUS = 250;

const port = parentPort!;
const plan = workerData as IntakePlan;
const clock = new SteadyClock(Date.now, () => performance.now(), plan.notBefore);
let last = clock.read().now;

function say(message: FromIntake, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...transfer]);
}

/** The time; when the system's clock was set forward the engine hears of it before anything that came after. */
function now(): number {
  const reading = clock.read();
  if (reading.step > 0) say({ kind: 'step', from: last, to: reading.now });
  last = reading.now;
  return reading.now;
}

/** Exactly what is in the batch, in one piece of memory of its own that can change hands: each piece costs. */
function packed(batch: LiveBatch): { batch: LiveBatch; transfer: ArrayBuffer[] } {
  const { count, senderOf } = batch;
  const used = batch.buffer.length;
  const memory = new ArrayBuffer(8 * count + (senderOf === null ? 0 : 2 * count) + used);
  const starts = new Int32Array(memory, 0, count);
  const ends = new Int32Array(memory, 4 * count, count);
  starts.set(batch.starts.subarray(0, count));
  ends.set(batch.ends.subarray(0, count));
  const senders = senderOf === null ? null : new Uint16Array(memory, 8 * count, count);
  senders?.set(senderOf!.subarray(0, count));
  const buffer = Buffer.from(memory, memory.byteLength - used, used);
  batch.buffer.copy(buffer);
  return { batch: { ...batch, buffer, starts, ends, senderOf: senders }, transfer: [memory] };
}

async function run(): Promise<void> {
  const members = plan.sources.map(({ type, options }) => {
    const definition = liveSources[type as keyof typeof liveSources] as LiveSourceDefinition;
    return { source: definition.follow(options), rereadable: definition.rereadable };
  });
  const resume = new Map(plan.resume);
  const ring = plan.ring === null ? null : new IntakeRing(plan.ring, { now, notice }, resume.get(RING));
  const { spread } = plan;
  const intake = new Intake({
    members,
    ring,
    split: spread && ((batch) => splitBySender(batch, spread).map((part) => part.batch)),
    sink: {
      deliver(batch) {
        const ready = packed(batch);
        say({ kind: 'batch', batch: ready.batch }, ready.transfer);
      },
      sample: (sample) => say({ kind: 'sample', sample }),
      notice,
      now,
    },
  });
  const wanted = Promise.withResolvers<void>();
  if (!plan.hold) wanted.resolve();
  const tell = () => say({ kind: 'inputs', inputs: intake.inputs(), ring: ring?.status() ?? null });
  const status = setInterval(() => {
    now();
    tell();
  }, STATUS_EVERY);
  port.on('message', (message: ToIntake) => {
    if (message.kind === 'taken') intake.taken(message.bytes);
    else if (message.kind === 'wanted') wanted.resolve();
    else {
      wanted.resolve();
      clearInterval(status);
      void intake.stop().then(() => {
        tell();
        say({ kind: 'stopped' });
      });
    }
  });
  await intake.start(resume, wanted.promise);
  say({ kind: 'started' });
  setTimeout(tell, FIRST_STATUS);
  await intake.caughtUp;
  say({ kind: 'caught-up' });
}

function notice(notice: Notice): void {
  say({ kind: 'notice', notice });
}

run().catch((error: unknown) => {
  const code = error instanceof LogsiftError ? error.code : null;
  say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
});
