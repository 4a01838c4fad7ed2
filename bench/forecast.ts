import { forecast, type SeriesPoint } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const HOUR = 3_600_000;
const ROUNDS = 7;

/** A series of 2,000 hours, and of 60 days, a third of it ahead: the first fit of a program, and later ones. */
export default async function forecasts(): Promise<Result[]> {
  const hours = series(2000, HOUR);
  const first = await seconds(() => forecast(hours));
  const later: number[] = [];
  const days: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    later.push(await seconds(() => forecast(hours)));
    days.push(await seconds(() => forecast(series(60, 24 * HOUR))));
  }
  const lower = { unit: 's', better: 'lower' } as const;
  return [
    { name: 'forecast: 2,000 points, first', value: first, bar: 0.5, ...lower },
    { name: 'forecast: 2,000 points, later', value: median(later), bar: 0.5, ...lower },
    { name: 'forecast: 60 points, later', value: median(days), ...lower },
  ];
}

function series(count: number, step: number): SeriesPoint[] {
  return Array.from({ length: count }, (_, i) => {
    const days = (i * step) / (24 * HOUR);
    const value = 50 + days / 4 + 5 * Math.sin(2 * Math.PI * days) + 3 * Math.sin((2 * Math.PI * days) / 7);
    return { time: Date.UTC(2026, 0, 1) + i * step, value: value + ((i * 7919) % 13) / 10 };
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
