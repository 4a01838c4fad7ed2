import { type Command, Option } from 'commander';
import { holdMemory } from '../app/memory.ts';
import type { Baseline } from '../app/scan.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { ScanResult } from '../core/scan-result.ts';
import { scanJson, scanNdjson } from '../report/json.ts';
import { coverage } from '../report/summary.ts';
import { renderScan } from '../report/terminal.ts';
import { keptFolder } from './expected.ts';
import { HtmlFile } from './html-file.ts';
import {
  addInputOptions,
  collected,
  inputOptions,
  parseTop,
  type RawInputOptions,
  usage,
} from './input-options.ts';
import { ProgressLine } from './progress-line.ts';
import type { Session } from './session.ts';

const TOP = 10;

interface ScanFlags extends RawInputOptions {
  readonly baseline?: Baseline;
  readonly profile?: string;
  readonly detectors?: readonly string[];
  readonly rules?: readonly string[];
  readonly packs: boolean;
  readonly top: number;
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly failOn?: number;
  readonly quiet?: boolean;
  readonly html?: string;
}

/** `logsift scan`: what in these logs deserves a look, the oddest first. */
export function scanCommand(command: Command, session: Session): Command {
  return addInputOptions(command)
    .argument(
      '[path...]',
      "files, globs, directories, - for standard input, or journal; this machine's logs if none",
    )
    .description('show what deserves a look in logs, the oddest first, and why')
    .addOption(baselineOption())
    .option('--profile <name>', 'keep what is learnt under this name; implies --baseline cached')
    .option(
      '--detectors <names>',
      'only these detectors look, as in novelty,burst; with + beside the usual ones',
      named,
    )
    .option('--rules <file>', 'a file of rules for the filter; may be given again', collected)
    .option('--no-packs', 'without the rules that come with logsift')
    .option('--top <n>', 'findings shown at most, or all', parseTop, TOP)
    .addOption(new Option('--json', 'the result as one JSON document').conflicts('ndjson'))
    .option('--ndjson', 'each finding as one line of JSON, then a summary')
    .option('--html <file>', 'also write a page with pictures to this file; it needs nothing else')
    .option(
      '--fail-on <surprise>',
      'exit with 1 if a finding is at least this surprising, e.g. 3',
      parseSurprise,
    )
    .option('-q, --quiet', 'findings only: no summary, no notes, no progress')
    .action(async (paths: string[], flags: ScanFlags) =>
      session.finish(await run(await inputsOf(paths), flags, session)),
    );
}

/** Names with commas between. */
function named(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

async function inputsOf(paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length > 0) return paths;
  const { machineInputs } = await import('../sources/expand-inputs.ts');
  return machineInputs();
}

async function run(inputs: readonly string[], flags: ScanFlags, session: Session): Promise<number> {
  const options = inputOptions(inputs, flags);
  const { scan } = await import('../app/scan.ts');
  const page = flags.html === undefined ? null : await HtmlFile.prepare(flags.html);
  const progress = new ProgressLine(flags.quiet !== true);
  const { top, quiet = false } = flags;
  const baseline = baselineOf(flags);
  const expected = await expectedFindings(session);
  holdMemory();
  try {
    const result = await scan({
      ...options,
      ...(baseline === undefined ? {} : { baseline }),
      detectors: flags.detectors,
      rules: flags.rules,
      noPacks: !flags.packs,
      isExpected: expected,
      overview: page !== null,
      signal: session.signal,
      onProgress: (state) => progress.update(state),
    });
    progress.clear();
    await page?.write(result, { top, timeZone: flags.timeZone });
    if (flags.json) await session.print(scanJson(result, top));
    else if (flags.ndjson) await session.print(scanNdjson(result, { top, quiet }));
    else await session.print(renderScan(result, { page: session.page(flags), top, quiet }));
    if (!quiet) remark(result, flags, session);
    const limit = flags.failOn;
    return limit !== undefined && result.findings.some(({ surprise }) => surprise >= limit) ? 1 : 0;
  } finally {
    progress.clear();
  }
}

/** What is not data: the engine's notes, and for a machine-read result what the report would have said at its end. */
function remark(result: ScanResult, flags: ScanFlags, session: Session): void {
  if (flags.html !== undefined) session.note(`wrote ${flags.html}`);
  for (const note of result.notes) session.note(note);
  if (!flags.json && !flags.ndjson) return;
  for (const sentence of coverage(result)) session.note(sentence);
  if (result.interrupted) session.note('stopped before the end; the result is of the part that was read');
}

function baselineOption(): Option {
  return new Option(
    '--baseline <what>',
    'learn first, then report: a file of normal logs, a share such as 50% of these, cached (what earlier runs learnt), or none',
  ).argParser(parseBaseline);
}

/** What a person called fine; a list that cannot be read does not stop a scan. */
async function expectedFindings(session: Session): Promise<(finding: Finding) => boolean> {
  const now = Date.now();
  try {
    const { ExpectedList } = await import('../store/expected.ts');
    const list = await ExpectedList.read(keptFolder());
    for (const note of list.notes) session.note(note);
    return (finding) => list.covers(finding, now);
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    session.note(error.message);
    return () => false;
  }
}

function baselineOf({ baseline, profile }: ScanFlags): Baseline | undefined {
  if (profile === undefined) return baseline;
  if (baseline !== undefined && baseline.kind !== 'cached') {
    throw usage('--profile keeps what is learnt, which only --baseline cached does');
  }
  return { kind: 'cached', folder: keptFolder(), name: profile };
}

/** `none`, `cached`, a share as `50%`, or the path of a log that is normal. */
export function parseBaseline(text: string): Baseline {
  if (text === 'none') return { kind: 'none' };
  if (text === 'cached') return { kind: 'cached', folder: keptFolder() };
  const share = /^(\d{1,3}(?:\.\d+)?) ?%$/.exec(text);
  if (share === null) return { kind: 'file', path: text };
  const value = Number(share[1]) / 100;
  if (value > 0 && value < 1) return { kind: 'share', share: value };
  throw usage(`--baseline wants a share between 0% and 100%, both excluded; got ${JSON.stringify(text)}`);
}

function parseSurprise(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw usage(`--fail-on wants a surprise, a number from 0 on such as 3; got ${JSON.stringify(text)}`);
}
