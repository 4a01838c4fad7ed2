import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadConfig } from '../../../src/app/config.ts';
import { Daemon } from '../../../src/app/daemon.ts';
import { plannedSources } from '../../../src/app/daemon-sources.ts';
import type { Event } from '../../../src/core/event.ts';
import { Store } from '../../../src/store/store.ts';
import { freePort, sendDatagrams } from '../../sources/network-peer.ts';
import { temporaryFolder } from '../made-logs.ts';

const HOUR = 3_600_000;

test('a daemon puts times right as it is told to, and shows that it did', async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const { config } = loadConfig({
    ...{ env: {}, home: folder, hostname: 'web01', root: false, files: [] },
    set: [
      ...[
        `state.folder=${join(folder, 'state')}`,
        'sources=[]',
        `listen=["udp://127.0.0.1:${port}"]`,
        'timezone=UTC',
      ],
      'clock_skew.hosts.nas-01=-1h',
    ],
  });
  const store = Store.open({ folder: config.state.folder, now: Date.now, notice: () => {} });
  const times: number[] = [];
  const daemon = new Daemon({
    ...{ config, store, ringFolder: join(config.state.folder, 'ring') },
    plan: plannedSources(config, () => {
      throw new Error('the machine is not asked for');
    }),
    stdout: () => true,
    notice: () => {},
    onIncidents: () => {},
    onSecond: () => {},
    onFailure: (error) => {
      throw error;
    },
    feed: { remark: () => {}, line: (event: Event) => void times.push(event.time) },
  });
  await daemon.start(new AbortController().signal, () => {});
  const socket = createSocket('udp4');
  const said = new Date(Date.now() - HOUR).toISOString();
  await sendDatagrams(socket, port, [`<13>1 ${said} nas-01 smbd 7 - - share opened`]);
  await vi.waitFor(() => expect(times).toEqual([Date.parse(said) + HOUR]), { timeout: 20_000, interval: 50 });
  expect(daemon.status().senders).toMatchObject({ corrected: 1, clocksOff: [], lost: [], shared: [] });
  socket.close();
  await daemon.stop();
  store.close();
});
