import { type Command, Option } from 'commander';
import { renderSessions } from '../report/sessions.ts';
import { addInputOptions, collected, inputOptions, parseTop, type RawInputOptions } from './input-options.ts';
import type { Session } from './session.ts';

const TOP = 10;

interface SessionsFlags extends RawInputOptions {
  readonly session: string;
  readonly train?: readonly string[];
  readonly training?: 'clean' | 'mixed';
  readonly top: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `logsift sessions`: lines that belong together by an id, and which of these groups do not fit. */
export function sessionsCommand(command: Command, session: Session): Command {
  const training = new Option('--training <kind>', 'whether odd sessions may be among those learnt from');
  return addInputOptions(command)
    .argument('<path...>', 'files, globs, directories, - for standard input, or journal')
    .description('put lines together by an id they carry, and show which of these sessions do not fit')
    .requiredOption(
      '--session <regex>',
      'what finds the id in a line: its first group, or all that it matches',
    )
    .option('--train <path>', 'learn from these logs instead of from the rest; may be given again', collected)
    .addOption(training.choices(['clean', 'mixed']))
    .option('--top <n>', 'sessions shown at most, the oddest first, or all', parseTop, TOP)
    .option('--json', 'the result as one JSON document')
    .option('-q, --quiet', 'no notes')
    .action(async (paths: string[], flags: SessionsFlags) =>
      session.finish(await run(paths, flags, session)),
    );
}

async function run(paths: readonly string[], flags: SessionsFlags, session: Session): Promise<number> {
  const { train, training, top } = flags;
  const { oddSessions } = await import('../app/sessions.ts');
  const result = await oddSessions({
    ...inputOptions(paths, flags),
    session: flags.session,
    ...(train === undefined ? {} : { train }),
    ...(training === undefined ? {} : { training }),
    signal: session.signal,
  });
  if (flags.json) {
    const { odd, ...rest } = result;
    const more = Math.max(0, odd.length - top);
    const document = { schemaVersion: 1, odd: odd.slice(0, top), more, ...rest };
    await session.print(`${JSON.stringify(document, null, 2)}\n`);
  } else await session.print(renderSessions(result, { page: session.page(flags), top }));
  if (flags.quiet !== true) for (const note of result.notes) session.note(note);
  return 0;
}
