import type { IncidentDetail, IncidentPlots, StoryStep } from '../../src/core/api-incidents.ts';
import { madeCard, NOW } from './made-home.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGAN = NOW - 24 * MINUTE;

const STEP: StoryStep = {
  id: 'f1a0000000000001',
  root: true,
  detector: 'rule',
  about: { host: 'ups-a1', app: 'apcupsd', template: 'a1b2c3d4e5f60718', actor: null, metric: null },
  from: BEGAN,
  to: BEGAN + 5000,
  after: 0,
  afterWords: 'at once',
  because: 'The UPS says that mains power is gone.',
  expected: 'one such line in 3 years',
  seen: '2 lines within 5 s',
  maturity: '12 days of history',
  count: 2,
  surprise: { value: 3.1, words: 'about once in 3 years' },
  gravity: { value: 0.92, word: 'grave' },
  urgency: 'urgent',
  category: 'power',
  ongoing: true,
  evidence: [
    {
      ...{ source: 'syslog:5514', file: null, line: null, place: 'syslog 0.0.0.0:5514' },
      text: 'Mar 12 02:43:00 ups-a1 apcupsd[811]: Power failure. Running on UPS batteries.',
      odd: [[37, 50]],
    },
  ],
  moreLines: 1,
  also: [{ detector: 'novelty', because: 'ups-a1 never said this before.' }],
  figure: null,
};

/** A step of a story; what is given differs from the usual one. */
function madeStep(different: Partial<StoryStep> = {}): StoryStep {
  return { ...STEP, ...different };
}

function fallen(host: string, seconds: number): StoryStep {
  const at = BEGAN + seconds * 1000;
  return madeStep({
    ...{
      id: `f1a00000000${String(seconds).padStart(5, '0')}`,
      root: false,
      detector: 'silence',
      from: at,
      to: at,
    },
    about: { host, app: null, template: null, actor: null, metric: null },
    ...{ after: seconds * 1000, afterWords: `${seconds} seconds later` },
    because: `${host} fell silent, it says something every 20 s.`,
    ...{ expected: 'a line every 20 s', seen: 'none for 24 minutes', urgency: 'odd', category: 'link' },
    surprise: { value: 1.9, words: 'about once in 3 months' },
    ...{ evidence: [], moreLines: 0, also: [] },
    figure: { label: 'lines per minute', low: 2, high: 4, typical: 3, seen: 0 },
  });
}

const HOSTS = ['sw-a4-01', 'sw-a4-02', 'sw-a5-01', 'sw-a5-02', 'sw-a6-01'];

/** A power failure, its story and what is known about it. */
export function madeDetail(different: Partial<IncidentDetail> = {}): IncidentDetail {
  return {
    card: madeCard(),
    aliases: [],
    ties: [{ kind: 'place', because: '14 switches of building A within 82 s: shared power or uplink' }],
    steps: [madeStep(), ...HOSTS.map((host, i) => fallen(host, 22 + i * 15))],
    moreSteps: 9,
    map: {
      known: true,
      nodes: [
        node('core-a', { part: 'upstream', role: 'router', place: 'HQ / A / 1' }),
        node('ups-a1', { part: 'root', role: 'ups', place: 'HQ / A / 0', row: 1, findings: 1, from: BEGAN }),
        ...HOSTS.map((host, i) =>
          node(host, {
            ...{ part: 'symptom', parent: 'ups-a1', row: 2, findings: 1, from: BEGAN + (22 + i * 15) * 1000 },
            ...{ role: 'switch', place: `HQ / A / ${host.slice(4, 5)}` },
          }),
        ),
        node('sw-a3-01', { part: 'fellow', parent: 'core-a', row: 1, role: 'switch', place: 'HQ / A / 3' }),
      ],
      edges: [
        { from: 'ups-a1', to: 'core-a' },
        ...HOSTS.map((host) => ({ from: host, to: 'ups-a1' })),
        { from: 'sw-a3-01', to: 'core-a' },
      ],
      ...{ moreHosts: 9, moreFellows: 3 },
    },
    changes: [
      {
        ...{ id: 'c1', from: BEGAN - 12 * MINUTE, to: BEGAN - 12 * MINUTE, what: 'UPS self-test planned' },
        ...{ told: 'person', host: 'ups-a1', app: null, words: '12 minutes before: UPS self-test planned' },
      },
    ],
    similar: [
      {
        ...{ id: '99aabbccddeeff00', from: NOW - 61 * DAY, headline: '3 switches of building A lost power' },
        likeness: 0.81,
        verdict: {
          ...{ verdict: 'noise', at: NOW - 60 * DAY, until: null, note: 'UPS self-test' },
          words: 'noise: UPS self-test',
        },
      },
    ],
    similarWords: 'second time at night; the last was marked noise: UPS self-test',
    notes: ['Key to the UPS room: porter, ext. 4410.'],
    analysis: {
      by: { kind: 'model', provider: 'anthropic', model: 'claude-haiku-4-5' },
      at: NOW - 22 * MINUTE,
      headline: 'Power of building A is gone; the UPS holds for about 20 minutes',
      happening:
        'Mains power of building A failed at 02:43. The UPS took over, but the switches of floors 4 to 6 went dark within 82 seconds, so their feed does not hang on it, or its batteries are weak.',
      cause: { text: 'A failed mains feed of the rack row A4–A6.', confidence: 'medium' },
      urgency: 'now',
      actions: [
        {
          ...{ what: 'Look at load and runtime of the UPS', reason: 'It tells how long the rest stays up.' },
          command: 'apcaccess -h ups-a1 status | grep -E "TIMELEFT|LOADPCT"',
        },
        {
          ...{ what: 'Call the facility team', reason: 'The feed is theirs; ext. 4410.', command: null },
        },
      ],
      findings: ['f1a0000000000001'],
      unsure: ['Whether the switches hang on this UPS or on the one beside it.'],
      spent: { inputTokens: 1412, outputTokens: 220, money: 0.0025 },
    },
    offers: [
      {
        ...{ id: 'ab12cd34', playbook: 'bounce-poe', describe: 'Turn the port of a switch off and on' },
        ...{ argv: ['ssh', 'core-a', 'poe-cycle', 'sw-a4-01'], undo: null, dryRun: false, state: 'offered' },
        values: [{ name: 'host', value: 'sw-a4-01', shown: 'sw-a4-01 fell silent' }],
        ...{ by: null, at: null, outcome: '', output: '', canApprove: true, canUndo: false },
      },
    ],
    refused: [{ playbook: 'restart-ups', because: 'ups-a1 is in no inventory' }],
    deeds: [{ at: NOW - 23 * MINUTE, by: 'logsift', what: 'told', words: 'page to the night shift' }],
    tickets: { channels: ['jira'], open: [] },
    earlier: 'aa11bb22cc33dd44',
    later: '55d0e1f2a3b4c5d6',
    ...different,
  };
}

