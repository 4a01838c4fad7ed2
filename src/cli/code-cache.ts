import { existsSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Keeps what Node.js compiles of this program in `$XDG_CACHE_HOME/logsift/code`, else `~/.cache/logsift/code`, so that
 * the next start takes half the time. Never in a folder for everybody, where another user could put code of his own.
 * Where nothing can be written nothing is kept. `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>>): void {
  try {
    const given = env.XDG_CACHE_HOME;
    let folder = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.cache');
    // One by one: where a parent cannot be made, Node.js 24 tries for ever to make all of them at once.
    for (const name of ['', 'logsift', 'code']) {
      folder = join(folder, name);
      if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    }
    enableCompileCache(folder);
  } catch {
    // No home, or one that may not be written to: the start takes a little longer.
  }
}
