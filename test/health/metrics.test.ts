import { expect, test } from 'vitest';
import type { BusSection } from '../../src/core/fleet.ts';
import { metricsText } from '../../src/health/metrics.ts';
import { madeLag } from '../app/cluster/made-fleet.ts';
import { madeStatus } from './made-status.ts';

const bus: BusSection = {
  ...{ roles: ['filter'], leads: [], owns: [0], connected: true, trouble: null },
  ...{ published: { entries: 12, bytes: 3000 }, taken: { entries: 5, bytes: 100 }, dead: 2, lost: 1 },
  lag: [madeLag('raw', 'filter', 240), madeLag('events', 'detect', null)],
};

async function busLines(of: BusSection | undefined): Promise<string[]> {
  const text = await metricsText(madeStatus({ bus: of }));
  return text.split('\n').filter((line) => line.startsWith('logsift_bus_'));
}

test('a process with a bus says how it stands with it, and how far groups are behind', async () => {
  expect(await busLines(bus)).toEqual([
    'logsift_bus_connected 1',
    'logsift_bus_published_total 12',
    'logsift_bus_published_bytes_total 3000',
    'logsift_bus_taken_total 5',
    'logsift_bus_taken_bytes_total 100',
    'logsift_bus_dead_total 2',
    'logsift_bus_lost_total 1',
    'logsift_bus_lag_entries{topic="raw",group="filter"} 12',
    'logsift_bus_lag_entries{topic="events",group="detect"} 12',
    'logsift_bus_lag_seconds{topic="raw",group="filter"} 240',
  ]);
});

test('where nobody could be asked there is no lag, and alone there is no bus', async () => {
  expect((await busLines({ ...bus, connected: false, lag: null })).slice(-2)).toEqual([
    'logsift_bus_dead_total 2',
    'logsift_bus_lost_total 1',
  ]);
  expect(await busLines(undefined)).toEqual([]);
});
