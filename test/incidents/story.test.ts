import { expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import { incidentRank } from '../../src/core/incident.ts';
import { type HostFacts, NO_TOPOLOGY, type TopologyView } from '../../src/core/topology.ts';
import { Correlator } from '../../src/incidents/correlator.ts';
import { placeWords } from '../../src/incidents/place-words.ts';
import { incidentOf } from '../../src/incidents/story.ts';
import { sampleFinding } from '../report/sample-result.ts';

const START = Date.UTC(2026, 2, 1, 12);
const NOTHING = { changes: [], similar: [], notes: [], verdict: null };
let made = 0;

function finding(at: number, about: Finding['about'], more: Partial<Finding> = {}): Finding {
  return sampleFinding({ id: `s${made++}`, from: START + at, to: START + at, about, ...more });
}

const BUILDING: TopologyView = {
  canonical: (host) => host,
  factsOf(host): HostFacts | null {
    const [, building, floor] = /^sw-(\w)-(\d+)/.exec(host) ?? [];
    return building === undefined ? null : { site: 'hq', building, floor: floor!, role: 'switch' };
  },
  ancestors: (host) => (host.startsWith('sw-') ? ['core'] : []),
};

function incident(findings: readonly Finding[], topology: TopologyView) {
  const correlator = new Correlator({ window: 90_000, topology });
  correlator.take(findings, START);
  expect(correlator.size).toBe(1);
  return incidentOf(correlator.groups()[0]!, { topology, ...NOTHING });
}

test('three switches of one building are told as the building', () => {
  const story = incident(
    [4, 5, 6].map((floor, i) => finding(i * 41_000, { host: `sw-A-${floor}` })),
    BUILDING,
  );
  expect(story.headline).toBe(
    '3 switches in building A floors 4–6 within 82 seconds: shared power or uplink',
  );
  expect(story.place).toBe('building A floors 4–6');
  expect(story.hosts).toEqual(['sw-A-4', 'sw-A-5', 'sw-A-6']);
  expect(story.from).toBe(START);
  expect(story.to).toBe(START + 82_000);
});

test('three switches that lost power are told as their building, also where they joined as being alike', () => {
  const power = { category: 'power' } as const;
  const about = (floor: number) => ({ host: `sw-A-${floor}`, template: 'a1b2c3d4' });
  const made = [4, 5, 6].map((floor, i) => finding(i * 41_000, about(floor), power));
  expect(incident(made, BUILDING).headline).toBe(
    '3 switches in building A floors 4–6 within 82 seconds: shared power or uplink',
  );
  const software = [4, 5, 6].map((floor, i) => finding(i * 41_000, about(floor), { because: 'It crashed.' }));
  expect(incident(software, BUILDING).headline).toMatch(/It crashed/);
  // The loudest of what is alike is not where it began.
  const loud = incident(
    [finding(0, about(4), power), finding(41_000, about(5), { ...power, gravity: 1, surprise: 9 })],
    BUILDING,
  );
  expect(loud.root.about.host).toBe('sw-A-4');
});

test('what is behind a failing host is its symptom', () => {
  const story = incident(
    [
      finding(0, { host: 'sw-A-4' }, { gravity: 0.9 }),
      finding(5000, { host: 'core' }, { gravity: 0.4, because: 'A fan stopped.' }),
    ],
    BUILDING,
  );
  expect(story.root.about.host).toBe('core');
  expect(story.headline).toBe('core and 1 host behind it: A fan stopped');
});

test('one finding alone is its own headline', () => {
  const story = incident([finding(0, { host: 'web01' }, { because: 'The disk is full.' })], NO_TOPOLOGY);
  expect(story.headline).toBe('web01: The disk is full');
  expect(story.ties).toEqual([]);
  expect(story.place).toBeNull();
});

test('the earliest that says something itself is the root, not the loudest change of numbers', () => {
  const story = incident(
    [
      finding(0, { host: 'db1' }, { detector: 'rate', gravity: 0.9, surprise: 4, because: 'Many lines.' }),
      finding(
        20_000,
        { host: 'db1' },
        { detector: 'rule', gravity: 0.7, category: 'disk', because: 'The disk died.' },
      ),
    ],
    NO_TOPOLOGY,
  );
  expect(story.root.because).toBe('The disk died.');
  expect(story.category).toBe('disk');
});

test('a rule that hits everyday attempts, too, does not speak for the attack among them', () => {
  const about = { host: 'gate', app: 'sshd' };
  const rule = { detector: 'rule', surprise: 0.7, gravity: 0.45, to: START + 1_800_000 };
  const hits = finding(0, about, { ...rule, because: 'A log-in failed.' });
  const attack = finding(
    80_000,
    { ...about, actor: '203.0.113.9' },
    { ...{ detector: 'burst', surprise: 2, gravity: 0.97, because: 'It guessed, and got in.' } },
  );
  expect(incident([hits, attack], NO_TOPOLOGY).root.because).toMatch(/^It guessed, and got in/);
  // What another program did before may well be why.
  const other = { ...hits, about: { host: 'gate', app: 'sudo' } };
  expect(incident([other, attack], NO_TOPOLOGY).root.because).toBe('A log-in failed.');
});

test('an incident is as urgent as the worst of its findings, and a rule that asks for a page is heard', () => {
  const story = incident(
    [finding(0, { host: 'a' }, { surprise: 0, gravity: 0.3 }), finding(1, { host: 'a' }, { page: true })],
    NO_TOPOLOGY,
  );
  expect(story.page).toBe(true);
  expect(incidentRank(story)).toBeGreaterThanOrEqual(3);
});

test.each([
  [
    [
      { building: 'A', floor: '4' },
      { building: 'A', floor: '6' },
    ],
    'building A floors 4 and 6',
  ],
  [
    [
      { building: 'A', floor: '9' },
      { building: 'A', floor: '10' },
      { building: 'A', floor: '11' },
    ],
    'building A floors 9–11',
  ],
  [
    [
      { building: 'A', floor: '4', rack: 'r1' },
      { building: 'A', floor: '4', rack: 'r2' },
    ],
    'floor 4 racks r1 and r2',
  ],
  [
    [
      { site: 'hq', building: 'A' },
      { site: 'hq', building: 'B' },
    ],
    'site hq buildings A and B',
  ],
  [[{ site: 'hq' }, { site: 'dc' }], null],
] as const)('places %j are %s', (facts, words) => {
  expect(placeWords(facts)).toBe(words);
});
