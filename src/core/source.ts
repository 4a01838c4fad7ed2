import type { Origin } from './origin.ts';

/**
 * Complete lines of one chunk of input. Line i is `buffer[starts[i], ends[i])`, without its line end (LF or CRLF).
 * The buffer belongs to the receiver: a source never writes to it again.
 */
export interface LineBatch {
  readonly buffer: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Lines in this batch; `starts` and `ends` may be longer. */
  readonly count: number;
  /** 1-based number of the first line. */
  readonly firstLine: number;
  /** Position in the input of `buffer[0]`: a (decompressed) byte offset. */
  readonly offset: number;
  /** Indexes of lines that were cut at the length limit; mostly empty. */
  readonly truncated: readonly number[];
}

/** What a source counted; read at any time. Bytes are of the (decompressed) content. */
export interface SourceCounters {
  lines: number;
  bytes: number;
  /** Bytes consumed of the underlying input (compressed size for a .gz), for progress. */
  inputBytes: number;
  /** Lines cut at the limit, and bytes skipped by that. */
  truncatedLines: number;
  skippedBytes: number;
}

/** An input that is read to its end. Creating one does no I/O. */
export interface Source {
  readonly origin: Origin;
  readonly counters: Readonly<SourceCounters>;
  /** Size of the underlying input in bytes, null when it cannot be known. */
  readonly size: number | null;
  /** Reads from the beginning; may be called again for a second pass when `rereadable`. Errors are catalogue errors. */
  batches(signal?: AbortSignal): AsyncIterable<LineBatch>;
  readonly rereadable: boolean;
  /** Releases what is held; safe to call twice, early, and during a read. */
  close(): Promise<void>;
}
