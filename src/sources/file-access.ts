import { type BigIntStats, constants, type Stats } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { LogsiftError } from '../core/errors.ts';

/** Opens a regular file for reading. Never blocks, also not on a FIFO; fails with a catalogue error. */
export async function openRegular(path: string): Promise<{ handle: FileHandle; stats: Stats }> {
  let handle: FileHandle | null = null;
  try {
    // Looked at before it is opened: opening some devices does something.
    refuseSpecial(path, await stat(path));
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stats = await handle.stat();
    refuseSpecial(path, stats);
    return { handle, stats };
  } catch (error) {
    await handle?.close();
    throw await accessError(path, error);
  }
}

/** Fails with INPUT_UNREADABLE, saying what it is, when something is no regular file. */
export function refuseSpecial(path: string, stats: Stats | BigIntStats): void {
  if (stats.isFile()) return;
  const unreadable = (what: string) => new LogsiftError('INPUT_UNREADABLE', `${path} is ${what}`);
  if (stats.isDirectory()) throw unreadable('a directory, a file was expected');
  if (stats.isFIFO())
    throw unreadable('a pipe (FIFO), not a file: pass it on standard input, as `logsift - < FIFO`');
  if (stats.isSocket()) throw unreadable('a socket, not a file: it holds no lines to read');
  throw unreadable('a device, not a file: it is not read');
}

/** A failure of the file system as a catalogue error that says what to do. */
export async function accessError(path: string, error: unknown): Promise<LogsiftError> {
  if (error instanceof LogsiftError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const options = { cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new LogsiftError('INPUT_NOT_FOUND', `${path} does not exist`, options);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const hint = await permissionHint(path);
    return new LogsiftError('INPUT_UNREADABLE', `no permission to read ${path}: ${hint}`, options);
  }
  if (code === 'ELOOP') {
    return new LogsiftError('INPUT_UNREADABLE', `${path} is a symbolic link that leads to itself`, options);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new LogsiftError('INPUT_UNREADABLE', `${path} cannot be read: ${reason}`, options);
}

/** How to get at a file (or directory) that may not be read: the group to join when there is one, else root. */
async function permissionHint(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  // What cannot even be looked at is kept from us by a directory above it.
  if (stats === null) return path === dirname(path) ? asRoot(path) : await permissionHint(dirname(path));
  const needed = stats.isDirectory() ? 0o050 : 0o040;
  const member = process.getgroups?.().includes(stats.gid) || process.getegid?.() === stats.gid;
  const group = (stats.mode & needed) === needed && !member ? await groupName(stats.gid) : null;
  if (group === null || group === 'root') return asRoot(path);
  return `join group ${group}: sudo usermod -aG ${group} $USER, then log in again`;
}

function asRoot(path: string): string {
  return `only root may (${basename(path) || path} is not open to a group): run it with sudo`;
}

async function groupName(gid: number): Promise<string | null> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (Number(id) === gid && id !== '' && name && /^[\w.-]+$/.test(name)) return name;
  }
  return null;
}
