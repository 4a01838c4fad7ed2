import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fitSessions } from '../src/ml/index.ts';
import type { Result } from '../src/testing/result.ts';
import { dataFolders } from './data-folders.ts';
import { rankingOf } from './ranking.ts';

/** Share of the training traces that may be odd by themselves: the default, and what suits as many attacks as here. */
const ALPHAS = [0.002, 0.15];

/** Attacks among traces of Linux system calls (Creech & Hu 2013), trained on normal traces. No bar. */
export default async function adfaLd(dataDir: string): Promise<Result[]> {
  return dataFolders(dataDir, 'adfa_ld').flatMap((folder) => {
    const name = basename(folder);
    const train = traces(join(folder, 'train_normal.txt'));
    const normal = traces(join(folder, 'test_normal.txt'));
    const attacks = traces(join(folder, 'test_attack.tsv'));
    const all = [...normal, ...attacks];
    const truth = all.map((_, i) => i >= normal.length);
    const share = { unit: '', better: 'higher' } as const;
    return ALPHAS.flatMap((alpha) => {
      const model = fitSessions(train, { alpha });
      const scores = all.map((trace) => model.score(trace));
      const odd = scores.map((score) => score > model.threshold);
      const hits = odd.filter((is, i) => is && truth[i]).length;
      const alarms = odd.filter((is) => is).length;
      return [
        { name: `${name}: F1, alpha ${alpha}`, value: (2 * hits) / (alarms + attacks.length), ...share },
        { name: `${name}: AUC-ROC, alpha ${alpha}`, value: rankingOf(scores, truth).auc, ...share },
      ];
    });
  });
}

/** Traces of a file, one a row; of rows with a name the part after the tab. */
function traces(path: string): string[][] {
  const rows = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  return rows.map((row) =>
    row
      .slice(row.indexOf('\t') + 1)
      .trim()
      .split(/\s+/),
  );
}
