import { LogsiftError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import { csvCells } from '../kit/csv.ts';
import { parseTimeExpression } from '../kit/time-expression.ts';
import { SeriesDetector } from '../ml/index.ts';
import { openSources } from './inputs.ts';

export interface SeriesFileOptions {
  /** One file of comma-separated values, or `-`. */
  readonly input: string;
  readonly kind: 'value' | 'count';
  readonly signal?: AbortSignal | undefined;
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
/** Numbers from here on are epoch milliseconds, not seconds: 1973 as one, the year 5138 as the other. */
const MILLISECONDS = 1e11;
const TIME_NAMES = /^(?:timestamp|time|datetime|date|ts)$/i;
const VALUE_NAMES = /^(?:value|count|y)$/i;

/** Scores every row of a file as it comes; returns what was read. Rejects as a source does. */
export async function* scoreFile(options: SeriesFileOptions): AsyncGenerator<ScoredRow, SeriesTotals> {
  const { sources, unread } = await openSources({ inputs: [options.input] });
  const [source, another] = sources;
  if (source === undefined) {
    throw new LogsiftError('NOTHING_READ', `Nothing could be read. ${unread[0]?.reason ?? ''}`.trim());
  }
  if (another !== undefined) {
    throw new LogsiftError('USAGE', `One file is wanted, and ${options.input} stands for ${sources.length}`);
  }
  try {
    return yield* scoreSource(source, options);
  } finally {
    await source.close();
  }
}

async function* scoreSource(
  source: Source,
  { kind, signal }: SeriesFileOptions,
): AsyncGenerator<ScoredRow, SeriesTotals> {
  const detector = new SeriesDetector({ kind });
  const totals = { rows: 0, empty: 0, withoutNumber: 0, withoutTime: 0, sameTime: 0, earlier: 0, odd: 0 };
  let columns: { readonly time: number; readonly value: number } | null = null;
  let before = Number.NaN;
  for await (const { buffer, starts, ends, count, firstLine } of source.batches(signal)) {
    for (let i = 0; i < count; i++) {
      const cells = csvCells(buffer.toString('utf8', starts[i]!, ends[i]!).replace(/^\uFEFF/, ''));
      if (cells.length === 1 && cells[0]!.trim() === '') {
        totals.empty++;
        continue;
      }
      if (columns === null) {
        const { isHeader, ...found } = columnsOf(cells, firstLine + i);
        columns = found;
        if (isHeader) continue;
      }
      const timestamp = columns.time < 0 ? '' : (cells[columns.time] ?? '');
      const value = numberOf(cells[columns.value]);
      const time = timeOf(timestamp);
      totals.rows++;
      if (Number.isNaN(time)) totals.withoutTime++;
      else {
        if (time === before) totals.sameTime++;
        else if (time < before) totals.earlier++;
        before = time;
      }
      if (!Number.isFinite(value)) {
        totals.withoutNumber++;
        yield { timestamp, value: Number.NaN, score: null };
        continue;
      }
      const score = detector.observe(time, value);
      if (score >= ODD) totals.odd++;
      yield { timestamp, value, score };
    }
  }
  if (totals.rows === 0 && !signal?.aborted) {
    throw new LogsiftError(
      'NOTHING_READ',
      `${source.origin.file ?? source.origin.source} has no rows to score.`,
    );
  }
  return totals;
}

/** Which columns hold time and value: by the names of the header, else the first two; one column is the value. */
function columnsOf(cells: readonly string[], line: number) {
  const names = cells.map((cell) => cell.trim());
  const time = names.findIndex((name) => TIME_NAMES.test(name));
  const value = names.findIndex((name) => VALUE_NAMES.test(name));
  const only = names.length === 1;
  const place = { time: time >= 0 ? time : only ? -1 : value === 0 ? 1 : 0, value: only ? 0 : 1 };
  if (value >= 0) place.value = value;
  else if (time === 1) place.value = 0;
  const isHeader = Number.isNaN(numberOf(cells[place.value])) && !/^nan$/i.test(names[place.value] ?? '');
  if (isHeader && time < 0 && value < 0 && !Number.isNaN(timeOf(names[0]!))) {
    throw new LogsiftError(
      'USAGE',
      `Rows of timestamp,value are wanted; line ${line} has ${JSON.stringify(names[place.value] ?? '')} for a value`,
    );
  }
  return { ...place, isHeader };
}

function numberOf(cell: string | undefined): number {
  const text = cell?.trim() ?? '';
  return text === '' ? Number.NaN : Number(text);
}

/** Epoch ms; times without a zone are taken as they stand, so that half an hour of the day is what the clock said. */
function timeOf(timestamp: string): number {
  const text = timestamp.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * (Number(text) >= MILLISECONDS ? 1 : 1000);
  if (!/^\d{4}-/.test(text)) return Number.NaN;
  return parseTimeExpression(text, { now: 0, timeZone: 'UTC' }) ?? Number.NaN;
}
