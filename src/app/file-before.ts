import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Of a file so much is looked at, from its end: what is explained has just happened. */
const LOOKED_AT = 512 << 10;

/**
 * Lines of a file that stand before a line, oldest first; none where the line is not near the end of it, or it cannot be
 * read.
 */
export async function fileBefore(path: string, line: string, most: number): Promise<string[]> {
  const text = await endOf(path).catch(() => '');
  const lines = text.split('\n');
  const cut = line.endsWith('…') ? line.slice(0, -1) : null;
  const at = lines.findLastIndex((one) => (cut === null ? one === line : one.startsWith(cut)));
  return at < 0 ? [] : lines.slice(Math.max(0, at - most), at).filter((one) => one !== '');
}

async function endOf(path: string): Promise<string> {
  // Opening a pipe would wait for somebody who writes.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return '';
    const length = Math.min(LOOKED_AT, stat.size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, stat.size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
