import type { Command } from 'commander';
import type { ScoredRow, SeriesTotals } from '../app/series.ts';
import { count } from '../core/words.ts';
import { csvRecord } from '../kit/csv.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

/** Characters gathered before they are written. */
const CHUNK = 1 << 16;

interface SeriesFlags {
  readonly counts?: boolean;
  readonly minScore: number;
  readonly quiet?: boolean;
}

/** `logsift series`: a score for each point of a series. */
export function seriesCommand(command: Command, session: Session): Command {
  return command
    .argument('<file>', 'comma-separated values: timestamp,value; or - for standard input')
    .description('score each point of a series by the points before it')
    .option('--counts', 'the values are counts of events, which scatter by themselves')
    .option('--min-score <score>', 'only rows that score at least this, 0 to 1', parseScore, 0)
    .option('-q, --quiet', 'no notes')
    .action(async (file: string, flags: SeriesFlags) => session.finish(await run(file, flags, session)));
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() !== '' && score >= 0 && score <= 1) return score;
  throw usage(`--min-score wants a number from 0 to 1, got ${JSON.stringify(text)}`);
}

async function run(input: string, flags: SeriesFlags, session: Session): Promise<number> {
  const { scoreFile } = await import('../app/series.ts');
  const kind = flags.counts ? 'count' : 'value';
  const rows = scoreFile({ input, kind, signal: session.signal });
  let chunk = csvRecord(['timestamp', 'value', 'score']);
  let step = await rows.next();
  while (step.done !== true) {
    if ((step.value.score ?? 0) >= flags.minScore) chunk += record(step.value);
    if (chunk.length >= CHUNK) {
      const full = session.print(chunk);
      if (full !== undefined) await full;
      chunk = '';
    }
    step = await rows.next();
  }
  await session.print(chunk);
  if (flags.quiet !== true) for (const note of notesOf(step.value)) session.note(note);
  return 0;
}

function record({ timestamp, value, score }: ScoredRow): string {
  return csvRecord([
    timestamp,
    Number.isNaN(value) ? null : value,
    score === null ? null : Number(score.toFixed(4)),
  ]);
}

function notesOf(totals: SeriesTotals): string[] {
  const { rows, odd, withoutNumber, withoutTime, sameTime, earlier } = totals;
  const also: [number, string][] = [
    [withoutNumber, 'without a number, not scored'],
    [withoutTime, 'without a time that can be read, scored without the time of day'],
    [sameTime, 'of the same time as the row before'],
    [earlier, 'earlier than the row before'],
  ];
  const parts = also.flatMap(([n, what]) => (n === 0 ? [] : [`${count(n, 'row')} ${what}`]));
  return [`${count(rows, 'row')}, of which ${odd} score 0.5 or more`, ...parts];
}
