import type { Command } from 'commander';
import type { DiffResult } from '../core/diff-result.ts';
import { renderDiff } from '../report/diff.ts';
import { coverage } from '../report/summary.ts';
import {
  addInputOptions,
  type InputOptions,
  inputOptions,
  parseTop,
  type RawInputOptions,
  usage,
} from './input-options.ts';
import { ProgressLine } from './progress-line.ts';
import type { Session } from './session.ts';

const TOP = 20;
/** The smallest step of time in a log, in ms. */
const MICROSECOND = 0.001;

interface DiffFlags extends RawInputOptions {
  readonly a?: string;
  readonly b?: string;
  readonly top: number;
  readonly json?: boolean;
  readonly exitCode?: boolean;
  readonly quiet?: boolean;
}

/** `logsift diff`: what differs between two logs, or two times of one. */
export function diffCommand(command: Command, session: Session): Command {
  return addInputOptions(command)
    .argument('<path...>', 'two files, globs in quotes or directories; or one log with --a and --b')
    .description('show what differs between two logs: new, gone, more or less often, other values')
    .option('--a <from..to>', 'compare this time of the log, e.g. 2026-03-01..2026-03-02, or ..-1d')
    .option('--b <from..to>', 'with this one')
    .option('--top <n>', 'differences shown at most, or all', parseTop, TOP)
    .option('--json', 'the result as one JSON document')
    .option('--exit-code', 'exit with 1 if there is a difference')
    .option('-q, --quiet', 'differences only: no summary, no notes, no progress')
    .action(async (paths: string[], flags: DiffFlags) => session.finish(await run(paths, flags, session)));
}

async function run(paths: readonly string[], flags: DiffFlags, session: Session): Promise<number> {
  const [a, b] = sidesOf(paths, flags);
  const { diff } = await import('../app/diff.ts');
  const { top, quiet = false } = flags;
  const progress = new ProgressLine(!quiet);
  let result: DiffResult;
  try {
    const onProgress = (state: Parameters<typeof progress.update>[0]) => progress.update(state);
    result = await diff({ a, b, signal: session.signal, onProgress });
  } finally {
    progress.clear();
  }
  if (flags.json) {
    const differences = result.differences.slice(0, top);
    const more = result.differences.length - differences.length;
    await session.print(`${JSON.stringify({ ...result, differences, more }, null, 2)}\n`);
  } else await session.print(renderDiff(result, { page: session.page(flags), top, quiet }));
  if (!quiet) {
    for (const note of result.notes) session.note(note);
    if (flags.json) for (const side of [result.a, result.b]) coverage(side).map((text) => session.note(text));
  }
  return flags.exitCode === true && result.differences.length > 0 ? 1 : 0;
}

/** The two things to compare: two paths, or one log at two times. */
function sidesOf(paths: readonly string[], flags: DiffFlags): [InputOptions, InputOptions] {
  const { a, b } = flags;
  if (a === undefined && b === undefined) {
    if (paths.length === 2) {
      if (paths[0] === '-' && paths[1] === '-') throw usage('diff cannot read standard input for both logs');
      return [inputOptions([paths[0]!], flags), inputOptions([paths[1]!], flags)];
    }
    const got = paths.length === 1 ? 'one' : `${paths.length}; put globs in quotes`;
    throw usage(`diff compares two logs, or one at two times (--a and --b); got ${got}`);
  }
  if (a === undefined || b === undefined) throw usage('diff wants both --a and --b, or neither');
  if (flags.since !== undefined || flags.until !== undefined)
    throw usage('diff takes --since and --until, or --a and --b, not both');
  if (paths.includes('-'))
    throw usage('diff reads a log twice for two times: save standard input to a file first');
  return [rangeOf(paths, flags, ['--a', a]), rangeOf(paths, flags, ['--b', b])];
}

/** The log within `FROM..TO`, either of which may be left out; TO itself is not part of it. */
function rangeOf(
  paths: readonly string[],
  flags: DiffFlags,
  [option, text]: readonly [string, string],
): InputOptions {
  const at = text.indexOf('..');
  const [since, until] = [text.slice(0, at).trim(), text.slice(at + 2).trim()];
  if (at < 0 || (since === '' && until === '')) {
    const example = '2026-03-01..2026-03-02';
    throw usage(`${option} wants a time as FROM..TO such as ${example}; got ${JSON.stringify(text)}`);
  }
  const range = { ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) };
  const options = inputOptions(paths, { ...flags, ...range });
  return options.until === undefined ? options : { ...options, until: options.until - MICROSECOND };
}
