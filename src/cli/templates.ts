import type { Command } from 'commander';
import { coverage } from '../report/summary.ts';
import { renderTemplates } from '../report/templates.ts';
import { addInputOptions, inputOptions, parseTop, type RawInputOptions } from './input-options.ts';
import type { Session } from './session.ts';

const TOP = 50;

interface TemplatesFlags extends RawInputOptions {
  readonly top: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `logsift templates`: the kinds of lines in logs. */
export function templatesCommand(command: Command, session: Session): Command {
  return addInputOptions(command)
    .argument('<path...>', 'files, globs, directories, - for standard input, or journal')
    .description('list the kinds of lines in logs: how often, when, and what stands in their slots')
    .option('--top <n>', 'kinds shown at most, the commonest first, or all', parseTop, TOP)
    .option('--json', 'the list as one JSON document')
    .option('-q, --quiet', 'no notes')
    .action(async (paths: string[], flags: TemplatesFlags) =>
      session.finish(await run(paths, flags, session)),
    );
}

async function run(paths: readonly string[], flags: TemplatesFlags, session: Session): Promise<number> {
  const options = { ...inputOptions(paths, flags), signal: session.signal };
  const { listTemplates } = await import('../app/templates.ts');
  const { templates, result } = await listTemplates(options);
  const { top } = flags;
  if (flags.json) {
    const more = Math.max(0, templates.length - top);
    const document = { schemaVersion: 1, templates: templates.slice(0, top), more, ...result };
    await session.print(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    await session.print(renderTemplates({ templates, ...result }, { page: session.page(flags), top }));
  }
  if (flags.quiet === true) return 0;
  for (const note of result.notes) session.note(note);
  if (flags.json) for (const sentence of coverage(result)) session.note(sentence);
  return 0;
}
