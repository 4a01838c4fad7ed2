import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SourceText } from './code-text.ts';

/** Folder of the repository. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Files of some folders of the repository whose names match, sorted by path; absent folders hold none. */
export function readFiles(folders: readonly string[], names = /\.[cm]?[jt]sx?$/): SourceText[] {
  return folders
    .flatMap((folder) =>
      ifThere(() => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }), []).map(
        (name) => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => names.test(path) && !path.includes('node_modules'))
    .flatMap((path) => ifThere(() => [{ path, text: readFileSync(join(ROOT, path), 'utf8') }], []))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file that somebody removes while we look is not our concern. */
function ifThere<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
