import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogsiftError } from '../core/errors.ts';

const BYTES = 32;
const OTHERS = 0o077;

/**
 * The key that links are signed with: 32 bytes in `link.key` of the state folder, made when there is none, for nobody
 * but us to read. Without the file all links that were sent are void. Throws STATE_FILE.
 */
export function linkKey(folder: string): Buffer {
  const path = join(folder, 'link.key');
  try {
    const kept = keptKey(path) ?? madeKey(path);
    if (kept.length === BYTES) return kept;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new LogsiftError('STATE_FILE', `The key of links ${path} cannot be used: ${reason}.`, {
      cause: error,
    });
  }
  throw new LogsiftError(
    'STATE_FILE',
    `The key of links ${path} is not of ${BYTES} bytes: delete it, and another is made; links that were sent are void then.`,
  );
}

function keptKey(path: string): Buffer | null {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return null;
  if (mode & OTHERS) chmodSync(path, 0o600);
  return readFileSync(path);
}

/** Whole or not at all, whatever happens meanwhile. */
function madeKey(path: string): Buffer {
  const half = `${path}.${process.pid}`;
  try {
    writeFileSync(half, randomBytes(BYTES), { mode: 0o600, flag: 'w', flush: true });
    linkSync(half, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(half, { force: true });
  }
  return readFileSync(path);
}
