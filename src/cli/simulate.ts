import { closeSync, futimesSync, openSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { grouped } from '../core/words.ts';
import { nearest } from '../kit/nearest.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';
import type { Labels, SimulateOptions, Simulation } from '../simulate/index.ts';
import { WIRE_FORMATS, type WireFormat } from '../simulate/wire.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

/** Characters gathered before they are written. */
const CHUNK = 1 << 16;

interface SimulateFlags {
  readonly duration?: number;
  readonly rate?: number;
  readonly hosts?: number;
  readonly seed?: number;
  readonly start?: string;
  readonly timeZone?: string;
  readonly format: WireFormat;
  readonly scenario?: readonly string[];
  readonly at?: string;
  readonly out?: string;
  readonly labels?: string;
  readonly samples?: string;
  readonly topology?: string;
  readonly list?: boolean;
  readonly quiet?: boolean;
}

/** `logsift simulate`: the log of a small network that does not exist, with what was planted in it. */
export function simulateCommand(command: Command, session: Session): Command {
  return command
    .description(
      'make the log of a small network, with incidents planted in it; the same options, the same bytes',
    )
    .option('--duration <time>', 'how long the log is: 7d (the default), 12h, 90m', parseDuration)
    .option('--rate <n>', 'lines per second of the whole network (default: 2)', numberOf('--rate'))
    .option('--hosts <n>', 'machines, from 14 on (default: 30)', numberOf('--hosts'))
    .option('--seed <n>', 'another number, another log (default: 1)', numberOf('--seed'))
    .option('--start <time>', 'when the log begins (default: a Tuesday in October 2026)')
    .option('--time-zone <name>', 'zone of the network (default: UTC)')
    .addOption(
      new Option('--format <name>', 'each machine as it writes, or all of them as one relay hands them on')
        .choices(WIRE_FORMATS)
        .default('mixed')
        .argParser(parseFormat),
    )
    .option('--scenario <name>', 'plant this, see --list; may be given more than once', collect)
    .option('--at <time>', 'when what is planted begins: a time, or +5d3h from the start')
    .option('--out <file>', 'write to a file; its time becomes that of its last line')
    .option('--labels <file>', 'write what was planted, and where, as JSON')
    .option('--samples <file>', 'write what polled devices answer, as lines of JSON (OTLP)')
    .option('--topology <file>', 'write where the machines are and what hangs on what, as YAML')
    .option('--list', 'list what can be planted')
    .option('-q, --quiet', 'no notes')
    .action(async (flags: SimulateFlags) => session.finish(await run(flags, session)));
}

async function run(flags: SimulateFlags, session: Session): Promise<number> {
  const { scenarios, simulate } = await import('../simulate/index.ts');
  if (flags.list) {
    const width = Math.max(...scenarios.map(({ name }) => name.length));
    const rows = scenarios.map((scenario) => {
      const kind = scenario.harmless ? 'harmless' : 'incident';
      return `${scenario.name.padEnd(width)}  ${kind}  ${scenario.describe}\n`;
    });
    await session.print(rows.join(''));
    return 0;
  }
  const names = scenarios.map(({ name }) => name);
  for (const name of flags.scenario ?? []) if (!names.includes(name)) throw unknownScenario(name, names);
  refuseSame(flags);
  const simulation = simulate(optionsOf(flags));
  // All are opened first: a wrong path is found out before the work is done.
  const open = (name: FileFlag) => {
    const path = flags[name];
    return path === undefined ? null : openForWriting(`--${name}`, path);
  };
  const [labels, out, samples, topology] = [open('labels'), open('out'), open('samples'), open('topology')];
  try {
    if (topology !== null) writeFileSync(topology, simulation.topology());
    await write(simulation, out, session);
    if (samples !== null) await writeLines(simulation.sampleLines(), samples, session);
    const truth = simulation.labels();
    if (labels !== null) writeFileSync(labels, `${JSON.stringify(truth, null, 2)}\n`);
    if (flags.quiet !== true && !session.signal.aborted) remark(truth, session);
    return 0;
  } finally {
    for (const file of [labels, out, samples, topology]) if (file !== null) closeSync(file);
  }
}

type FileFlag = 'out' | 'labels' | 'samples' | 'topology';

/** Each is written to a file of its own. */
function refuseSame(flags: SimulateFlags): void {
  const used = new Map<string, FileFlag>();
  for (const name of ['out', 'labels', 'samples', 'topology'] as const) {
    const path = flags[name];
    if (path === undefined) continue;
    const other = used.get(resolve(path));
    if (other === undefined) used.set(resolve(path), name);
    else throw usage(`--${other} and --${name} are the same file, ${flags[other]}; they want one each`);
  }
}

async function writeLines(lines: Iterable<string>, file: number, session: Session): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    writeFileSync(file, chunk);
    chunk = '';
    await setImmediate();
    if (session.signal.aborted) break;
  }
  writeFileSync(file, chunk);
}

