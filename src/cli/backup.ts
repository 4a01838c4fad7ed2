import type { Command } from 'commander';
import { count } from '../core/words.ts';
import type { BackupResult } from '../store/backup.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import type { Session } from './session.ts';

interface BackupFlags extends ConfigFlags {
  readonly events: boolean;
}

/** `logsift backup`: everything learnt and stored as one file. */
export function backupCommand(command: Command, session: Session): Command {
  return addConfigOptions(
    command
      .argument('<file>', 'the file to write; one that is there is replaced once the new one is whole')
      .description('copy everything learnt and stored into one file, while logsift runs or not')
      .option('--no-events', 'without the kept events, which are most of it'),
  ).action(async (file: string, flags: BackupFlags) => {
    const { backup } = await import('../store/backup.ts');
    const folder = await folderOf(flags);
    const result = await backup({ folder, file, events: flags.events, now: Date.now() });
    session.note(`${file} holds ${sum(result)} of ${folder}`);
    session.finish(0);
  });
}

/** `logsift restore`: what a backup holds becomes the state again. */
export function restoreCommand(command: Command, session: Session): Command {
  return addConfigOptions(
    command
      .argument('<file>', 'what logsift backup wrote')
      .description('put a backup into the state folder; what is there is kept beside it'),
  ).action(async (file: string, flags: ConfigFlags) => {
    const { restore } = await import('../store/backup.ts');
    const folder = await folderOf(flags);
    const result = await restore(file, folder);
    const taken = new Date(result.taken).toISOString();
    session.note(`${folder} is as it was at ${taken}: ${sum(result)}`);
    for (const path of result.aside) session.note(`what was there before is now ${path}`);
    session.finish(0);
  });
}

async function folderOf(flags: ConfigFlags): Promise<string> {
  const { loadConfig } = await import('../app/config.ts');
  return loadConfig(configRequest(flags)).config.state.folder;
}

function sum({ files }: BackupResult): string {
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  return `${count(files.length, 'file')} (${(bytes / 1e6).toFixed(1)} MB)`;
}
