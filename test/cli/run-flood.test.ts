import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { udpSender } from '../sources/network-peer.ts';
import { lineOf, listeningDaemon, PATIENCE, SOAK } from './run-fixture.ts';

const FLOOD = fileURLToPath(new URL('./flood-sender.ts', import.meta.url));
const SECONDS = SOAK ? 60 : 5;
const PER_SECOND = 50_000;
const QUIET_HOSTS = 50;
/** Ms between two lines of a quiet host. */
const PAUSE = 500;
const PROCESSED = 0.999;
/** Ms within which 95 of 100 quiet lines are through; the quick form runs beside other tests. */
const P95 = SOAK ? 2000 : 10_000;

/** Takes kept events as they leave, and when that was, by the number in them. */
async function storeOfLogs() {
  const came = new Map<number, number>();
  let rest = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      rest = (rest + text).slice(-500_000);
      const end = rest.lastIndexOf(' quiet.');
      for (const [, n] of rest.slice(0, end + 7).matchAll(/number (\d+) is quiet\./g)) {
        if (!came.has(Number(n))) came.set(Number(n), Date.now());
      }
      rest = rest.slice(end + 7);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { came, port: (server.address() as AddressInfo).port };
}

test('one host sends 50,000 lines a second: those of fifty quiet hosts go through, and soon', async () => {
  const store = await storeOfLogs();
  const daemon = await listeningDaemon({
    yaml: `output: { forward: { address: 'tcp://127.0.0.1:${store.port}', what: [events] } }\n`,
  });
  await daemon.run.start();
  const args = [FLOOD, String(daemon.port), String(SECONDS), String(PER_SECOND)];
  const flood = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void flood.kill());
  let flooded = Number.NaN;
  flood.stdout.setEncoding('utf8').on('data', (text: string) => {
    flooded = Number(text);
  });
  const hosts = await Promise.all(
    Array.from({ length: QUIET_HOSTS }, (_, i) => udpSender(`127.0.1.${i + 1}`)),
  );
  onTestFinished(() => {
    for (const socket of hosts) socket.close();
  });
  const sent: number[] = [];
  for (let i = 0; Number.isNaN(flooded); i++) {
    await sleep(PAUSE / QUIET_HOSTS);
    const line = lineOf(`quiet${i % QUIET_HOSTS}`, 'app', `number ${i} is quiet.`);
    hosts[i % QUIET_HOSTS]!.send(line, daemon.port, '127.0.0.1');
    sent.push(Date.now());
  }
  const late = () => sent.length - store.came.size;
  await vi.waitFor(() => expect(late()).toBeLessThanOrEqual(sent.length * (1 - PROCESSED)), PATIENCE);
  const delays = [...store.came].map(([n, at]) => at - sent[n]!).sort((a, b) => a - b);
  expect(delays[Math.floor(delays.length * 0.95)]).toBeLessThan(P95);
  // Nothing of the flood is lost uncounted.
  await vi.waitFor(async () => {
    const { pipeline, inputs } = await daemon.status();
    const dropped = inputs.flatMap((one) => Object.values(one.dropped)).reduce((sum, n) => sum + n, 0);
    expect(pipeline.lines + dropped).toBe(flooded + sent.length);
  }, PATIENCE);
  expect(await daemon.run.end('SIGTERM')).toBe(0);
}, 240_000);
