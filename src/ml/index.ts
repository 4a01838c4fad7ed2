/** Learners that know nothing of logs; also `import … from 'logsift/ml'`. */

export type { BoostedExplanation, BoostedReason } from './boosted-explain.ts';
export type { SavedBoosted } from './boosted-saved.ts';
export type { BoostedOptions, BoostedTrees } from './boosted-trees.ts';
export { fitBoostedTrees, restoreBoostedTrees } from './boosted-trees.ts';
export type {
  BoostedInput,
  FitKind,
  ForestInput,
  SequenceInput,
  VariationalInput,
} from './fit-kinds.ts';
export type { Crossing, CrossingOptions, Forecast, ForecastOptions } from './forecast.ts';
export { crossing, forecast } from './forecast.ts';
export type { CrossingInput } from './forecast-run.ts';
export type { Explanation, Reason } from './forest-explain.ts';
export type { Row, Rows } from './forest-rows.ts';
export type { SavedForest } from './forest-saved.ts';
export type { IdSeen, IdStreamOptions, SavedIdStream } from './id-stream.ts';
export { IdStream } from './id-stream.ts';
export type { ForestOptions, IsolationForest } from './isolation-forest.ts';
export { fitIsolationForest, restoreIsolationForest } from './isolation-forest.ts';
export type { TrainingOptions } from './net-options.ts';
export type {
  SavedSequence,
  SequenceAutoencoder,
  SequenceOptions,
  SequenceReason,
} from './sequence-autoencoder.ts';
export { fitSequenceAutoencoder, restoreSequenceAutoencoder } from './sequence-autoencoder.ts';
export type { SavedSeries, SeriesOptions, SeriesPoint } from './series-detector.ts';
export { SeriesDetector, scoreSeries } from './series-detector.ts';
export type { OddPlace, SessionDifference, SessionExplanation } from './session-explain.ts';
export type { SessionCaps, SessionEvent } from './session-knowledge.ts';
export type { SessionModel, SessionOptions } from './session-model.ts';
export { fitSessions, restoreSessions } from './session-model.ts';
export type { SavedSessions } from './session-saved.ts';
export type { SavedTailCalibrator } from './tail-calibrator.ts';
export { correctedSurprise, savedTailCalibrator, TailCalibrator } from './tail-calibrator.ts';
export { ThreadFits } from './thread-fits.ts';
export type {
  SavedVariational,
  VariationalAutoencoder,
  VariationalOptions,
  VariationalReason,
} from './variational-autoencoder.ts';
export { fitVariational, restoreVariational } from './variational-autoencoder.ts';
