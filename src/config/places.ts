import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './text-values.ts';

/** Where configuration is looked for. */
export interface Places {
  readonly env: Environment;
  readonly home: string;
  /** `/etc` unless told otherwise. */
  readonly etc?: string;
}

/**
 * Files that exist, the weakest first: `/etc/logsift/logsift.yaml`, `/etc/logsift/conf.d/*.yaml` in the order of
 * their names, then the same of `$XDG_CONFIG_HOME/logsift` (`~/.config/logsift`). A relative XDG_CONFIG_HOME is
 * ignored, as the XDG Base Directory Specification 0.8 asks.
 */
export function configFiles(places: Places): string[] {
  return configFolders(places).flatMap((folder) => {
    const parts = join(folder, 'conf.d');
    return [
      ...(isThere(join(folder, 'logsift.yaml')) ? [join(folder, 'logsift.yaml')] : []),
      ...namesIn(parts)
        .filter((name) => /^[^.].*\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(parts, name)),
    ];
  });
}

/** The folders of those files, the weakest first. */
export function configFolders({ env, home, etc = '/etc' }: Places): string[] {
  const given = env.XDG_CONFIG_HOME;
  const own = given !== undefined && isAbsolute(given) ? given : join(home, '.config');
  return [join(etc, 'logsift'), join(own, 'logsift')];
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    // What is there and closed to us is reported when it is read.
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
