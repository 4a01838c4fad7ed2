import type { Home, IncidentCard, Timeline } from '../../src/core/api-home.ts';

/** Moment at which the made-up answers were given: Thu 2026-03-12 03:07:00 UTC. */
export const NOW = Date.UTC(2026, 2, 12, 3, 7);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const USUAL_CARD: IncidentCard = {
  id: '3fa9c2d17be04a11',
  state: 'open',
  headline: '14 switches of building A lost power within 82 s',
  because: 'UPS ups-a1 went on battery, then 14 switches that hang on it fell silent.',
  root: {
    detector: 'rule',
    host: 'ups-a1',
    app: 'apcupsd',
    line: 'ups-a1 apcupsd[811]: Power failure. Running on UPS batteries.',
  },
  from: NOW - 24 * MINUTE,
  to: NOW - 2 * MINUTE,
  opened: NOW - 23 * MINUTE,
  resolved: null,
  surprise: { value: 3.1, words: 'about once in 3 years' },
  gravity: { value: 0.92, word: 'grave' },
  urgency: 'urgent',
  rank: 4.8,
  category: 'power',
  hosts: ['ups-a1', 'sw-a4-01', 'sw-a4-02', 'sw-a5-01', 'sw-a5-02', 'sw-a6-01'],
  moreHosts: 9,
  place: 'building A, floors 4–6',
  findings: 17,
  acknowledged: null,
  verdict: null,
  analysis: {
    headline: 'Power of building A is gone; the UPS holds for about 20 minutes',
    by: 'model',
    urgency: 'now',
  },
  told: { state: 'paged', at: NOW - 23 * MINUTE, words: 'page at 02:44 to the night shift' },
};

/** A card of an incident; what is given differs from the usual one. */
export function madeCard(different: Partial<IncidentCard> = {}): IncidentCard {
  return { ...USUAL_CARD, ...different };
}

const FAILED_DISK = madeCard({
  id: '81b2aa09c4de7750',
  headline: 'Disk sdc of nas2 fails: 212 reallocated sectors in 2 hours',
  because: 'A number that moved once a month now moves every minute.',
  root: {
    ...{ detector: 'value', host: 'nas2', app: 'smartd' },
    line: 'Device: /dev/sdc, SMART Usage Attribute: 5 Reallocated_Sector_Ct changed from 98 to 71',
  },
  from: NOW - 130 * MINUTE,
  surprise: { value: 2.2, words: 'about once in 5 months' },
  gravity: { value: 0.7, word: 'high' },
  urgency: 'odd',
  rank: 2.4,
  category: 'disk',
  hosts: ['nas2'],
  moreHosts: 0,
  place: null,
  findings: 3,
  acknowledged: { by: 'mira', at: NOW - 60 * MINUTE, note: 'new disk comes tomorrow' },
  analysis: null,
  told: { state: 'digest', at: null, words: 'goes into the daily report' },
});

const LOGINS = madeCard({
  id: '55d0e1f2a3b4c5d6',
  headline: 'A first login of "backup" from 203.0.113.7, after 41 failures',
  because: 'This user never came from outside before.',
  root: {
    ...{ detector: 'novelty', host: 'vpn1', app: 'sshd' },
    line: 'Accepted password for backup from 203.0.113.7 port 52144 ssh2',
  },
  from: NOW - 9 * MINUTE,
  surprise: { value: 2.9, words: 'about once in 2 years' },
  gravity: { value: 0.85, word: 'grave' },
  urgency: 'urgent',
  rank: 4.3,
  category: 'intrusion',
  hosts: ['vpn1'],
  moreHosts: 0,
  place: 'HQ',
  findings: 2,
  analysis: null,
  told: { state: 'paged', at: NOW - 8 * MINUTE, words: 'page at 02:59 to security' },
});

const OVER = madeCard({
  id: 'aa11bb22cc33dd44',
  state: 'resolved',
  headline: 'Mail queue of mx1 grew to 4,210 messages',
  from: NOW - 9 * HOUR,
  to: NOW - 7 * HOUR,
  resolved: NOW - 7 * HOUR,
  urgency: 'odd',
  hosts: ['mx1'],
  moreHosts: 0,
  place: null,
  analysis: null,
  verdict: {
    ...{ verdict: 'real', at: NOW - 6 * HOUR, until: null, note: null },
    words: 'real',
  },
});

/** Where nothing is wrong. */
export function calmHome(): Home {
  return {
    at: NOW,
    state: { word: 'calm', sentence: 'All is well: nothing odd is going on.' },
    open: [],
    moreOpen: 0,
    unseen: [],
    lately: [],
    budget: { used: 0, of: 3, perMs: DAY, words: '0 of 3 today' },
    sources: [],
    moreSources: 0,
    forecasts: [],
    silences: [],
    health: {
      ...{ running: true, state: 'running', version: '0.1.0', node: 'watch1', since: NOW - 12 * DAY },
      ...{ savedAt: NOW - 30_000, linesPerSecond: 48.2, understood: 0.998, dropped: 0, troubles: [] },
      channels: [{ name: 'mail', pending: 0, trouble: null }],
      storage: { freeBytes: 84e9, sizeBytes: 2.1e9 },
    },
    read: {
      ...{ linesOfDay: 4_212_004, lines: 58_900_112, kinds: 812, hosts: 38, days: 12, findingsOfDay: 21 },
      words: 'Read 4,212,004 lines of 38 hosts in the last 24 hours, 812 kinds of line; 12 days are known.',
    },
  };
}

