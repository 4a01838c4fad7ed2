import { seededRandom } from '../src/kit/random.ts';
import { SeriesDetector } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const SERIES = 4000;
const VALUES = 120;
const TIMED = 100_000;
const ROUNDS = 5;
const PER_DAY = 288;
const STEP = 300_000;
const WEEKS = 4;
const QUIET_SERIES = 20;

type Made = (i: number, random: () => number) => number;

const QUIET: Readonly<Record<string, Made>> = {
  Gaussian: (_, random) => gaussian(random),
  'daily season': (i, random) => 20 * Math.sin((2 * Math.PI * i) / PER_DAY) + gaussian(random),
  'log-normal': (_, random) => Math.exp(gaussian(random)),
  'counts of 3': (_, random) => poisson(3, random),
};

/** Memory of many series, time of one value, and false alarms of quiet made series. */
export default async function series(): Promise<Result[]> {
  const lower = { better: 'lower' } as const;
  const memory = memoryOfEach();
  const perValue = median(Array.from({ length: ROUNDS }, timeOfValue));
  const alarms = Object.entries(QUIET).map(([name, made]) => {
    const kind = name.startsWith('counts') ? 'count' : 'value';
    return { name: `series: false alarms a week, ${name}`, value: alarmsOf(made, kind), unit: '', ...lower };
  });
  return [
    { name: `series: memory of each of ${SERIES}`, value: memory, unit: 'kB', bar: 40, ...lower },
    { name: 'series: one value', value: perValue, unit: 'µs', ...lower },
    ...alarms,
  ];
}

function memoryOfEach(): number {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const all = Array.from({ length: SERIES }, () => new SeriesDetector());
  for (const detector of all) for (let i = 0; i < VALUES; i++) detector.observe(i * STEP, i % 7);
  globalThis.gc?.();
  return (process.memoryUsage.rss() - before) / all.length / 1000;
}

function timeOfValue(): number {
  const detector = new SeriesDetector();
  const random = seededRandom(1);
  const start = performance.now();
  for (let i = 0; i < TIMED; i++) detector.observe(i * STEP, 10 * Math.sin(i / 9) + random());
  return ((performance.now() - start) * 1000) / TIMED;
}

/** Scores of 0.5 or more a week, after the first week. */
function alarmsOf(made: Made, kind: 'value' | 'count'): number {
  const random = seededRandom(2);
  let alarms = 0;
  for (let each = 0; each < QUIET_SERIES; each++) {
    const detector = new SeriesDetector({ kind });
    for (let i = 0; i < WEEKS * 7 * PER_DAY; i++) {
      if (detector.observe(i * STEP, made(i, random)) >= 0.5 && i >= 7 * PER_DAY) alarms++;
    }
  }
  return alarms / QUIET_SERIES / (WEEKS - 1);
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function poisson(mean: number, random: () => number): number {
  let product = random();
  let count = 0;
  for (const limit = Math.exp(-mean); product > limit; count++) product *= random();
  return count;
}
