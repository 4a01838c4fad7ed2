import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import loadProphet, { Prophet } from '@bsull/augurs/prophet';
import { optimizer } from '@bsull/augurs-prophet-wasmstan';
import { beforeAll, expect, test } from 'vitest';
import { predict, prepare } from '../../src/ml/prophet.ts';
import { gaussian } from './gaussian.ts';

const DAY = 86_400;
const START = 1_767_225_600;

/** As fast as the seasons can follow: four waves a day, three a week, ten a year. */
const waves = (days: number) =>
  Math.sin(8 * Math.PI * days) +
  Math.cos((6 * Math.PI * days) / 7) +
  Math.sin((20 * Math.PI * days) / 365.25);

beforeAll(async () => {
  const script = createRequire(import.meta.url).resolve('@bsull/augurs/prophet');
  await loadProphet({ module_or_path: readFileSync(script.replace('prophet.js', 'prophet_bg.wasm')) });
});

test.each([
  ['sixty days', 60, DAY],
  ['twelve days', 12, DAY],
  ['four days by the hour', 100, DAY / 24],
  ['two months, every 90 minutes', 960, DAY / 16],
  ['three years by the day', 1100, DAY],
  ['eleven years, every eighth day', 500, 8 * DAY],
])('%s are forecast as by the package', (_, count, step) => {
  const normal = gaussian(count);
  const times = Float64Array.from({ length: count }, (_, i) => START + i * step);
  const values = times.map((time, i) => {
    const days = (time - START) / DAY;
    const bend = Math.max(0, i / count - 0.4);
    return 0.3 + 0.3 * (i / count) - 0.5 * bend + 0.1 * waves(days) + 0.02 * normal();
  });
  const future = Float64Array.from({ length: 40 }, (_, i) => times.at(-1)! + (i + 1) * step);

  const prepared = prepare(times, values);
  const { params } = optimizer.optimize(prepared.initial, prepared.data, { seed: 1, jacobian: false });
  const ours = predict(prepared, params, future);

  const prophet = new Prophet({ optimizer: optimizer as never, uncertaintySamples: 0 });
  prophet.fit({ ds: [...times], y: [...values] }, { seed: 1 });
  const theirs = prophet.predict({ ds: [...future] }).yhat.point;
  prophet.free();
  // Where the order of the seasons differs, so does where the search for the best fit ends.
  for (const [i, value] of ours.entries()) expect(Math.abs(value - theirs[i]!)).toBeLessThan(0.01);
});
