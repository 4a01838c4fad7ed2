import assert from 'node:assert/strict';
import { BusBench, type BusHarness, Leader, until } from './bus-bench.ts';
import type { Check } from './check.ts';

/** How long nobody may lead. */
const REPLACED_WITHIN = 10_000;

/** Of several that may lead one does. */
export function busLeaderChecks(harness: BusHarness): Check[] {
  const at = (check: (bench: BusBench) => Promise<void>) => () => BusBench.at(harness, check);
  return [
    {
      name: 'one of several leads, and who withdraws is followed by another with a greater fence',
      run: at(async (bench) => {
        const all: { leader: Leader; candidate: { leads: boolean; withdraw(): Promise<void> } }[] = [];
        for (let i = 0; i < 3; i++) {
          const leader = new Leader();
          all.push({ leader, candidate: (await bench.bus()).bus.stand('decide', leader) });
        }
        const leading = () => all.filter(({ leader }) => leader.leads);
        let last = 0;
        for (let i = 0; i < 3; i++) {
          await until('one leads', () => leading().length > 0);
          assert.equal(leading().length, 1, 'several lead');
          const [{ leader, candidate }] = leading() as [(typeof all)[number]];
          assert.equal(candidate.leads, true);
          assert(leader.fences.at(-1)! > last, 'the fence did not grow');
          last = leader.fences.at(-1)!;
          await candidate.withdraw();
          await candidate.withdraw();
          assert.equal(candidate.leads, false);
          assert.deepEqual(leader.deposals, [false]);
        }
        assert.equal(leading().length, 0);
      }),
    },
    {
      name: 'a leader that vanished is replaced within ten seconds, with a greater fence',
      run: at(async (bench) => {
        const doomed = await bench.bus();
        const [first, second] = [new Leader(), new Leader()];
        doomed.bus.stand('decide', first);
        await until('it leads', () => first.leads);
        (await bench.bus()).bus.stand('decide', second);
        doomed.cut();
        const began = performance.now();
        await until('another leads', () => second.leads);
        const took = performance.now() - began;
        assert(took <= REPLACED_WITHIN, `nobody led for ${Math.round(took)} ms`);
        assert(second.fences[0]! > first.fences[0]!, 'the fence did not grow');
        await until('the first knows', () => !first.leads);
        assert.deepEqual(first.deposals, [true]);
      }),
    },
    {
      name: 'one that cannot lead lets another have a try',
      run: at(async (bench) => {
        let tried = 0;
        const unable = {
          async elected(): Promise<void> {
            tried++;
            throw new Error('not able to');
          },
          async deposed(): Promise<void> {},
        };
        (await bench.bus()).bus.stand('decide', unable);
        await until('it was tried', () => tried > 0);
        const able = new Leader();
        (await bench.bus()).bus.stand('decide', able);
        await until('the other leads', () => able.leads);
      }),
    },
    {
      name: 'leads of different names have nothing to do with each other',
      run: at(async (bench) => {
        const { bus } = await bench.bus();
        const [one, two] = [new Leader(), new Leader()];
        bus.stand('decide', one);
        bus.stand('detect-0', two);
        await until('both lead', () => one.leads && two.leads);
      }),
    },
  ];
}
