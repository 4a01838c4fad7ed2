import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Discovery } from '../core/discovery.ts';
import { LogsiftError } from '../core/errors.ts';

/** A service reads it as a user of its own; there is no secret in it. */
const MODE = 0o644;

/** Writes what was offered, as a whole or not at all. Throws USAGE when the file was changed meanwhile, or cannot be written. */
export function writeTopology({ file, before, after }: Pick<Discovery, 'file' | 'before' | 'after'>): void {
  if (textOf(file) !== before)
    throw new LogsiftError('USAGE', `${file} was changed meanwhile: nothing was written. Ask again.`);
  // A link stays one, and the rights of a file stay its.
  const path = statSync(file, { throwIfNoEntry: false }) === undefined ? file : realpathSync(file);
  const draft = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? MODE;
    writeFileSync(draft, after, { mode: mode & 0o777, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new LogsiftError(
      'USAGE',
      `${file} cannot be written (${code}): name another with --file, or run it with sudo`,
      {
        cause: error,
      },
    );
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