type Node = IncidentDetail['map']['nodes'][number];

function node(host: string, different: Partial<Node>): Node {
  return {
    ...{ host, part: 'fellow', role: null, place: null, parent: null, row: 0, findings: 0, from: null },
    ...different,
  };
}

/** One of each kind of picture. */
export function madePlots(): IncidentPlots {
  const monday = Math.floor((NOW - 3 * DAY) / DAY) * DAY;
  const usual = (hour: number) => 180 + 120 * Math.sin(((hour % 24) / 24) * 2 * Math.PI - 1.8);
  const begun = monday + 3 * DAY;
  return {
    plots: [
      {
        ...{ kind: 'profile', title: 'Lines of building A against the usual week', finding: STEP.id },
        ...{ unit: 'lines per hour', weeks: 2, focus: { from: begun, to: begun + DAY } },
        hours: Array.from({ length: 168 }, (_, hour) => {
          const typical = usual(hour);
          const at = monday + hour * HOUR;
          const seen = at > NOW ? null : at > NOW - HOUR ? 1240 : typical * (0.9 + ((hour * 31) % 20) / 100);
          return { at, low: typical * 0.75, typical, high: typical * 1.25, seen };
        }),
      },
      {
        ...{ kind: 'forecast', title: 'Charge of ups-a1', finding: STEP.id, unit: '%', interval: 0.9 },
        history: Array.from({ length: 24 }, (_, i) => ({ at: BEGAN + i * MINUTE, value: 100 - i * 3 })),
        ahead: Array.from({ length: 20 }, (_, i) => ({
          at: NOW + i * MINUTE,
          ...{ value: 28 - i * 3, low: 24 - i * 3.6, high: 32 - i * 2.4 },
        })),
        ...{ limit: 5, method: 'line' },
        crossing: { from: NOW + 6 * MINUTE, to: NOW + 11 * MINUTE, likely: NOW + 8 * MINUTE },
      },
      {
        ...{ kind: 'features', title: 'The minute against minutes like it', finding: STEP.id },
        rows: [
          { name: 'hosts that speak', low: 30, typical: 36, high: 38, seen: 22, odd: true },
          { name: 'share of errors', low: 0.01, typical: 0.02, high: 0.05, seen: 0.41, odd: true },
          { name: 'lines', low: 2200, typical: 2900, high: 3600, seen: 3100, odd: false },
        ],
      },
      {
        ...{ kind: 'lines', title: 'Lines of ups-a1', finding: STEP.id, unit: 'lines' },
        ...{ from: NOW - HOUR, width: MINUTE, focus: { from: BEGAN, to: NOW } },
        counts: Array.from({ length: 60 }, (_, i) => (i < 36 ? i % 2 : 8 + (i % 5))),
      },
      {
        ...{ kind: 'figure', title: 'sw-a4-01', finding: 'f1a0000000000022', label: 'lines per minute' },
        ...{ low: 2, high: 4, typical: 3, seen: 0 },
      },
    ],
  };
}
