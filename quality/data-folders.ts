import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the folders in `dataDir` whose name begins with `prefix`, sorted; throws when `dataDir` is not there. */
export function dataFolders(dataDir: string, prefix: string): string[] {
  return readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.name.startsWith(prefix) && (entry.isDirectory() || entry.isSymbolicLink()))
    .map((entry) => join(dataDir, entry.name))
    .sort();
}
