import { LogsiftError } from '../core/errors.ts';
import type { ScanTotals, UnreadInput } from '../core/scan-result.ts';
import type { Source } from '../core/source.ts';
import type { Recognition } from '../formats/reader.ts';
import { expandInputs } from '../sources/expand-inputs.ts';
import { spooled } from '../sources/spool.ts';
import { Input } from './input.ts';

/** Which inputs to read and how; shared by every command that reads. Times in epoch ms. */
export interface InputOptions {
  readonly inputs: readonly string[];
  /** Name of the format to use instead of looking. */
  readonly format?: string | undefined;
  /** IANA zone of times without one; this process's zone when absent. */
  readonly timeZone?: string | undefined;
  readonly fold?: boolean | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** systemd unit, for the journal. */
  readonly unit?: string | undefined;
  /** Only events of this host. */
  readonly host?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Compressed inputs up to this size are unpacked to a temporary file once, which gives them an exact length. */
const UNPACKED_BELOW = 8 * 1024 * 1024;
const SPOOL_BYTES = 4 * 1024 ** 3;

/** The sources behind the names given, and those that cannot be read. */
export async function openSources(
  options: InputOptions,
): Promise<{ sources: Source[]; unread: UnreadInput[] }> {
  const { inputs, timeZone, since, until, unit } = options;
  return expandInputs(inputs, {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(unit === undefined ? {} : { unit }),
  });
}

/**
 * Sources that can be read twice: standard input and the journal are first written to a capped temporary file.
 */
export async function readTwice(sources: readonly Source[], signal?: AbortSignal): Promise<Source[]> {
  const twice: Source[] = [];
  await measure(sources, signal);
  for (const source of sources) {
    const packed =
      /\.(gz|zst|xz|bz2)$/i.test(source.origin.file ?? '') && (source.size ?? 0) < UNPACKED_BELOW;
    if (source.rereadable && !packed) {
      twice.push(source);
      continue;
    }
    const spool = spooled(source, { maxBytes: SPOOL_BYTES });
    try {
      for await (const _ of spool.batches(signal));
    } catch (error) {
      // The spool keeps the error and gives it again to whoever reads it: one bad input does not end the run.
      if (!(error instanceof LogsiftError)) throw error;
    }
    twice.push(spool);
  }
  return twice;
}

/** Looks at each source once, so that its size is known before it is read. One that cannot be read has none. */
export async function measure(sources: readonly Source[], signal?: AbortSignal): Promise<void> {
  for (const source of sources) {
    if (source.size !== null) continue;
    try {
      await source.peek(signal);
    } catch (error) {
      if (!(error instanceof LogsiftError)) throw error;
    }
  }
}

/** Readers for the sources; `known` are the formats that an earlier pass found, in the same order. */
export function openInputs(
  sources: readonly Source[],
  options: InputOptions,
  known: readonly Recognition[] = [],
): Input[] {
  return sources.map((source, i) => {
    const recognition = known[i];
    return new Input(source, {
      ...(options.format === undefined ? {} : { format: options.format }),
      ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
      ...(options.fold === undefined ? {} : { fold: options.fold }),
      ...(recognition === undefined ? {} : { known: recognition }),
    });
  });
}

/** What was read and what was not; throws NOTHING_READ (with `unread`) when there is not one line. */
export function account(
  inputs: readonly Input[],
  unread: readonly UnreadInput[],
): { read: Input[]; unread: UnreadInput[]; notes: string[] } {
  const missed = [...unread];
  const read: Input[] = [];
  const notes: string[] = [];
  for (const input of inputs) {
    const { error, name } = input;
    const lines = input.reader.counters.lines;
    if (error !== null && lines === 0) missed.push({ name, code: error.code, reason: error.message });
    else {
      read.push(input);
      if (error !== null) notes.push(`${name}: read only the first ${lines} lines: ${error.message}`);
    }
    for (const note of input.source.notes) notes.push(`${name}: ${note}`);
  }
  if (read.length === 0) throw new NothingRead(missed);
  return { read, unread: missed, notes };
}

/** No input could be read; `unread` says why of each. */
class NothingRead extends LogsiftError {
  readonly unread: readonly UnreadInput[];

  constructor(unread: readonly UnreadInput[]) {
    const reasons = unread.slice(0, 5).map(({ reason }) => reason);
    const more = unread.length > 5 ? ` (and ${unread.length - 5} more)` : '';
    super('NOTHING_READ', `Nothing could be read. ${reasons.join(' ') || 'No input was given.'}${more}`);
    this.unread = unread;
  }
}

/** Lines, bytes and events over all inputs. */
export function totalsOf(
  inputs: readonly Input[],
  also: Pick<ScanTotals, 'filtered' | 'dropped' | 'kept' | 'escalated' | 'templates' | 'seconds'>,
): ScanTotals {
  const sum = (pick: (input: Input) => number) => inputs.reduce((total, input) => total + pick(input), 0);
  return {
    lines: sum((input) => input.reader.counters.lines),
    bytes: sum((input) => input.source.counters.bytes),
    events: sum((input) => input.reader.counters.events),
    folded: sum((input) => input.reader.counters.folded),
    empty: sum((input) => input.reader.counters.empty),
    unparsed: sum((input) => input.reader.counters.unparsed),
    truncated: sum((input) => input.reader.counters.truncated),
    ...also,
  };
}
