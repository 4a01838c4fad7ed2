import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { BusDefinition } from '../core/bus.ts';
import { BusBench, type BusHarness, entriesOf, takes, until } from './bus-bench.ts';
import { busFaultChecks } from './bus-fault-checks.ts';
import { busFollowChecks } from './bus-follow-checks.ts';
import { busGroupChecks } from './bus-group-checks.ts';
import { busLeaderChecks } from './bus-leader-checks.ts';
import type { Check } from './check.ts';
import { held, heldSince, within } from './source-read.ts';

/** The contract of a bus (see `src/core/bus.ts`) as checks. */
export function busChecks(definition: BusDefinition, harness: BusHarness): Check[] {
  return [
    ...identityChecks(definition, harness),
    ...orderChecks(harness),
    ...busGroupChecks(harness),
    ...busFaultChecks(harness),
    ...busFollowChecks(harness),
    ...busLeaderChecks(harness),
  ];
}

function identityChecks(definition: BusDefinition, { fileName, options }: BusHarness): Check[] {
  const accepts = (given: object) => definition.schema.safeParse(given).success;
  return [
    {
      name: 'is named like its file and says in one line what it is',
      run() {
        assert.equal(definition.name, fileName);
        assert.match(definition.describe, /^\S.{3,98}\S$/);
      },
    },
    {
      name: 'refuses an option it does not know, and leaves the given ones as they are',
      run() {
        const before = JSON.stringify(options);
        assert.equal(accepts({ ...options, surprise: 1 }), false);
        assert.equal(accepts(options), true);
        assert.equal(JSON.stringify(options), before);
      },
    },
    {
      name: 'is made without input or output',
      async run() {
        await turn();
        const before = held();
        const context = { member: 'm', notice() {}, now: Date.now, random: Math.random };
        definition.create(definition.schema.parse(options), context);
        await turn();
        assert.deepEqual(heldSince(before), []);
      },
    },
  ];
}

function orderChecks(harness: BusHarness): Check[] {
  const at = (check: (bench: BusBench) => Promise<void>) => () => BusBench.at(harness, check);
  return [
    {
      name: 'keeps the order of what is published to a shard, whatever the sizes of batches',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const taker = takes(bus, { topic: 'raw', shards: 3 });
        const wanted: string[][] = [[], [], []];
        const published: Promise<void>[] = [];
        for (let i = 0; i < 60; i++) {
          const entries = entriesOf(`batch-${i}`, 1 + (i % 7));
          wanted[i % 3]!.push(...entries.map(String));
          published.push(bus.publish('raw', i % 3, entries));
        }
        await Promise.all(published);
        await until('all of it', () => taker.taken.length === wanted.flat().length);
        for (const shard of [0, 1, 2]) assert.deepEqual(taker.texts(shard), wanted[shard]);
        assert.equal(new Set(taker.taken.map(({ shard, id }) => `${shard} ${id}`)).size, taker.taken.length);
        assert.deepEqual(taker.complaints, []);
      }),
    },
    {
      name: 'hands over bytes as they were, and counts them',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const taker = takes(bus, { topic: 'events', shards: 1 });
        const odd = [
          Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
          Buffer.from('\r\n$-1\r\n'),
          Buffer.alloc(300_000, 0xff),
        ];
        const before = Date.now();
        await bus.publish('events', 0, odd);
        await until('all of it', () => taker.taken.length === odd.length);
        for (const [i, one] of taker.taken.entries()) {
          assert(one.bytes.equals(odd[i]!), `entry ${i} is not what was published`);
          assert(Number.isNaN(one.time) || Math.abs(one.time - before) < 60_000, `taken at ${one.time}`);
        }
        const { published, taken, connected, trouble } = bus.status();
        const bytes = odd.reduce((sum, one) => sum + one.length, 0);
        assert.deepEqual(
          { published, taken, connected, trouble },
          {
            ...{ published: { entries: 3, bytes }, taken: { entries: 3, bytes } },
            ...{ connected: true, trouble: null },
          },
        );
      }),
    },
    {
      name: 'publishing nothing is done at once',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        await within(5_000, 'nothing', bus.publish('raw', 0, []));
      }),
    },
    {
      name: 'what is published after the end is refused as BUS_CLOSED, and the end may come twice',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const taker = takes(bus, { topic: 'raw', shards: 1 });
        const under = bus.publish('raw', 0, entriesOf('last', 50));
        await bus.stop();
        await under;
        await bus.stop();
        await assert.rejects(bus.publish('raw', 0, entriesOf('late', 1)), { code: 'BUS_CLOSED' });
        assert.deepEqual(taker.complaints, []);
        const other = takes((await bench.bus()).bus, { topic: 'raw', shards: 1 });
        const all = () => [...taker.texts(), ...other.texts()];
        await until('what was under way', () => new Set(all()).size === 50);
      }),
    },
  ];
}
