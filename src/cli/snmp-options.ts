import type { Command } from 'commander';
import type { DiscoverTarget } from '../app/discover.ts';
import { snmpUser } from '../sources/snmp-user-option.ts';
import { usage } from './input-options.ts';

/** Options that say who asks, as commander hands them over. */
export interface SnmpFlags {
  readonly communityFile?: string;
  readonly user?: string;
  readonly auth?: string;
  readonly authPasswordFile?: string;
  readonly privacy?: string;
  readonly privacyPasswordFile?: string;
}

/** Adds options that say who asks. Secrets come from files and variables alone, as everybody sees arguments. */
export function addSnmpOptions(command: Command): Command {
  return command
    .option('--community-file <file>', 'holds the word of version 2c (also: SNMP_COMMUNITY)')
    .option('--user <name>', 'asks by version 3 as this user')
    .option('--auth <protocol>', 'how the user proves who it is: sha, sha256, …')
    .option('--auth-password-file <file>', 'holds its password (also: SNMP_AUTH_PASSWORD)')
    .option('--privacy <protocol>', 'how it is encrypted: aes, …')
    .option('--privacy-password-file <file>', 'holds that password (also: SNMP_PRIVACY_PASSWORD)');
}

/** Who asks, as flags and variables say; null where they do not. Throws USAGE. */
export function credentialsOf(
  flags: SnmpFlags,
  env: NodeJS.ProcessEnv,
  read: (file: string) => string,
): DiscoverTarget['credentials'] | null {
  const secret = (file: string | undefined, variable: string) =>
    file === undefined ? env[variable] || undefined : firstLine(file, read);
  if (flags.user === undefined) {
    const v3 = ['auth', 'authPasswordFile', 'privacy', 'privacyPasswordFile'] as const;
    if (v3.some((flag) => flags[flag] !== undefined)) throw usage('--auth and --privacy are for a --user');
    const community = secret(flags.communityFile, 'SNMP_COMMUNITY');
    return community === undefined ? null : { version: '2c', community };
  }
  const { user: name, auth, privacy } = flags;
  const authPassword = auth === undefined ? undefined : secret(flags.authPasswordFile, 'SNMP_AUTH_PASSWORD');
  const password =
    privacy === undefined ? undefined : secret(flags.privacyPasswordFile, 'SNMP_PRIVACY_PASSWORD');
  const given = {
    ...{ name, ...(auth === undefined ? {} : { auth }), ...(privacy === undefined ? {} : { privacy }) },
    ...(authPassword === undefined ? {} : { auth_password: authPassword }),
    ...(password === undefined ? {} : { privacy_password: password }),
  };
  const checked = snmpUser.safeParse(given);
  if (checked.success) return { version: '3', user: checked.data };
  const [issue] = checked.error.issues;
  const key = issue!.path.join('.').replaceAll('_', '-');
  throw usage(`--user ${name}: ${key} ${issue!.message}`);
}

function firstLine(file: string, read: (file: string) => string): string {
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    throw usage(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const line = text.split('\n')[0]!.trim();
  if (line === '') throw usage(`${file} is empty; wanted a secret in its first line`);
  return line;
}
