import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { freePort } from '../sources/network-peer.ts';
import { DaemonRun } from './daemon-run.ts';

const LINES = 20_000;

test('killed behind a burst over TCP: what was taken in more than a moment before is worked on after the restart, once', async () => {
  const port = await freePort();
  const daemon = new DaemonRun(
    temporaryFolder(),
    `sources: []
listen: ["tcp://127.0.0.1:${port}"]
http: { listen: off }
learn: { warm_start: false }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  await daemon.start();
  for (let round = 0; round < 3; round++) {
    const socket = connect(port, '127.0.0.1');
    const at = new Date().toISOString();
    for (let i = 0; i < LINES; i++) {
      const line = `<14>1 ${at} web01 app 7 - - request number ${round * LINES + i} was answered\n`;
      if (!socket.write(line)) await once(socket, 'drain');
    }
    socket.end();
    await once(socket, 'close');
    // On the disk within about 100 ms; how much of it was worked on by then depends on the machine.
    await sleep(1500);
    await daemon.end('SIGKILL');
    await daemon.start();
  }
  const numbers = () => daemon.kept().map((line) => Number(/number (\d+)/.exec(line)![1]));
  await vi.waitFor(() => expect(numbers().length).toBeGreaterThanOrEqual(3 * LINES), {
    timeout: 150_000,
    interval: 300,
  });
  expect(await daemon.end('SIGTERM')).toBe(0);
  const seen = numbers().sort((a, b) => a - b);
  expect(seen.length).toBe(3 * LINES);
  expect(seen.every((number, i) => number === i)).toBe(true);
});
