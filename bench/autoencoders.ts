import { seededRandom } from '../src/kit/random.ts';
import { fitSequenceAutoencoder, fitVariational } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';

const lower = { better: 'lower' } as const;

/** 100 epochs of the autoencoders on one core, and one score. */
export default async function autoencoders(): Promise<Result[]> {
  const random = seededRandom(1);
  const earlyStopping = { share: 0 };
  const windows = Array.from({ length: 500 }, () => {
    const shift = 24 * random();
    return Array.from({ length: 24 }, (_, t) => 20 + 15 * Math.sin((t + shift) / 3.82) + 4 * random());
  });
  const [sequences, fitted] = timed(() => fitSequenceAutoencoder(windows, { epochs: 100, earlyStopping }));
  const [, scored] = timed(() => windows.forEach((window) => void sequences.score(window)));
  const rows = Array.from({ length: 2000 }, () => {
    const causes = [random(), random(), random(), random()];
    return Array.from({ length: 32 }, (_, c) => causes[c % 4]! * (1 + (c % 7)) + random());
  });
  const [mixes, mixed] = timed(() => fitVariational(rows, { epochs: 100, earlyStopping }));
  const [, looked] = timed(() => mixes.scoreMany(rows));
  return [
    { name: 'sequence autoencoder: 100 epochs of 500×24', value: fitted, unit: 's', bar: 30, ...lower },
    { name: 'sequence autoencoder: one window', value: (scored / 500) * 1e3, unit: 'ms', bar: 0.5, ...lower },
    { name: 'variational autoencoder: 100 epochs of 2,000×32', value: mixed, unit: 's', bar: 3, ...lower },
    { name: 'variational autoencoder: one row', value: (looked / 2000) * 1e6, unit: 'µs', ...lower },
  ];
}

function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, (performance.now() - start) / 1000];
}
