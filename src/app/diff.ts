import type { DiffResult, DiffSide } from '../core/diff-result.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Progress } from '../core/scan-result.ts';
import { count } from '../core/words.ts';
import { Miner } from '../templates/miner.ts';
import { DiffReader } from './diff-side.ts';
import { differencesOf } from './differences.ts';
import { eachEvent } from './each-event.ts';
import { wanted } from './filter-events.ts';
import type { Input } from './input.ts';
import { account, type InputOptions, measure, openInputs, openSources } from './inputs.ts';
import { Meter } from './meter.ts';

const HOUR = 3_600_000;
/** A log that covers less than this says little of how often things come in an hour. */
const SHORTEST = 60_000;

export interface DiffOptions {
  readonly a: InputOptions;
  readonly b: InputOptions;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** One side after it was read. */
interface Read {
  readonly reader: DiffReader;
  readonly side: Omit<DiffSide, 'covers' | 'kinds'>;
  /** Epoch ms it covers: from its first to its last time, or the part of the range asked for that its log reaches. */
  readonly between: readonly [from: number, to: number];
  readonly notes: readonly string[];
}

/**
 * What differs between two logs, or two times of one log: kinds of line that came or went, come more or less often,
 * or hold other values. Both are read once, over one set of templates. Rejects with NOTHING_READ when one of them
 * could not be read at all; an aborted `signal` compares what was read until then.
 */
export async function diff(options: DiffOptions): Promise<DiffResult> {
  const readers: DiffReader[] = [];
  const miner = new Miner({
    onMerge: (change) => {
      for (const reader of readers) reader.merge(change);
    },
  });
  const meter = new Meter(options.onProgress);
  const read: Read[] = [];
  for (const inputs of [options.a, options.b]) {
    const reader = new DiffReader(miner);
    readers.push(reader);
    read.push(await readSide(reader, { ...inputs, signal: options.signal }, meter));
    reader.seal();
  }
  const [a, b] = read as [Read, Read];
  const timed = [a, b].every((one) => one.between[1] - one.between[0] >= SHORTEST);
  const covers = timed
    ? ([hours(a), hours(b)] as const)
    : ([a.reader.events / 1000, b.reader.events / 1000] as const);
  const found = differencesOf({
    a: a.reader,
    b: b.reader,
    covers,
    between: [a.between, b.between],
  });
  return {
    schemaVersion: 1,
    a: { ...a.side, kinds: a.reader.learnt.size, covers: covers[0] },
    b: { ...b.side, kinds: b.reader.learnt.size, covers: covers[1] },
    per: timed ? 'hour' : '1,000 lines',
    ...found,
    interrupted: options.signal?.aborted ?? false,
    notes: [...a.notes, ...b.notes, ...notesOf(miner)],
  };
}

async function readSide(reader: DiffReader, options: InputOptions, meter: Meter): Promise<Read> {
  const { signal } = options;
  const { sources, unread: unopened } = await openSources(options);
  const isWanted = wanted(options);
  const reach = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  let inputs: Input[];
  try {
    inputs = openInputs(sources, options);
    await measure(sources, signal);
    meter.begin('learning', sources, 1);
    await eachEvent(inputs, {
      order: 'time',
      signal,
      visit: (event, input) => {
        meter.take(input);
        if (!Number.isNaN(event.time)) {
          if (event.received < reach.from) reach.from = event.received;
          if (event.received > reach.to) reach.to = event.received;
        }
        if (isWanted(event)) reader.observe(event);
        else reader.filtered++;
      },
      between: () => meter.tell(),
    });
  } finally {
    for (const source of sources) await source.close();
  }
  const { read, unread, notes } = account(inputs, unopened);
  const name = nameOf(options);
  if (reader.events === 0 && !signal?.aborted) throw nothingIn(name, reader.filtered);
  const { since = reach.from, until = reach.to } = options;
  return {
    reader,
    side: {
      name,
      events: reader.events,
      filtered: reader.filtered,
      from: reader.span.from,
      to: reader.span.to,
      read: read.map((input) => input.report()),
      unread,
    },
    between: [Math.max(since, reach.from), Math.min(until, reach.to)],
    notes,
  };
}

function nothingIn(name: string, filtered: number): LogsiftError {
  const why =
    filtered > 0 ? `none of its ${count(filtered, 'line')} is in the time asked for` : 'it is empty';
  return new LogsiftError('NOTHING_READ', `There is nothing to compare in ${name}: ${why}.`);
}

function nameOf({ inputs }: InputOptions): string {
  return inputs.length === 1 ? inputs[0]! : `${inputs[0]} and ${inputs.length - 1} more`;
}

function hours({ between }: Read): number {
  return (between[1] - between[0]) / HOUR;
}

function notesOf(miner: Miner): string[] {
  const { caught, catchAlls } = miner.counters;
  if (caught === 0) return [];
  return [
    `too many kinds of lines: ${count(caught, 'line')} without a pattern share ${count(catchAlls, 'catch-all kind')}`,
  ];
}
