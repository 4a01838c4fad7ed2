import { type Command, Option } from 'commander';
import { LogsiftError } from '../core/errors.ts';
import { formats } from '../formats/index.ts';
import { nearest } from '../kit/nearest.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';

/** Options of every command that reads logs, as commander hands them over. */
export interface RawInputOptions {
  readonly since?: string;
  readonly until?: string;
  readonly unit?: string;
  readonly host?: string;
  readonly format?: string;
  readonly timeZone?: string;
  readonly color: boolean;
}

/** The same as the engine takes them. Times in epoch ms. */
export interface InputOptions {
  readonly inputs: readonly string[];
  readonly since?: number;
  readonly until?: number;
  readonly unit?: string;
  readonly host?: string;
  readonly format?: string;
  readonly timeZone?: string;
}

/** Adds the options of every command that reads logs. */
export function addInputOptions(command: Command): Command {
  return command
    .option('--since <time>', 'leave out what is older: 2026-03-01, "2026-03-01 12:00", yesterday, -2h, 3d')
    .option('--until <time>', 'leave out what is newer')
    .option('--unit <name>', 'with journal: only this systemd unit')
    .option('--host <name>', 'only lines of this host')
    .addOption(formatOption())
    .option('--time-zone <name>', 'zone of times that carry none, and of the times shown (default: local)')
    .option('--no-color', 'no colours (also: NO_COLOR=1)');
}

/** `--format NAME`, its names known to completion. */
export function formatOption(): Option {
  const names = formats.map(({ name }) => name);
  const option = new Option('--format <name>', 'the format of the lines; found by looking when not given');
  // `choices` also serves completion; the message is ours, with the nearest name.
  return option.choices(names).argParser((name: string) => {
    if (!names.includes(name)) throw notOneOf({ option: '--format', given: name, known: names });
    return name;
  });
}

/** Turns what was typed into what the engine takes. Throws USAGE with what was wanted and what came. */
export function inputOptions(
  inputs: readonly string[],
  raw: RawInputOptions,
  now = Date.now(),
): InputOptions {
  const { unit, host, format, timeZone } = raw;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw usage(`--time-zone wants a name such as Europe/Berlin or UTC, got ${JSON.stringify(timeZone)}`);
  }
  const zone = timeZone === undefined ? {} : { timeZone };
  const since = raw.since === undefined ? {} : { since: timeOf('--since', raw.since, { now, ...zone }) };
  const until = raw.until === undefined ? {} : { until: timeOf('--until', raw.until, { now, ...zone }) };
  if (since.since !== undefined && until.until !== undefined && since.since > until.until) {
    throw usage(`--since ${raw.since} is after --until ${raw.until}: nothing can lie between`);
  }
  if (unit !== undefined && !inputs.includes('journal')) {
    throw usage(`--unit ${unit} chooses a unit of the journal: add "journal" to what is read`);
  }
  const rest = { ...(unit === undefined ? {} : { unit }), ...(host === undefined ? {} : { host }) };
  return { inputs, ...since, ...until, ...rest, ...zone, ...(format === undefined ? {} : { format }) };
}

function timeOf(option: string, text: string, context: { now: number; timeZone?: string }): number {
  const epoch = parseTimeExpression(text, context);
  if (epoch === null)
    throw usage(`${option} wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(text)}`);
  return epoch;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `--top N` or `all`. */
export function parseTop(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usage(`--top wants a whole number from 1 on, or all; got ${JSON.stringify(text)}`);
}

/** A word that is not one of those that are known, with the nearest that is. */
function notOneOf(wrong: {
  readonly option: string;
  readonly given: string;
  readonly known: readonly string[];
}): LogsiftError {
  const meant = nearest(wrong.given, wrong.known);
  const hint = meant === null ? `one of ${wrong.known.join(', ')}` : `did you mean ${meant}?`;
  return usage(`${wrong.option} does not know ${JSON.stringify(wrong.given)}: ${hint}`);
}

/** For options that may be given more than once. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A mistake on the command line. */
export function usage(message: string): LogsiftError {
  return new LogsiftError('USAGE', message);
}
