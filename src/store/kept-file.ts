import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { LogsiftError } from '../core/errors.ts';

/** What a file holds; the first line of the file says so. */
export interface Kind {
  readonly name: string;
  /** Raised when the shape changes; files of other versions are not read. */
  readonly version: number;
}

/** A file that was read: what it holds, or that there is none, or why it cannot be used and where it is now. */
export type Kept =
  | { readonly state: 'absent' }
  | { readonly state: 'whole'; readonly data: unknown }
  | { readonly state: 'unusable'; readonly reason: string; readonly aside: string };

/** Larger than any state of ours: a header that says more is not believed. */
const MOST_BYTES = 1 << 30;
const ASIDES = 5;

/**
 * Writes JSON-safe data as one compressed file with a checksum: whole or not at all, for its owner's eyes only, since
 * it quotes logs. Throws STATE_FILE.
 */
export async function writeKept(path: string, kind: Kind, data: unknown): Promise<void> {
  const next = `${path}.${process.pid}.part`;
  const json = Buffer.from(JSON.stringify(data));
  const sha256 = createHash('sha256').update(json).digest('hex');
  const header = { logsift: kind.name, version: kind.version, bytes: json.length, sha256 };
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(next, 'w', 0o600);
    try {
      await file.writeFile(
        Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), zstdCompressSync(json)]),
      );
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true }).catch(() => {});
    throw unwritable(path, error as Error);
  }
}

/**
 * Reads what `writeKept` wrote. A file that is damaged, or of another version, is set aside, so that the next write
 * does not destroy it. Throws STATE_FILE when there is a file that cannot be read at all.
 */
export async function readKept(path: string, kind: Kind): Promise<Kept> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return setAside(path, `it has ${size} bytes, more than logsift writes`);
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'absent' };
    throw new LogsiftError(
      'STATE_FILE',
      `Cannot read what was kept in ${path}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  try {
    return { state: 'whole', data: unpacked(bytes, kind) };
  } catch (error) {
    return setAside(path, (error as Error).message);
  }
}

/** Renames a file that cannot be used, so that a person can look at it; the reason is handed back with its new name. */
export async function setAside(path: string, reason: string): Promise<Extract<Kept, { state: 'unusable' }>> {
  let aside = '';
  for (let n = 1; n <= ASIDES; n++) {
    aside = `${path}.aside-${n}`;
    const there = await stat(aside).then(
      () => true,
      () => false,
    );
    if (!there) break;
  }
  try {
    await rename(path, aside);
  } catch (error) {
    throw unwritable(path, error as Error);
  }
  return { state: 'unusable', reason, aside };
}

function unpacked(bytes: Buffer, kind: Kind): unknown {
  const end = bytes.indexOf(10);
  const header = headerOf(bytes.toString('utf8', 0, end < 0 || end > 1000 ? 0 : end));
  if (header.logsift !== kind.name) throw new Error(`it is not a file of kind "${kind.name}"`);
  if (header.version !== kind.version) {
    const age = Number(header.version) > kind.version ? 'a newer' : 'an older';
    throw new Error(
      `it was written by ${age} logsift (version ${String(header.version)} of the file, wanted ${kind.version})`,
    );
  }
  const size = Number(header.bytes);
  if (!(Number.isSafeInteger(size) && size > 0 && size <= MOST_BYTES))
    throw new Error('its header is damaged');
  let json: Buffer;
  try {
    json = zstdDecompressSync(bytes.subarray(end + 1), { maxOutputLength: size });
  } catch {
    throw new Error('it is damaged (cannot be unpacked)');
  }
  const sha256 = createHash('sha256').update(json).digest('hex');
  if (json.length !== size || sha256 !== header.sha256) throw new Error('it is damaged (wrong checksum)');
  return JSON.parse(json.toString('utf8'));
}

function headerOf(line: string): { [key: string]: unknown } {
  try {
    const header: unknown = JSON.parse(line);
    if (typeof header === 'object' && header !== null) return header as { [key: string]: unknown };
  } catch {
    // Said below.
  }
  throw new Error('it is damaged (no header)');
}

function unwritable(path: string, cause: Error): LogsiftError {
  return new LogsiftError('STATE_FILE', `Cannot write what was learnt to ${path}: ${cause.message}`, {
    cause,
  });
}
