/** What an error of Redis or of the connection means. */
export interface Diagnosis {
  /** For a person. */
  readonly text: string;
  /** Trying again does not help before somebody mended it. */
  readonly fatal: boolean;
  /** Another connection may help: the master is another one by now. */
  readonly reconnect: boolean;
}

type Kind = Pick<Diagnosis, 'fatal' | 'reconnect'> & { readonly says: (message: string) => string };

const PASSING = { fatal: false, reconnect: false };
const STALE = { fatal: false, reconnect: true };
const FATAL = { fatal: true, reconnect: true };

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [
    /WRONGPASS|invalid (?:username|password)/,
    {
      ...FATAL,
      says: () => 'refuses user or password: set `bus.username` and `bus.password` to what it has',
    },
  ],
  [
    /NOAUTH|HELLO must be called/,
    {
      ...FATAL,
      says: () => 'wants a password: set `bus.password` (and `bus.username` for a user of its ACL)',
    },
  ],
  [
    /NOPERM|ACL failure/,
    { ...FATAL, says: (message) => `forbids ${forbidden(message)}: see "Permissions" in buses.md` },
  ],
  [
    /WRONGTYPE/,
    {
      ...PASSING,
      fatal: true,
      says: () => 'has something else under a key of ours: set another `bus.prefix`, or delete that key',
    },
  ],
  [
    /DB index is out of range|invalid DB index/,
    { ...FATAL, says: () => 'has no database of that number: set another `bus.db`' },
  ],
  [
    /^READONLY|can't write against a read only/,
    { ...STALE, says: () => 'is a replica and takes nothing (READONLY)' },
  ],
  [/^LOADING/, { ...PASSING, says: () => 'is still reading its data (LOADING)' }],
  [
    /^OOM|command not allowed when used memory/,
    { ...PASSING, says: () => 'is full (OOM): give it more `maxmemory`, or let readers catch up' },
  ],
  [
    /^MISCONF/,
    { ...PASSING, says: () => 'takes nothing as it cannot save (MISCONF): look at its log and its disk' },
  ],
  [/^MASTERDOWN/, { ...STALE, says: () => 'is a replica without its master (MASTERDOWN)' }],
  [/^NOREPLICAS/, { ...PASSING, says: () => 'has not enough replicas to take anything (NOREPLICAS)' }],
  [/^BUSY /, { ...PASSING, says: () => 'is busy with a script (BUSY)' }],
];

/** What became of a command, in words that follow `Redis at …`. */
export function diagnose(error: unknown): Diagnosis {
  const { message, previous } = parts(error);
  const all = `${message}\n${previous}`;
  for (const [pattern, { fatal, reconnect, says }] of KINDS) {
    const found = pattern.exec(message) ?? pattern.exec(previous);
    if (found !== null) return { fatal, reconnect, text: says(all) };
  }
  const words = message
    .split('\n')[0]!
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 200);
  return { ...PASSING, text: `does not answer: ${words}` };
}

/** A command that had no answer as its connection ended, or as there was none. */
export function isSevered(error: unknown): boolean {
  return /Connection is closed|isn't writeable|connection close|ECONN|EPIPE/i.test(parts(error).message);
}

/** The command that is missing, or that it is about keys. */
function forbidden(message: string): string {
  const command = /run the '([\w|]+)' command/.exec(message)?.[1];
  return command === undefined ? 'keys that begin with our prefix' : `the command ${command.toUpperCase()}`;
}

/** A transaction that was refused names what it was refused for in errors of its commands. */
function parts(error: unknown): { readonly message: string; readonly previous: string } {
  if (!(error instanceof Error)) return { message: String(error), previous: '' };
  const { previousErrors = [] } = error as Error & { previousErrors?: readonly Error[] };
  return { message: error.message, previous: previousErrors.map((one) => one.message).join('\n') };
}
