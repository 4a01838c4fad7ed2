import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import type { Bus } from '../core/bus.ts';
import { BusBench, type BusHarness, entriesOf, Taker, takes, textOf, until } from './bus-bench.ts';
import type { Check } from './check.ts';

const SHARDS = 6;

/** How members of a group share shards, and what becomes of what was not acknowledged. */
export function busGroupChecks(harness: BusHarness): Check[] {
  const at = (check: (bench: BusBench) => Promise<void>) => () => BusBench.at(harness, check);
  return [
    {
      name: 'one, two and three members share shards evenly, and each entry is one member’s',
      run: at(async (bench) => {
        const { bus: publisher } = await bench.bus();
        const takers: Taker[] = [];
        let round = 0;
        for (const shares of [[6], [3, 3], [2, 2, 2]]) {
          takers.push(takes((await bench.bus()).bus, { topic: 'raw', shards: SHARDS }));
          const sharing = until(`shares of ${shares}`, () => String(owned(takers)) === String(shares));
          // Shards change hands while entries come.
          for (let i = 0; i < 5; i++) {
            await publishEverywhere(publisher, `round-${round}`, i);
            await later(50);
          }
          await sharing;
          await publishEverywhere(publisher, `round-${round++}`, 5);
        }
        const all = () => takers.flatMap((taker) => taker.texts());
        await until('all of it', () => new Set(all()).size === 3 * 6 * 4 * SHARDS);
        assert.equal(all().length, new Set(all()).size, 'something came twice while nothing failed');
        for (const taker of takers) assert.deepEqual(taker.complaints, []);
        assert.deepEqual(
          takers.flatMap(({ revocations }) => revocations.filter(({ lost }) => lost)),
          [],
        );
      }),
    },
    {
      name: 'two groups have everything each',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const one = takes(bus, { topic: 'findings', group: 'one', shards: 1 });
        const two = takes(bus, { topic: 'findings', group: 'two', shards: 1 });
        await bus.publish('findings', 0, entriesOf('both', 10));
        await until('both', () => one.taken.length === 10 && two.taken.length === 10);
      }),
    },
    {
      name: 'what was published before there was a group is handed to it',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        await bus.publish('raw', 0, entriesOf('early', 10));
        const taker = takes(bus, { topic: 'raw', shards: 1 });
        await until('what was there', () => taker.taken.length === 10);
      }),
    },
    {
      name: 'what a member that left had not acknowledged comes again in order, and the rest does not',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const manner = { acknowledges: (text: string) => Number(text.slice(5)) < 10 };
        const first = takes((await bench.bus()).bus, { topic: 'raw', shards: 1 }, new Taker(manner));
        const texts = entriesOf('line', 25).map(String);
        for (const text of texts) await bus.publish('raw', 0, [Buffer.from(text)]);
        await until('all of it', () => first.taken.length === 25);
        await first.member!.leave();
        await first.member!.leave();
        assert.deepEqual(first.revocations, [{ shard: 0, lost: false }]);
        assert.deepEqual(first.member!.owned, []);
        const second = takes((await bench.bus()).bus, { topic: 'raw', shards: 1 });
        await bus.publish('raw', 0, entriesOf('new', 1));
        await until('the rest', () => second.taken.length >= 16);
        assert.deepEqual(second.texts(), [...texts.slice(10), 'new-0']);
        assert(second.fences.get(0)![0]! > first.fences.get(0)![0]!, 'the fence did not grow');
      }),
    },
    {
      name: 'a member that leaves hands over at once, with a greater fence',
      run: at(async (bench) => {
        const one = takes((await bench.bus()).bus, { topic: 'raw', shards: 2 });
        const two = takes((await bench.bus()).bus, { topic: 'raw', shards: 2 });
        await until('one each', () => String(owned([one, two])) === '1,1');
        const [shard] = one.member!.owned;
        const fence = one.fences.get(shard!)!.at(-1)!;
        await one.member!.leave();
        await until('the other has both', () => two.member!.owned.length === 2);
        assert(two.fences.get(shard!)!.at(-1)! > fence, 'the fence did not grow');
      }),
    },
    {
      name: 'an entry that cannot be handled is tried three times, goes to `dead`, and the rest flows',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const taker = takes(
          bus,
          { topic: 'events', shards: 1 },
          new Taker({ rejects: (text) => text === 'bad-0' }),
        );
        const batch = [...entriesOf('good', 5), ...entriesOf('bad', 1), ...entriesOf('good', 5, 5)];
        await bus.publish('events', 0, batch);
        await until('the rest', () => taker.taken.length === 10);
        assert.deepEqual(taker.texts(), entriesOf('good', 10).map(String));
        const alone = taker.tried.filter((texts) => String(texts) === 'bad-0').length;
        assert(alone >= 2 && alone <= 3, `tried ${alone} times by itself`);
        const dead = await firstOf(bus, 'dead');
        const { bytes, id, reason, ...where } = JSON.parse(dead) as { [key: string]: unknown };
        assert.deepEqual(where, { topic: 'events', shard: 0 });
        assert.equal(Buffer.from(String(bytes), 'base64').toString(), 'bad-0');
        assert.match(String(reason), /cannot make sense of bad-0/);
        assert.equal(typeof id, 'string');
        assert.equal(bus.status().dead, 1);
        await until('nothing is left', async () => (await backlog(bus, 'events')) === 0);
        const next = takes((await bench.bus()).bus, { topic: 'events', shards: 1 });
        await taker.member!.leave();
        await bus.publish('events', 0, entriesOf('after', 1));
        await until('what came after', () => next.texts().includes('after-0'));
        assert.deepEqual(next.texts(), ['after-0']);
      }),
    },
    {
      name: 'says how far a group lags behind',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const slow = takes(
          bus,
          { topic: 'raw', group: 'slow', shards: 2 },
          new Taker({ acknowledges: false }),
        );
        takes(bus, { topic: 'raw', group: 'quick', shards: 2 });
        await bus.publish('raw', 1, entriesOf('line', 7));
        await until('all of it', () => slow.taken.length === 7);
        const of = async (group: string, shard: number) =>
          (await bus.lag()).find((one) => one.group === group && one.shard === shard && one.topic === 'raw');
        await until('quick has no lag', async () => (await of('quick', 1))?.entries === 0);
        assert.equal((await of('quick', 1))!.age, 0);
        const before = (await of('slow', 1))!;
        assert.equal(before.entries, 7);
        assert(Number.isNaN(before.age) || before.age >= 0);
        assert.equal((await of('slow', 0))?.entries ?? 0, 0);
        await until('its age grows', async () => !((await of('slow', 1))!.age <= before.age));
        const { id } = slow.taken.findLast(({ shard }) => shard === 1)!;
        await slow.member!.acknowledge(1, id);
        await until('none is left', async () => (await of('slow', 1))!.entries === 0);
      }),
    },
  ];
}

function owned(takers: readonly Taker[]): number[] {
  return takers.map(({ member }) => member!.owned.length).sort();
}

async function publishEverywhere(bus: Bus, word: string, turn: number): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  await Promise.all(
    shards.map((shard) => bus.publish('raw', shard, entriesOf(`${word}-${shard}-${turn}`, 4))),
  );
}

async function firstOf(bus: Bus, topic: 'dead'): Promise<string> {
  const signal = AbortSignal.timeout(20_000);
  for await (const entries of bus.follow(topic, 0, { after: 'oldest', signal })) return textOf(entries[0]!);
  assert.fail('nothing came');
}

async function backlog(bus: Bus, topic: string): Promise<number> {
  const lags = (await bus.lag()).filter((one) => one.topic === topic);
  return lags.reduce((sum, { entries }) => sum + entries, 0);
}
