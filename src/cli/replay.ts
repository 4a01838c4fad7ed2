import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { holdMemory } from '../app/memory.ts';
import { PAGE_LINE } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { incidentRank } from '../core/incident.ts';
import { moment } from '../core/when.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { scanJson, scanNdjson } from '../report/json.ts';
import type { Page } from '../report/page.ts';
import { renderScan } from '../report/terminal.ts';
import {
  addInputOptions,
  collected,
  inputOptions,
  parseTop,
  type RawInputOptions,
  usage,
} from './input-options.ts';
import type { Session } from './session.ts';

const TOP = 10;

interface ReplayFlags extends RawInputOptions {
  readonly speed: number;
  readonly minRank: number;
  readonly detectors?: readonly string[];
  readonly rules?: readonly string[];
  readonly packs: boolean;
  readonly samples?: readonly string[];
  readonly topology?: string;
  readonly top: number;
  readonly json?: boolean;
  readonly ndjson?: boolean;
}

/** `logsift replay`: a past log as if it were written now, only faster. */
export function replayCommand(command: Command, session: Session): Command {
  return addInputOptions(command)
    .argument('<path...>', 'files, globs, directories, - for standard input, or journal')
    .description('read a past log as the daemon would have, and say what it would have said when')
    .option('--speed <n>', 'times faster than it was written, or max', parseSpeed, 60)
    .option('--min-rank <n>', 'say only what ranks at least so high', parseRank, PAGE_LINE)
    .option('--detectors <names>', 'only these detectors look; with + beside the usual ones', (text) =>
      text.split(',').map((name) => name.trim()),
    )
    .option('--rules <file>', 'a file of rules for the filter; may be given again', collected)
    .option('--no-packs', 'without the rules that come with logsift')
    .option(
      '--samples <file>',
      'what was measured meanwhile: OTLP as lines of JSON; may be given again',
      collected,
    )
    .option('--topology <file>', 'a topology.yaml: where hosts are, and what hangs on what')
    .option('--top <n>', 'findings shown at the end at most, or all', parseTop, TOP)
    .option('--json', 'the result as one JSON document')
    .option('--ndjson', 'each finding as one line of JSON, then a summary')
    .action(async (paths: string[], flags: ReplayFlags) => run(paths, flags, session));
}

async function run(paths: readonly string[], flags: ReplayFlags, session: Session): Promise<void> {
  const [{ replay }, { readTopology }] = await Promise.all([
    import('../app/replay.ts'),
    import('../app/topology-of.ts'),
  ]);
  const topology = flags.topology === undefined ? undefined : readTopology([flags.topology]);
  const page = session.page(flags);
  const machine = flags.json === true || flags.ndjson === true;
  const said = new Map<string, number>();
  holdMemory();
  const result = await replay({
    ...inputOptions(paths, flags),
    ...{ detectors: flags.detectors, rules: flags.rules, noPacks: !flags.packs, speed: flags.speed },
    ...{ samples: flags.samples, topology },
    signal: session.signal,
    monotonic: () => performance.now(),
    wait: (ms) => sleep(ms, undefined, { signal: session.signal }).catch(() => {}),
    async onIncidents(incidents, at) {
      if (machine) return;
      for (const incident of incidents) {
        const height = incidentRank(incident);
        if (height < flags.minRank || (said.get(incident.id) ?? Number.NEGATIVE_INFINITY) >= height) continue;
        const again = said.has(incident.id);
        said.set(incident.id, height);
        await session.print(incidentLine(incident, { at, page, again }));
      }
    },
  });
  if (flags.json) await session.print(scanJson(result, flags.top));
  else if (flags.ndjson) await session.print(scanNdjson(result, { top: flags.top, quiet: false }));
  else {
    if (said.size > 0) await session.print('\n');
    await session.print(renderScan(result, { page, top: flags.top }));
  }
  for (const note of result.notes) session.note(note);
}

/** When it would have been said, and what. */
function incidentLine(
  { id, headline }: Incident,
  { at, page, again }: { at: number; page: Page; again: boolean },
): string {
  const time = page.paint.quiet(moment(at, page.timeZone));
  return `${time}  ${escapeForTerminal(`${again ? 'worse: ' : ''}${headline}`)} ${page.paint.quiet(id.slice(0, 8))}\n`;
}

function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (text.trim() !== '' && speed > 0 && Number.isFinite(speed)) return speed;
  throw usage(`--speed wants a number above 0, such as 60, or max; got ${JSON.stringify(text)}`);
}

function parseRank(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw usage(`--min-rank wants a number, such as ${PAGE_LINE}; got ${JSON.stringify(text)}`);
}
