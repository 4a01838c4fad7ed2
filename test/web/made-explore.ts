import type {
  ChartAnswer,
  CompareAnswer,
  EventsAnswer,
  FindingRow,
  HeatmapAnswer,
  HostAnswer,
  HostsAnswer,
  KeptLine,
  TemplateAnswer,
  TemplateRow,
  TemplatesAnswer,
  ValueCount,
} from '../../src/core/api-explore.ts';
import { NOW } from './made-home.ts';
import type { Answers, Asked } from './made-server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = NOW - DAY;

/** A kept line, the `n`-th from the latest. */
function madeKept(n: number, more: Partial<KeptLine> = {}): KeptLine {
  const received = NOW - n * 7_000;
  const host = ['web1', 'web2', 'db1'][n % 3]!;
  return {
    ...{
      id: `e${n}`,
      received,
      time: received,
      host,
      app: 'sshd',
      severity: n % 17 === 0 ? 3 : 6,
      level: 'info',
    },
    ...{ template: KIND, mark: 'keep', source: 'file', where: `/var/log/syslog:${n}`, cut: false },
    raw: `Nov 21 21:14:20 ${host} sshd[${1000 + n}]: Failed password for root from 203.0.113.${n % 250} port 4711 ssh2`,
    ...more,
  };
}

/** Id of the kind of line that the others are about. */
export const KIND = '3fa9c2d1';
const TEXT = 'Failed password for <*> from <*> port <*> ssh2';

function madeKind(n: number): TemplateRow {
  return {
    ...{ id: n === 0 ? KIND : `3fa9c2d1${n}`, text: n === 0 ? TEXT : `Accepted publickey for <*> (${n})` },
    ...{
      gravity: n === 0 ? { value: 0.7, word: 'high' } : { value: 0.1, word: 'low' },
      count: 9_000 - n,
      before: 750,
    },
    ...{
      share: 0.1,
      total: 90_000,
      firstSeen: NOW - 30 * DAY,
      lastSeen: NOW - 5_000,
      isNew: n === 1,
      hosts: 3,
    },
    spark: [1, 2, 3, 2, 1, 9],
  };
}

const values = (...names: string[]): ValueCount[] =>
  names.map((value, i) => ({ value, count: 100 - i, share: 0.5 / (i + 1) }));

const FINDING: FindingRow = {
  ...{
    id: 'f1',
    detector: 'value',
    from: NOW - HOUR,
    to: NOW,
    because: 'The user oracle was never seen here before.',
  },
  ...{ urgency: 'odd', surprise: { value: 2.1, words: 'once in 4 months' } },
};

const CHART = { from: FROM, width: HOUR, counts: Array.from({ length: 24 }, (_, i) => 100 + i) };

function chart({ query }: Asked): ChartAnswer {
  const counts = CHART.counts;
  const of = query.get('of');
  return of === 'severity'
    ? {
        from: FROM,
        width: HOUR,
        series: [
          { name: '6', counts },
          { name: '3', counts: counts.map(() => 4) },
        ],
      }
    : { from: FROM, width: HOUR, series: [{ name: query.get('name') ?? 'all', counts }] };
}

const TEMPLATE: TemplateAnswer = {
  ...{ id: KIND, text: TEXT, example: madeKept(0).raw, gravity: { value: 0.7, word: 'high' }, total: 90_000 },
  ...{ firstSeen: NOW - 30 * DAY, lastSeen: NOW - 5_000, chart: CHART, hours: CHART.counts },
  ...{ gaps: { median: 4_000, p95: 61_000 }, hosts: values('web1', 'web2'), manyHosts: false, asOf: NOW },
  slots: [
    {
      ...{ number: 1, before: 'Failed password for ', distinct: 3, many: false },
      ...{ values: values('root', 'admin', 'oracle'), facets: [], numbers: null },
    },
    {
      ...{
        number: 2,
        before: ' from ',
        distinct: 512,
        many: true,
        values: values('203.0.113.4'),
        numbers: null,
      },
      facets: [{ facet: 'network', values: values('203.0.113.0/24') }],
    },
    {
      ...{ number: 3, before: ' port ', distinct: 9_000, many: true, values: [], facets: [] },
      numbers: {
        ...{ count: 90_000, min: 1_024, max: 65_000, p05: 2_000, median: 34_000, p95: 61_000 },
        histogram: { bounds: [0, 30_000, 60_000, 66_000], counts: [10, 900, 30] },
      },
    },
  ],
  findings: [FINDING],
};

