import { readFileSync } from 'node:fs';
import type { LiveSink } from '../src/core/live-source.ts';
import syslog from '../src/sources/live-syslog.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { sender } from './sender.ts';

const ROUNDS = 3;
const MIB_4 = 4_194_304;

/** The sockets of syslog alone: what comes is counted and forgotten. The sender is another process. */
export default async function sockets(): Promise<Result[]> {
  const higher = { unit: 'lines/s', better: 'higher' } as const;
  const lower = { unit: '', better: 'lower' } as const;
  // Where the kernel grants less, losses are its own.
  const lossless = Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8')) >= MIB_4 ? { bar: 0 } : {};
  const results: Result[] = [];
  for (const [kind, name] of [
    ['tcp', 'lines'],
    ['counted', 'counted frames'],
  ] as const) {
    const runs = await rounds(ROUNDS, () => overTcp(kind));
    results.push({ name: `syslog TCP, ${name}`, value: median(runs), bar: 1_000_000, ...higher });
  }
  const burst = await rounds(ROUNDS, () => overUdp({ count: 10_000, rate: 0, workers: 1 }));
  results.push({
    name: 'syslog UDP, bursts of 10,000: lost',
    ...{ value: median(burst.map(({ lost }) => lost)), ...lower, ...lossless },
  });
  for (const [rate, workers] of [
    [50_000, 1],
    [100_000, 1],
    [100_000, 2],
  ] as const) {
    const runs = await rounds(ROUNDS, () => overUdp({ count: 4 * rate, rate, workers }));
    const name = `syslog UDP, ${rate.toLocaleString('en-US')}/s, ${workers} ${workers === 1 ? 'thread' : 'threads'}`;
    const pace = { name: `${name}: came`, value: median(runs.map(({ perSecond }) => perSecond)), ...higher };
    const lost = { name: `${name}: lost`, value: median(runs.map((run) => run.lost)), ...lower };
    const cores = { name: `${name}: cores`, value: median(runs.map((run) => run.cores)), ...lower };
    const uncounted = Math.max(...runs.map((run) => run.uncounted));
    results.push(pace, { ...lost, ...(rate === 50_000 ? lossless : {}) }, cores);
    results.push({ name: `${name}: lost and not counted`, value: uncounted, bar: 0, ...lower });
  }
  return results;
}

async function rounds<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i++) results.push(await run());
  return results;
}

async function overTcp(kind: 'tcp' | 'counted'): Promise<number> {
  const { source, port, seen } = await listening({ udp: false, tcp: '127.0.0.1:0' });
  const sent = await sender([kind, String(port()), String(3_000_000)]);
  await source.stop();
  if (seen.lines !== sent.lines) throw new Error(`${sent.lines} lines were sent, ${seen.lines} came`);
  return sent.lines / sent.seconds;
}

async function overUdp(load: { readonly count: number; readonly rate: number; readonly workers: number }) {
  const { source, port, seen } = await listening({
    ...{ tcp: false, udp: '127.0.0.1:0', workers: load.workers },
  });
  const before = process.cpuUsage();
  const sent = await sender(['udp', String(port()), String(load.count), String(load.rate), '8']);
  const cpu = process.cpuUsage(before);
  // What is still in the buffer of the kernel.
  await new Promise((done) => setTimeout(done, 500));
  await source.stop();
  const { kernel = 0, shed = 0 } = source.inputs()[0]!.dropped;
  const lost = sent.lines - seen.lines;
  return {
    lost,
    uncounted: lost - kernel - shed,
    perSecond: seen.lines / sent.seconds,
    cores: (cpu.user + cpu.system) / 1e6 / sent.seconds,
  };
}

async function listening(options: object) {
  const seen = { lines: 0 };
  const sink: LiveSink = {
    deliver(batch) {
      seen.lines += batch.count;
    },
    sample() {},
    notice() {},
    room: () => null,
    now: () => Date.now(),
  };
  const source = syslog.follow(syslog.schema.parse(options));
  await source.start(sink, new Map());
  return { source, seen, port: () => Number(source.inputs()[0]!.name.replace(/^.*:/, '')) };
}
