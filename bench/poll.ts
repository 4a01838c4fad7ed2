import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveSink } from '../src/core/live-source.ts';
import { type PollerOptions, SnmpPoller } from '../src/sources/snmp-poller.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const AGENTS = join(import.meta.dirname, 'poll-agents.ts');
const DEVICES = 1000;
const VALUES = 50;
const MINUTE = 60_000;
const ROUNDS = 3;
/** Looks follow each other as fast as they come to an end. */
const AT_ONCE = 50;
const FLAT_OUT = 10_000;

/** A thousand devices of fifty values, which another process plays: at the pace of a minute, and as fast as it goes. */
export default async function poll(): Promise<Result[]> {
  const child = spawn(process.execPath, [AGENTS, String(DEVICES)], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const ports = JSON.parse(await createInterface(child.stdout).question('')) as number[];
    const minutes = await eachMinute(ports);
    const fast = await flatOut(ports);
    const name = `${DEVICES.toLocaleString('en-US')} devices of ${VALUES} values polled each minute`;
    return [
      {
        ...{ name: `${name}: cores`, unit: '', better: 'lower', bar: 1 },
        value: median(minutes.map(({ cores }) => cores)),
      },
      {
        ...{ name: `${name}: values`, unit: '/min', better: 'higher', bar: DEVICES * VALUES },
        value: median(minutes.map(({ values }) => values)),
      },
      { name: 'values polled on one core, at most', unit: '/s', better: 'higher', value: median(fast) },
    ];
  } finally {
    child.stdin.end();
  }
}

async function eachMinute(ports: readonly number[]) {
  const { poller, came } = polling(ports, { every: MINUTE, concurrency: 64 });
  // In the first minute it is found out what they have; in the second are the first rates.
  await sleep(2 * MINUTE);
  const rounds: { cores: number; values: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const [cpu, before] = [process.cpuUsage(), came()];
    await sleep(MINUTE);
    rounds.push({ cores: seconds(cpu) / (MINUTE / 1000), values: came() - before });
  }
  await poller.stop();
  return rounds;
}

/** Values a second of the processor's time. */
async function flatOut(ports: readonly number[]): Promise<number[]> {
  const { poller, came } = polling(ports, { every: AT_ONCE, concurrency: 64 });
  await sleep(FLAT_OUT);
  const rounds: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const [cpu, before] = [process.cpuUsage(), came()];
    await sleep(FLAT_OUT);
    rounds.push((came() - before) / seconds(cpu));
  }
  await poller.stop();
  return rounds;
}

function polling(ports: readonly number[], pace: Pick<PollerOptions, 'every' | 'concurrency'>) {
  let values = 0;
  const sink: LiveSink = {
    ...{ deliver() {}, notice() {}, room: () => null, now: () => Date.now() },
    sample() {
      values++;
    },
  };
  const poller = new SnmpPoller({
    ...{ key: 'bench', name: 'bench', credentials: { version: '2c', community: 'public' } },
    targets: ports.map((port) => ({ address: '127.0.0.1', port, name: null })),
    profiles: ['interfaces', 'cpu', 'memory', 'storage', 'temperature', 'ups'],
    ...{ timeout: 2000, retries: 2, maxRows: 512, lookAgain: 60 * MINUTE, longest: MINUTE, ...pace },
  });
  poller.start(sink);
  return { poller, came: () => values };
}

function seconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}
