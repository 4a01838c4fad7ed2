import { describe, expect, test } from 'vitest';
import { Lanes } from '../../src/alerts/lanes.ts';
import type { Subject } from '../../src/alerts/match.ts';
import { routesSchema } from '../../src/alerts/route.ts';
import type { Finding } from '../../src/core/finding.ts';
import { NO_TOPOLOGY } from '../../src/core/topology.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const CHANNELS = ['ops', 'facilities', 'soc', 'boss'];
const TREE = {
  receivers: ['ops'],
  routes: [
    { name: 'power', match: { category: 'power' }, receivers: ['facilities'] },
    { name: 'security', match: { category: 'intrusion' }, receivers: ['soc'], continue: true },
    { name: 'grave', match: { severity: 'critical' }, receivers: ['boss', 'soc'] },
  ],
};

function lanes(routes: object | null = TREE, channels: readonly string[] = CHANNELS) {
  const grouping = { groupBy: ['id'], cooldown: 30 * DAY, digestAfter: (now: number) => now + DAY } as const;
  const tree = routes === null ? undefined : routesSchema.parse(routes);
  return new Lanes({ grouping, channels, topology: NO_TOPOLOGY, routes: tree });
}
const incident = (n: number, changes: Partial<Finding> = {}): Finding => ({
  ...madeFinding(n),
  incident: { over: null, aliases: [] },
  ...changes,
});
const over = (n: number, at: number) => incident(n, { incident: { over: at, aliases: [] } });
const subject = (changes: Partial<Subject> = {}): Subject => ({
  ...{ category: 'power', severity: 'urgent', hosts: ['web01'], apps: ['sshd'], detectors: [], labels: {} },
  ...changes,
});
const give = (to: Lanes, finding: Finding, of: Partial<Subject>, now: number) =>
  to.take([finding], new Map([[finding.id, subject(of)]]), now);
const said = (sent: ReturnType<Lanes['take']>) =>
  sent.map(({ out, to }) => `${out.message.kind} to ${to.join('+')}`);
const balanced = (of: Lanes) => {
  const { findings, belowLine, grouped, told, withheld, waiting } = of.counters;
  expect(belowLine + grouped + told + withheld + waiting).toBe(findings);
};

describe('an incident', () => {
  test('is told to the receivers of its route, and so is its end', () => {
    const all = lanes();
    expect(said(give(all, incident(0), {}, NOON))).toEqual(['page to facilities']);
    expect(said(give(all, incident(1), { category: 'mail' }, NOON))).toEqual(['page to ops']);
    expect(said(give(all, over(0, 9), {}, NOON + MINUTE))).toEqual(['resolve to facilities']);
    balanced(all);
  });

  test('does not wait for the pause of another route', () => {
    const all = lanes();
    expect(give(all, incident(0), {}, NOON)).toHaveLength(1);
    expect(give(all, incident(1), {}, NOON + 1000)).toHaveLength(0);
    expect(give(all, incident(2), { category: 'intrusion' }, NOON + 1000)).toHaveLength(1);
    expect(said(all.tick(NOON + 61_000))).toEqual(['page to facilities']);
  });

  test('goes on where it was told, and what became graver comes into further routes', () => {
    const all = lanes();
    give(all, incident(0), { category: 'intrusion' }, NOON);
    expect(give(all, incident(0, { count: 400 }), { category: 'intrusion' }, NOON + MINUTE)).toEqual([]);
    const worse = incident(0, { page: true });
    const sent = give(all, worse, { category: 'intrusion', severity: 'critical' }, NOON + 2 * MINUTE);
    // Who has it is told that it became worse; who has it not, that it is there.
    expect(said(sent)).toEqual(['update to soc', 'page to boss']);
    // What it is called when it is over changes nothing.
    const end = give(all, over(0, 9), { category: null, severity: 'minor' }, NOON + 3 * MINUTE);
    expect(said(end)).toEqual(['resolve to soc', 'resolve to boss']);
    balanced(all);
  });

  test('that goes on at other hours wakes nobody else', () => {
    const night = { receivers: ['boss'], active: [{ from: '20:00', to: '08:00' }] };
    const all = lanes({ receivers: ['ops'], routes: [night] });
    expect(said(give(all, incident(0), {}, NOON))).toEqual(['page to ops']);
    expect(give(all, incident(0, { count: 400 }), {}, NOON + 600 * MINUTE)).toEqual([]);
    expect(said(give(all, over(0, 9), {}, NOON + 601 * MINUTE))).toEqual(['resolve to ops']);
    expect(said(give(all, incident(1), {}, NOON + 602 * MINUTE))).toEqual(['page to boss']);
  });

  test('over the budget is in the digest of its route', () => {
    const all = lanes();
    all.withhold([incident(0)], new Map([['finding-0', subject()]]), NOON);
    expect(said(all.tick(NOON + DAY))).toEqual(['digest to facilities']);
  });

  test('without routes is told everybody', () => {
    const all = lanes(null);
    expect(said(give(all, incident(0), {}, NOON))).toEqual(['page to ops+facilities+soc+boss']);
  });
});

