import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { LogsiftError } from '../core/errors.ts';
import type { Origin } from '../core/origin.ts';
import { defineSource } from '../core/source.ts';
import { hashText } from '../kit/hash.ts';
import { content } from './content.ts';
import type { BombLimits } from './decompress.ts';
import { accessError, openRegular } from './file-access.ts';
import { LineSource, type Pass } from './line-source.ts';
import { dateInName } from './name-date.ts';
import { logName } from './rotated-name.ts';

const CHUNK = 262_144;
const FINGERPRINT = 1024;

export interface FileOptions {
  readonly path: string;
  /** How it is called towards a person; `path` when absent. */
  readonly name?: string;
  /** Set apart from another file of the same run that begins with the same bytes. */
  readonly identitySuffix?: string;
  readonly maxLineBytes?: number;
  /** IANA zone in which a date in the name is read; the process's own when absent. */
  readonly timeZone?: string;
  readonly bomb?: BombLimits;
}

/**
 * A file, read up to the size it has when it is first opened. Compressed ones (by their first bytes, not their name)
 * are decompressed, UTF-16 with a byte order mark is turned into UTF-8. Its identity is a hash of the first KiB of
 * its content, so rotating or compressing the file keeps it.
 */
export default defineSource<FileOptions>({
  name: 'file',
  describe: 'a file, plain or compressed (.gz .zst .xz .bz2)',
  open(options) {
    const { path } = options;
    const origin: { -readonly [K in keyof Origin]: Origin[K] } = {
      source: 'file',
      file: options.name ?? path,
      identity: path,
      referenceTime: dateInName(path, options.timeZone) ?? 0,
    };
    let first: Stats | null = null;

    async function* read(pass: Pass): AsyncGenerator<Uint8Array> {
      const { handle, stats } = await openRegular(path);
      try {
        if (first !== null && (first.ino !== stats.ino || first.dev !== stats.dev)) {
          const why = 'was replaced by another file while it was being read (log rotation?): run it again';
          throw new LogsiftError('INPUT_UNREADABLE', `${path} ${why}`);
        }
        first ??= stats;
        if (origin.referenceTime === 0) origin.referenceTime = first.mtimeMs;
        const chunks = fileChunks({ path, handle, size: first.size, pass });
        yield* content(chunks, {
          name: options.name ?? path,
          bomb: options.bomb,
          counters: pass.counters,
          signal: pass.signal,
          onHead: (head) => {
            const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
            const text = bytes.toString('latin1', 0, FINGERPRINT);
            const suffix = options.identitySuffix ?? '';
            origin.identity = hashText(text) + suffix;
            origin.beginning = { name: logName(path) + suffix, text };
          },
        });
      } finally {
        await handle.close();
      }
    }
    return new LineSource({
      origin,
      rereadable: true,
      maxLineBytes: options.maxLineBytes,
      size: () => first?.size ?? null,
      read,
    });
  },
});

async function* fileChunks(from: { path: string; handle: FileHandle; size: number; pass: Pass }) {
  const { handle, size, pass } = from;
  const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(CHUNK, pass.wanted ?? CHUNK, size)));
  for (let position = 0; position < size && !pass.signal.aborted; ) {
    const length = Math.min(buffer.length, size - position);
    let bytesRead: number;
    try {
      ({ bytesRead } = await handle.read(buffer, 0, length, position));
    } catch (error) {
      throw await accessError(from.path, error);
    }
    // Shorter than it was: somebody truncated it. What is gone is gone.
    if (bytesRead === 0) return;
    position += bytesRead;
    pass.counters.inputBytes += bytesRead;
    yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
  }
}
