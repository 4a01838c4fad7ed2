import { LogsiftError } from '../core/errors.ts';
import { csvCells } from '../kit/csv.ts';
import { parseTimeExpression } from '../kit/time-expression.ts';
import { openSources } from './inputs.ts';

/** One file of comma-separated values, or `-`. */
export interface SeriesInput {
  readonly input: string;
  readonly signal?: AbortSignal | undefined;
}

/** One row of such a file. */
export interface SeriesRow {
  /** As it stands in the file. */
  readonly timestamp: string;
  /** Epoch ms; NaN where it cannot be read. */
  readonly time: number;
  /** NaN where the file has no number, infinite where it says so. */
  readonly value: number;
}

/** Numbers from here on are epoch milliseconds, not seconds: 1973 as one, the year 5138 as the other. */
const MILLISECONDS = 1e11;
const TIME_NAMES = /^(?:timestamp|time|datetime|date|ts)$/i;
const VALUE_NAMES = /^(?:value|count|y)$/i;

/** The rows of a file as they come, some at a time; returns the number of empty lines. Rejects as a source does. */
export async function* seriesRows({
  input,
  signal,
}: SeriesInput): AsyncGenerator<readonly SeriesRow[], number> {
  const { sources, unread } = await openSources({ inputs: [input] });
  const [source, another] = sources;
  if (source === undefined) {
    throw new LogsiftError('NOTHING_READ', `Nothing could be read. ${unread[0]?.reason ?? ''}`.trim());
  }
  if (another !== undefined) {
    throw new LogsiftError('USAGE', `One file is wanted, and ${input} stands for ${sources.length}`);
  }
  let columns: { readonly time: number; readonly value: number } | null = null;
  let [rows, empty] = [0, 0];
  try {
    for await (const { buffer, starts, ends, count, firstLine } of source.batches(signal)) {
      const read: SeriesRow[] = [];
      for (let i = 0; i < count; i++) {
        const cells = csvCells(buffer.toString('utf8', starts[i]!, ends[i]!).replace(/^\uFEFF/, ''));
        if (cells.length === 1 && cells[0]!.trim() === '') {
          empty++;
          continue;
        }
        if (columns === null) {
          const { isHeader, ...found } = columnsOf(cells, firstLine + i);
          columns = found;
          if (isHeader) continue;
        }
        const timestamp = columns.time < 0 ? '' : (cells[columns.time] ?? '');
        read.push({ timestamp, time: timeOf(timestamp), value: numberOf(cells[columns.value]) });
      }
      rows += read.length;
      yield read;
    }
    if (rows === 0 && !signal?.aborted) {
      throw new LogsiftError(
        'NOTHING_READ',
        `${source.origin.file ?? source.origin.source} has no rows of values.`,
      );
    }
    return empty;
  } finally {
    await source.close();
  }
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
