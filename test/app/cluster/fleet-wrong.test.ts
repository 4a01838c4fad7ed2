import { expect, test } from 'vitest';
import { FleetWatch } from '../../../src/app/cluster/fleet-watch.ts';
import { type Wanted, wrongWith } from '../../../src/app/cluster/fleet-wrong.ts';
import { loadConfig } from '../../../src/app/config.ts';
import type { FleetLag, FleetProcess } from '../../../src/core/fleet.ts';
import { madeLag, madeProcess, wholeFleet } from './made-fleet.ts';

function configOf(...set: string[]): Wanted['config'] {
  const facts = { env: {}, home: '/tmp', hostname: 'web01', root: false, files: [] };
  return loadConfig({ ...facts, set: ['bus.type=redis', 'cluster.shards=4', ...set] }).config;
}

function wrong(
  living: readonly FleetProcess[],
  lag: readonly FleetLag[] = [],
  config = configOf(),
): string[] {
  return wrongWith({ living, lag }, { config }).map(({ about, text }) => `${about}: ${text}`);
}

const without = (...nodes: string[]) => wholeFleet().filter(({ node }) => !nodes.includes(node));

test('in a whole fleet nothing is wrong', () => {
  expect(wrong(wholeFleet())).toEqual([]);
});

test.each([
  ['collect', 'fleet:collect: nobody collects: no lines come in; start one with logsift run --role collect'],
  [
    'filter',
    'fleet:filter: nobody filters: lines come in and nobody looks at them; start one with logsift run --role filter',
  ],
  [
    'detect',
    'fleet:detect: nobody detects: lines are read and nothing is found; start one with logsift run --role detect',
  ],
  [
    'decide',
    'fleet:decide: nobody decides: what is found is told to nobody; start one with logsift run --role decide',
  ],
])('that nobody does %s is said, and what it means', (role, text) => {
  expect(wrong(without(role))).toEqual([text]);
});

test('where all stand by nobody decides', () => {
  const idle = ['a', 'b'].map((node) => madeProcess(node, { roles: ['decide'] }));
  expect(wrong([...without('decide'), ...idle])).toEqual([
    'fleet:decide: nobody decides: what is found is told to nobody; none of the 2 that could does',
  ]);
});

test('with kafka others may write lines', () => {
  const config = configOf('bus.type=kafka', 'bus.brokers=["k:9092"]');
  expect(wrong(without('collect'), [], config)).toEqual([]);
});

test('shards that nobody has are named', () => {
  const half = madeProcess('filter', { roles: ['filter'], owns: [1, 3] });
  expect(wrong([...without('filter'), half])).toEqual([
    'fleet:filter:shards: nobody reads the lines of shards 0, 2: what is in them waits; see logsift status --fleet',
  ]);
  const config = configOf('cluster.detect_shards=2');
  const leads = [{ unit: 'detect/0', fence: 5, seconds: 3 }];
  const one = madeProcess('detect', { roles: ['detect'], leads });
  const all = [...without('detect'), one].map((of) => ({ ...of, shards: { raw: 4, events: 2 } }));
  expect(wrong(all, [], config).map((text) => text.split(';')[0])).toEqual([
    'fleet:detect:shards: nobody looks at the events of shard 1: what is in them waits',
    'fleet:detect:hosts: nobody compares hosts with one another: what concerns several is not found',
  ]);
});

test('two lead when the second says so although the first had begun', () => {
  const second = (ago: number) =>
    madeProcess('old', { roles: ['decide'], leads: [{ unit: 'decide', fence: 4, seconds: 900 }], ago });
  const first = madeProcess('new', {
    roles: ['decide'],
    leads: [{ unit: 'decide', fence: 5, seconds: 6 }],
    ago: 1,
  });
  expect(wrong([...without('decide'), first, second(9)])).toEqual([]);
  expect(wrong([...without('decide'), first, second(3)])).toEqual([
    'fleet:two:decide: two say that they lead decide: new (fence 5) and old (4); what the second says is dropped, and it should be started anew',
  ]);
});

test('who divides lines in another way is named', () => {
  const other = madeProcess('odd', { roles: ['serve'], shards: { raw: 8, events: 1 } });
  expect(wrong([...wholeFleet(), other])).toEqual([
    'fleet:shards: odd divides lines into 8 shards and events into 1, others into 4 and 1: the section cluster must be the same everywhere',
  ]);
});

test('readers that are behind are told of with what it means', () => {
  const late = [
    madeLag('raw', 'filter', 240),
    madeLag('findings', 'decide', 59),
    madeLag('escalated', 'someone', 7200),
    madeLag('incidents', 'theirs', 7200),
    madeLag('raw', 'nobody-knows', null),
  ];
  expect(wrong(wholeFleet(), late)).toEqual([
    'bus:lag:raw:filter: filters are 4 minutes behind (most in shard 3): lines are looked at late; add a filter or see logsift status --fleet',
    'bus:lag:escalated:someone: the group "someone" is 2 hours behind in escalated: nothing of it can be taken away before; where nobody needs that group any more take it away (buses.md)',
  ]);
});

test('what is acknowledged only now and then is not late before it is due', () => {
  const slow = madeProcess('detect', { ...wholeFleet()[2], keepsEvery: 100 });
  const fleet = [...without('detect'), slow];
  expect(wrong(fleet, [madeLag('events', 'detect', 200)])).toEqual([]);
  expect(wrong(fleet, [madeLag('events', 'detect', 215)]).length).toBe(1);
  expect(wrong(wholeFleet(), [madeLag('events', 'detect', 90)]).length).toBe(1);
});

test('what was told is over when it is well again, not when it is a little less wrong', () => {
  const look = (seconds: number, told: string[]) =>
    wrongWith(
      { living: wholeFleet(), lag: [madeLag('raw', 'filter', seconds)] },
      { config: configOf(), told: new Set(told) },
    ).length;
  expect([look(50, []), look(50, ['bus:lag:raw:filter']), look(29, ['bus:lag:raw:filter'])]).toEqual([
    0, 1, 0,
  ]);
});

test('it is told when it lasts half a minute, once, and when it is over', () => {
  const watch = new FleetWatch();
  const one = { about: 'fleet:filter', text: 'nobody filters', over: 'lines are filtered again' };
  const other = { about: 'fleet:detect', text: 'nobody detects', over: 'somebody detects again' };
  const said = (at: number, ...wrong: (typeof one)[]) =>
    watch.look(wrong, at * 1000).map(({ kind, about, text }) => `${kind} ${about}: ${text}`);
  expect(said(0, one)).toEqual([]);
  expect(said(29, one, other)).toEqual([]);
  // The other one blinked.
  expect(said(30, one)).toEqual(['trouble fleet:filter: nobody filters']);
  expect([...watch.told]).toEqual(['fleet:filter']);
  expect(said(60, one, other)).toEqual([]);
  expect(said(61)).toEqual(['recovered fleet:filter: lines are filtered again']);
  expect(said(62, one)).toEqual([]);
});
