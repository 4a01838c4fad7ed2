import type { Command } from 'commander';
import { holdMemory } from '../app/memory.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import { PatientOutput } from './patient-output.ts';
import type { Session } from './session.ts';
import { version } from './version.ts';

/** Ms that the last words wait to be read. */
const SLOW_READER = 1000;

/** `logsift run`: the daemon, in the foreground. */
export function runCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('read logs as they are written, learn, and say when something does not fit')
    .option(
      '--role <roles>',
      'what this process does as one of several that share a bus: collect, filter, detect, decide, serve, or several of them',
      'all',
    )
    .action(async (flags: RunFlags) => start(flags, session));
}

interface RunFlags extends ConfigFlags {
  readonly role: string;
}

async function start(flags: RunFlags, session: Session): Promise<void> {
  const [{ loadWithTopology }, { run }, { ownLog }, { writtenOf }, { rolesIn }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../app/run.ts'),
    import('../app/own-log.ts'),
    import('../app/web/link.ts'),
    import('../app/cluster/roles.ts'),
  ]);
  const roles = rolesIn(flags.role);
  const loaded = loadWithTopology(configRequest(flags));
  const { config, notes } = loaded;
  const log = ownLog(config.log.level, new PatientOutput(process.stderr));
  const output = new PatientOutput(process.stdout);
  for (const note of notes) log.warn(note);
  if (roles !== null && config.bus === undefined)
    throw usage(`--role ${flags.role} needs a \`bus:\` in the configuration: what roles talk over`);
  if (roles === null && config.bus !== undefined)
    log.warn(
      'the configuration has a `bus:`, which is not used: without --role this process does everything',
    );
  holdMemory();
  session.runsUntilStopped({ unread: true });
  await run({
    ...{ config, roles, log, version: version(), env: process.env, signal: session.signal },
    written: writtenOf(loaded),
    stdout: (text) => output.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
    reload: () => loadWithTopology(configRequest(flags)),
    onReload: (reload) => process.on('SIGHUP', reload),
  });
  // Whoever reads may stand still for ever; what ends does not wait for that.
  if (!(await output.drained(SLOW_READER))) process.exit(session.exitCode);
}
