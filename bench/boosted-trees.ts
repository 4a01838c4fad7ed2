import { seededRandom } from '../src/kit/random.ts';
import { fitBoostedTrees } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const COLUMNS = 9;
const ROWS = 8000;
const ROUNDS = 9;
const WARM_UP = 2;

/** 100 trees of depth 4 on 8,000 rows of 9 columns, answers, and reasons for them. */
export default async function boostedTrees(): Promise<Result[]> {
  const rows = uniform(1);
  const labels = rows.map(waved);
  const unseen = uniform(2);
  const trees = fitBoostedTrees(rows, labels);
  const right = trees.predictMany(unseen).filter((p, i) => (p > 0.5 ? 1 : 0) === waved(unseen[i]!)).length;
  const time = (work: () => unknown) => {
    for (let i = 0; i < WARM_UP; i++) work();
    return median(
      Array.from({ length: ROUNDS }, () => {
        const start = performance.now();
        work();
        return (performance.now() - start) / 1000;
      }),
    );
  };
  const fit = time(() => fitBoostedTrees(rows, labels));
  const many = time(() => trees.predictMany(unseen)) / ROWS;
  const why = time(() => unseen.slice(0, 200).map((row) => trees.explain(row))) / 200;
  const lower = { better: 'lower' } as const;
  return [
    {
      name: `boosted trees: fit ${ROWS}×${COLUMNS}, 100 of depth 4`,
      value: fit,
      unit: 's',
      bar: 0.6,
      ...lower,
    },
    { name: 'boosted trees: one of many rows', value: many * 1e6, unit: 'µs', ...lower },
    { name: 'boosted trees: reasons for one row', value: why * 1e3, unit: 'ms', ...lower },
    { name: 'boosted trees: accuracy on rows not seen', value: right / ROWS, unit: '', better: 'higher' },
  ];
}

function uniform(seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, random));
}

/** A class that depends on waves, products and cases. */
function waved(row: readonly number[]): number {
  const turn = row[4]! > 0.5 ? row[5]! : -row[5]!;
  return row[0]! * 2 + Math.sin(row[1]! * 9) + row[2]! * row[3]! * 3 + turn > 2.2 ? 1 : 0;
}
