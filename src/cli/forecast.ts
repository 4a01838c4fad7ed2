import type { Command } from 'commander';
import { count } from '../core/words.ts';
import { parseTimeExpression } from '../kit/time-expression.ts';
import { renderForecast } from '../report/forecast.ts';
import { parseTop, usage } from './input-options.ts';
import type { Session } from './session.ts';

const TOP = 10;
const INTERVAL = 0.9;

interface ForecastFlags {
  readonly limit?: number;
  readonly falling?: boolean;
  readonly horizon?: number;
  readonly interval: number;
  readonly top: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `logsift forecast`: what is to come of a series, and when it reaches a limit. */
export function forecastCommand(command: Command, session: Session): Command {
  return command
    .argument('<file>', 'comma-separated values: timestamp,value; or - for standard input')
    .description('show what is to come of a series, and when it reaches a limit')
    .option('--limit <value>', 'when is this value reached?', parseLimit)
    .option('--falling', 'the limit is reached from above')
    .option(
      '--horizon <time>',
      'how far ahead: 14d, 12h; half as long as the series when not given',
      parseHorizon,
    )
    .option('--interval <share>', 'share of what comes that lies between low and high', parseShare, INTERVAL)
    .option('--top <n>', 'times shown in the table at most, or all', parseTop, TOP)
    .option('--json', 'the result as one JSON document')
    .option('-q, --quiet', 'no notes')
    .option('--no-color', 'no colours')
    .action(async (file: string, flags: ForecastFlags) => session.finish(await run(file, flags, session)));
}

async function run(input: string, flags: ForecastFlags, session: Session): Promise<number> {
  const { limit = null, falling = false, horizon = null, interval } = flags;
  if (falling && limit === null)
    throw usage('--falling says how a limit is reached; it wants --limit as well');
  const { forecastFile } = await import('../app/forecast.ts');
  const result = await forecastFile({ input, limit, falling, horizon, interval, signal: session.signal });
  if (flags.json) await session.print(`${JSON.stringify({ schemaVersion: 1, ...result }, null, 2)}\n`);
  else await session.print(renderForecast(result, { page: session.page(flags), top: flags.top }));
  if (flags.quiet !== true && result.leftOut > 0) {
    session.note(`${count(result.leftOut, 'row')} without a time or a number left out`);
  }
  return 0;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (text.trim() !== '' && Number.isFinite(limit)) return limit;
  throw usage(`--limit wants a number, got ${JSON.stringify(text)}`);
}

function parseShare(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw usage(`--interval wants a share between 0 and 1, got ${JSON.stringify(text)}`);
}

function parseHorizon(text: string): number {
  const ms = /^\d/.test(text) ? parseTimeExpression(`+${text}`, { now: 0 }) : null;
  if (ms !== null && ms > 0) return ms;
  throw usage(`--horizon wants a length such as 14d or 12h, got ${JSON.stringify(text)}`);
}