describe('a route', () => {
  const power = (more: object) => ({ receivers: ['ops'], routes: [{ ...TREE.routes[0], ...more }] });

  test('gathers what has its group in common', () => {
    const all = lanes(power({ group_by: ['host'], group_wait: '30s' }));
    give(all, incident(0), { hosts: ['a'] }, NOON);
    give(all, incident(1), { hosts: ['b'] }, NOON);
    give(all, incident(2), { hosts: ['a'] }, NOON + 1000);
    expect(all.tick(NOON + 29_000)).toEqual([]);
    const sent = all.tick(NOON + 31_000);
    expect(sent.map(({ out }) => out.message.findings.map(({ id }) => id))).toEqual([
      ['finding-0', 'finding-2'],
      ['finding-1'],
    ]);
    balanced(all);
  });

  test('does not hold a critical', () => {
    const all = lanes(power({ group_wait: '30s' }));
    expect(give(all, incident(0, { page: true }), { severity: 'critical' }, NOON)).toHaveLength(1);
  });

  test('with a thousand groups has a bounded number of lanes, and loses nothing', () => {
    const all = lanes(power({ group_by: ['host'] }));
    let told = 0;
    for (let n = 0; n < 1000; n++) told += give(all, incident(n), { hosts: [`h${n}`] }, NOON).length;
    expect(told).toBeLessThan(30);
    const late = all.tick(NOON + 2 * MINUTE);
    expect(late).toHaveLength(1);
    expect(all.counters).toMatchObject({ findings: 1000, told: 1000, waiting: 0 });
  });

  test('says again what lasts, until somebody has it', () => {
    const all = lanes(power({ repeat: '1h' }));
    give(all, incident(0), {}, NOON);
    expect(all.tick(NOON + 59 * MINUTE)).toEqual([]);
    const [still] = all.tick(NOON + 60 * MINUTE);
    expect(still).toMatchObject({ to: ['facilities'], out: { message: { kind: 'update' } } });
    expect(still!.out.message.headline).toMatch(/^It goes on after /);
    expect(all.tick(NOON + 119 * MINUTE)).toEqual([]);
    expect(all.tick(NOON + 120 * MINUTE)).toHaveLength(1);
    all.acknowledge({ ids: ['finding-0'], by: 'ada', at: NOON }, NOON + 121 * MINUTE);
    expect(all.tick(NOON + 300 * MINUTE)).toEqual([]);
  });
});

