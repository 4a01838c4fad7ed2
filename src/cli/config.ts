import { Argument, type Command } from 'commander';
import type { LoadedConfig } from '../app/config.ts';
import type { LoadedNetwork } from '../app/topology-of.ts';
import { count } from '../core/words.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { addConfigOptions, type ConfigFlags, configContext, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface PrintFlags extends ConfigFlags {
  readonly effective?: boolean;
  readonly json?: boolean;
}

/** `logsift config`: what the configuration says, and whether it can be understood. */
export function configCommand(command: Command, session: Session): Command {
  return addConfigOptions(
    command
      .addArgument(new Argument('<what>', 'check, print or schema').choices(['check', 'print', 'schema']))
      .argument('[file...]', 'with check and print: these files instead of the usual ones')
      .description('check the configuration, print it, or print the JSON Schema of it'),
  )
    .option('--effective', 'with print: every value that holds, also those that nobody set')
    .option('--json', 'with print: as JSON')
    .action(async (what: string, files: string[], flags: PrintFlags) =>
      session.finish(await run({ what, files }, flags, session)),
    );
}

async function run(
  { what, files }: { what: string; files: readonly string[] },
  flags: PrintFlags,
  session: Session,
): Promise<number> {
  const { jsonSchemaOf } = await import('../app/config.ts');
  const { loadWithTopology } = await import('../app/topology-of.ts');
  if (what !== 'print' && (flags.effective === true || flags.json === true))
    throw usage(`--effective and --json are for config print, not for config ${what}`);
  if (what === 'schema') {
    if (files.length > 0) throw usage('config schema takes no file; did you mean config check?');
    await session.print(`${JSON.stringify(jsonSchemaOf(configContext()), null, 2)}\n`);
    return 0;
  }
  const request = configRequest({ ...flags, ...(files.length > 0 ? { config: files } : {}) });
  const loaded = loadWithTopology(request);
  for (const note of loaded.notes) session.note(note);
  if (what === 'check') await session.print(await checked(loaded));
  else await session.print(printed(loaded, flags));
  return 0;
}

/** Rules are read too: a pattern that is none must not be found out by a restart. */
async function checked({ config, files, topologyFiles }: LoadedNetwork): Promise<string> {
  const { listRules } = await import('../app/rules.ts');
  const rules = listRules({ files: config.rules.files, noPacks: !config.rules.packs });
  const read =
    files.length === 0 ? 'There is no file; what holds is the default' : `${files.join(', ')}: fine`;
  const { hosts = {}, patterns = [] } = config.topology.network ?? {};
  const known = `${count(Object.keys(hosts).length, 'host')}, ${count(patterns.length, 'pattern')}`;
  const network =
    topologyFiles.length === 0 ? '' : `${escapeForTerminal(topologyFiles.join(', '))}: fine (${known}).\n`;
  return `${escapeForTerminal(read)} (${count(rules.length, 'rule')}).\n${network}`;
}

function printed(loaded: LoadedConfig, { effective, json }: PrintFlags): string {
  const values = loaded.values().filter(({ from }) => effective === true || from !== 'default');
  if (json === true) return `${JSON.stringify({ schemaVersion: 1, values }, null, 2)}\n`;
  if (values.length === 0) return 'Nothing is set; logsift config print --effective shows what holds.\n';
  const lines = values.map(({ key, value, from }) => [`${key}: ${value}`, `# ${from}`] as const);
  const width = Math.min(60, Math.max(...lines.map(([text]) => text.length)));
  return lines.map(([text, from]) => `${escapeForTerminal(`${text.padEnd(width)}  ${from}`)}\n`).join('');
}
