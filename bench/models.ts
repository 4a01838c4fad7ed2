import { Engine } from '../src/app/engine.ts';
import { InputClock } from '../src/app/input-clock.ts';
import { holdMemory } from '../src/app/memory.ts';
import type { Origin } from '../src/core/origin.ts';
import { allDetectors } from '../src/detectors/index.ts';
import { loadRules } from '../src/filter/load-rules.ts';
import { EventReader } from '../src/formats/reader.ts';
import { seededRandom } from '../src/kit/random.ts';
import type { Result } from '../src/testing/result.ts';
import { batchesOf } from './batches.ts';
import { NetworkMix } from './network-mix.ts';

const [SECOND, HOUR, DAY] = [1000, 3_600_000, 86_400_000];
const START = Date.UTC(2026, 2, 2);
const DAYS = 21;
/** Lines of an hour: each of 5,900 hosts says something every few hours. */
const LINES = 2000;
const SERIES = 6000;
const MB = 1e6;

/** Every detector there is, those that are off by default too, over three weeks of a large site and 6,000 metrics. */
export default async function models(): Promise<Result[]> {
  holdMemory();
  const before = await memory();
  const random = seededRandom(5);
  const mix = new NetworkMix(random);
  const engine = new Engine({ rules: loadRules(), detectors: allDetectors, onFinding() {} });
  const reader = new EventReader(ORIGIN, { timeZone: 'UTC' });
  const clock = new InputClock(ORIGIN.referenceTime);
  const began = { all: process.cpuUsage(), main: process.threadCpuUsage(), at: performance.now() };
  let lines = 0;
  for (let hour = 0; hour < DAYS * 24; hour++) {
    const time = START + hour * HOUR;
    lines += take(Buffer.from(linesOf(mix, time)), { engine, reader, clock });
    for (let i = 0; i < SERIES; i++) engine.measure(sample(i, { hour, time, random }));
    engine.advance(time + HOUR - SECOND);
  }
  const seconds = (performance.now() - began.at) / 1000;
  const all = cpu(process.cpuUsage(began.all));
  const main = cpu(process.threadCpuUsage(began.main));
  const saving = performance.now();
  const state = engine.snapshot().detectors;
  const saved = Object.entries(state).map(([name, one]) => [name, JSON.stringify(one).length] as const);
  const savedIn = performance.now() - saving;
  const end = await memory();
  const grown = end.held - before.held;
  const [low, high] = ['lower', 'higher'] as const;
  return [
    {
      name: 'models: 5,900 hosts, 6,000 metrics, 21 days: resident',
      ...mb(end.rss),
      bar: 750,
      better: low,
    },
    {
      name: 'models: for each host and metric',
      value: grown / 1e3 / (5900 + SERIES),
      unit: 'kB',
      bar: 40,
      better: low,
    },
    {
      name: 'models: other threads (fits), share of a core of the three weeks',
      ...{ value: (100 * (all - main)) / ((DAYS * DAY) / SECOND), unit: '%', bar: 5, better: low },
    },
    {
      name: 'models: other threads (fits), of all that was computed',
      value: (100 * (all - main)) / all,
      unit: '%',
      better: low,
    },
    { name: 'models: read', value: lines / seconds, unit: 'lines/s', better: high },
    {
      name: 'models: state of all detectors',
      ...mb(saved.reduce((sum, [, size]) => sum + size, 0)),
      better: low,
    },
    { name: 'models: to write that down', value: savedIn, unit: 'ms', better: low },
    ...saved
      .filter(([, size]) => size > MB)
      .map(([name, size]): Result => ({ name: `models: state of ${name}`, ...mb(size), better: low })),
  ];
}

const ORIGIN: Origin = {
  ...{ source: 'file', file: 'bench.log', identity: 'bench' },
  referenceTime: START + DAYS * DAY,
};

function linesOf(mix: NetworkMix, time: number): string {
  let text = '';
  for (let i = 0; i < LINES; i++) {
    const at = new Date(time + (i * HOUR) / LINES).toISOString();
    text += `${mix.line(at)}\n`;
  }
  return text;
}

interface Intake {
  readonly engine: Engine;
  readonly reader: EventReader;
  readonly clock: InputClock;
}

function take(bytes: Buffer, { engine, reader, clock }: Intake): number {
  let lines = 0;
  for (const batch of batchesOf(bytes)) {
    reader.feed(batch);
    for (let event = reader.next(); event !== null; event = reader.next()) {
      clock.place(event);
      engine.observe(event);
      lines++;
    }
  }
  return lines;
}

/** A load that follows the day, a disk that fills slowly, a temperature; by turns. */
function sample(i: number, { hour, time, random }: { hour: number; time: number; random: () => number }) {
  const host = `srv-${1 + (i % 500)}`;
  const noise = random() - 0.5;
  const day = Math.sin((2 * Math.PI * (hour % 24)) / 24);
  if (i % 3 === 0) return { metric: `load ${i}`, host, time, value: 3 + day + noise };
  if (i % 3 === 1)
    return { metric: `disk used of /srv${i}`, host, time, value: 40 + hour * 0.02 + noise, unit: '%' };
  return { metric: `temperature ${i}`, host, time, value: 45 + 3 * day + 2 * noise, unit: 'C' };
}

/** After the garbage is gone: what is held, and what the process has. */
async function memory() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resume) => setImmediate(resume));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, rss };
}

function cpu({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

function mb(bytes: number) {
  return { value: bytes / MB, unit: 'MB' };
}
