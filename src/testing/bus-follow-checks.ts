import assert from 'node:assert/strict';
import type { Bus, BusEntry, Topic } from '../core/bus.ts';
import { BusBench, type BusHarness, entriesOf, textOf, until } from './bus-bench.ts';
import type { Check } from './check.ts';
import { within } from './source-read.ts';

/** Following without a group, what is forgotten, and what processes say of themselves. */
export function busFollowChecks(harness: BusHarness): Check[] {
  const at = (check: (bench: BusBench) => Promise<void>) => () => BusBench.at(harness, check);
  return [
    {
      name: 'follows from the oldest, from behind a place, and from now on',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        await bus.publish('store', 0, entriesOf('row', 5));
        const oldest = following(bus, 'store', 'oldest');
        await until('all of it', () => oldest.came.length === 5);
        const behind = following(bus, 'store', oldest.came[2]!.id);
        const newest = following(bus, 'store', 'newest');
        await until('what is behind', () => behind.came.length === 2);
        // Whoever follows from now on may need a moment to be there.
        let sent = 5;
        await until('what is new', async () => {
          await bus.publish('store', 0, entriesOf('row', 1, sent++));
          return newest.came.length > 0;
        });
        const rows = entriesOf('row', sent).map(String);
        await until('all have all', () =>
          [oldest, behind, newest].every(
            ({ came }) => came.at(-1)?.id === oldest.came.at(-1)!.id && oldest.came.length === sent,
          ),
        );
        assert.deepEqual(oldest.came.map(textOf), rows);
        assert.deepEqual(behind.came.map(textOf), rows.slice(3));
        assert.deepEqual(newest.came.map(textOf), rows.slice(-newest.came.length));
        assert(
          newest.came.every((one) => Number(textOf(one).slice(4)) >= 5),
          'what was there came too',
        );
        await Promise.all([oldest, behind, newest].map((one) => one.end()));
      }),
    },
    {
      name: 'goes on following when the broker was away',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        await bus.publish('store', 0, entriesOf('row', 3));
        const follower = following(bus, 'store', 'oldest');
        await until('what was there', () => follower.came.length === 3);
        await bench.place.stopBroker();
        await until('it says so', () => !bus.status().connected);
        await bench.place.startBroker();
        await bus.publish('store', 0, entriesOf('row', 2, 3));
        await until('what is new', () => new Set(follower.came.map(textOf)).size === 5);
        assert.deepEqual([...new Set(follower.came.map(textOf))], entriesOf('row', 5).map(String));
        await follower.end();
      }),
    },
    {
      name: 'ends following when it stops',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const follower = following(bus, 'clock', 'newest');
        await bus.stop();
        await within(10_000, 'to end', follower.ended);
      }),
    },
    {
      name: 'what is to be forgotten may go, and all the rest stays',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        await bus.publish('templates', 0, entriesOf('kind', 10));
        const first = following(bus, 'templates', 'oldest');
        await until('all of it', () => first.came.length === 10);
        await bus.forget('templates', 0, first.came[6]!.id);
        await bus.publish('templates', 0, entriesOf('kind', 2, 10));
        const later = following(bus, 'templates', 'oldest');
        await until(
          'the rest',
          () => later.came.at(-1) !== undefined && textOf(later.came.at(-1)!) === 'kind-11',
        );
        assert.deepEqual(later.came.map(textOf).slice(-6), entriesOf('kind', 6, 6).map(String));
        await Promise.all([first.end(), later.end()]);
      }),
    },
    {
      name: 'all know what all said of themselves last',
      run: at(async (bench) => {
        const [{ bus: one }, { bus: two }] = [await bench.bus(), await bench.bus()];
        await one.announce('one', 'collects');
        await two.announce('two', 'filters');
        await one.announce('one', 'collects ✓ and rests');
        const said = async (bus: Bus) =>
          (await bus.announced()).map(({ name, text }) => `${name}: ${text}`).sort();
        const wanted = ['one: collects ✓ and rests', 'two: filters'];
        for (const bus of [one, two])
          await until('all of it', async () => String(await said(bus)) === String(wanted));
        for (const { age } of await two.announced()) assert(age >= 0 && age < 60_000, `said ${age} ms ago`);
      }),
    },
  ];
}

/** Follows a shard and keeps what comes. */
function following(bus: Bus, topic: Topic, after: string) {
  const came: BusEntry[] = [];
  const abort = new AbortController();
  const ended = (async () => {
    for await (const entries of bus.follow(topic, 0, { after, signal: abort.signal })) came.push(...entries);
  })();
  return {
    came,
    ended,
    async end() {
      abort.abort();
      await within(10_000, 'to end', ended);
    },
  };
}