/** Hands the lines on, no faster than they are taken. */
async function write(simulation: Simulation, out: number | null, session: Session): Promise<void> {
  let chunk = '';
  let last = simulation.settings.start;
  for (const { text, time } of simulation.events()) {
    chunk += `${text}\n`;
    last = time;
    if (chunk.length < CHUNK) continue;
    if (out === null) await session.print(chunk);
    else {
      writeFileSync(out, chunk);
      await setImmediate();
    }
    chunk = '';
    if (session.signal.aborted) break;
  }
  if (out === null) await session.print(chunk);
  else {
    writeFileSync(out, chunk);
    // Lines without a year are read against the time of their file.
    futimesSync(out, last / 1000, last / 1000);
  }
}

function remark({ lines, planted, start, end }: Labels, session: Session): void {
  session.note(`${grouped(lines)} lines from ${start.slice(0, 16)} to ${end.slice(0, 16)} UTC`);
  for (const { kind, harmless, summary, firstSymptom } of planted) {
    const line = firstSymptom.line === null ? 'by silence' : `from line ${grouped(firstSymptom.line)} on`;
    const time = firstSymptom.time.slice(0, 19);
    session.note(`planted ${kind}${harmless ? ' (harmless)' : ''}, ${time} UTC, ${line}: ${summary}`);
  }
}

function optionsOf(flags: SimulateFlags): SimulateOptions {
  const { duration, rate, hosts, seed, timeZone, format, scenario, start, at } = flags;
  const zone = timeZone === undefined ? {} : { timeZone };
  return {
    ...(duration === undefined ? {} : { duration }),
    ...(rate === undefined ? {} : { rate }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(seed === undefined ? {} : { seed }),
    ...(start === undefined ? {} : { start: timeOf('--start', start, { now: Date.now(), ...zone }) }),
    ...zone,
    format,
    ...(scenario === undefined ? {} : { scenarios: scenario }),
    // `+2d` counts from the beginning, which what is planted may decide.
    ...(at === undefined
      ? {}
      : { at: (from) => timeOf('--at', at, { now: from.start, timeZone: from.timeZone }) }),
  };
}

function timeOf(option: string, text: string, context: { now: number; timeZone?: string }): number {
  const epoch = parseTimeExpression(text, context);
  if (epoch === null)
    throw usage(`${option} wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(text)}`);
  return epoch;
}

/** `7d`, `12h`, `1h30m` in ms. */
function parseDuration(text: string): number {
  const ms = /^\d/.test(text) ? parseTimeExpression(`+${text}`, { now: 0 }) : null;
  if (ms === null)
    throw usage(`--duration wants a length such as 7d, 12h or 90m; got ${JSON.stringify(text)}`);
  return ms;
}

function numberOf(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) {
      throw usage(`${option} wants a number; got ${JSON.stringify(text)}`);
    }
    return value;
  };
}

function parseFormat(text: string): WireFormat {
  const format = WIRE_FORMATS.find((name) => name === text);
  if (format === undefined)
    throw usage(`--format wants one of ${WIRE_FORMATS.join(', ')}; got ${JSON.stringify(text)}`);
  return format;
}

function collect(name: string, before: readonly string[] = []): string[] {
  return [...before, name];
}

function unknownScenario(name: string, names: readonly string[]): Error {
  const meant = nearest(name, names);
  const hint = meant === null ? `one of ${names.join(', ')}` : `did you mean ${meant}?`;
  return usage(`--scenario does not know ${JSON.stringify(name)}: ${hint}`);
}

function openForWriting(option: string, path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw usage(`${option} wants a file that can be written: ${(error as Error).message}`);
  }
}
