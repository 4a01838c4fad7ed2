import type { Status } from '../../src/core/status.ts';

/** A status with something in every part. */
export function madeStatus(changes: Partial<Status> = {}): Status {
  return {
    schemaVersion: 1,
    version: '0.1.0',
    pid: 4711,
    node: 'web01',
    startedAt: '2026-11-20T06:00:00.000Z',
    time: '2026-11-21T12:00:00.000Z',
    state: 'running',
    ready: true,
    pipeline: {
      linesIn: 1_000_100,
      lines: 1_000_000,
      events: 990_000,
      folded: 9000,
      own: 0,
      empty: 1000,
      underWay: 100,
      underWayBytes: 14_500,
      dropped: 3,
      linesPerSecond: 52.4,
      understood: 0.984,
      capped: [],
      snapshots: { taken: 1700, last: '2026-11-21T11:59:30.000Z', lastMs: 41 },
    },
    inputs: [
      {
        key: 'journal',
        name: 'journal',
        lines: 900_000,
        bytes: 120_000_000,
        lastSeen: '2026-11-21T11:59:59.000Z',
        linesPerSecond: 50.1,
        understood: 1,
        dropped: {},
        behind: 0,
        trouble: null,
      },
      {
        key: 'udp',
        name: 'udp 127.0.0.1:5514',
        lines: 100_100,
        bytes: 12_000_000,
        lastSeen: null,
        linesPerSecond: 0,
        understood: 0.7,
        dropped: { kernel: 3 },
        behind: null,
        trouble: 'the receive buffer is 208 kB',
      },
    ],
    incidents: { pages: 12, joined: 4, overflow: 2, hushed: 7 },
    changes: { told: 30, noted: 20, routine: 9, overCap: 1 },
    findings: { findings: 40, belowLine: 30, grouped: 5, told: 3, withheld: 1, waiting: 1 },
    channels: [
      {
        ...{ name: 'team', pending: 2, delivered: 9, refused: 0, stale: 0, failures: 3 },
        oldest: '2026-11-21T11:50:00.000Z',
        trouble: 'the receiver answered 503',
      },
    ],
    storage: {
      folder: '/var/lib/logsift',
      freeBytes: 50e9,
      sizeBytes: 100e9,
      shed: { events: 12 },
      ring: {
        lines: 100_100,
        dropped: 0,
        bytes: 3e6,
        maxBytes: 1e10,
        oldest: '2026-11-20T06:00:00.000Z',
        keeping: true,
      },
    },
    process: { rssBytes: 210e6, cpuSeconds: 812.5, longestTurnMs: 41, stalls: 0 },
    troubles: [
      {
        about: 'channel:team',
        text: 'messages do not reach the channel "team"',
        since: '2026-11-21T11:51:00.000Z',
      },
    ],
    ...changes,
  };
}
