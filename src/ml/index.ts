/** Learners that know nothing of logs; also `import … from 'logsift/ml'`. */

export type { Explanation, Reason } from './forest-explain.ts';
export type { Row, Rows } from './forest-rows.ts';
export type { SavedForest } from './forest-saved.ts';
export type { ForestOptions, IsolationForest } from './isolation-forest.ts';
export { fitIsolationForest, restoreIsolationForest } from './isolation-forest.ts';
export type { SavedTailCalibrator } from './tail-calibrator.ts';
export { correctedSurprise, savedTailCalibrator, TailCalibrator } from './tail-calibrator.ts';
