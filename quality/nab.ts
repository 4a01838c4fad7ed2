import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { seededRandom } from '../src/kit/random.ts';
import { type SeriesOptions, scoreSeries } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { dataFolders } from './data-folders.ts';
import { earningsOf, NAB_PROFILES, type NabSeries, normalised, rawScore, readNab } from './nab-scorer.ts';

const BAR = 68;
/** The first is what the detector does by default; the others are what it might have been. */
const CONFIGURATIONS: readonly SeriesOptions[] = [
  {},
  { weights: [1, 0.5, 0.5, 0.5, 0.2, 0.2] },
  { weights: [1, 1, 1, 1, 1, 1] },
  { history: 2000 },
];
const THRESHOLDS = Array.from({ length: 15 }, (_, i) => 0.2 + 0.05 * i);
const SPLITS = 10;
const FOLDS = 5;

/**
 * Numenta Anomaly Benchmark (Lavin & Ahmad 2015), its scorer as published. The bar is for files left out: threshold
 * and configuration are those that are best on four fifths of the files, used on the rest; mean of ten ways to split.
 * A threshold is judged together with its neighbours, or a lucky one would be chosen.
 */
export default async function nab(dataDir: string): Promise<Result[]> {
  return dataFolders(dataDir, 'nab').flatMap(measure);
}

function measure(folder: string): Result[] {
  const name = basename(folder);
  const series = readNab(folder);
  const windows = series.reduce((sum, each) => sum + each.windows.length, 0);
  const earned = CONFIGURATIONS.map((options) =>
    series.map((each) => earningsOf(each, scored(each, options))),
  );
  const points = { unit: '', better: 'higher' } as const;
  const { standard } = NAB_PROFILES;
  /** Raw score of each file, by configuration and threshold. */
  const candidates = earned.map((files) => {
    return THRESHOLDS.map((threshold) => files.map((file) => rawScore(file, threshold, standard)));
  });
  const splits = Array.from({ length: SPLITS }, (_, split) => leftOut(candidates, split + 1));
  const best = (of: readonly (readonly number[])[]) => Math.max(...of.map(total));
  const inSample = Object.entries(NAB_PROFILES).map(([profile, costs]) => {
    const of = THRESHOLDS.map((threshold) => earned[0]!.map((file) => rawScore(file, threshold, costs)));
    return {
      name: `${name}: ${profile}, threshold chosen on the same files`,
      value: normalised(best(of), windows, costs),
      ...points,
    };
  });
  return [
    {
      name: `${name}: standard, files left out`,
      value: normalised(total(splits) / SPLITS, windows, standard),
      bar: BAR,
      ...points,
    },
    {
      name: `${name}: standard, at the score 0.5`,
      value: normalised(total(earned[0]!.map((file) => rawScore(file, 0.5, standard))), windows, standard),
      ...points,
    },
    ...inSample,
    ...scorerCheck(folder, series, windows),
  ];
}

function scored({ times, values }: NabSeries, options: SeriesOptions): Float64Array {
  return scoreSeries(
    values.map((value, i) => ({ time: times[i]!, value })),
    options,
  );
}

type Candidates = readonly (readonly (readonly number[])[])[];

/** Sum over folds of what the candidate that is best on the other files scores on the files of the fold. */
function leftOut(candidates: Candidates, seed: number): number {
  const random = seededRandom(seed);
  const places = candidates[0]![0]!.map((_, file) => ({ file, at: random() })).sort((a, b) => a.at - b.at);
  let sum = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = new Set(places.flatMap(({ file }, i) => (i % FOLDS === fold ? [file] : [])));
    sum += total(bestOn(candidates, (file) => !held.has(file)).filter((_, file) => held.has(file)));
  }
  return sum;
}

/** The candidate whose score, with that of its neighbours, is best on some of the files. */
function bestOn(candidates: Candidates, isWanted: (file: number) => boolean): readonly number[] {
  let best: readonly number[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (const thresholds of candidates) {
    const sums = thresholds.map((scores) => total(scores.filter((_, file) => isWanted(file))));
    for (const [i, scores] of thresholds.entries()) {
      const around = sums.slice(Math.max(0, i - 1), i + 2);
      const mean = total(around) / around.length;
      if (mean <= most) continue;
      most = mean;
      best = scores;
    }
  }
  return best;
}

/** The published scores of a detector through this scorer: 33.02 on the open files. */
function scorerCheck(folder: string, series: readonly NabSeries[], windows: number): Result[] {
  const scores = join(folder, 'scorer_check', 'windowedGaussian');
  if (!series.every(({ name }) => existsSync(join(scores, name)))) return [];
  const raw = series.map((each) => {
    const rows = readFileSync(join(scores, each.name), 'utf8').trim().split(/\r?\n/).slice(1);
    const of = rows.map((row) => Number(row.split(',')[1]));
    return rawScore(earningsOf(each, of), 1, NAB_PROFILES.standard);
  });
  return [
    {
      name: `${basename(folder)}: windowed Gaussian by this scorer (33.02 as published)`,
      value: normalised(total(raw), windows, NAB_PROFILES.standard),
      unit: '',
      better: 'higher',
    },
  ];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
