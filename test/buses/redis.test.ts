import { afterAll, beforeAll, test } from 'vitest';
import redis from '../../src/buses/redis.ts';
import type { BusPlace } from '../../src/testing/bus-bench.ts';
import { busChecks } from '../../src/testing/bus-contract.ts';
import { RedisServer, Relay } from './redis-server.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.end());

let places = 0;
const checks = busChecks(redis, {
  fileName: 'redis',
  options: { host: '127.0.0.1', port: 6379 },
  async place(): Promise<BusPlace> {
    const prefix = `place-${places++}`;
    // Each bus may have a relay of its own before it is opened, as opening does no I/O.
    const relays = await Promise.all(Array.from({ length: 5 }, () => Relay.start(() => server.port)));
    let opened = 0;
    return {
      open(context) {
        const relay = relays[opened++]!;
        const options = redis.schema.parse({ port: relay.port, prefix });
        return { bus: redis.create(options, context), cut: () => relay.cut() };
      },
      stopBroker: () => server.kill(),
      startBroker: () => server.run(),
      async close() {
        for (const relay of relays) relay.cut();
        // Where a check failed before it did so.
        await server.run();
      },
    };
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());
