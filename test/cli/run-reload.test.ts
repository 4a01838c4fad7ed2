import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };

test('a changed configuration is taken up, a wrong one leaves the running one, and no line is lost', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'app.log');
  writeFileSync(log, '');
  const yaml = (more: string) => `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
${more}`;
  const daemon = new DaemonRun(folder, yaml(''));
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  const write = (n: number) =>
    appendFileSync(log, `${new Date(Date.now() + n).toISOString()} web01 app[7]: number ${n}\n`);
  const kept = async (count: number) => vi.waitFor(() => expect(daemon.kept().length).toBe(count), PATIENCE);
  write(1);
  await kept(1);

  daemon.reload(yaml('budget: sometimes'));
  await vi.waitFor(() => expect(daemon.output).toContain('the running configuration stays'), PATIENCE);
  expect(daemon.output).toMatch(/logsift\.yaml:5:\d+: budget\.rate .*wants a rate/);
  write(2);
  await kept(2);

  const out = join(folder, 'events.ndjson');
  daemon.reload(yaml(`output: { events: ${out} }`));
  await vi.waitFor(() => expect(daemon.output.split('"running').length).toBe(3), PATIENCE);
  write(3);
  await kept(3);
  expect(await daemon.end('SIGTERM')).toBe(0);
});
