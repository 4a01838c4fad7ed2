import type { Duel, DuelFigures } from '../core/model-report.ts';
import { type Comparison, compareMass, compareUsual, type TwoScores } from '../ml/mass-volume.ts';

/** Rows for a comparison; fewer say nothing. */
const LEAST = 32;
/** A new model may be so much worse: what chance makes of learning, and of the figures, in their errors. */
const SLACK = { least: 0.1, errors: 3 };
/** Rows that are no odder than others. */
const ALIKE = 0.5;

type Row = readonly number[];

/** How models of a kind are measured beside each other. */
export interface Dueller<M> {
  /** How odd a row is; higher is odder. */
  score(model: M, row: Row): number;
  /** How good two are on rows, higher is better; when absent, how well they tell them from what could have come. */
  compare?(rows: readonly Row[], scores: TwoScores): Comparison;
  /** Fewer rows say nothing; 32 when absent. */
  readonly least?: number;
}

/** Rows that the trial had not seen, where those that came are not what it is measured on. */
export interface Measured<M> {
  /** On which it has to be as good as the model in use. */
  readonly recent: readonly Row[];
  /** On which it has to be as good as one that knew them: nothing of that is to be forgotten. */
  readonly known: readonly Row[];
  readonly knew: M;
}

/** Rows of the last day and of a month ago. */
interface Came {
  readonly recent: readonly Row[];
  readonly past: readonly Row[];
}

interface Told extends Comparison {
  readonly rows: number;
}

/** A new model that comes to be measured, and the one in use. */
interface Beside<M> {
  readonly kind: Dueller<M>;
  readonly current: M;
  readonly trial: M;
}

/** Measures a new model beside the one in use: whether it may take its place, and why. */
export function duelOf<M>({ kind, current, trial }: Beside<M>, on: Measured<M> | Came): Omit<Duel, 'at'> {
  const scores = (model: M): TwoScores => ({
    before: (row) => kind.score(model, row),
    after: (row) => kind.score(trial, row),
  });
  const recent = measuredOn(kind, on.recent, scores(current));
  const past =
    'past' in on
      ? stillUsual(on.past, on.recent, scores(current))
      : measuredOn(kind, on.known, scores(on.knew));
  const [worse, forgot] =
    'past' in on
      ? ['it tells rows of the last day less well', 'it forgot rows of a month ago']
      : ['it is worse on what it was not shown', 'it forgot what was known before'];
  const because = [recent, past].some((one) => one !== null && Number.isNaN(one.after))
    ? 'its scores are no numbers'
    : isWorse(recent)
      ? worse
      : isWorse(past)
        ? forgot
        : null;
  const told = { recent: figuresOf(recent), past: figuresOf(past) };
  return { taken: because === null, ...told, because: because ?? 'it is not worse' };
}

function measuredOn<M>(kind: Dueller<M>, rows: readonly Row[], scores: TwoScores): Told | null {
  const { least = LEAST, compare = compareMass } = kind;
  return rows.length < least ? null : { ...compare(rows, scores), rows: rows.length };
}

/** How far rows of then are as usual as those of now; null where there are too few. */
function stillUsual(old: readonly Row[], rows: readonly Row[], scores: TwoScores): Told | null {
  if (rows.length < LEAST || old.length < LEAST) return null;
  const known = compareUsual(old, rows, scores);
  // That rows of then are less odd than those of now is nothing to keep.
  return { ...known, before: Math.min(ALIKE, known.before), rows: old.length };
}

/** Against one whose scores are no numbers anything is better. */
function isWorse(measured: Told | null): boolean {
  if (measured === null || Number.isNaN(measured.before)) return false;
  const { before, after, error } = measured;
  return !(after >= before - Math.max(SLACK.least, SLACK.errors * error));
}

function figuresOf(measured: Told | null): DuelFigures | null {
  if (measured === null || Number.isNaN(measured.before + measured.after)) return null;
  const { before, after, rows } = measured;
  return { before, after, rows };
}
