import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { BusEntry, Gap } from '../../src/core/bus.ts';
import { entriesOf, Leader, Taker, takes, textOf, until } from '../../src/testing/bus-bench.ts';
import { atEnd, redisServer, started } from './redis-opened.ts';
import { RedisServer, sparePort } from './redis-server.ts';

const USUAL = { ttl: 4000 };

test('Redis killed ten times under load loses nothing that was published or acknowledged', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  const readers = [await started({ port: server.port }), await started({ port: server.port })];
  const takers = readers.map((reader) => takes(reader.bus, { topic: 'raw', shards: 4 }));
  const resolved = new Set<string>();
  let going = true;
  const load = [0, 1, 2, 3].map(async (shard) => {
    for (let i = 0; going; i++) {
      const entries = entriesOf(`shard-${shard}-${i}`, 10);
      await bus.publish('raw', shard, entries);
      for (const entry of entries) resolved.add(entry.toString());
      await later(5);
    }
  });
  for (let kill = 0; kill < 10; kill++) {
    const before = resolved.size;
    await until('something is published', () => resolved.size > before + 100);
    await server.kill();
    await server.run();
  }
  going = false;
  await Promise.all(load);
  const taken = () => new Set(takers.flatMap((taker) => taker.texts()));
  await until('all of it', () => [...resolved].every((text) => taken().has(text)));
  expect(resolved.size).toBeGreaterThan(1000);
  for (const taker of takers) {
    expect(taker.complaints).toEqual([]);
    expect(taker.gaps).toEqual([]);
  }
  await until('nothing is left', async () => {
    const lags = await bus.lag();
    return lags.length > 0 && lags.every(({ entries }) => entries === 0);
  });
  expect(bus.status().trouble).toBeNull();
});

test('a Redis that was emptied is told of once for each shard, and all goes on', async () => {
  const server = await redisServer();
  const readers = [await started({ port: server.port }), await started({ port: server.port })];
  const takers = readers.map(({ bus }) => takes(bus, { topic: 'raw', shards: 4 }));
  const { bus } = readers[0]!;
  const leader = new Leader();
  bus.stand('decide', leader);
  const followed: string[] = [];
  const gaps: Gap[] = [];
  const abort = new AbortController();
  const following = (async () => {
    const options = { after: 'oldest', signal: abort.signal, gap: (gap: Gap) => void gaps.push(gap) };
    for await (const entries of bus.follow('store', 0, options)) followed.push(...entries.map(textOf));
  })();
  const fences = (shard: number) => takers.flatMap(({ fences: by }) => by.get(shard) ?? []);
  await until('two each', () => takers.every(({ member }) => member!.owned.length === 2));
  await until('it leads', () => leader.leads);
  for (const shard of [0, 1, 2, 3]) await bus.publish('raw', shard, entriesOf(`before-${shard}`, 3));
  await bus.publish('store', 0, entriesOf('row', 20));
  await until(
    'what was before',
    () => takers.flatMap((one) => one.texts()).length === 12 && followed.length === 20,
  );
  const highest = [0, 1, 2, 3].map((shard) => Math.max(...fences(shard)));
  await server.say('FLUSHALL');
  for (const shard of [0, 1, 2, 3]) await bus.publish('raw', shard, entriesOf(`after-${shard}`, 3));
  await bus.publish('store', 0, entriesOf('new', 3));
  await until(
    'what came after',
    () => takers.flatMap((one) => one.texts()).length === 24 && followed.length === 23,
  );
  await until('it leads again', () => leader.leads && leader.fences.length === 2);
  const told = takers.flatMap((one) => one.gaps).sort((a, b) => a.shard - b.shard);
  expect(told).toEqual([0, 1, 2, 3].map((shard) => ({ shard, gap: { reason: 'emptied', entries: null } })));
  expect(gaps).toEqual([{ reason: 'emptied', entries: null }]);
  expect(followed.slice(20)).toEqual(entriesOf('new', 3).map(String));
  for (const shard of [0, 1, 2, 3]) expect(Math.max(...fences(shard))).toBeGreaterThan(highest[shard]!);
  expect(leader.fences[1]).toBeGreaterThan(leader.fences[0]!);
  for (const { complaints } of takers) expect(complaints).toEqual([]);
  abort.abort();
  await following;
});