describe('what nobody acknowledges', () => {
  const escalating = {
    receivers: ['ops'],
    escalate: [
      { after: '15m', to: ['soc'] },
      { after: '1h', to: ['boss'] },
    ],
  };
  const begun = () => {
    const all = lanes(escalating);
    give(all, incident(0), {}, NOON);
    return all;
  };

  test('goes to the next receivers, once per step, and they hear of its end', () => {
    const all = begun();
    expect(all.tick(NOON + 14 * MINUTE)).toEqual([]);
    const [first, ...none] = all.tick(NOON + 15 * MINUTE);
    expect(none).toEqual([]);
    expect(first!.to).toEqual(['soc']);
    expect(first!.out.message).toMatchObject({
      kind: 'page',
      headline:
        'Nobody has acknowledged this for 15 minutes: web01: Finding 0: someone tried until it worked',
    });
    expect(all.tick(NOON + 59 * MINUTE)).toEqual([]);
    expect(said(all.tick(NOON + 60 * MINUTE))).toEqual(['page to boss']);
    expect(all.tick(NOON + 900 * MINUTE)).toEqual([]);
    const [end] = give(all, over(0, 9), {}, NOON + 901 * MINUTE);
    expect(end!.to).toEqual(['ops', 'soc', 'boss']);
    expect(end!.out.version).toBe(3);
    expect(end!.out.message.key).toBe(first!.out.message.key);
  });

  test('stays with those who were called when somebody has it, and they are told who', () => {
    const all = begun();
    all.tick(NOON + 15 * MINUTE);
    const ack = { ids: ['other', 'finding-0'], by: 'ada', at: NOON + 16 * MINUTE };
    const told = all.acknowledge(ack, NOON + 16 * MINUTE);
    expect(said(told)).toEqual(['ack to ops+soc']);
    expect(told[0]!.out.message.headline).toMatch(/^Taken up by ada: web01/);
    expect(all.acknowledge(ack, NOON + 17 * MINUTE)).toEqual([]);
    expect(all.tick(NOON + 90 * MINUTE)).toEqual([]);
  });

  test('is not called for when it is over', () => {
    const all = begun();
    give(all, over(0, 9), {}, NOON + MINUTE);
    expect(all.tick(NOON + 90 * MINUTE)).toEqual([]);
  });

  test('and began again wants to be acknowledged again, whoever had it before', () => {
    const all = begun();
    const ack = { ids: ['finding-0'], by: 'ada', at: NOON + MINUTE };
    all.acknowledge(ack, NOON + MINUTE);
    give(all, over(0, NOON), {}, NOON + 2 * MINUTE);
    give(all, incident(0, { to: NOON + 10 * MINUTE }), {}, NOON + 10 * MINUTE);
    expect(all.acknowledge(ack, NOON + 11 * MINUTE)).toEqual([]);
    expect(said(all.tick(NOON + 25 * MINUTE))).toEqual(['page to soc']);
  });

  test('is called for after a restart at the same time, and not again', () => {
    const all = begun();
    all.tick(NOON + 15 * MINUTE);
    const later = lanes(escalating);
    later.restore(JSON.parse(JSON.stringify(all.snapshot())));
    expect(later.tick(NOON + 16 * MINUTE)).toEqual([]);
    expect(said(later.tick(NOON + 60 * MINUTE))).toEqual(['page to boss']);
  });
});

describe('after a restart', () => {
  const again = (of: Lanes, routes: object | null = TREE, channels: readonly string[] = CHANNELS) => {
    const later = lanes(routes, channels);
    later.restore(JSON.parse(JSON.stringify(of.snapshot())));
    return later;
  };

  test('an incident goes on in its lane, under its key', () => {
    const all = lanes();
    const [page] = give(all, incident(0), {}, NOON);
    const later = again(all);
    expect(give(later, incident(0), {}, NOON + 1000)).toEqual([]);
    const [end] = give(later, over(0, 9), {}, NOON + MINUTE);
    expect(end).toMatchObject({ to: ['facilities'], out: { version: 1 } });
    expect(end!.out.message.key).toBe(page!.out.message.key);
  });

  test('with another tree it goes on with those who were told, or with the root when they are gone', () => {
    const all = lanes();
    give(all, incident(0), {}, NOON);
    for (const [routes, channels, to] of [
      [{ receivers: ['boss'] }, CHANNELS, ['facilities']],
      [null, CHANNELS, ['facilities']],
      [{ receivers: ['boss'] }, ['ops', 'boss'], ['boss']],
    ] as const)
      expect(give(again(all, routes, channels), over(0, 9), {}, NOON + MINUTE)).toMatchObject([{ to }]);
  });

  test('what was told before there were routes goes on with everybody who was', () => {
    const before = lanes(null);
    give(before, incident(0), {}, NOON);
    const { root } = before.snapshot() as { root: unknown };
    const later = lanes(null);
    later.restore(root);
    const routed = again(later);
    const end = give(routed, over(0, 9), {}, NOON + MINUTE);
    expect(end).toMatchObject([{ out: { version: 1, message: { kind: 'resolve' } } }]);
  });
});
