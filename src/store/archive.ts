import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';

const VERSION = 1;
const MOST_HEADER = 1 << 20;
/** Files that a state folder may hold; a name in an archive is nothing else. */
const NAME = /^(?:state\.db|events\.db|expected\.zst|profiles\/(?:name|inputs)-[\w.-]{1,80}\.zst)$/;

const headerSchema = z.object({
  logsift: z.literal('backup'),
  version: z.number(),
  /** Epoch ms. */
  taken: z.number(),
  files: z.array(
    z.object({
      name: z.string().regex(NAME),
      bytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** What an archive says of itself in its first line. */
export type ArchiveHeader = z.infer<typeof headerSchema>;

/** Whether a file of this name (as seen from the state folder) may be in an archive. */
export function isArchived(name: string): boolean {
  return NAME.test(name) && !name.includes('..');
}

/**
 * Puts files into one: a line of JSON with names, lengths and checksums, then everything compressed as one stream.
 * Whole or not at all, for its owner's eyes only. `paths`: name in the archive → where it is now.
 */
export async function writeArchive(
  file: string,
  { paths, taken }: { readonly paths: ReadonlyMap<string, string>; readonly taken: number },
): Promise<ArchiveHeader> {
  const files: ArchiveHeader['files'] = [];
  for (const [name, path] of paths) {
    files.push({ name, bytes: (await stat(path)).size, sha256: await digestOf(path) });
  }
  const header: ArchiveHeader = { logsift: 'backup', version: VERSION, taken, files };
  const part = `${file}.${process.pid}.part`;
  try {
    const content = async function* (): AsyncGenerator<Buffer> {
      for (const path of paths.values()) yield* createReadStream(path) as AsyncIterable<Buffer>;
    };
    await writeFile(part, `${JSON.stringify(header)}\n`, { flag: 'wx', mode: 0o600 });
    await pipeline(content, createZstdCompress(), createWriteStream(part, { flags: 'a', flush: true }));
    await rename(part, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return header;
}

/** Unpacks an archive into a new folder. Throws BACKUP_INVALID, STATE_NEWER; then nothing whole is there. */
export async function readArchive(file: string, folder: string): Promise<ArchiveHeader> {
  const { header, length } = await headerOf(file);
  await mkdir(join(folder, 'profiles'), { recursive: true, mode: 0o700 });
  const packed = createReadStream(file, { start: length });
  const unpacked = packed.pipe(createZstdDecompress());
  packed.on('error', (error) => unpacked.destroy(error));
  try {
    const pieces = (unpacked as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    let rest: Buffer = Buffer.alloc(0);
    for (const { name, bytes, sha256 } of header.files) {
      const hash = createHash('sha256');
      let left = bytes;
      const content = async function* (): AsyncGenerator<Buffer> {
        while (left > 0) {
          if (rest.length === 0) {
            const next = await pieces.next().catch(() => ({ done: true, value: undefined }));
            if (next.done === true) throw invalid(file, `it ends within "${name}", or is damaged there`);
            rest = next.value as Buffer;
          }
          const piece = rest.subarray(0, left);
          rest = rest.subarray(piece.length);
          left -= piece.length;
          hash.update(piece);
          yield piece;
        }
      };
      await pipeline(content, createWriteStream(join(folder, name), { mode: 0o600, flush: true }));
      if (hash.digest('hex') !== sha256) throw invalid(file, `"${name}" has a wrong checksum`);
    }
    return header;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

/** Makes renames in a folder last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder === '' ? '.' : folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function headerOf(file: string): Promise<{ readonly header: ArchiveHeader; readonly length: number }> {
  const source = await open(file, 'r');
  const { buffer, bytesRead } = await source
    .read(Buffer.alloc(MOST_HEADER), 0, MOST_HEADER, 0)
    .finally(() => source.close());
  const end = buffer.subarray(0, bytesRead).indexOf(10);
  let said: unknown;
  try {
    said = JSON.parse(buffer.toString('utf8', 0, Math.max(0, end)));
  } catch {
    throw invalid(file, 'it does not begin as one');
  }
  const version = (said as { readonly version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) {
    const text = `${file} was written by a newer logsift (version ${version} of backups, wanted ${VERSION}). Install that version or a later one.`;
    throw new LogsiftError('STATE_NEWER', text);
  }
  const header = headerSchema.safeParse(said);
  if (!header.success) throw invalid(file, 'its first line is not that of a backup');
  return { header: header.data, length: end + 1 };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function invalid(file: string, why: string): LogsiftError {
  return new LogsiftError('BACKUP_INVALID', `${file} is no backup that can be restored: ${why}.`);
}