test('what somebody trims before it was read is counted, whether anything is left or not', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  let open: () => void = () => {};
  const gate = new Promise<void>((done) => {
    open = done;
  });
  const taker = takes(bus, { topic: 'raw', shards: 1 }, new Taker({ before: () => gate }));
  await bus.publish('raw', 0, entriesOf('first', 1));
  await until('it is at work', () => taker.taken.length === 1);
  await bus.publish('raw', 0, entriesOf('line', 10));
  // The one at work, and six that nobody has read.
  await server.say('XTRIM', 'logsift.raw.0', 'MAXLEN', 4);
  open();
  await until('what is left', () => taker.taken.length === 5);
  expect(taker.texts()).toEqual(['first-0', ...entriesOf('line', 4, 6).map(String)]);
  expect(taker.gaps).toEqual([{ shard: 0, gap: { reason: 'trimmed', entries: 6 } }]);
  await taker.member!.leave();
  await bus.publish('raw', 0, entriesOf('gone', 3));
  await server.say('XTRIM', 'logsift.raw.0', 'MAXLEN', 0);
  const next = takes((await started({ port: server.port })).bus, { topic: 'raw', shards: 1 });
  await until('it is told', () => next.gaps.length === 1);
  expect(next.gaps).toEqual([{ shard: 0, gap: { reason: 'trimmed', entries: 3 } }]);
  expect(bus.status().lost).toBe(6);
});

test('what somebody deletes of what was not acknowledged is counted when it would come again', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  const first = takes(bus, { topic: 'raw', shards: 1 }, new Taker({ acknowledges: false }));
  await bus.publish('raw', 0, entriesOf('line', 5));
  await until('all of it', () => first.taken.length === 5);
  await server.say('XDEL', 'logsift.raw.0', first.taken[1]!.id, first.taken[3]!.id);
  await first.member!.leave();
  const second = takes((await started({ port: server.port })).bus, { topic: 'raw', shards: 1 });
  await until('the rest', () => second.taken.length === 3 && second.gaps.length > 0);
  expect(second.texts()).toEqual(['line-0', 'line-2', 'line-4']);
  expect(second.gaps).toEqual([{ shard: 0, gap: { reason: 'deleted', entries: 2 } }]);
});

test('what all groups acknowledged is taken away, and nothing that one has still to acknowledge', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  const few = new Taker({ acknowledges: (text) => Number(text.slice(5, 6)) < 4 });
  takes(bus, { topic: 'raw', group: 'slow', shards: 1 }, few);
  const all = takes(bus, { topic: 'raw', group: 'quick', shards: 1 });
  // Large enough for a node of their own, as only whole nodes are taken away.
  const lines = entriesOf('line', 10).map((text) => Buffer.concat([text, Buffer.alloc(5000, ' ')]));
  for (const line of lines) await bus.publish('raw', 0, [line]);
  const left = async () => Number(await server.say('XLEN', 'logsift.raw.0'));
  await until('both had all', () => few.taken.length === 10 && all.taken.length === 10);
  await until('four are gone', async () => (await left()) <= 6);
  await bus.publish('raw', 0, lines.slice(-1));
  // Longer than it takes to trim twice.
  await later(2500);
  expect(await left()).toBe(7);
  await few.member!.acknowledge(0, few.taken.at(-1)!.id);
  await until('all are gone', async () => (await left()) === 0);
  expect([...few.gaps, ...all.gaps]).toEqual([]);
});

test('a follower is told of what went before it came by', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  await bus.publish('store', 0, entriesOf('row', 10));
  const [came, gaps]: [BusEntry[], Gap[]] = [[], []];
  const abort = new AbortController();
  const options = { after: 'oldest', signal: abort.signal, gap: (gap: Gap) => void gaps.push(gap) };
  const following = (async () => {
    for await (const entries of bus.follow('store', 0, options)) {
      came.push(...entries);
      if (came.length === 10) {
        await bus.publish('store', 0, entriesOf('row', 10, 10));
        await server.say('XTRIM', 'logsift.store.0', 'MAXLEN', 4);
      }
    }
  })();
  await until('what is left', () => came.length === 14);
  expect(gaps).toEqual([{ reason: 'trimmed', entries: 6 }]);
  expect(bus.status().lost).toBe(6);
  abort.abort();
  await following;
});

