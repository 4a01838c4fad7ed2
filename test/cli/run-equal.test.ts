import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';
import { runCli } from './run-cli.ts';

test('a file read live, replayed and scanned from an empty state: the same findings under the same ids', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'made.log');
  // Of today, so that what is kept of it is not too old at once.
  const start = Date.now() - 10 * 3_600_000;
  const made = simulate({
    seed: 5,
    start,
    duration: 8 * 3_600_000,
    rate: 0.5,
    hosts: 14,
    scenarios: ['ssh-brute-force'],
  });
  const lines = [...made.lines()];
  writeFileSync(log, `${lines.join('\n')}\n`);
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
store: { keep: all }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  await vi.waitFor(() => expect(daemon.kept().length).toBe(lines.length), { timeout: 60_000, interval: 300 });
  expect(await daemon.end('SIGTERM')).toBe(0);

  const json = async (...args: readonly string[]) => {
    const { stdout } = await runCli([...args, '--json', '--top', 'all']);
    return (JSON.parse(stdout) as { findings: { id: string; lastSeen?: string }[] }).findings;
  };
  const scanned = await json('scan', '--baseline', 'none', log);
  expect(scanned.length).toBeGreaterThan(2);
  expect(await json('replay', '--speed', 'max', log)).toEqual(scanned);
  const live = await json('findings', '--sort', 'rank', '--config', daemon.config, '--state', daemon.state);
  expect(live).toEqual(scanned.map((finding) => expect.objectContaining(finding)));
});
