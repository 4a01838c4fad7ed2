import type { Command } from 'commander';
import { renderExplanation } from '../report/explanation.ts';
import { formatOption, usage } from './input-options.ts';
import type { Session } from './session.ts';

/** Bytes of standard input that are looked at: explaining is for a handful of lines. */
const MAX_BYTES = 1 << 16;

interface ExplainFlags {
  readonly format?: string;
  readonly timeZone?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift explain`: what each step makes of a line. */
export function explainCommand(command: Command, session: Session): Command {
  return command
    .argument('<line>', 'the line, in quotes, or - to read lines from standard input')
    .description('show what each step makes of a line: format, header, message, kind of line')
    .addOption(formatOption())
    .option('--time-zone <name>', 'zone of times that carry none, and of the times shown (default: local)')
    .option('--json', 'each explanation as one line of JSON')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (line: string, flags: ExplainFlags) => session.finish(await run(line, flags, session)));
}

async function run(argument: string, flags: ExplainFlags, session: Session): Promise<number> {
  const lines = argument === '-' ? await linesOfStdin(session) : [argument];
  if (lines.length === 0) throw usage('explain wants a line; standard input holds none');
  const { explainLines } = await import('../app/explain.ts');
  const { format, timeZone } = flags;
  const explanations = explainLines(lines, {
    ...(format === undefined ? {} : { format }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const page = session.page(flags);
  const texts = explanations.map((explanation) =>
    flags.json ? `${JSON.stringify(explanation)}\n` : renderExplanation(explanation, page),
  );
  await session.print(texts.join(flags.json ? '' : '\n'));
  return 0;
}

async function linesOfStdin(session: Session): Promise<string[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES || session.signal.aborted) break;
  }
  const text = Buffer.concat(chunks).toString('utf8', 0, MAX_BYTES);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (bytes <= MAX_BYTES) return lines;
  session.note(`only the first ${MAX_BYTES} bytes of standard input are explained; use parse for whole logs`);
  return lines.slice(0, Math.max(1, lines.length - 1));
}
