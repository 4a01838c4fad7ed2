import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';
import { RotatingWriter } from './rotating-writer.ts';

/** The long form is run by `npm run soak`. */
const KILLS = Number(process.env.LOGSIFT_SOAK_KILLS ?? 5);
const PER_SECOND = 2000;

test(`killed ${KILLS} times while a file grows and is rotated: no line is lost and none is stored twice`, {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'app.log');
  const writer = new RotatingWriter(log, PER_SECOND);
  onTestFinished(() => writer.stop());
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  for (let i = 0; i < KILLS; i++) {
    await daemon.start();
    await sleep(200 + ((i * 733) % 1700));
    await daemon.end('SIGKILL');
  }
  await daemon.start();
  writer.stop();
  const numbers = () => daemon.kept().map((line) => Number(/number (\d+)/.exec(line)![1]));
  await vi.waitFor(() => expect(numbers().length).toBeGreaterThanOrEqual(writer.lines), {
    timeout: 150_000,
    interval: 500,
  });
  expect(await daemon.end('SIGTERM')).toBe(0);
  const seen = numbers().sort((a, b) => a - b);
  expect(seen.length).toBe(writer.lines);
  expect(seen.every((number, i) => number === i)).toBe(true);
});
