import { isAbsolute, join } from 'node:path';

/**
 * Where logsift keeps what it learnt: `$XDG_STATE_HOME/logsift`, else `~/.local/state/logsift`. A relative
 * XDG_STATE_HOME is ignored, as the XDG Base Directory Specification 0.8 asks.
 */
export function stateFolder(env: { readonly [name: string]: string | undefined }, home: string): string {
  const given = env.XDG_STATE_HOME;
  const state = given !== undefined && isAbsolute(given) ? given : join(home, '.local', 'state');
  return join(state, 'logsift');
}
