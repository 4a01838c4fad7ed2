import { basename, join } from 'node:path';
import { fitIsolationForest } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { dataFolders } from './data-folders.ts';
import { rankingOf } from './ranking.ts';
import { runLengths } from './run-lengths.ts';

type Counts = ReadonlyMap<string, number>;

/** Odd hours of a supercomputer by which messages they held, fitted on the normal hours before. No bar. */
export default async function bglHourly(dataDir: string): Promise<Result[]> {
  return dataFolders(dataDir, 'bgl_hourly').flatMap((folder) => {
    const [known, normal, abnormal] = ['val_normal', 'test_normal', 'test_abnormal'].map((part) => {
      return runLengths(join(folder, `${part}.rle.txt`)).map(countsOf);
    }) as [Counts[], Counts[], Counts[]];
    const kinds = [...new Set(known.flatMap((hour) => [...hour.keys()]))].sort();
    const forest = fitIsolationForest(
      known.map((hour) => rowOf(hour, kinds)),
      { seed: 1 },
    );
    const hours = [...normal, ...abnormal];
    const { auc, averagePrecision } = rankingOf(
      forest.scoreMany(hours.map((hour) => rowOf(hour, kinds))),
      hours.map((_, i) => i >= normal.length),
    );
    const share = { unit: '', better: 'higher' } as const;
    return [
      { name: `${basename(folder)}: AUC-ROC, isolation forest`, value: auc, ...share },
      { name: `${basename(folder)}: average precision, isolation forest`, value: averagePrecision, ...share },
    ];
  });
}

function countsOf(runs: readonly (readonly [id: string, times: number])[]): Counts {
  const counts = new Map<string, number>();
  for (const [id, times] of runs) counts.set(id, (counts.get(id) ?? 0) + times);
  return counts;
}

/** Logarithm of the count of each known kind, and of all others. */
function rowOf(hour: Counts, kinds: readonly string[]): number[] {
  let others = 0;
  const known = new Set(kinds);
  for (const [kind, count] of hour) if (!known.has(kind)) others += count;
  return [...kinds.map((kind) => Math.log1p(hour.get(kind) ?? 0)), Math.log1p(others)];
}
