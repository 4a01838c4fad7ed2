import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RING } from '../../src/app/intake.ts';
import { type IntakeListener, IntakeThread } from '../../src/app/intake-thread.ts';
import type { LiveBatch, LiveInputStatus } from '../../src/core/live-source.ts';
import type { Notice } from '../../src/core/notice.ts';
import { liveSources } from '../../src/sources/live.ts';
import { temporaryFolder } from './made-logs.ts';

const folder = temporaryFolder();
const PATIENCE = { timeout: 20_000, interval: 20 };

/** An intake thread that listens on free ports, and what it said. */
async function intake(
  options: { ring?: string; resume?: readonly (readonly [string, string])[]; udp?: boolean } = {},
) {
  const batches: LiveBatch[] = [];
  const notices: Notice[] = [];
  let inputs: readonly LiveInputStatus[] = [];
  const failures: Error[] = [];
  let caughtUp = false;
  const listener: IntakeListener = {
    batch: (batch) => batches.push(batch),
    sample: () => {},
    notice: (notice) => notices.push(notice),
    inputs: (now) => {
      inputs = now;
    },
    step: () => {},
    caughtUp: () => {
      caughtUp = true;
    },
    failed: (error) => failures.push(error),
  };
  const schema = liveSources.syslog.schema;
  const given = { udp: options.udp === true ? '127.0.0.1:0' : false, tcp: '127.0.0.1:0' };
  const thread = new IntakeThread(
    {
      sources: [{ type: 'syslog', options: schema.parse(given) }],
      ring: options.ring === undefined ? null : { folder: options.ring },
      resume: options.resume ?? [],
      notBefore: 0,
    },
    listener,
  );
  onTestFinished(() => thread.stop());
  await thread.started;
  await vi.waitFor(() => expect(inputs).not.toEqual([]), PATIENCE);
  const port = (kind: string) =>
    Number(inputs.find(({ name }) => name.startsWith(kind))!.name.match(/\d+$/)![0]);
  return { thread, batches, notices, failures, port, inputs: () => inputs, caughtUp: () => caughtUp };
}

async function send(port: number, lines: readonly string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`${lines.join('\n')}\n`);
  await once(socket, 'close');
}

function linesOf(batches: readonly LiveBatch[]): string[] {
  return batches.flatMap(({ buffer, starts, ends, count }) =>
    Array.from({ length: count }, (_, i) => buffer.toString('utf8', starts[i], ends[i])),
  );
}

const some = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `<13>1 2026-03-01T00:00:00Z h app - - - line ${from + i}`);

test('lines of sockets come through the thread with their sender and the time they came', async () => {
  const { batches, port, thread } = await intake({ udp: true });
  await send(port('tcp'), some(0, 3000));
  const udp = createSocket('udp4');
  udp.send(some(3000, 3001)[0]!, port('udp'), '127.0.0.1');
  await vi.waitFor(() => expect(linesOf(batches).length).toBe(3001), PATIENCE);
  udp.close();
  expect(new Set(linesOf(batches))).toEqual(new Set(some(0, 3001)));
  for (const { senders, received } of batches) {
    expect(senders).toEqual(['127.0.0.1']);
    expect(Math.abs(received - Date.now())).toBeLessThan(60_000);
  }
  await thread.stop();
});

test('what an earlier run took in and did not finish comes again, at the same places, before what is new', async () => {
  const ring = join(folder, 'ring');
  const first = await intake({ ring });
  await send(first.port('tcp'), some(0, 100));
  await vi.waitFor(() => expect(linesOf(first.batches).length).toBe(100), PATIENCE);
  await send(first.port('tcp'), some(100, 200));
  await vi.waitFor(() => expect(linesOf(first.batches).length).toBe(200), PATIENCE);
  await first.thread.stop();
  const [begun, ...rest] = first.batches;
  expect(begun!.resumeKey).toBe(RING);

  const second = await intake({ ring, resume: [[RING, begun!.resume!]] });
  await vi.waitFor(() => expect(second.caughtUp()).toBe(true), PATIENCE);
  const places = (batches: readonly LiveBatch[]) => batches.map(({ offset, resume }) => [offset, resume]);
  expect(places(second.batches)).toEqual(places(rest));
  expect(linesOf(second.batches)).toEqual(linesOf(rest));
  await send(second.port('tcp'), some(200, 210));
  await vi.waitFor(() => expect(linesOf(second.batches).slice(-10)).toEqual(some(200, 210)), PATIENCE);
  expect(second.batches.at(-1)!.offset).toBeGreaterThan(first.batches.at(-1)!.offset);
});