test('goes on with a replica that was promoted, and leaves a master that became one', async () => {
  const one = await redisServer();
  const two = await redisServer('--replicaof', `127.0.0.1 ${one.port}`);
  const [low, high] = [await sparePort(), await sparePort()];
  const sentinel = await RedisServer.startSentinel(low, [
    ...[`port ${low}`, 'bind 127.0.0.1', `sentinel monitor mine 127.0.0.1 ${one.port} 1`],
    ...['sentinel down-after-milliseconds mine 500', 'sentinel failover-timeout mine 5000'],
  ]);
  atEnd(() => sentinel.end());
  const sentinels = [
    { host: '127.0.0.1', port: high },
    { host: '127.0.0.1', port: low },
  ];
  const { bus } = await started({ sentinels, name: 'mine' });
  await until('it is there', () => bus.status().connected);
  const taker = takes(bus, { topic: 'raw', shards: 2 });
  await bus.publish('raw', 0, entriesOf('before', 5));
  await until('what was before', () => taker.taken.length === 5);
  await until(
    'the replica has it',
    async () =>
      (await two.say('XLEN', 'logsift.store.9')) === 0 &&
      /master_link_status:up/.test(String(await two.say('INFO', 'replication'))),
  );
  const answer = async () => String(await sentinel.say('SENTINEL', 'replicas', 'mine'));
  await until('the sentinel knows the replica', async () => (await answer()).includes(String(two.port)));
  await one.kill();
  await bus.publish('raw', 0, entriesOf('after', 5));
  await until('what came after', () => new Set(taker.texts()).size === 10);
  expect(String(await two.say('INFO', 'replication'))).toContain('role:master');
  expect(taker.complaints).toEqual([]);
});

test('who asks for lag while Redis is away is told so', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  await server.kill();
  await until('it is said', () => !bus.status().connected);
  // What was under way when it went ends with the words of its connection.
  const why = (asked: Promise<unknown>) => asked.then(String, (error: Error) => error.message);
  await vi.waitFor(async () => expect(await why(bus.lag())).toContain(`Redis at 127.0.0.1:${server.port}`), {
    timeout: 30_000,
  });
  expect(await why(bus.announce('me', 'here'))).toContain('does not answer');
});

test('a master that is made a replica is in trouble until it is one again', async () => {
  const one = await redisServer();
  const two = await redisServer();
  const { bus, notices } = await started({ port: one.port });
  const taker = takes(bus, { topic: 'raw', shards: 1 });
  await until('it is its own', () => taker.member!.owned.length === 1);
  await one.say('REPLICAOF', '127.0.0.1', two.port);
  const published = bus.publish('raw', 0, entriesOf('line', 3));
  await until('it is said', () => bus.status().trouble?.includes('READONLY') === true);
  await one.say('REPLICAOF', 'NO', 'ONE');
  await published;
  await until('it comes', () => taker.taken.length === 3);
  await until('it is over', () => bus.status().trouble === null);
  expect(notices.filter(({ about }) => about === 'bus:redis').map(({ kind }) => kind)).toEqual([
    'trouble',
    'recovered',
  ]);
});

