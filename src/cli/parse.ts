import { type Command, Option } from 'commander';
import type { EventJson } from '../core/event.ts';
import { type CsvValue, csvRecord } from '../kit/csv.ts';
import { coverage } from '../report/summary.ts';
import { addInputOptions, inputOptions, type RawInputOptions } from './input-options.ts';
import type { Session } from './session.ts';

/** Characters gathered before they are written: fewer, larger writes. */
const CHUNK = 1 << 16;

interface ParseFlags extends RawInputOptions {
  readonly fold: boolean;
  readonly csv?: boolean;
  readonly quiet?: boolean;
}

/** `logsift parse`: every event as one line of JSON, in the order of the inputs. */
export function parseCommand(command: Command, session: Session): Command {
  return addInputOptions(command)
    .argument('<path...>', 'files, globs, directories, - for standard input, or journal')
    .description('write every event as one line of JSON (or CSV), in the order of the inputs')
    .option('--no-fold', 'keep stack traces and continuation lines as events of their own')
    .addOption(new Option('--csv', 'comma-separated values with a header row (RFC 4180)'))
    .option('-q, --quiet', 'no notes')
    .action(async (paths: string[], flags: ParseFlags) => session.finish(await run(paths, flags, session)));
}

async function run(paths: readonly string[], flags: ParseFlags, session: Session): Promise<number> {
  const options = { ...inputOptions(paths, flags), fold: flags.fold, signal: session.signal };
  const { parseInputs } = await import('../app/parse.ts');
  const write = flags.csv ? (event: EventJson) => csvRecord(csvRow(event)) : jsonLine;
  const events = parseInputs(options);
  let chunk = flags.csv ? csvRecord(CSV_COLUMNS.map(([name]) => name)) : '';
  let step = await events.next();
  while (step.done !== true) {
    chunk += write(step.value.toJSON());
    if (chunk.length >= CHUNK) {
      const full = session.print(chunk);
      if (full !== undefined) await full;
      chunk = '';
    }
    step = await events.next();
  }
  await session.print(chunk);
  if (flags.quiet !== true)
    for (const note of [...step.value.notes, ...coverage(step.value)]) session.note(note);
  return 0;
}

function jsonLine(event: EventJson): string {
  return `${JSON.stringify(event)}\n`;
}

type Column = readonly [name: string, value: (event: EventJson) => CsvValue];

const CSV_COLUMNS: readonly Column[] = [
  ['time', (event) => event.time],
  ['received', (event) => event.received],
  ['host', (event) => event.host],
  ['app', (event) => event.app],
  ['pid', (event) => event.pid],
  ['msgid', (event) => event.msgid],
  ['facility', (event) => event.facility],
  ['severity', (event) => event.severity],
  ['format', (event) => event.format],
  ['template', (event) => event.template],
  ['templateText', (event) => event.templateText],
  ['message', (event) => event.message],
  ['fields', (event) => JSON.stringify(event.fields)],
  ['flags', (event) => event.flags.join(' ')],
  ['source', (event) => event.source],
  ['file', (event) => event.file],
  ['line', (event) => event.line],
  ['raw', (event) => event.raw],
];

function csvRow(event: EventJson): CsvValue[] {
  return CSV_COLUMNS.map(([, value]) => value(event));
}
