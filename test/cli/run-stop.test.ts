import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';
import { RotatingWriter } from './rotating-writer.ts';
import { lineOf, listeningDaemon, PATIENCE, SOAK } from './run-fixture.ts';

const DRAINS_WITHIN = 10_000;
const ROUNDS = SOAK ? 20 : 2;
const PER_SECOND = 5000;

test('SIGTERM under load: it ends by itself within ten seconds, and no line of a file is lost or stored twice', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'app.log');
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  const writer = new RotatingWriter(log, PER_SECOND);
  onTestFinished(() => writer.stop());
  let before = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await daemon.start();
    await vi.waitFor(() => expect(daemon.kept().length).toBeGreaterThan(before), PATIENCE);
    const asked = performance.now();
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(performance.now() - asked).toBeLessThan(DRAINS_WITHIN);
    before = daemon.kept().length;
  }
  writer.stop();
  await daemon.start();
  await vi.waitFor(() => expect(daemon.kept().length).toBeGreaterThanOrEqual(writer.lines), PATIENCE);
  expect(await daemon.end('SIGTERM')).toBe(0);
  const numbers = daemon.kept().map((line) => Number(/number (\d+)/.exec(line)![1]));
  expect(numbers.length).toBe(writer.lines);
  expect(new Set(numbers).size).toBe(writer.lines);
}, 300_000);

test('of two on one state folder the second refuses and says why; after kill -9 of the first one starts', async () => {
  const first = await listeningDaemon();
  await first.run.start();
  const second = await listeningDaemon({ folder: first.folder });
  await expect(second.run.start()).rejects.toThrow(/ended with 2: .*(?:in use|another logsift)/is);
  await first.say([lineOf('web01', 'app', 'still there')]);
  await vi.waitFor(async () => expect((await first.status()).pipeline.lines).toBe(1), PATIENCE);
  await first.run.end('SIGKILL');
  await second.run.start();
  expect(await second.page('/readyz')).toBe(200);
  expect(await second.run.end('SIGTERM')).toBe(0);
}, 120_000);

test.each(['closed', 'not read'])(
  'its output is %s: it goes on, and ends well',
  async (how) => {
    const { run, say, status } = await listeningDaemon({ yaml: 'output: { events: stdout }\n' });
    await run.start();
    if (how === 'closed') run.closeOutput();
    else run.pauseOutput();
    for (let round = 0; round < 3; round++) {
      await say(Array.from({ length: 2000 }, (_, i) => lineOf('web01', 'app', `number ${round}/${i}`)));
      await vi.waitFor(
        async () => expect((await status()).pipeline.lines).toBe(2000 * (round + 1)),
        PATIENCE,
      );
    }
    expect(run.alive).toBe(true);
    expect(await run.end('SIGTERM')).toBe(0);
  },
  120_000,
);
