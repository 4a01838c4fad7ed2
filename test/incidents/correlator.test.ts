import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { type HostFacts, NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';
import { Correlator } from '../../src/incidents/correlator.ts';
import { rootOf } from '../../src/incidents/root.ts';
import { sampleFinding } from '../report/sample-result.ts';

const START = Date.UTC(2026, 2, 1, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
let made = 0;

function finding(at: number, about: Finding['about'], more: Partial<Finding> = {}): Finding {
  const from = START + at;
  return sampleFinding({ id: `f${made++}`, from, to: from, about, ...more });
}

/** Switches sw-A-4 … on floors of buildings, all hanging on core. */
const SWITCHES: TopologyView = {
  canonical: (host) => host.split('.')[0]!,
  factsOf(host): HostFacts | null {
    const [, building, floor] = /^sw-(\w)-(\d+)/.exec(host) ?? [];
    return building === undefined ? null : { site: 'hq', building, floor: floor!, parent: 'core' };
  },
  ancestors: (host) => (host.startsWith('sw-') ? ['core'] : []),
};

function correlator(topology: TopologyView = NO_TOPOLOGY) {
  return new Correlator({ window: 90 * SECOND, topology });
}

function shapes(made: Correlator): string[][] {
  return made.groups().map(({ members }) => [...members.keys()].sort());
}

test('three switches of one building within the window are one group, a fourth elsewhere is not', () => {
  const made = correlator(SWITCHES);
  const all = [
    finding(0, { host: 'sw-a-4' }),
    finding(40 * SECOND, { host: 'sw-a-5.example.org' }),
    finding(82 * SECOND, { host: 'sw-a-6' }),
    finding(60 * SECOND, { host: 'sw-b-1' }),
  ];
  made.take(all, START + 90 * SECOND);
  expect(shapes(made).sort()).toEqual(
    [
      all
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
      [all[3]!.id],
    ].sort(),
  );
  const group = made.groups().find(({ members }) => members.size === 3)!;
  expect([...group.ties]).toEqual(['place']);
});

test('a host and what it hangs on are one group, in either order, and the upper one is the root', () => {
  for (const order of [
    ['core', 'sw-a-4', 'sw-b-1'],
    ['sw-a-4', 'sw-b-1', 'core'],
  ]) {
    const made = correlator(SWITCHES);
    const all = order.map((host, i) =>
      finding(i * SECOND, { host }, { gravity: host === 'core' ? 0.2 : 0.9 }),
    );
    for (const one of all) made.take([one], START + MINUTE);
    expect(made.size).toBe(1);
    expect(rootOf([...made.groups()[0]!.members.values()], SWITCHES).about.host).toBe('core');
  }
});

test('the same actor on other hosts is one group, others at the same time are not', () => {
  const made = correlator();
  made.take(
    [
      finding(0, { host: 'a', actor: '203.0.113.9' }),
      finding(3 * MINUTE, { host: 'b', actor: '203.0.113.9' }),
      finding(3 * MINUTE, { host: 'c', actor: '198.51.100.1' }),
    ],
    START,
  );
  expect(
    made
      .groups()
      .map(({ members }) => members.size)
      .sort(),
  ).toEqual([1, 2]);
});

test('findings in any order, and late by an hour, come to the same groups under the same id', () => {
  const all = [
    finding(0, { host: 'a', template: 't1' }),
    finding(60 * SECOND, { host: 'a', template: 't2' }),
    finding(130 * SECOND, { host: 'a', template: 't3' }),
    finding(30 * MINUTE, { host: 'a', template: 't4' }),
  ];
  const forwards = correlator();
  for (const one of all) forwards.take([one], one.from);
  const backwards = correlator();
  for (const one of all.toReversed()) backwards.take([one], START + 60 * MINUTE);
  expect(shapes(forwards).map(String).sort()).toEqual(shapes(backwards).map(String).sort());
  expect(shapes(forwards)).toContainEqual(all.slice(0, 3).map(({ id }) => id));
});

test('a finding between two groups joins them: the earlier keeps its id, the other is an alias', () => {
  const made = correlator();
  const first = finding(0, { host: 'a' });
  const second = finding(170 * SECOND, { host: 'a' });
  made.take([first], START);
  made.take([second], START + 170 * SECOND);
  const [a, b] = made.groups();
  made.take([finding(85 * SECOND, { host: 'a' })], START + 171 * SECOND);
  expect(made.size).toBe(1);
  const [joined] = made.groups();
  expect(joined!.id).toBe(a!.id);
  expect([...joined!.aliases]).toEqual([b!.id]);
});

test('it is over after its own quiet time, and the same thing within a day is the same group again', () => {
  const made = correlator();
  made.take([finding(0, { host: 'a', template: 't' })], START);
  made.take([finding(4 * MINUTE, { host: 'a', template: 't' })], START + 4 * MINUTE);
  expect(made.tick(START + 15 * MINUTE)).toEqual([]);
  const [over] = made.tick(START + 17 * MINUTE);
  expect(over!.resolved).toBe(START + 17 * MINUTE);
  const again = finding(8 * MINUTE, { host: 'a', template: 't' });
  const [reopened] = made.take([again], START + 20 * MINUTE);
  expect(reopened).toBe(over);
  expect(reopened!.resolved).toBeNull();
});

test('a new version of a finding changes its group and opens none', () => {
  const made = correlator();
  const one = finding(0, { host: 'a' });
  made.take([one], START);
  const [group] = made.take([{ ...one, count: 99 }], START + MINUTE);
  expect(group!.members.get(one.id)!.count).toBe(99);
  expect(made.size).toBe(1);
});

test('what was saved goes on as if it had never stopped', () => {
  const first = correlator(SWITCHES);
  const all = [finding(0, { host: 'sw-a-4' }), finding(1000, { host: 'sw-a-5' })];
  first.take(all.slice(0, 1), START);
  const second = correlator(SWITCHES);
  second.restore(first.groups());
  second.take(all.slice(1), START + 1000);
  expect(second.size).toBe(1);
});

test('a million subjects are held within the cap, and those given up are counted', () => {
  const made = correlator();
  for (let i = 0; i < 20_000; i++) made.take([finding(i * 10 * MINUTE, { host: `h${i}` })], START + i);
  expect(made.size).toBe(5000);
  expect(made.overCap).toBe(15_000);
});

test('what stopped and did not come back is not over, and nothing of the same matter opens another', () => {
  const made = correlator();
  const stopped = finding(0, { host: 'nas', template: 't' }, { ongoing: true });
  made.take([stopped], START);
  expect(made.tick(START + 50 * 60 * MINUTE)).toEqual([]);
  const later = START + 60 * 60 * MINUTE;
  made.take([finding(59 * 60 * MINUTE, { host: 'nas', template: 't' })], later);
  expect(made.groups()).toHaveLength(1);
  const { ongoing: _, ...back } = stopped;
  made.take([{ ...back, to: later }], later);
  expect(made.tick(later + 3 * 60 * MINUTE)).toHaveLength(0);
  expect(made.tick(later + 7 * 60 * MINUTE)).toHaveLength(1);
});

test('the same kind of line on another host is another matter when it began more than an hour later', () => {
  const made = correlator();
  const day = 24 * 60 * MINUTE;
  const creeping = finding(0, { host: 'db1', template: 't' });
  made.take([{ ...creeping, to: START + day }], START + day);
  made.take([finding(day - MINUTE, { host: 'db2', template: 't' })], START + day);
  expect(made.groups()).toHaveLength(2);
  made.take([finding(day, { host: 'db3', template: 't' })], START + day);
  expect(
    shapes(made)
      .map(({ length }) => length)
      .sort(),
  ).toEqual([1, 2]);
});
