import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import redis from '../src/buses/redis.ts';
import type { Bus, GroupHandler, Member } from '../src/core/bus.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const ROUNDS = 5;
/** Events of an entry, and their bytes. */
const [EVENTS, BYTES] = [500, 100];
const ENTRIES = 3200;
const PORT = 16_399;

/** Redis Streams between processes: Redis is another one. Entries as they are, without what packs and unpacks them. */
export default async function busRedis(): Promise<Result[]> {
  const results: Result[] = [];
  const higher = { unit: 'events/s', better: 'higher' } as const;
  for (const [name, settings, bar] of [
    ['in memory', ['--appendonly', 'no'], {}],
    ['each on the disk', ['--appendonly', 'yes', '--appendfsync', 'always'], { bar: 300_000 }],
  ] as const) {
    await withRedis(settings, async (open) => {
      for (const shards of [16, 1]) {
        const figures = await rounds(open, shards);
        const of = `bus redis, ${name}, ${shards === 1 ? '1 shard' : `${shards} shards`}`;
        const wanted = shards === 16 ? bar : {};
        results.push({ name: `${of}: publish`, value: figures.published, ...wanted, ...higher });
        results.push({ name: `${of}: take and acknowledge`, value: figures.taken, ...wanted, ...higher });
      }
      const value = await delay(open);
      results.push({
        name: `bus redis, ${name}: from publish to handler`,
        value,
        unit: 'ms',
        better: 'lower',
      });
    });
  }
  return results;
}

type Open = () => Promise<Bus>;

async function rounds(open: Open, shards: number) {
  const [published, taken]: [number[], number[]] = [[], []];
  const entry = Buffer.alloc(EVENTS * BYTES, 'an event as it is parsed ');
  for (let round = 0; round < ROUNDS; round++) {
    const [writer, reader] = [await open(), await open()];
    const topic = 'raw';
    // Nothing is trimmed before there is a group, so that all of it is there to be taken.
    const began = performance.now();
    await Promise.all(
      Array.from({ length: shards }, async (_, shard) => {
        const most = ENTRIES / shards;
        for (let i = 0; i < most; i += 8)
          await writer.publish(topic, shard, Array<Buffer>(Math.min(8, most - i)).fill(entry));
      }),
    );
    published.push((writer.status().published.entries * EVENTS * 1000) / (performance.now() - began));
    const wanted = writer.status().published.entries;
    taken.push((wanted * EVENTS * 1000) / (await take(reader, { shards, wanted })));
    await Promise.all([writer.stop(), reader.stop()]);
  }
  return { published: median(published), taken: median(taken) };
}

/** Ms in which all is handed over and acknowledged, from the first entry on. */
async function take(bus: Bus, { shards, wanted }: { shards: number; wanted: number }): Promise<number> {
  const all = Promise.withResolvers<number>();
  let [began, came] = [0, 0];
  const handler: GroupHandler = {
    assigned: async () => {},
    async entries(shard, entries) {
      began ||= performance.now();
      await member.acknowledge(shard, entries.at(-1)!.id);
      came += entries.length;
      if (came >= wanted) all.resolve(performance.now() - began);
    },
    revoked: async () => {},
    gap: (_, { reason }) => all.reject(new Error(reason)),
  };
  const member: Member = bus.join('raw', { group: 'readers', shards }, handler);
  return all.promise;
}

/** Ms until what is published alone is handed over: the median. */
async function delay(open: Open): Promise<number> {
  const [writer, reader] = [await open(), await open()];
  let came: () => void = () => {};
  const handler: GroupHandler = {
    assigned: async () => came(),
    entries: async () => came(),
    revoked: async () => {},
    gap: () => {},
  };
  const assigned = new Promise<void>((done) => (came = done));
  const member = reader.join('findings', { group: 'readers', shards: 1 }, handler);
  await assigned;
  const delays: number[] = [];
  for (let i = 0; i < 50; i++) {
    await later(100);
    const handled = new Promise<void>((done) => (came = done));
    const began = performance.now();
    await writer.publish('findings', 0, [Buffer.alloc(1000)]);
    await handled;
    delays.push(performance.now() - began);
  }
  await member.leave();
  await Promise.all([writer.stop(), reader.stop()]);
  return median(delays);
}

async function withRedis(settings: readonly string[], work: (open: Open) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-bench-redis-'));
  const where = ['--port', String(PORT), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const server = spawn('redis-server', [...where, ...settings], { stdio: 'ignore' });
  const buses: Bus[] = [];
  try {
    await listening(server);
    await work(async () => {
      // Each round finds a place of its own, and the memory of those before.
      const prefix = `round-${buses.length >> 1}`;
      const context = { member: `m-${buses.length}`, notice: () => {}, now: Date.now, random: Math.random };
      const bus = redis.create(redis.schema.parse({ port: PORT, prefix }), context);
      buses.push(bus);
      await bus.start();
      return bus;
    });
  } finally {
    await Promise.all(buses.map((bus) => bus.stop()));
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listening(server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
    const answers = await new Promise<boolean>((done) => {
      const socket = connect(PORT, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.on('error', () => done(false));
    });
    if (answers) return;
    await later(50);
  }
  throw new Error('redis-server does not listen');
}
