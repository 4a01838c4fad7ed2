import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitIsolationForest } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { rankingOf } from './ranking.ts';

const SEEDS = [1, 2, 3];
/** What scikit-learn's IsolationForest reaches with the same protocol, and how far below is near enough. */
const PEER = { auc: 0.787, averagePrecision: 0.5 };
const NEAR = { auc: 0.01, averagePrecision: 0.02 };

/** One set: rows without the last column, which says 1 for outliers. */
function readSet(path: string) {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const cells = lines.map((line) => line.split(',').map(Number));
  return { rows: cells.map((row) => row.slice(0, -1)), truth: cells.map((row) => row.at(-1) === 1) };
}

/** Isolation forest on labelled tables: 100 trees of 256 rows, fitted on all rows, mean of three seeds. */
export default async function adbench(dataDir: string): Promise<Result[]> {
  const folder = join(dataDir, 'adbench');
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  const share = { unit: '', better: 'higher' } as const;
  const figures = names.map((name) => {
    const { rows, truth } = readSet(join(folder, name));
    const runs = SEEDS.map((seed) => {
      return rankingOf(fitIsolationForest(rows, { trees: 100, sample: 256, seed }).scoreMany(rows), truth);
    });
    return {
      name: name.replace(/^\d+_|\.csv$/g, ''),
      auc: mean(runs.map((run) => run.auc)),
      averagePrecision: mean(runs.map((run) => run.averagePrecision)),
    };
  });
  return [
    ...figures.flatMap(({ name, auc, averagePrecision }) => [
      { name: `adbench ${name}: AUC-ROC`, value: auc, ...share },
      { name: `adbench ${name}: average precision`, value: averagePrecision, ...share },
    ]),
    {
      name: 'adbench: AUC-ROC',
      value: mean(figures.map((figure) => figure.auc)),
      bar: PEER.auc - NEAR.auc,
      ...share,
    },
    {
      name: 'adbench: average precision',
      value: mean(figures.map((figure) => figure.averagePrecision)),
      bar: PEER.averagePrecision - NEAR.averagePrecision,
      ...share,
    },
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
