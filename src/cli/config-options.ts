import { homedir, hostname } from 'node:os';
import type { Command } from 'commander';
import type { ConfigContext, ConfigRequest } from '../app/config.ts';
import { collected } from './input-options.ts';

/** Options of every command that has a configuration, as commander hands them over. */
export interface ConfigFlags {
  readonly config?: readonly string[];
  readonly set?: readonly string[];
  readonly state?: string;
}

/** Adds the options of every command that has a configuration. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'this file instead of the usual ones; may be given again', collected)
    .option('--set <key=value>', 'a setting, such as http.listen=:8514; may be given again', collected)
    .option('--state <folder>', 'where everything learnt is kept; short for --set state.folder=');
}

/** What `loadConfig` wants of these flags and this process. */
export function configRequest(flags: ConfigFlags): ConfigRequest {
  const state = flags.state === undefined ? [] : [`state.folder=${flags.state}`];
  const files = flags.config === undefined ? {} : { files: flags.config };
  return { ...configContext(), ...files, set: [...(flags.set ?? []), ...state] };
}

/** This process, as far as a configuration depends on it. */
export function configContext(): ConfigContext {
  return { env: process.env, home: homedir(), hostname: hostname(), root: process.geteuid?.() === 0 };
}
