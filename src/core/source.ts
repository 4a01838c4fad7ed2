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
  /** 1-based number of the first line; 0 when lines are not numbered. */
  readonly firstLine: number;
  /** Position in the input of `buffer[0]`: a (decompressed) byte offset. */
  readonly offset: number;
  /** Indexes of lines that were cut at the length limit; mostly empty. */
  readonly truncated: readonly number[];
}

/**
 * What a source counted in the pass being read, or read last; may be looked at any time. Bytes are of the
 * (decompressed) content.
 */
export interface SourceCounters {
  /** Lines handed over, empty and truncated ones among them. */
  lines: number;
  bytes: number;
  /** Bytes consumed of the underlying input (compressed size for a .gz), for progress. */
  inputBytes: number;
  /** Lines cut at the limit, and bytes skipped by that. */
  truncatedLines: number;
  skippedBytes: number;
  /** Lines that came and were not handed over: half a journal entry, what did not fit into a spool. */
  droppedLines: number;
}

/** An input that is read to its end. Creating one does no I/O. */
export interface Source {
  /**
   * One object for the life of the source. Its `identity` and `referenceTime` may only be known once the input
   * was looked at: they are final when the first batch (or a peek) is handed out.
   */
  readonly origin: Origin;
  readonly counters: Readonly<SourceCounters>;
  /** Size of the underlying input in bytes, null when it cannot be known or nothing was read yet. */
  readonly size: number | null;
  /** Things a person should know about what was read: a cap that was reached, entries that were dropped. */
  readonly notes: readonly string[];
  /**
   * Reads from the beginning; may be called again, for a second pass with the same lines at the same positions,
   * when `rereadable`. One pass at a time. When `signal` aborts, the iteration ends early and without an error.
   * Otherwise errors are catalogue errors, thrown after everything that could be read was handed over.
   */
  batches(signal?: AbortSignal): AsyncIterable<LineBatch>;
  /**
   * The first lines (up to about 64 KiB) without consuming them, so that inputs can be put in order before they are
   * read; null when there are none. Fails like `batches`. Of a
   * `rereadable` input it counts nothing and holds nothing open.
   */
  peek(signal?: AbortSignal): Promise<LineBatch | null>;
  readonly rereadable: boolean;
  /** Releases what is held; safe to call twice, early, and during a read (which then ends early). */
  close(): Promise<void>;
}

/** A kind of source, as its family lists it. */
export interface SourceDefinition<Options> {
  readonly name: string;
  /** One line for `--help` and docs. */
  readonly describe: string;
  /** Makes a source; does no I/O. */
  open(options: Options): Source;
}

/** Names the shape for inference and for the completeness test. */
export function defineSource<Options>(definition: SourceDefinition<Options>): SourceDefinition<Options> {
  return definition;
}
