import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { MetricSeries } from '../app/metric-series.ts';
import { count } from '../core/words.ts';
import { parseTimeExpression } from '../kit/time-expression.ts';
import { renderForecast } from '../report/forecast.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { parseTop, usage } from './input-options.ts';
import type { Session } from './session.ts';

const TOP = 10;
const INTERVAL = 0.9;
const FILE_NAME = /\.(?:csv|tsv|txt|log|gz|zst|xz|bz2)$/i;

interface ForecastFlags extends ConfigFlags {
  readonly host?: string;
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
  return addConfigOptions(command)
    .argument(
      '<series>',
      'a file of timestamp,value; - for standard input; or the name of a number that is followed',
    )
    .argument('[logs...]', 'logs in which the number is; what logsift run follows when not given')
    .description('show what is to come of a series, and when it reaches a limit')
    .option('--host <name>', 'the number is of this host')
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
    .action(async (series: string, logs: string[], flags: ForecastFlags) =>
      session.finish(await run(series, logs, { flags, session })),
    );
}

async function run(
  series: string,
  logs: readonly string[],
  { flags, session }: { flags: ForecastFlags; session: Session },
): Promise<number> {
  const { limit = null, falling = false, horizon = null, interval } = flags;
  if (falling && limit === null)
    throw usage('--falling says how a limit is reached; it wants --limit as well');
  const { forecastFile, forecastMetric } = await import('../app/forecast.ts');
  const { signal } = session;
  const wanted = { limit, falling, horizon, interval };
  const result =
    logs.length === 0 && isFile(series)
      ? await forecastFile({ ...wanted, input: series, signal })
      : await forecastMetric(await metric(series, logs, { flags, session }), wanted);
  if (flags.json) await session.print(`${JSON.stringify({ schemaVersion: 1, ...result }, null, 2)}\n`);
  else await session.print(renderForecast(result, { page: session.page(flags), top: flags.top }));
  if (flags.quiet !== true && result.leftOut > 0) {
    session.note(`${count(result.leftOut, 'row')} without a time or a number left out`);
  }
  return 0;
}

/** A name of a number has spaces, or none; a file is there, or is called like one. */
function isFile(series: string): boolean {
  return series === '-' || FILE_NAME.test(series) || existsSync(series);
}

async function metric(
  name: string,
  logs: readonly string[],
  { flags, session }: { flags: ForecastFlags; session: Session },
): Promise<MetricSeries> {
  const { metricInLogs, storedMetric } = await import('../app/metric-series.ts');
  const wanted = { name, host: flags.host };
  if (logs.length > 0) return await metricInLogs({ inputs: logs, signal: session.signal }, wanted);
  const { loadConfig } = await import('../app/config.ts');
  const { state, limits } = loadConfig(configRequest(flags)).config;
  return storedMetric(state.folder, { ...wanted, limits });
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
