import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { type SyslogDaemon, syslogDaemon } from './syslog-daemon.ts';

/** How a machine is looked at. */
export interface MachineLook {
  /** `/` unless told otherwise. */
  readonly root?: string;
  /** Whether this process may read a path. */
  readonly canRead?: (path: string) => boolean;
}

/** What there is to read on a machine when nobody says what. Paths are as the machine itself names them. */
export interface MachineInputs {
  readonly journal: 'readable' | 'closed' | 'none';
  /** Logs that hold what the journal does not, in the order of the alphabet. */
  readonly files: readonly string[];
  /** Paths and globs that are never to be read, files that do not exist yet among them. */
  readonly exclude: readonly string[];
  /** Logs that are not read, and why. */
  readonly left: readonly { readonly path: string; readonly reason: string }[];
  /** What a person should know, a sentence each: which group to join, and what is in no file that is read. */
  readonly notes: readonly string[];
}

const LOGS = '/var/log';
const MOST_FILES = 2000;
const DEEPEST = 3;
const CLOSED = 'no permission to read it';
/** Names by which syslog daemons write what their machine says (Debian, Red Hat, SUSE, Arch, Alpine). */
const USUAL_NAMES: readonly string[] = [
  ...['syslog', 'messages', 'auth.log', 'secure', 'kern.log', 'daemon.log', 'user.log', 'debug', 'cron'],
  ...['cron.log', 'lpr.log', 'maillog', 'mail', 'mail.log', 'mail.err', 'mail.warn', 'mail.info', 'boot.log'],
  ...['spooler', 'everything.log', 'errors.log', 'warn', 'localmessages', 'error', 'sys.log'],
].map((name) => `${LOGS}/${name}`);
/** Rotated and compressed copies, records and databases: no log that is being written as text. */
const NO_LOG =
  /(?:\.(?:gz|xz|zst|bz2|lz4|zip|old|bak|save|db|journal|tmp|swp|png|html|pid|lock|conf|list)|[.-]\d+|-\d{8}(?:-\d+)?|\.\d{4}-\d\d-\d\d|~)$|(?:^|\/)(?:wtmp|btmp|utmp|lastlog|faillog|tallylog|README|sa\d*|.*\.dat)$/;
const NO_FOLDERS = new Set([
  '/var/log/journal',
  '/var/log/installer',
  '/var/log/private',
  '/var/log/sysstat',
]);
const JOIN = 'then log in again';

/**
 * The journal, and those files of /var/log that hold something else, so that no line counts twice. While the journal
 * is read, the files that rsyslog or syslog-ng write are not, as they are fed by it; only what such a daemon takes
 * in otherwise and writes apart is. Without a journal, a file is left out when what goes there goes into a larger
 * one as well. The folder is only looked at; nothing here throws.
 */
export function machineInputs(look: MachineLook = {}): MachineInputs {
  const root = look.root ?? '/';
  const canRead = look.canRead ?? readable;
  const journal = journalOf(root, canRead);
  const daemon = syslogDaemon(root);
  const found = logsBelow(root, LOGS, 0);
  const twice = journal.state === 'readable' ? heldByJournal(root, daemon) : heldByAnother(daemon, found);
  const files: string[] = [];
  const left: { path: string; reason: string }[] = [];
  const closed: string[] = [];
  for (const path of found.sort()) {
    const reason = twice(path);
    if (reason !== null) left.push({ path, reason });
    else if (!canRead(join(root, path))) {
      closed.push(path);
      left.push({ path, reason: CLOSED });
    } else if (isText(join(root, path))) files.push(path);
  }
  const exclude = [...left.filter(({ reason }) => reason !== CLOSED).map(({ path }) => path)];
  if (journal.state === 'readable') exclude.push(...USUAL_NAMES.filter((path) => twice(path) !== null));
  const notes: string[] = [];
  const hint = permissionHint(root, [...(journal.state === 'closed' ? [journal.path] : []), ...closed]);
  if (hint !== null) notes.push(hint);
  if (journal.state === 'readable' && daemon !== null && daemon.otherInputs.length > 0) {
    const other = daemon.otherInputs.join(' and ');
    const fix = 'let it forward them to logsift, or name those files in `sources`';
    notes.push(
      `${daemon.name} also takes in lines from ${other}; in files that it shares with the journal they are not read: ${fix}`,
    );
  }
  return { journal: journal.state, files, exclude: [...new Set(exclude)].sort(), left, notes };
}

function journalOf(
  root: string,
  canRead: (path: string) => boolean,
): { readonly state: MachineInputs['journal']; readonly path: string } {
  let closed: string | null = null;
  for (const folder of ['var/log/journal', 'run/log/journal']) {
    const machines = namesIn(join(root, folder));
    // A folder that cannot even be listed is closed to us.
    if (machines === null && exists(join(root, folder))) closed = `/${folder}`;
    for (const machine of machines ?? []) {
      for (const name of namesIn(join(root, folder, machine)) ?? []) {
        if (!/^system.*\.journal$/.test(name)) continue;
        const path = join(root, folder, machine, name);
        if (canRead(path)) return { state: 'readable', path };
        closed = `/${folder}/${machine}/${name}`;
      }
    }
  }
  return closed === null ? { state: 'none', path: '' } : { state: 'closed', path: closed };
}

