import type { Command } from 'commander';
import { LogsiftError } from '../core/errors.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

/** `logsift reload`: the running logsift reads its configuration again. */
export function reloadCommand(command: Command, session: Session): Command {
  return addConfigOptions(
    command.description('check the configuration, then let the running logsift read it again (SIGHUP)'),
  ).action(async (flags: ConfigFlags) => {
    const { loadWithTopology } = await import('../app/topology-of.ts');
    const { listRules } = await import('../app/rules.ts');
    const { lockHolder } = await import('../store/lock-holder.ts');
    // What is wrong is said here, where somebody looks; the running one would keep what it has.
    const { config } = loadWithTopology(configRequest(flags));
    listRules({ files: config.rules.files, noPacks: !config.rules.packs });
    const { folder } = config.state;
    const pid = holderOf(folder, lockHolder);
    if (pid === null) throw notRunning(`no logsift is at work on ${folder}`);
    signal(pid);
    session.note(`process ${pid} reads its configuration again; its log says what came of it`);
    session.finish(0);
  });
}

function holderOf(folder: string, lockHolder: (folder: string) => number | null): number | null {
  try {
    return lockHolder(folder);
  } catch (error) {
    const reason = (error as Error).message;
    throw new LogsiftError('STATE_FILE', `cannot look into the state folder ${folder}: ${reason}`, {
      cause: error,
    });
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGHUP');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM')
      throw usage(`process ${pid} is of another user: run it with sudo`);
    throw notRunning(`process ${pid} has just ended`);
  }
}

function notRunning(what: string): LogsiftError {
  const fix = 'name its folder with --state; a service is told by: sudo systemctl reload logsift';
  return new LogsiftError('NOT_RUNNING', `${what}: ${fix}`);
}