test('a password that is changed while running is said, and tried again', async () => {
  const server = await redisServer('--requirepass', 'first');
  const admin = server.client({ password: 'first' });
  atEnd(async () => admin.disconnect());
  const { bus } = await started({ port: server.port, password: 'first' });
  await bus.publish('raw', 0, entriesOf('line', 1));
  await admin.call('CONFIG', ['SET', 'requirepass', 'second']);
  await admin.call('CLIENT', ['KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
  const published = bus.publish('raw', 0, entriesOf('line', 1));
  await until('it is said', () => bus.status().trouble?.includes('bus.password') === true);
  await admin.call('CONFIG', ['SET', 'requirepass', 'first']);
  await published;
  await until('it is over', () => bus.status().trouble === null);
});

test('raw lines take their share of memory and no more, and go on when readers catch up', async () => {
  const server = await redisServer('--maxmemory', '64mb');
  const { bus } = await started({ port: server.port });
  const line = Buffer.alloc(100_000, 'x');
  let published = 0;
  const load = (async () => {
    for (; published < 600; published++) await bus.publish('raw', published % 2, [line]);
  })();
  await until('it is said', () => bus.status().trouble?.includes('raw lines take their share') === true);
  const then = published;
  expect(then).toBeLessThan(450);
  // What is small goes on.
  await bus.publish('findings', 0, entriesOf('finding', 3));
  const taker = takes((await started({ port: server.port })).bus, { topic: 'raw', shards: 2 });
  await load;
  await until('all of it', () => taker.taken.length === 600);
  await until('it is over', () => bus.status().trouble === null);
  expect(taker.gaps).toEqual([]);
});

test('a Redis that is full says so, and still lets readers acknowledge', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  const taker = takes(bus, { topic: 'findings', shards: 1 });
  await until('it is its own', () => taker.member!.owned.length === 1);
  await server.say('CONFIG', 'SET', 'maxmemory', '1mb');
  const published = bus.publish('findings', 0, entriesOf('finding', 3));
  await until('it is said', () => bus.status().trouble?.includes('OOM') === true);
  // Longer than a lease: it is renewed although nothing more may be written.
  await later(1500);
  expect(taker.revocations).toEqual([]);
  await server.say('CONFIG', 'SET', 'maxmemory', '0');
  await published;
  await until('it comes', () => taker.taken.length === 3);
  await until('it is over', () => bus.status().trouble === null);
});

test('a process that was stopped for longer than its lease can do nothing with it any more', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port }, USUAL);
  const script = fileURLToPath(new URL('./redis-sleeper.ts', import.meta.url));
  const child = spawn(process.execPath, [script, String(server.port), String(USUAL.ttl)]);
  atEnd(async () => child.kill('SIGKILL'));
  const said: { readonly [key: string]: unknown }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)));
  const of = (key: string) => said.filter((one) => key in one);
  await until('it leads', () => of('elected').length === 1 && of('assigned').length === 1);
  const leader = new Leader();
  const other = await started({ port: server.port }, USUAL);
  other.bus.stand('decide', leader);
  const taker = takes(other.bus, { topic: 'raw', group: 'readers', shards: 1 });
  await later(600);
  expect(leader.leads).toBe(false);
  child.kill('SIGSTOP');
  await bus.publish('raw', 0, entriesOf('line', 5));
  const began = performance.now();
  await until('another has all', () => leader.leads && taker.taken.length === 5);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(taker.fences.get(0)![0]).toBeGreaterThan(Number(of('assigned')[0]!.fence));
  expect(leader.fences[0]).toBeGreaterThan(Number(of('elected')[0]!.elected));
  await bus.publish('raw', 0, entriesOf('more', 2));
  child.kill('SIGCONT');
  await until('it knows', () => of('revoked').length === 1 && of('deposed').length === 1);
  expect(of('revoked')[0]).toEqual({ revoked: 0, lost: true });
  expect(of('deposed')[0]).toEqual({ deposed: true });
  await until('the rest', () => taker.taken.length === 7);
  expect(taker.complaints).toEqual([]);
  // Stopped before it had read anything: it never did.
  expect(of('taken')).toEqual([]);
});

test('what a process that was stopped acknowledges when it wakes up is refused', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port });
  const script = fileURLToPath(new URL('./redis-sleeper.ts', import.meta.url));
  const child = spawn(process.execPath, [script, String(server.port), '1000']);
  atEnd(async () => child.kill('SIGKILL'));
  const said: { readonly [key: string]: unknown }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)));
  const of = (key: string) => said.filter((one) => key in one);
  await until('it has it', () => of('assigned').length === 1);
  await bus.publish('raw', 0, entriesOf('line', 5));
  await until('it has them', () => of('taken').length > 0);
  child.kill('SIGSTOP');
  const slow = takes(
    (await started({ port: server.port })).bus,
    { topic: 'raw', shards: 1 },
    new Taker({ acknowledges: false }),
  );
  await until('another has it', () => slow.member!.owned.length === 1);
  await bus.publish('raw', 0, entriesOf('more', 3));
  await until('more', () => slow.texts().includes('more-2'));
  const lag = async () => (await bus.lag()).find(({ topic }) => topic === 'raw')!.entries;
  const before = await lag();
  child.kill('SIGCONT');
  await until('it was refused', () => of('refused').length > 0);
  expect(await lag()).toBe(before);
  expect(of('refused')[0]).toEqual({ refused: 'shard 0 of raw is not ours any more' });
});

test('Redis itself refuses whose lease is another’s, whatever the process still believes', async () => {
  const server = await redisServer();
  const { bus } = await started({ port: server.port }, { ttl: 60_000 });
  const taker = takes(bus, { topic: 'raw', shards: 1 }, new Taker({ acknowledges: false }));
  await bus.publish('raw', 0, entriesOf('line', 3));
  await until('it has them', () => taker.taken.length === 3);
  await server.say('HSET', 'logsift.leases.raw.readers', '0', 'other|9999999999999|9999999999999');
  // Its own next look at its lease is seconds away.
  await bus.publish('raw', 0, entriesOf('more', 3));
  const acknowledged = taker.member!.acknowledge(0, taker.taken.at(-1)!.id);
  await expect(acknowledged).rejects.toThrow('not ours any more');
  expect((await bus.lag()).find(({ topic }) => topic === 'raw')!.entries).toBe(6);
  await until('it knows', () => taker.revocations.length === 1);
  expect(taker.revocations).toEqual([{ shard: 0, lost: true }]);
  expect(taker.taken.length).toBe(3);
});
