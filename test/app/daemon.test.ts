import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/app/config.ts';
import { Daemon } from '../../src/app/daemon.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from './made-logs.ts';

test('a database that is gone while it runs ends the run with the reason, not the process', async () => {
  const folder = temporaryFolder();
  const { config } = loadConfig({
    ...{ env: {}, home: folder, hostname: 'web01', root: false, files: [] },
    set: [`state.folder=${join(folder, 'state')}`, 'sources=[]', 'listen=[]'],
  });
  const store = Store.open({ folder: config.state.folder, now: Date.now, notice: () => {} });
  const failures: Error[] = [];
  const daemon = new Daemon({
    ...{ config, store, ringFolder: join(config.state.folder, 'ring') },
    plan: { sources: [], history: [], notes: [] },
    stdout: () => true,
    notice: () => {},
    onIncidents: () => {},
    onSecond: () => {},
    onFailure: (error) => void failures.push(error),
  });
  await daemon.start(new AbortController().signal, () => {});
  store.close();
  await vi.waitFor(() => expect(failures).not.toEqual([]), { timeout: 20_000, interval: 50 });
  expect(failures[0]!.message).toMatch(/not open/);
  await expect(daemon.stop()).rejects.toThrow(/not open/);
});
