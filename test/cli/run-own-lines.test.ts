import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';
import { PATIENCE } from './run-fixture.ts';

test('a file that it writes among those that it follows makes no circle', async () => {
  const folder = temporaryFolder();
  const [log, out] = [join(folder, 'app.log'), join(folder, 'kept.log')];
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: ['${folder}/*.log'], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
output: { events: ${out} }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  const write = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      appendFileSync(log, `${new Date().toISOString()} web01 app[7]: request number ${i} was answered\n`);
    }
  };
  const written = () => readFileSync(out, 'utf8').split('\n').length - 1;
  write(0, 50);
  await daemon.start();
  await vi.waitFor(
    () => expect(daemon.output).toContain('lines that logsift wrote itself come back'),
    PATIENCE,
  );
  write(50, 100);
  // Once the file was read again there would be more and more.
  await vi.waitFor(() => expect(written()).toBe(100), PATIENCE);
  write(100, 101);
  await vi.waitFor(() => expect(written()).toBe(101), PATIENCE);
  expect(await daemon.end('SIGTERM')).toBe(0);
  expect(written()).toBe(101);
  expect(daemon.kept()).toHaveLength(101);
  expect(daemon.output.split('lines that logsift wrote itself').length).toBe(2);
}, 120_000);
