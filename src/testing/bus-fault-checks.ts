import assert from 'node:assert/strict';
import { BusBench, type BusHarness, entriesOf, Taker, takes, until } from './bus-bench.ts';
import type { Check } from './check.ts';
import { within } from './source-read.ts';

/** What becomes of it all when a member vanishes, or the broker goes away. */
export function busFaultChecks(harness: BusHarness): Check[] {
  const at = (check: (bench: BusBench) => Promise<void>) => () => BusBench.at(harness, check);
  return [
    {
      name: 'what a member that vanished had not acknowledged comes again to another, in order',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const doomed = await bench.bus();
        const manner = { acknowledges: (text: string) => Number(text.slice(5)) < 10 };
        const first = takes(doomed.bus, { topic: 'raw', shards: 1 }, new Taker(manner));
        const texts = entriesOf('line', 25).map(String);
        for (const text of texts) await bus.publish('raw', 0, [Buffer.from(text)]);
        await until('all of it', () => first.taken.length === 25);
        const second = takes((await bench.bus()).bus, { topic: 'raw', shards: 1 });
        doomed.cut();
        await bus.publish('raw', 0, entriesOf('new', 3));
        await until('the rest', () => second.taken.length >= 18);
        assert.deepEqual(second.texts(), [...texts.slice(10), ...entriesOf('new', 3).map(String)]);
        assert(second.fences.get(0)!.at(-1)! > first.fences.get(0)!.at(-1)!, 'the fence did not grow');
        await until('it notices', () => first.revocations.length === 1);
        assert.deepEqual(first.revocations, [{ shard: 0, lost: true }]);
        assert.deepEqual(first.member!.owned, []);
        await assert.rejects(first.member!.acknowledge(0, first.taken.at(-1)!.id));
      }),
    },
    {
      name: 'what is published while the broker is away waits, and arrives when it is back',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const taker = takes(bus, { topic: 'raw', shards: 2 });
        await bus.publish('raw', 0, entriesOf('before', 3));
        await until('what was before', () => taker.taken.length === 3);
        await bench.place.stopBroker();
        let resolved = false;
        const waiting = bus.publish('raw', 0, entriesOf('meanwhile', 3)).then(() => {
          resolved = true;
        });
        const after = bus.publish('raw', 0, entriesOf('after', 3));
        await until('it says so', () => !bus.status().connected && bus.status().trouble !== null);
        assert.equal(resolved, false, 'published to a broker that is away');
        await bench.place.startBroker();
        await within(60_000, 'to publish', Promise.all([waiting, after]));
        await until('all of it', () => new Set(taker.texts()).size === 9);
        const once = [...new Set(taker.texts())];
        assert.deepEqual(
          once,
          ['before', 'meanwhile', 'after'].flatMap((word) => entriesOf(word, 3).map(String)),
        );
        await until('all is well', () => bus.status().connected && bus.status().trouble === null);
        await until('that is told', () => bench.notices.some(({ kind }) => kind === 'recovered'));
        assert(
          bench.notices.some(({ kind }) => kind === 'trouble'),
          'nobody was told',
        );
        assert.deepEqual(taker.complaints, []);
      }),
    },
    {
      name: 'starts where the broker is away, and works when it is there',
      run: at(async (bench) => {
        await bench.place.stopBroker();
        const { bus } = await bench.bus();
        assert.equal(bus.status().connected, false);
        const taker = takes(bus, { topic: 'raw', shards: 1 });
        const published = bus.publish('raw', 0, entriesOf('line', 2));
        await until('it says so', () => bus.status().trouble !== null);
        await bench.place.startBroker();
        await within(60_000, 'to publish', published);
        await until('both', () => taker.taken.length === 2);
      }),
    },
    {
      name: 'who gives up waiting is not waited for',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        await bench.place.stopBroker();
        await assert.rejects(
          bus.publish('raw', 0, entriesOf('never', 1), AbortSignal.timeout(300)),
          (error) => /^(?:Abort|Timeout)Error$/.test((error as Error).name),
        );
        await assert.rejects(bus.publish('raw', 0, entriesOf('never', 1), AbortSignal.abort()), {
          name: 'AbortError',
        });
        await within(20_000, 'to stop', bus.stop());
        await bench.place.startBroker();
      }),
    },
    {
      name: 'stops where the broker is away, and what waits is refused as BUS_CLOSED',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const taker = takes(bus, { topic: 'raw', shards: 1 });
        await until('it is its own', () => taker.member!.owned.length === 1);
        await bench.place.stopBroker();
        const waiting = assert.rejects(bus.publish('raw', 0, entriesOf('late', 1)), { code: 'BUS_CLOSED' });
        await within(20_000, 'to stop', bus.stop());
        await waiting;
        assert.equal(taker.revocations.length, 1);
        await bench.place.startBroker();
      }),
    },
  ];
}
