import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { configFolders } from '../config/places.ts';
import { configContext } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

/** A service reads it as a user of its own; secrets stand in files beside it. */
const MODE = 0o644;

/** `logsift init`: a commented configuration to begin with. */
export function initCommand(command: Command, session: Session): Command {
  return command
    .argument('[file]', 'where to write it, - for standard output (default: the usual place)')
    .description('write a commented configuration for what is found on this machine')
    .option('--force', 'replace a file that is there already')
    .action(async (file: string | undefined, flags: { readonly force?: boolean }) => {
      const { machineInputs } = await import('../app/machine-inputs.ts');
      const { portsInUse } = await import('../app/ports-in-use.ts');
      const { starterConfig } = await import('../app/starter-config.ts');
      const inputs = machineInputs();
      const text = starterConfig({ hostname: hostname(), inputs, ports: portsInUse() });
      if (file === '-') await session.print(text);
      else {
        const path = file ?? usualPlace();
        write(path, text, flags.force === true);
        session.note(`wrote ${path}; see what holds with: logsift config print --effective`);
        for (const note of inputs.notes) session.note(note);
      }
      session.finish(0);
    });
}

/** The system's for root, else the person's own. */
function usualPlace(): string {
  const context = configContext();
  const [system, own] = configFolders(context) as [string, string];
  return join(context.root ? system : own, 'logsift.yaml');
}

function write(path: string, text: string, force: boolean): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (!force) writeFileSync(path, text, { flag: 'wx', mode: MODE });
    else {
      writeFileSync(draft, text, { mode: MODE });
      try {
        renameSync(draft, path);
      } catch (error) {
        rmSync(draft);
        throw error;
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A file where a folder should be says the same.
    if (code === 'EEXIST' && existsSync(path))
      throw usage(`${path} is there already: name another file, or replace it with --force`);
    throw usage(`${path} cannot be written (${code}): name a file in a folder of yours, or run it with sudo`);
  }
}
