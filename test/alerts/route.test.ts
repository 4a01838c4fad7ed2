import { describe, expect, test } from 'vitest';
import { type Subject, subjectOfIncident } from '../../src/alerts/match.ts';
import { groupKeyOf, routeOf, routesSchema } from '../../src/alerts/route.ts';
import type { Incident } from '../../src/core/incident.ts';
import { NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const topology: TopologyView = {
  ...NO_TOPOLOGY,
  factsOf: (host) =>
    host.startsWith('sw-')
      ? { site: 'north', building: host.slice(3, 4), role: 'switch', team: 'network' }
      : null,
};
const subject = (more: Partial<Subject> = {}): Subject => ({
  ...{
    category: 'power',
    severity: 'urgent',
    hosts: ['sw-a1'],
    apps: ['envmon'],
    detectors: ['rule'],
    labels: {},
  },
  ...more,
});
const tree = (routes: object[], root: object = {}) =>
  routesSchema.parse({ receivers: ['all'], ...root, routes });
const goes = (routes: object[], of: Subject, now = utc('2026-11-21T12:00')) =>
  routeOf(tree(routes), { subject: of, topology, now }).destinations.map(({ receivers }) =>
    receivers!.join('+'),
  );

const example = [
  { name: 'power', match: { category: ['power', 'temperature', 'fan'] }, receivers: ['facilities'] },
  { name: 'security', match: { category: ['authentication', 'intrusion'] }, receivers: ['soc'] },
  { name: 'storage', match: { category: ['storage', 'disk', 'filesystem'] }, receivers: ['storage'] },
];

describe('what happens goes to whom it concerns', () => {
  test.each([
    ['power', 'facilities'],
    ['intrusion', 'soc'],
    ['disk', 'storage'],
    ['mail', 'all'],
    [null, 'all'],
  ] as const)('%s to %s', (category, receiver) => {
    expect(goes(example, subject({ category }))).toEqual([receiver]);
  });

  test.each([
    [{ severity: 'odd' }, true],
    [{ severity: 'critical' }, false],
    [{ site: 'north' }, true],
    [{ site: 'NORTH', building: ['b', 'a'] }, true],
    [{ building: 'b' }, false],
    [{ role: 'switch', team: 'net*' }, true],
    [{ host: 'sw-*' }, true],
    [{ host: '*1' }, true],
    [{ host: 'sw-*-core' }, false],
    [{ app: 'env*' }, true],
    [{ detector: 'novelty' }, false],
    [{ labels: { tier: 'gold' } }, true],
    [{ labels: { tier: 'gold', env: '*' } }, false],
    [{ labels: { toString: '*' } }, false],
  ])('what fits %j: %s', (match, fits) => {
    const of = subject({ labels: { tier: 'gold' } });
    expect(goes([{ match, receivers: ['here'] }], of)).toEqual([fits ? 'here' : 'all']);
  });

  test('one host of several is enough, but it must fit alone', () => {
    const of = subject({ hosts: ['web01', 'sw-a1', 'sw-b1'] });
    expect(goes([{ match: { host: 'sw-b1' }, receivers: ['here'] }], of)).toEqual(['here']);
    expect(goes([{ match: { host: 'sw-b1', building: 'a' }, receivers: ['here'] }], of)).toEqual(['all']);
    expect(goes([{ match: { host: '*' }, receivers: ['here'] }], subject({ hosts: [] }))).toEqual(['all']);
  });

  test('the first branch takes, others only where it says so', () => {
    const routes = [
      { match: { category: 'power' }, receivers: ['one'], continue: true },
      { match: { site: 'north' }, receivers: ['two'] },
      { match: { role: 'switch' }, receivers: ['three'] },
    ];
    expect(goes(routes, subject())).toEqual(['one', 'two']);
  });

  test('the deepest branch that fits takes, with what those above it say', () => {
    const night = { name: 'night', match: { severity: 'urgent' }, receivers: ['phone'], group_wait: '10s' };
    const network = {
      name: 'network',
      match: { team: 'network' },
      group_by: ['building'],
      repeat: '4h',
      escalate: [
        { after: '1h', to: ['boss'] },
        { after: '15m', to: ['second'] },
      ],
      routes: [night],
    };
    const { destinations } = routeOf(tree([network]), { subject: subject(), topology, now: 0 });
    expect(destinations).toEqual([
      {
        path: 'root > network > night',
        receivers: ['phone'],
        groupBy: ['building'],
        groupWait: 10_000,
        repeat: 14_400_000,
        cooldown: null,
        escalate: [
          { after: 900_000, to: ['second'] },
          { after: 3_600_000, to: ['boss'] },
        ],
      },
    ]);
    expect(goes([network], subject({ severity: 'odd' }))).toEqual(['all']);
  });

  test('what a branch excepts goes on', () => {
    const routes = [{ match: { category: 'power' }, not: { building: 'a' }, receivers: ['here'] }];
    expect(goes(routes, subject())).toEqual(['all']);
    expect(goes(routes, subject({ hosts: ['sw-b1'] }))).toEqual(['here']);
  });
});

describe('hours', () => {
  const active = [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00', timezone: 'Europe/Berlin' },
  ];
  const routes = [{ name: 'office', receivers: ['office'], active }];

  test.each([
    ['2026-11-20T07:00', 'office'], // Friday, 08:00 in winter
    ['2026-11-20T06:59', 'all'],
    ['2026-11-20T17:00', 'all'],
    ['2026-11-21T12:00', 'all'], // Saturday
    ['2026-07-17T06:00', 'office'], // Friday, 08:00 in summer
    ['2026-07-17T16:00', 'all'],
  ])('at %s UTC it goes to %s', (at, receiver) => {
    expect(goes(routes, subject(), utc(at))).toEqual([receiver]);
  });

  test('a night belongs to the day on which it began', () => {
    const night = [{ receivers: ['night'], active: [{ days: ['fri'], from: '22:00', to: '06:00' }] }];
    const at = (text: string) => goes(night, subject(), utc(text))[0];
    expect(at('2026-11-20T22:00')).toBe('night');
    expect(at('2026-11-21T05:59')).toBe('night');
    expect(at('2026-11-21T06:00')).toBe('all');
    expect(at('2026-11-20T05:00')).toBe('all');
    expect(at('2026-11-21T22:00')).toBe('all');
  });

  test('a night of changing clocks has all of its hours', () => {
    const night = [
      { receivers: ['night'], active: [{ from: '22:00', to: '06:00', timezone: 'Europe/Berlin' }] },
    ];
    const hours = (from: string, count: number) =>
      Array.from({ length: count }, (_, i) => goes(night, subject(), utc(from) + i * 3_600_000)[0]);
    // Seven hours in spring, nine in autumn.
    expect(hours('2026-03-28T20:00', 9)).toEqual(['all', ...Array(7).fill('night'), 'all']);
    expect(hours('2026-10-24T19:00', 11)).toEqual(['all', ...Array(9).fill('night'), 'all']);
  });
});

test('the way is told, with the reason at every branch', () => {
  const routes = [
    ...example.slice(1),
    { name: 'office', active: [{ from: '08:00', to: '09:00' }] },
    example[0]!,
  ];
  const { steps } = routeOf(tree(routes), { subject: subject(), topology, now: utc('2026-11-21T12:00') });
  expect(steps.map(({ path, taken, because }) => `${taken ? '+' : '-'} ${path}: ${because}`)).toEqual([
    '+ root: takes what no branch takes',
    '- root > security: category is power, wanted authentication or intrusion',
    '- root > storage: category is power, wanted storage or disk or filesystem',
    '- root > office: outside its hours: 08:00–09:00 UTC',
    '+ root > power: all that it names fits',
  ]);
});

test('what is grouped together has the same key, whatever the order of its hosts', () => {
  const root = tree([], { group_by: ['building', 'category'] });
  const key = (...hosts: string[]) => {
    const question = { subject: subject({ hosts }), topology, now: 0 };
    return groupKeyOf(routeOf(root, question).destinations[0]!, question);
  };
  expect(key('sw-a1', 'sw-b1')).toBe(key('sw-b2', 'sw-a7', 'sw-a1'));
  expect(key('sw-a1')).not.toBe(key('sw-b1'));
});

test('an incident is routed by all of its findings', () => {
  const [a, b] = [madeFinding(0), { ...madeFinding(1), detector: 'silence', surprise: 0, gravity: 0.1 }];
  const incident = {
    root: b,
    findings: [b, a],
    category: null,
    hosts: ['web01'],
    page: false,
  } as unknown as Incident;
  expect(subjectOfIncident(incident)).toEqual({
    ...{ category: null, severity: 'urgent', hosts: ['web01'], apps: ['sshd'], labels: {} },
    detectors: ['silence', 'burst'],
  });
  expect(subjectOfIncident({ ...incident, page: true }).severity).toBe('critical');
});

describe('a tree is refused', () => {
  const deep = (n: number): object => (n === 0 ? {} : { routes: [deep(n - 1)] });
  test.each([
    ['whose root takes only some', { match: { site: 'north' } }],
    ['whose root sleeps', { active: [{ from: '08:00', to: '18:00' }] }],
    ['of unknown words', { routes: [{ matches: {} }] }],
    ['of unknown categories', { routes: [{ match: { category: 'aliens' } }] }],
    ['of unknown zones', { routes: [{ active: [{ timezone: 'Mars/Olympus' }] }] }],
    ['that groups by what is not', { group_by: ['moon'] }],
    ['that is deeper than ten', deep(11)],
    ['that tells nobody', { receivers: [] }],
  ])('%s', (_, root) => {
    expect(routesSchema.safeParse(root).success).toBe(false);
  });
});