const HOST: HostAnswer = {
  ...{
    host: 'web1',
    count: 4_321,
    before: 4_000,
    chart: CHART,
    lastSeen: NOW - 5_000,
    moreKinds: 2,
    commonKinds: 1,
  },
  place: { canonical: 'web1', site: 'Vienna', role: 'web server', hangsOn: ['sw1', 'fw1'] },
  kinds: [{ id: KIND, text: TEXT, count: 900, gravity: { value: 0.7, word: 'high' }, lastSeen: NOW }],
  incidents: [
    {
      ...{ id: '1234abcd', state: 'open', from: NOW - HOUR, to: null, headline: 'web1: logins fail' },
      urgency: 'urgent',
    },
  ],
  findings: [FINDING],
  silences: [
    {
      ...{ id: 's1', about: 'host web1', owner: 'anna', reason: 'kernel upgrade', state: 'active' },
      ...{ from: NOW - HOUR, until: NOW + HOUR, again: null, configured: false, endedBy: null },
      ...{ hidden: 0, wouldHaveShown: [] },
    },
  ],
  asOf: NOW,
};

function compare({ query }: Asked): CompareAnswer {
  const of = (name: string) => Number(query.get(name));
  const difference = {
    ...{ template: { id: KIND, text: TEXT }, counts: [120, 1_440] as [number, number] },
    ...{ rates: [5, 60] as [number, number], ratio: 12, surprise: { value: 4.2, words: 'once in 40 years' } },
    ...{ gravity: { value: 0.7, word: 'high' as const }, words: '12 times as often' },
  };
  return {
    a: { from: of('aFrom'), to: of('aTo'), lines: 81_200, kinds: 412, hours: 24 },
    b: { from: of('bFrom'), to: of('bTo'), lines: 90_400, kinds: 431, hours: 24 },
    differences: [
      { ...difference, kind: 'more' },
      {
        ...{ ...difference, kind: 'gone', template: { id: '77aa', text: 'backup done in <*>' }, ratio: null },
        words: 'only in the earlier range',
      },
    ],
    ...{ more: 0, alike: 380, notes: ['Rare kinds are left out.'] },
  };
}

const HEATMAP: HeatmapAnswer = {
  mean: Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => (day === 6 ? null : hour * 10)),
  ),
  most: Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 240)),
  ...{ hours: 600, from: NOW - 30 * DAY, to: NOW, counted: 'all' },
};

/** Lines in parts of 100, the last of which says that there is no more; `text=nothing` is found nowhere. */
function events({ query }: Asked): EventsAnswer {
  const part = Number(query.get('cursor') ?? 0);
  const none = query.get('text') === 'nothing';
  const last = none ? part >= 3 : part >= 9;
  return {
    items: none ? [] : Array.from({ length: 100 }, (_, i) => madeKept(part * 100 + i)),
    ...{
      next: last ? null : String(part + 1),
      reached: NOW - (part + 1) * HOUR,
      looked: 100,
      complete: last,
    },
    oldest: NOW - 9 * DAY,
  };
}

const KINDS: TemplatesAnswer = {
  ...{ items: Array.from({ length: 5 }, (_, n) => madeKind(n)), next: null, found: 5, asOf: NOW },
  spark: { from: FROM, width: 4 * HOUR },
};

const HOSTS: HostsAnswer = {
  items: ['web1', 'web2', 'db1'].map((host, i) => ({ host, count: 900 - i, share: 0.3, spark: [1, 2, 3] })),
  ...{ next: null, found: 3, spark: { from: FROM, width: 4 * HOUR } },
};

/** What the pages of exploring are told. */
export const EXPLORE: Answers = {
  'GET events': events,
  'GET templates': KINDS,
  [`GET templates/${KIND}`]: TEMPLATE,
  'GET hosts': HOSTS,
  'GET host': HOST,
  'GET compare': compare,
  'GET chart': chart,
  'GET heatmap': HEATMAP,
};
