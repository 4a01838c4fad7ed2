import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * The rotated brothers of a file, as logrotate and others name them (`syslog.1`, `syslog.2.gz`, `app.log-20260301`,
 * `app-2026-03-01.log`, `app.log.2026-03-01.zst`), those last written first. None where the folder cannot be read.
 */
export async function rotatedOf(path: string): Promise<string[]> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch(() => []);
  const found: { path: string; written: number }[] = [];
  for (const one of names) {
    if (!isRotated(one, name)) continue;
    const stats = await stat(join(folder, one)).catch(() => null);
    if (stats?.isFile()) found.push({ path: join(folder, one), written: stats.mtimeMs });
  }
  return found.sort((a, b) => b.written - a.written).map((one) => one.path);
}

/** Whether a name is that of a rotated `current`. */
export function isRotated(name: string, current: string): boolean {
  if (name === current) return false;
  const plain = name.replace(/\.(?:gz|zst|xz|bz2)$/i, '');
  if (plain.startsWith(current)) return isMark(plain.slice(current.length));
  const dot = current.lastIndexOf('.');
  if (dot <= 0) return false;
  const [stem, end] = [current.slice(0, dot), current.slice(dot)];
  if (!plain.startsWith(stem) || !plain.endsWith(end)) return false;
  return isMark(plain.slice(stem.length, plain.length - end.length));
}

/** A number or a date, behind a dot, a hyphen or an underscore; nothing is the file itself, compressed. */
function isMark(text: string): boolean {
  return /^(?:[.\-_](?:\d{1,4}|(?:19|20)\d\d-?\d\d-?\d\d(?:[-_.T]?\d{1,14})?(?:\.\d{1,3})?|old|prev))?$/.test(
    text,
  );
}