test('who sends over TCP waits while nothing is taken in, and nothing is lost', async () => {
  const { batches, port, thread, inputs } = await intake();
  const lines = Array.from({ length: 200 }, (_, i) => `<13>${i} ${'x'.repeat(60_000)}`);
  const sent = send(port('tcp'), lines);
  let seen = 0;
  await vi.waitFor(
    () => {
      const before = seen;
      seen = batches.length;
      expect(seen).toBeGreaterThan(0);
      expect(seen).toBe(before);
    },
    { ...PATIENCE, interval: 1500 },
  );
  expect(linesOf(batches).length).toBeLessThan(200);
  let taken = 0;
  const taking = setInterval(() => {
    for (; taken < batches.length; taken++) thread.taken(batches[taken]!.buffer.length);
  }, 5);
  await sent;
  await vi.waitFor(() => expect(linesOf(batches).length).toBe(200), PATIENCE);
  clearInterval(taking);
  await thread.stop();
  expect(inputs().reduce((sum, one) => sum + one.lines, 0)).toBe(200);
});

test('what comes faster than it is taken in waits in the ring, and comes in order, once', async () => {
  const { batches, port, thread } = await intake({ ring: join(folder, 'spill') });
  const lines = Array.from({ length: 400 }, (_, i) => `<13>${i} ${'x'.repeat(60_000)}`);
  // Three times what may be under way: it is taken off the wire all the same.
  await send(port('tcp'), lines);
  let taken = 0;
  const taking = setInterval(() => {
    for (; taken < batches.length; taken++) thread.taken(batches[taken]!.buffer.length);
  }, 5);
  await vi.waitFor(() => expect(linesOf(batches).length).toBe(400), PATIENCE);
  await send(port('tcp'), some(0, 100));
  await vi.waitFor(() => expect(linesOf(batches).length).toBe(500), PATIENCE);
  clearInterval(taking);
  expect(linesOf(batches)).toEqual([...lines, ...some(0, 100)]);
  const places = batches.map(({ offset }) => offset);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('it ends though nothing is taken in any more, and the next run goes on where this one was', async () => {
  const ring = join(folder, 'stuck');
  const first = await intake({ ring });
  await send(
    first.port('tcp'),
    Array.from({ length: 400 }, (_, i) => `<13>${i} ${'x'.repeat(60_000)}`),
  );
  await vi.waitFor(() => expect(first.batches.length).toBeGreaterThan(10), PATIENCE);
  await first.thread.stop();
  const last = first.batches.at(-1)!;
  const second = await intake({ ring, resume: [[RING, last.resume!]] });
  const taking = setInterval(() => {
    for (const batch of second.batches) second.thread.taken(batch.buffer.length);
  }, 50);
  await vi.waitFor(
    () => expect(linesOf(first.batches).length + linesOf(second.batches).length).toBe(400),
    PATIENCE,
  );
  clearInterval(taking);
});

test('a source that can never work fails the start, with the reason', async () => {
  const { port } = await intake();
  const options = liveSources.syslog.schema.parse({ udp: false, tcp: `127.0.0.1:${port('tcp')}` });
  const thread = new IntakeThread(
    { sources: [{ type: 'syslog', options }], ring: null, resume: [], notBefore: 0 },
    {
      ...{ batch: () => {}, sample: () => {}, notice: () => {}, inputs: () => {}, step: () => {} },
      ...{ caughtUp: () => {}, failed: () => {} },
    },
  );
  await expect(thread.started).rejects.toThrow(/another program does already/);
  await thread.stop();
});
