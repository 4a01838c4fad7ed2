import { type Command, InvalidArgumentError } from 'commander';
import type { PlannedSource } from '../app/daemon-sources.ts';
import { holdMemory } from '../app/memory.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveSourceDefinition } from '../core/live-source.ts';
import { count } from '../core/words.ts';
import { collected, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface WatchFlags {
  readonly unit?: string;
  readonly grep?: string;
  readonly minSurprise?: number;
  readonly history: number;
  readonly rules?: readonly string[];
  readonly packs: boolean;
  readonly timeZone?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `logsift watch`: follow logs in a terminal, with what is odd about each line. */
export function watchCommand(command: Command, session: Session): Command {
  return command
    .argument('[path...]', "files, globs in quotes, or journal; this machine's logs if none")
    .description('follow logs as they are written, odd lines coloured and the reason beside them')
    .option('-u, --unit <name>', 'only lines of this program or unit; * stands for anything')
    .option('-g, --grep <pattern>', 'only lines that match this regular expression')
    .option('--min-surprise <n>', 'only lines at least so surprising, e.g. 1', number)
    .option('--history <time>', 'learn first from what was written in so long', span, 7 * 86_400_000)
    .option('--rules <file>', 'a file of rules for the filter; may be given again', collected)
    .option('--no-packs', 'without the rules that come with logsift')
    .option('--time-zone <name>', 'zone of times that carry none, and of the times shown (default: local)')
    .option('-q, --quiet', 'lines only: no remarks on standard error')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (paths: string[], flags: WatchFlags) => run(paths, flags, session));
}

async function run(paths: readonly string[], flags: WatchFlags, session: Session): Promise<void> {
  const [{ watch }, { renderRemark, renderWatched }, { fitsGlob }] = await Promise.all([
    import('../app/watch.ts'),
    import('../report/watch.ts'),
    import('../kit/glob.ts'),
  ]);
  const page = session.page(flags);
  const pattern = await patternOf(flags.grep);
  const least = flags.minSurprise ?? Number.NEGATIVE_INFINITY;
  const note = (text: string) => {
    if (flags.quiet !== true) session.note(text);
  };
  const wanted = (event: Event) =>
    (flags.unit === undefined || fitsGlob(event.app ?? '', flags.unit)) &&
    (pattern === null || pattern.test(event.raw));
  const odd = (remarks: readonly Finding[]) => remarks.some(({ surprise }) => surprise >= least);
  const { sources, history, notes } = await planned(paths);
  for (const one of notes) note(one);
  holdMemory();
  session.runsUntilStopped();
  await watch({
    ...{ sources, history, back: flags.history, rules: flags.rules, noPacks: !flags.packs },
    ...{ timeZone: flags.timeZone, signal: session.signal },
    onLine(event, remarks) {
      if (!wanted(event) || (flags.minSurprise !== undefined && !odd(remarks))) return;
      void session.print(renderWatched(event, remarks, page));
    },
    onRemark(finding) {
      if (odd([finding]) && flags.unit === undefined && pattern === null)
        void session.print(renderRemark(finding, page));
    },
    onNotice: ({ text }) => note(text),
    onWarm: ({ events, inputs }) =>
      note(`learnt from ${count(events, 'line')} of ${count(inputs, 'input')}; following, Ctrl-C ends it`),
  });
}

async function planned(
  paths: readonly string[],
): Promise<{ sources: PlannedSource[]; history: readonly string[]; notes: readonly string[] }> {
  const { liveSources } = await import('../sources/live.ts');
  const source = (type: string, options: object): PlannedSource => {
    const definition = (liveSources as { [type: string]: LiveSourceDefinition })[type]!;
    return { type, options: definition.schema.parse(options) };
  };
  let named = paths;
  let notes: readonly string[] = [];
  if (paths.length === 0) {
    const { machineInputs } = await import('../app/machine-inputs.ts');
    const found = machineInputs();
    named = [...(found.journal === 'readable' ? ['journal'] : []), ...found.files];
    ({ notes } = found);
    if (named.length === 0)
      throw new LogsiftError('NOTHING_READ', `Nothing to follow here. ${notes.join(' ')}`);
  }
  if (named.includes('-'))
    throw usage('watch follows files and the journal; pipe standard input into logsift scan -');
  const files = named.filter((name) => name !== 'journal');
  const sources = [
    ...(named.includes('journal') ? [source('journald', {})] : []),
    ...(files.length > 0 ? [source('file', { paths: files, start: 'end' })] : []),
  ];
  return { sources, history: named, notes };
}

async function patternOf(text: string | undefined) {
  if (text === undefined) return null;
  const { faultOf, united } = await import('../filter/pattern.ts');
  const fault = faultOf(text);
  if (fault !== null) throw usage(`--grep wants a regular expression; got ${JSON.stringify(text)}: ${fault}`);
  // As ripgrep does: a pattern without capitals means either case.
  return united([text], { builtIn: false, ignoreCase: text === text.toLowerCase() });
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('a number such as 1 is wanted.');
  return value;
}

function span(text: string): number {
  const [, amount, unit] = /^(\d+)([hdw])$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('a span such as 12h, 7d or 2w is wanted.');
  return Number(amount) * { h: 3_600_000, d: 86_400_000, w: 604_800_000 }[unit as 'h' | 'd' | 'w'];
}
