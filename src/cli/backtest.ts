import type { Command } from 'commander';
import type { BacktestOptions } from '../app/backtest.ts';
import type { Config } from '../app/config.ts';
import { holdMemory } from '../app/memory.ts';
import type { BacktestResult } from '../core/backtest-result.ts';
import { grouped } from '../core/words.ts';
import { renderBacktest, renderBacktestComparison } from '../report/backtest.ts';
import { backtestJson } from '../report/backtest-json.ts';
import { renderIncident } from '../report/incident.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { addInputOptions, collected, inputOptions, type RawInputOptions, usage } from './input-options.ts';
import type { Session } from './session.ts';

const DAY = 86_400_000;
const USUAL = '-30d';

interface BacktestFlags extends RawInputOptions, ConfigFlags {
  readonly show?: string;
  readonly compare?: string;
  readonly samples?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `logsift backtest`: what would have been paged. */
export function backtestCommand(command: Command, session: Session): Command {
  return addConfigOptions(addInputOptions(command))
    .argument('[path...]', 'files (with their rotated ones), globs, directories, or journal')
    .description('say what would have been paged, had logsift been running')
    .option('--show <id>', 'one incident of it as a story')
    .option('--compare <file>', 'the same with this configuration, and what differs')
    .option(
      '--samples <file>',
      'what was measured meanwhile: OTLP as lines of JSON; may be given again',
      collected,
    )
    .option('--json', 'the result as one JSON document')
    .option('-q, --quiet', 'no notes')
    .action(async (paths: string[], flags: BacktestFlags) => run(paths, flags, session));
}

async function run(paths: readonly string[], flags: BacktestFlags, session: Session): Promise<void> {
  const [{ loadWithTopology }, { backtestInputs }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../app/backtest-inputs.ts'),
  ]);
  const request = configRequest(flags);
  const loaded = loadWithTopology(request);
  const other = flags.compare === undefined ? null : loadWithTopology({ ...request, files: [flags.compare] });
  const now = Date.now();
  const found = await backtestInputs(paths, loaded.config);
  const options = inputOptions(found.inputs, { ...flags, since: flags.since ?? USUAL }, now);
  holdMemory();
  const test = (config: Config) =>
    tested(config, {
      options: { ...options, ring: found.ring, samples: flags.samples },
      now,
      session,
      quiet: flags.quiet === true,
    });
  const results = [await test(loaded.config)];
  if (other !== null && !session.signal.aborted) results.push(await test(other.config));
  await session.print(shown(results, flags, session));
  if (flags.quiet === true) return;
  for (const note of new Set([...found.notes, ...results.flatMap(({ notes }) => notes)])) session.note(note);
  for (const { reason } of results[0]!.unread) session.note(reason);
}

async function tested(
  config: Config,
  {
    options,
    now,
    session,
    quiet,
  }: {
    options: ReturnType<typeof inputOptions> & Pick<BacktestOptions, 'ring' | 'samples'>;
    now: number;
    session: Session;
    quiet: boolean;
  },
): Promise<BacktestResult> {
  const { backtest } = await import('../app/backtest.ts');
  const since = options.since ?? now - 30 * DAY;
  const tells = !quiet && process.stderr.isTTY === true;
  const result = await backtest({
    ...options,
    ...{ config, since, learnFrom: since - config.learn.history, signal: session.signal },
    onProgress(lines) {
      if (tells) process.stderr.write(`\r\x1b[K${grouped(lines)} lines`);
    },
  });
  if (tells) process.stderr.write('\r\x1b[K');
  return result;
}

function shown(results: readonly BacktestResult[], flags: BacktestFlags, session: Session): string {
  const [first, second] = results;
  const page = session.page(flags);
  if (flags.show !== undefined) {
    const id = flags.show.toLowerCase();
    const incident = first!.incidents.find((one) =>
      [one.id, ...one.aliases].some((each) => each.startsWith(id)),
    );
    if (incident === undefined)
      throw usage(`--show wants the id of an incident of this backtest; got "${id}"`);
    return renderIncident(incident, page, { now: first!.to });
  }
  if (flags.json === true) {
    const document =
      second === undefined ? backtestJson(first!) : { ...backtestJson(first!), other: backtestJson(second) };
    return `${JSON.stringify(document, null, 2)}\n`;
  }
  const calendar = renderBacktest(second ?? first!, page);
  if (second === undefined) return calendar;
  const names = ['now', flags.compare!] as const;
  return `${renderBacktestComparison([first!, second], names, page)}\n${calendar}`;
}
