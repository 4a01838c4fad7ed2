import type { z } from 'zod';
import type { Notice } from './notice.ts';
import type { Origin } from './origin.ts';
import type { Sample } from './sample.ts';
import type { LineBatch } from './source.ts';

/**
 * Complete lines of an input that does not end. Position of line i for its event's id: `offset + starts[i]`. One
 * without lines (`count` 0) only says where to go on. `origin` may change from batch to batch: a file grows, or another
 * takes its place.
 */
export interface LiveBatch extends LineBatch {
  /** Which input the lines are of; the same input has the same key after a restart. */
  readonly key: string;
  readonly origin: Origin;
  /** Epoch ms at which the lines came; NaN where they can be read again and their own times order them. */
  readonly received: number;
  /**
   * Where to go on behind the last line of this batch; understood only by the source that gave it. Null where nothing
   * can be read again: such lines go through the raw ring, which then is their position.
   */
  readonly resume: string | null;
  /** Key under which `resume` is kept, where several inputs share one place; `key` when absent. */
  readonly resumeKey?: string;
  /** Who sent line i is `senders[senderOf[i]]`, an address; null where there is no sender. */
  readonly senders: readonly string[] | null;
  readonly senderOf: Uint16Array | null;
}

/** Where a live source puts what it has. */
export interface LiveSink {
  /** Hands lines over; the batch and its arrays belong to the receiver. */
  deliver(batch: LiveBatch): void;
  sample(sample: Sample): void;
  notice(notice: Notice): void;
  /** Null while there is room; else resolves when there is. Who can wait does; who cannot drops and counts. */
  room(): Promise<void> | null;
  /** The wall clock, epoch ms. */
  now(): number;
}

/** Who sends to an input, and how much, in the last second. */
export interface SenderStatus {
  /** An address; what it is may be forged (UDP). */
  readonly sender: string;
  readonly lines: number;
  /** Lines of it that were dropped in the flood that is going on. */
  readonly dropped: number;
}

/** One input of a live source, for `status` and metrics. in = handed over + dropped. */
export interface LiveInputStatus {
  readonly key: string;
  /** For a person: a path, `journal`, `udp 0.0.0.0:5514`. */
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  /** Epoch ms of the wall clock when the last line came; NaN before the first. */
  readonly lastSeen: number;
  /** Lines, datagrams or connections that were not handed over, by reason. */
  readonly dropped: { readonly [reason: string]: number };
  /** Bytes written and not yet read; NaN where nobody can know. */
  readonly behind: number;
  /** What is wrong with it just now, null when nothing is. */
  readonly trouble: string | null;
  /** Those who sent most, the loudest first, at most a few; absent where there are no senders. */
  readonly loudest?: readonly SenderStatus[];
}

/** An input that does not end: files that grow, the journal, sockets. */
export interface LiveSource {
  /**
   * Begins to read; resolves when it listens. `resume` holds, by input key, what the last batch that was taken in said.
   * Fails with a catalogue error when it can never work (port in use, no such tool); what may mend is retried, with
   * back-off, and said in `notice` and `trouble`.
   */
  start(sink: LiveSink, resume: ReadonlyMap<string, string>): Promise<void>;
  inputs(): readonly LiveInputStatus[];
  /** Takes nothing more and resolves when everything taken was handed over. Safe to call twice and before `start`. */
  stop(): Promise<void>;
}

/** A kind of live source, as its family lists it. Its options come from the configuration, checked by `schema`. */
export interface LiveSourceDefinition<Schema extends z.ZodType = z.ZodType> {
  /** The `type:` in the configuration. */
  readonly name: string;
  readonly describe: string;
  readonly schema: Schema;
  /** Lines that come through it can be read again; others go through the raw ring. */
  readonly rereadable: boolean;
  /** Makes a source; does no I/O. */
  follow(options: z.output<Schema>): LiveSource;
}

/** Names the shape for inference and for the completeness test. */
export function defineLiveSource<Schema extends z.ZodType>(
  definition: LiveSourceDefinition<Schema>,
): LiveSourceDefinition<Schema> {
  return definition;
}
