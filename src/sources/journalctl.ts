import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LogsiftError } from '../core/errors.ts';
import type { Pass } from './line-source.ts';

/** Which journal; the machine's own when all is absent. */
export interface JournalPlace {
  /** A journal file (or a glob of them), as journalctl's --file. */
  readonly file?: string;
  /** A directory of journal files, as journalctl's --directory. */
  readonly directory?: string;
  /** The program to run, `journalctl` when absent. */
  readonly command?: string;
}

const GROUP = 'join group systemd-journal: sudo usermod -aG systemd-journal $USER, then log in again';

/** journalctl's arguments for a place. */
export function placeArgs(place: JournalPlace): string[] {
  const args: string[] = [];
  if (place.file !== undefined) args.push(`--file=${place.file}`);
  if (place.directory !== undefined) args.push(`--directory=${place.directory}`);
  return args;
}

/**
 * What journalctl prints. Run without a shell; text of the user is only ever the second half of `--option=text`.
 * Fails with INPUT_TOOL_MISSING, or INPUT_UNREADABLE in journalctl's own words.
 */
export async function* journalctl(
  args: readonly string[],
  pass: Pick<Pass, 'signal' | 'note'>,
  place: JournalPlace,
): AsyncGenerator<Uint8Array> {
  const command = place.command ?? 'journalctl';
  const env = { ...process.env, LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' };
  const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 2000);
  });
  const ended = once(child, 'close').then(
    ([status]: number[]) => status ?? null,
    (error: Error) => error,
  );
  const stop = () => void child.kill();
  pass.signal.addEventListener('abort', stop, { once: true });
  if (pass.signal.aborted) stop();
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const status = await ended;
    if (pass.signal.aborted) return;
    if (status instanceof Error) throw journalNotRun(command, status);
    if (status !== 0) throw journalFailure(status, said, place);
    if (said.includes('not seeing messages from other users')) {
      pass.note(`of the journal only entries of your own user were read: ${GROUP}`);
    } else if (said.trim() !== '' && !said.includes('No journal files')) {
      pass.note(`journalctl says: ${firstLine(said)}`);
    }
  } finally {
    pass.signal.removeEventListener('abort', stop);
    child.kill();
    await ended;
  }
}

/** True when there is at least one entry that may be read. */
export async function hasJournal(place: JournalPlace = {}): Promise<boolean> {
  const stop = new AbortController();
  // A journal on a dying disk must not keep everything else from being read.
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]);
  const args = [...placeArgs(place), '--lines=1', '--output=json', '--no-pager', '--quiet'];
  try {
    for await (const chunk of journalctl(args, { signal, note: () => {} }, place)) {
      if (chunk.includes(0x7b)) return true;
    }
  } catch {
    // Whatever the reason, there is nothing to read.
  }
  return false;
}

/** There is no entry to read at all. */
export function noJournal(place: JournalPlace): LogsiftError {
  if (place.file !== undefined || place.directory !== undefined) {
    return new LogsiftError(
      'INPUT_UNREADABLE',
      `there is no journal entry in ${place.file ?? place.directory}`,
    );
  }
  const root = process.geteuid?.() === 0;
  const hint = root
    ? 'this machine keeps none (logs may be in /var/log)'
    : `there is none, or it is closed to you: ${GROUP}`;
  return new LogsiftError('INPUT_UNREADABLE', `the journal holds no entry you may read: ${hint}`);
}

/** The program is not there, or cannot be run. */
export function journalNotRun(command: string, error: Error): LogsiftError {
  const code = (error as NodeJS.ErrnoException).code ?? error.message;
  const what = `the journal is read with the program ${command}, which cannot be run (${code})`;
  const fix =
    'on a machine with systemd: sudo apt-get install systemd; elsewhere, scan files such as /var/log';
  return new LogsiftError('INPUT_TOOL_MISSING', `${what}: ${fix}`, { cause: error });
}

/** The program ended with a failure. */
export function journalFailure(status: number | null, said: string, place: JournalPlace): LogsiftError {
  if (/No journal files were found/.test(said)) return noJournal(place);
  const words = firstLine(said) || (status === null ? 'it was killed' : `exit status ${status}`);
  const fix = /permission/i.test(said) ? `: ${GROUP}` : '';
  return new LogsiftError('INPUT_UNREADABLE', `journalctl could not read the journal (${words})${fix}`);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!.slice(0, 300);
}
