import { describe, expect, it, test } from 'vitest';
import { localPlaces, memoryOf, readHost } from '../../src/sources/host-readings.ts';
import host from '../../src/sources/live-host.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';

describe('this machine keeps the contract of live sources', () => {
  const checks = liveSourceChecks(host, {
    fileName: 'host',
    samplesOnly: true,
    accepted: [{}, { every: '1m' }],
    refused: [{ every: '10ms' }, { every: 10 }],
    prepare: async () => ({
      open: () => host.follow({ every: 20 }),
      send: async () => {},
      close: async () => {},
    }),
  });
  for (const check of checks) it(check.name, () => check.run());
});

test('local disks are measured once each, images and disks of others are not', () => {
  const table = [
    'proc /proc proc rw 0 0',
    '/dev/sda1 /srv/a\\040place ext4 rw,relatime 0 0',
    '/dev/sda2 / ext4 rw 0 0',
    '/dev/sda2 /var/lib/docker ext4 rw 0 0',
    'nas:/home /home nfs4 rw 0 0',
    '/dev/loop0 /snap/core squashfs ro 0 0',
    '/dev/sr0 /media xfs ro,noatime 0 0',
    'tank/data /tank zfs rw 0 0',
    '',
  ].join('\n');
  expect(localPlaces(table)).toEqual(['/', '/srv/a place', '/tank']);
});

test('memory that the kernel would give back is not in use; without swap there is no swap in use', () => {
  const meminfo =
    'MemTotal:  1000 kB\nMemFree:  10 kB\nMemAvailable:  750 kB\nSwapTotal:  0 kB\nSwapFree:  0 kB\n';
  expect(memoryOf(meminfo)).toEqual([{ metric: 'memory used', value: 25, unit: '%' }]);
  expect(memoryOf('SwapTotal: 100 kB\nSwapFree: 40 kB')).toEqual([
    { metric: 'swap used', value: 60, unit: '%' },
  ]);
});

test('what is read of this machine lies where it can lie', async () => {
  const readings = await readHost();
  expect(readings.map(({ metric }) => metric)).toEqual(
    expect.arrayContaining(['memory used', 'load per core']),
  );
  for (const { metric, value } of readings) {
    expect(value).toBeGreaterThanOrEqual(0);
    if (!metric.startsWith('load')) expect(value).toBeLessThanOrEqual(100);
  }
});
