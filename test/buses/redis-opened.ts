import { afterEach } from 'vitest';
import { RedisBus } from '../../src/buses/redis-bus.ts';
import { redisSchema } from '../../src/buses/redis-options.ts';
import type { Notice } from '../../src/core/notice.ts';
import { RedisServer } from './redis-server.ts';

/** A lease of one second: what would take five seconds takes little more than one. */
const HURRIED = { ttl: 1000 };

const ends: (() => Promise<unknown>)[] = [];
let count = 0;

afterEach(async () => {
  const all = ends.splice(0).reverse();
  for (const end of all) await end();
});

/** Runs at the end of the test, the last one first. */
export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

/** A redis-server for one test. */
export async function redisServer(...settings: readonly string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...settings);
  atEnd(() => server.end());
  return server;
}

/** A bus that was not started, and is stopped when the test is over. */
export function opened(options: { readonly [key: string]: unknown }, pace = HURRIED) {
  const notices: Notice[] = [];
  const context = {
    member: `member-${++count}`,
    notice: (notice: Notice) => void notices.push(notice),
    now: Date.now,
    random: Math.random,
  };
  const bus = new RedisBus(redisSchema.parse(options), context, pace);
  atEnd(() => bus.stop());
  return { bus, notices };
}

/** One that was started. */
export async function started(options: { readonly [key: string]: unknown }, pace = HURRIED) {
  const open = opened(options, pace);
  await open.bus.start();
  return open;
}