/** A night with two things that need somebody. */
export function busyHome(): Home {
  const source = { state: 'ok', linesPerSecond: 12, dropped: 0, behind: 0, trouble: null } as const;
  return {
    ...calmHome(),
    state: { word: 'urgent', sentence: '2 incidents need somebody now.' },
    open: [madeCard(), LOGINS, FAILED_DISK],
    lately: [OVER],
    budget: { used: 2, of: 3, perMs: DAY, words: '2 of 3 today' },
    sources: [
      {
        ...source,
        ...{ key: 'file:/var/log/nas2.log', name: '/var/log/remote/nas2.log', state: 'quiet' },
        ...{ lines: 88_120, linesPerSecond: 0, lastSeen: NOW - 95 * MINUTE, understood: 0.97 },
      },
      {
        ...source,
        ...{ key: 'syslog:5514', name: 'syslog 0.0.0.0:5514 udp', lines: 58_100_000, linesPerSecond: 41.3 },
        ...{ lastSeen: NOW - 1000, understood: 0.998, dropped: 112 },
      },
      {
        ...source,
        ...{ key: 'journal', name: 'journal', lines: 712_000, linesPerSecond: 6.9 },
        ...{ lastSeen: NOW - 3000, understood: 1 },
      },
    ],
    forecasts: [
      {
        ...{ id: 'f0f0f0f0f0f0f0f0', metric: '/srv used', host: 'nas1', seen: '81 % → 93 % in 12 days' },
        because: '/srv of nas1 is full between 21 and 25 March, most likely on the 23rd.',
        ...{ at: NOW - HOUR, urgency: 'odd', incident: null },
      },
    ],
    silences: [
      {
        ...{
          id: 'beefbeef',
          state: 'active',
          about: 'host backup1',
          owner: 'mira',
          reason: 'moves to rack 7',
        },
        ...{ from: NOW - DAY, until: NOW + 40 * MINUTE, again: null, configured: false, endedBy: null },
        hidden: 2,
        wouldHaveShown: [{ incident: 'cafe0001', at: NOW - HOUR, headline: 'backup1 is silent' }],
      },
    ],
  };
}

/** Lines and what was odd among them over a range. */
export function madeTimeline(from: number, to: number, home: Home): Timeline {
  const width = Math.max(1000, (to - from) / 144);
  const columns = Array.from({ length: 144 }, (_, i) => from + i * width);
  const wave = (at: number) => 1 + 0.45 * Math.sin(((at % DAY) / DAY) * 2 * Math.PI - 1.6);
  const storm = (at: number) => (at > NOW - 26 * MINUTE - width && at < NOW - 10 * MINUTE ? 1 : 0);
  const jitter = (i: number) => 0.9 + 0.2 * (((i * 7919) % 97) / 97);
  const per = width / 1000;
  const busy = home.open.length > 0 ? 1 : 0;
  return {
    ...{ from, to, width, lines: Math.round(48 * ((to - from) / 1000)), countedTo: NOW },
    series: [
      {
        level: 'error',
        counts: columns.map((at, i) => Math.round(per * (0.5 * jitter(i) + busy * 22 * storm(at)))),
      },
      {
        level: 'warning',
        counts: columns.map((at, i) => Math.round(per * (2.2 * jitter(i) * wave(at) + busy * 9 * storm(at)))),
      },
      { level: 'info', counts: columns.map((at, i) => Math.round(per * 41 * wave(at) * jitter(i + 5))) },
      { level: 'unknown', counts: columns.map((_, i) => Math.round(per * 1.5 * jitter(i + 9))) },
    ],
    findings: home.open.map(({ id, from: at, urgency, rank, root, because }) => ({
      ...{ id: `${id.slice(0, 8)}f`, at: at ?? NOW, urgency, rank, host: root.host, because },
    })),
    moreFindings: 0,
    incidents: [...home.open, ...home.lately].map((one) => ({
      ...{ id: one.id, from: one.from ?? NOW, to: one.to ?? NOW, state: one.state, urgency: one.urgency },
      ...{ rank: one.rank, headline: one.headline },
    })),
    moreIncidents: 0,
    changes:
      busy === 0
        ? []
        : [
            {
              ...{ id: 'c0c0', from: NOW - 5 * HOUR, to: NOW - 5 * HOUR, what: 'deploy api v2', told: 'ci' },
              ...{ host: 'web01', app: 'api', words: 'deploy api v2 (web01 api)' },
            },
          ],
    moreChanges: 0,
  };
}
