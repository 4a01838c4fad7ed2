import { SeriesDetector } from '../ml/index.ts';
import { type SeriesInput, type SeriesRow, seriesRows } from './series-rows.ts';

export interface SeriesFileOptions extends SeriesInput {
  readonly kind: 'value' | 'count';
}

/** One row of the file with its score. */
export interface ScoredRow {
  /** As it stands in the file. */
  readonly timestamp: string;
  /** NaN where the file has no number. */
  readonly value: number;
  /** 0–1; null where there is no number. */
  readonly score: number | null;
}

/** What was read of a file. */
export interface SeriesTotals {
  rows: number;
  empty: number;
  /** Rows without a number, and without a time that can be read. */
  withoutNumber: number;
  withoutTime: number;
  /** Rows not later than the one before: of the same time, and earlier. */
  sameTime: number;
  earlier: number;
  /** Rows that score 0.5 or more. */
  odd: number;
}

const ODD = 0.5;

/** Scores every row of a file as it comes; returns what was read. Rejects as a source does. */
export async function* scoreFile(options: SeriesFileOptions): AsyncGenerator<ScoredRow, SeriesTotals> {
  const detector = new SeriesDetector({ kind: options.kind });
  const totals = { rows: 0, empty: 0, withoutNumber: 0, withoutTime: 0, sameTime: 0, earlier: 0, odd: 0 };
  let before = Number.NaN;
  const batches = seriesRows(options);
  try {
    for (let step = await batches.next(); ; step = await batches.next()) {
      if (step.done) return { ...totals, empty: step.value };
      for (const row of step.value) yield scored(row);
    }
  } finally {
    await batches.return(0);
  }

  function scored({ timestamp, time, value }: SeriesRow): ScoredRow {
    totals.rows++;
    if (Number.isNaN(time)) totals.withoutTime++;
    else {
      if (time === before) totals.sameTime++;
      else if (time < before) totals.earlier++;
      before = time;
    }
    if (!Number.isFinite(value)) {
      totals.withoutNumber++;
      return { timestamp, value: Number.NaN, score: null };
    }
    const score = detector.observe(time, value);
    if (score >= ODD) totals.odd++;
    return { timestamp, value, score };
  }
}
