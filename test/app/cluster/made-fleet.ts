import type { Announcement, FleetLag, FleetProcess } from '../../../src/core/fleet.ts';

/** What a process of a test says of itself. */
export function madeSaid(changes: Partial<Announcement> = {}): Announcement {
  return {
    ...{ schemaVersion: 1, node: 'node-1', pid: 7, version: '0.1.0', started: '2026-11-21T12:00:00.000Z' },
    ...{ seconds: 300, roles: [], leads: [], owns: [], shards: { raw: 4, events: 1 } },
    ...{
      linesPerSecond: 0,
      eventsPerSecond: 0,
      underWayBytes: 0,
      waiting: 0,
      keepsEvery: 0,
      clockAheadMs: 0,
    },
    ...{ counters: { late: 0, deposed: 0, again: 0, gaps: 0 }, troubles: [], ends: false },
    ...changes,
  };
}

/** One that takes part. */
export function madeProcess(node: string, changes: Partial<FleetProcess> = {}): FleetProcess {
  return { ...madeSaid({ node }), name: `${node}-1`, ago: 1, ...changes };
}

/** A cluster in which all is well, of four shards. */
export function wholeFleet(): FleetProcess[] {
  const lead = (unit: string) => ({ unit, fence: 5, seconds: 300 });
  return [
    madeProcess('collect', { roles: ['collect'], linesPerSecond: 1234.5 }),
    madeProcess('filter', { roles: ['filter'], owns: [0, 1, 2, 3], linesPerSecond: 1234.5 }),
    madeProcess('detect', { roles: ['detect'], leads: [lead('detect')], keepsEvery: 15 }),
    madeProcess('decide', { roles: ['decide'], leads: [lead('decide')], keepsEvery: 10 }),
  ];
}

/** A group that is behind by so much. */
export function madeLag(topic: FleetLag['topic'], group: string, seconds: number | null): FleetLag {
  return { topic, group, entries: 12, seconds, worst: { shard: 3, entries: 9, seconds } };
}