/** Why a file need not be read while the journal is. */
function heldByJournal(root: string, daemon: SyslogDaemon | null): (path: string) => string | null {
  const written = new Map(daemon?.files.map((file) => [file.path, file]));
  const audited = ['etc', 'usr/lib', 'lib'].some((place) =>
    exists(join(root, place, 'systemd/system/sockets.target.wants/systemd-journald-audit.socket')),
  );
  return (path) => {
    const file = written.get(path);
    if (file?.apart === true && daemon!.otherInputs.length > 0) return null;
    if (file !== undefined) return `${daemon!.name} writes it of what the journal holds as well`;
    if (path === '/var/log/audit/audit.log' && audited) return 'the journal holds the audit as well';
    return USUAL_NAMES.includes(path) ? 'by its name it holds what the journal holds as well' : null;
  };
}

/** Why a file need not be read when there is no journal: a larger one that is there holds the same. */
function heldByAnother(
  daemon: SyslogDaemon | null,
  found: readonly string[],
): (path: string) => string | null {
  const there = (daemon?.files ?? []).filter(({ path }) => found.includes(path));
  const taken = new Map<number, string>();
  const reasons = new Map<string, string>();
  for (const file of there.toSorted((a, b) => (b.selected?.size ?? 0) - (a.selected?.size ?? 0))) {
    if (file.apart) continue;
    const larger = file.selected === null ? largest(there, file.path) : shares(file.selected, taken);
    if (larger !== null) reasons.set(file.path, `${larger} holds the same lines`);
    else for (const bit of file.selected ?? []) taken.set(bit, file.path);
  }
  return (path) => reasons.get(path) ?? null;
}

function shares(selected: ReadonlySet<number>, taken: ReadonlyMap<number, string>): string | null {
  for (const bit of selected) {
    const other = taken.get(bit);
    if (other !== undefined) return other;
  }
  return null;
}

/** What a filter takes goes into the general file too. syslog-ng's are filtered all; there the usual names decide. */
function largest(there: SyslogDaemon['files'], path: string): string | null {
  const general = there
    .filter(({ selected }) => selected !== null)
    .sort((a, b) => b.selected!.size - a.selected!.size)[0];
  if (general !== undefined) return general.path;
  const usual = ['/var/log/syslog', '/var/log/messages'].find((name) =>
    there.some((file) => file.path === name),
  );
  const own = /^\/var\/log\/(?:auth\.log|secure)$/.test(path);
  return usual === undefined || usual === path || own ? null : usual;
}

function logsBelow(root: string, folder: string, depth: number): string[] {
  const found: string[] = [];
  for (const name of (namesIn(join(root, folder)) ?? []).sort()) {
    const path = `${folder}/${name}`;
    if (name.startsWith('.') || NO_FOLDERS.has(path) || found.length >= MOST_FILES) continue;
    try {
      const stats = statSync(join(root, path));
      if (stats.isDirectory() && depth < DEEPEST) found.push(...logsBelow(root, path, depth + 1));
      else if (stats.isFile() && !NO_LOG.test(path)) found.push(path);
    } catch {
      // A link that leads nowhere, or a file that has just been rotated away.
    }
  }
  return found.slice(0, MOST_FILES);
}

/** One line that says which groups to join for what may not be read; null when everything may, or only root helps. */
function permissionHint(root: string, paths: readonly string[]): string | null {
  const byGroup = Map.groupBy(paths, (path) => groupOf(root, path));
  const groups = [...byGroup.keys()].filter((group) => group !== null).sort();
  const shown = (list: readonly string[]) =>
    list.length > 3 ? `${list.slice(0, 3).join(', ')} and ${list.length - 3} more` : list.join(', ');
  if (groups.length === 0) return paths.length === 0 ? null : `only root may read ${shown(paths)}`;
  const which = groups.map((group) => `${shown(byGroup.get(group)!)} (group ${group})`).join(', ');
  return `no permission to read ${which}: sudo usermod -aG ${groups.join(',')} $USER, ${JOIN}`;
}

function groupOf(root: string, path: string): string | null {
  try {
    const stats = statSync(join(root, path));
    const wanted = stats.isDirectory() ? 0o050 : 0o040;
    if ((stats.mode & wanted) !== wanted) return null;
    for (const line of readFileSync(join(root, 'etc/group'), 'utf8').split('\n')) {
      const [name, , id] = line.split(':');
      if (
        id !== undefined &&
        id !== '' &&
        Number(id) === stats.gid &&
        /^[\w.-]+$/.test(name!) &&
        name !== 'root'
      )
        return name!;
    }
  } catch {
    // What cannot be looked at is kept from us by a folder that only root may enter.
  }
  return null;
}

/** Text has no NUL in its first piece; an empty file may become one. */
function isText(path: string): boolean {
  try {
    const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const piece = Buffer.alloc(1024);
      return !piece.subarray(0, readSync(handle, piece)).includes(0);
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
