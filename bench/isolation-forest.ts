import { execFileSync } from 'node:child_process';
import { seededRandom } from '../src/kit/random.ts';
import { fitIsolationForest } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const COLUMNS = 8;
const TRAINING = 10_080;
const MANY = 100_000;
const SINGLES = 20_000;
const ROUNDS = 9;
const WARM_UP = 5;

interface Times {
  /** Seconds for a fit, one row, and many rows at once. */
  readonly fit: number;
  readonly one: number;
  readonly many: number;
}

/** Fit on a week of minutes, one row, and many rows: 200 trees of 256 rows, beside scikit-learn where it is. */
export default async function isolationForest(): Promise<Result[]> {
  const ours = measure();
  const peer = measurePeer();
  const lower = { better: 'lower' } as const;
  const of = (name: string, times: Times) => [
    { name: `${name}: fit ${TRAINING}×${COLUMNS}`, value: times.fit * 1e3, unit: 'ms', ...lower },
    { name: `${name}: one row`, value: times.one * 1e6, unit: 'µs', ...lower },
    { name: `${name}: ${MANY} rows`, value: times.many, unit: 's', ...lower },
  ];
  const bars = [20, 5, 0.4];
  return [
    ...of('isolation forest', ours).map((result, i) => ({ ...result, bar: bars[i]! })),
    ...(peer === null ? [] : of('scikit-learn', peer)),
  ];
}

function measure(): Times {
  const training = { data: gaussian(TRAINING * COLUMNS, 1), columns: COLUMNS };
  const many = { data: gaussian(MANY * COLUMNS, 2), columns: COLUMNS };
  const singles = Array.from({ length: SINGLES }, (_, i) =>
    Array.from(many.data.subarray(i * COLUMNS, (i + 1) * COLUMNS)),
  );
  const forest = fitIsolationForest(training, { seed: 1 });
  return {
    fit: seconds(2 * ROUNDS, (round) => fitIsolationForest(training, { seed: round })),
    one: seconds(ROUNDS, () => singles.forEach((row) => void forest.score(row))) / SINGLES,
    many: seconds(ROUNDS, () => forest.scoreMany(many)),
  };
}

function seconds(rounds: number, work: (round: number) => unknown): number {
  for (let round = 0; round < WARM_UP; round++) work(round);
  globalThis.gc?.();
  const times = Array.from({ length: rounds }, (_, round) => {
    const start = performance.now();
    work(round);
    return (performance.now() - start) / 1000;
  });
  return median(times);
}

function gaussian(length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

const PEER = `
import json, statistics, time
import numpy as np
from sklearn.ensemble import IsolationForest
rng = np.random.default_rng(1)
training, many = rng.normal(size=(${TRAINING}, ${COLUMNS})), rng.normal(size=(${MANY}, ${COLUMNS}))
def seconds(rounds, work):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
make = lambda: IsolationForest(n_estimators=200, max_samples=256, random_state=1, n_jobs=1).fit(training)
forest = make()
print(json.dumps({
    'fit': seconds(3, make),
    'one': seconds(5, lambda: forest.score_samples(many[:1])),
    'many': seconds(1, lambda: forest.score_samples(many)),
}))
`;

/** The same by scikit-learn; null where Python does not have it. */
function measurePeer(): Times | null {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      return JSON.parse(
        execFileSync(python, ['-c', PEER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
    } catch {
      // Not installed here.
    }
  }
  return null;
}
