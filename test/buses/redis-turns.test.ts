import { expect, test } from 'vitest';
import { until } from '../../src/testing/bus-bench.ts';
import { redisServer, started } from './redis-opened.ts';

test('a shard that is lost and won again while it is taken on is taken on anew when that came to an end', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  const said: string[] = [];
  const first = Promise.withResolvers<void>();
  const fences: number[] = [];
  bus.join(
    'raw',
    { group: 'group', shards: 1 },
    {
      async assigned(_, fence) {
        fences.push(fence);
        const which = fences.length;
        said.push(`assigned ${which}`);
        if (which === 1) await first.promise;
        said.push(`has ${which}`);
      },
      async entries(_, entries) {
        said.push(...entries.map(({ bytes }) => bytes.toString()));
      },
      async revoked(_, lost) {
        said.push(`revoked ${lost}`);
      },
      gap: () => {},
    },
  );
  await until('it is being taken on', () => said.length === 1);
  await server.say('FLUSHALL');
  const owner = async () => String(await server.say('HGET', 'logsift.leases.raw.group', 0));
  await until('it is won again', async () => {
    const [, fence = '0'] = (await owner()).split('|');
    return Number(fence) > fences[0]!;
  });
  first.resolve();
  await bus.publish('raw', 0, [Buffer.from('line')]);
  await until('it is read', () => said.includes('line'));
  expect(said).toEqual(['assigned 1', 'has 1', 'revoked true', 'assigned 2', 'has 2', 'line']);
  expect(fences[1]).toBeGreaterThan(fences[0]!);
});
