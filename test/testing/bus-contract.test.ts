import { afterAll, beforeAll, expect, test } from 'vitest';
import redis from '../../src/buses/redis.ts';
import { RedisBus } from '../../src/buses/redis-bus.ts';
import type { Bus, GroupHandler } from '../../src/core/bus.ts';
import { busChecks } from '../../src/testing/bus-contract.ts';
import { RedisServer } from '../buses/redis-server.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.end());

let places = 0;

/** Names of the checks like `only` that a bus does not keep when something of it is put in place of by another. */
async function broken(only: RegExp, spoil: (bus: Bus) => Partial<Bus>): Promise<string[]> {
  const checks = busChecks(redis, {
    fileName: 'redis',
    options: {},
    async place() {
      const options = redis.schema.parse({ port: server.port, prefix: `place-${places++}` });
      return {
        open(context) {
          const real = new RedisBus(options, context, { ttl: 1000 });
          const usual = Object.fromEntries(
            (
              [
                ...['start', 'publish', 'join', 'stand', 'follow', 'forget', 'announce', 'announced', 'lag'],
                ...['status', 'stop'],
              ] as (keyof Bus)[]
            ).map((name) => [name, (real[name] as (...args: never[]) => unknown).bind(real)]),
          ) as unknown as Bus;
          return { bus: { ...usual, ...spoil(real) }, cut() {} };
        },
        stopBroker: () => server.kill(),
        startBroker: () => server.run(),
        close: () => server.run(),
      };
    },
  });
  const failed: string[] = [];
  for (const { name, run } of checks.filter((check) => only.test(check.name))) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

/** Joins with a handler that is spoilt in one way. */
function joining(bus: Bus, spoil: (handler: GroupHandler) => Partial<GroupHandler>): Pick<Bus, 'join'> {
  return {
    join: (topic, options, handler) =>
      bus.join(topic, options, {
        assigned: (shard, fence) => handler.assigned(shard, fence),
        entries: (shard, entries) => handler.entries(shard, entries),
        revoked: (shard, lost) => handler.revoked(shard, lost),
        gap: (shard, gap) => handler.gap(shard, gap),
        ...spoil(handler),
      }),
  };
}

test('a bus that keeps the contract passes', async () => {
  expect(
    await broken(/keeps the order|hands over bytes|BUS_CLOSED|one of several leads/, () => ({})),
  ).toEqual([]);
});

test.each<[string, RegExp, (bus: Bus) => Partial<Bus>]>([
  [
    'hands over batches backwards',
    /keeps the order/,
    (bus) =>
      joining(bus, (handler) => ({ entries: (shard, all) => handler.entries(shard, all.toReversed()) })),
  ],
  [
    'hands over something else',
    /hands over bytes/,
    (bus) =>
      joining(bus, (handler) => ({
        entries: (shard, all) =>
          handler.entries(
            shard,
            all.map((one) => ({ ...one, bytes: Buffer.from(one.bytes.toString('utf8')) })),
          ),
      })),
  ],
  [
    'gives every owner the same fence',
    /hands over at once/,
    (bus) => joining(bus, (handler) => ({ assigned: (shard) => handler.assigned(shard, 1) })),
  ],
  [
    'says that it published what it did not',
    /arrives when it is back/,
    (bus) => ({ publish: async (...args) => void bus.publish(...args).catch(() => {}) }),
  ],
  [
    'lets everybody lead',
    /one of several leads/,
    (bus) => ({
      stand(name, handler) {
        const candidate = bus.stand(name, { elected: async () => {}, deposed: async () => {} });
        void handler.elected(1);
        return candidate;
      },
    }),
  ],
  [
    'forgets more than it should',
    /forgotten/,
    (bus) => ({ forget: (topic, shard) => bus.forget(topic, shard, '9999999999999-0') }),
  ],
])('one that %s is caught', { timeout: 120_000 }, async (_, only, spoil) => {
  expect(await broken(only, spoil)).toHaveLength(1);
});
