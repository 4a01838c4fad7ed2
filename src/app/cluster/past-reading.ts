import { basename, dirname } from 'node:path';
import type { Event } from '../../core/event.ts';
import type { LiveBatch } from '../../core/live-source.ts';
import { isRotated } from '../../sources/rotated.ts';
import { type Spread, shardOf } from '../../wire/split-senders.ts';
import { eachOfPast, type WarmStart, type WarmStartOptions } from '../warm-start.ts';
import { PastLines } from './past-lines.ts';
import { OVER, pastUntil } from './past-mark.ts';

const JOURNAL = 'journal';
/** A folder or a pattern stands for files that are found when it is read. */
const PATTERN = /[*?[{]|\/$/;
/** Lines, or bytes of them, that leave together. */
const LINES = 4000;
const BYTES = 512 * 1024;
/** Parts that are on their way at most, before the first of them was looked at. */
const MOST_PARTS = 4;
/** Though nothing was read for so long, it is said that it goes on, ms. */
const SAY_EVERY = 2000;

export interface PastReadingOptions extends Omit<WarmStartOptions, 'before' | 'between'> {
  readonly spread: Spread;
  /** Publishes lines on a shard; resolves when the broker has them. */
  readonly publish: (shard: number, batches: readonly LiveBatch[]) => Promise<void>;
  /** Resolves when everything up to a time (epoch ms) was looked at, or need not be waited for. */
  readonly passed: (to: number) => Promise<void>;
  /** Called now and then with how many lines were read. */
  readonly onProgress: (lines: number) => void;
}

/**
 * What was written before a node came, on its way to `raw`: merged by time, in parts of thousands of lines, each with
 * how far it is on every shard that has any of it, so that whoever reads knows what can still come. Ends early, and does
 * not say that it is over, when `signal` aborts.
 */
export async function readPast(
  options: PastReadingOptions,
): Promise<Pick<WarmStart, 'events' | 'inputs' | 'unread'>> {
  const { spread, signal, inputs } = options;
  const parts = new Map<number, Map<string, PastLines>>();
  const placeOf = (name: string) => shardOf(`${spread.node}\0${keyOf(name, inputs)}`, spread.shards);
  for (const input of inputs) parts.set(placeOf(input), new Map());
  // Nobody knows yet what they will lead to.
  if (inputs.some((input) => PATTERN.test(input)))
    for (let shard = 0; shard < spread.shards; shard++) parts.set(shard, new Map());
  const byName = new Map<string, PastLines>();
  let lines = 0;
  let bytes = 0;
  let until = options.since;
  const onTheWay: number[] = [];
  const send = (at: number) => {
    const sent = [...parts].map(([shard, of]) => {
      const batches = [...of.values()].flatMap((one) => one.batches());
      return options.publish(shard, [...batches, pastUntil(spread.node, at)]);
    });
    lines = bytes = 0;
    return Promise.all(sent);
  };
  // One after the other, so that what is said later is read later.
  let sending: Promise<unknown> = send(until);
  const inTurn = (at: () => number) => (sending = sending.then(() => (signal?.aborted ? [] : send(at()))));
  sending.catch(() => {});
  const timer = setInterval(() => void inTurn(() => until).catch(() => {}), SAY_EVERY);
  const take = (event: Event) => {
    const { origin } = event;
    const name = origin.file ?? origin.source;
    let one = byName.get(name);
    if (one === undefined) {
      const shard = placeOf(name);
      byName.set(name, (one = new PastLines(name, origin)));
      parts.set(shard, (parts.get(shard) ?? new Map<string, PastLines>()).set(name, one));
    }
    one.add(event);
    lines++;
    bytes += event.end - event.start;
    if (event.received > until) until = event.received;
  };
  try {
    const read = await eachOfPast(
      {
        ...options,
        between: async (events) => {
          options.onProgress(events);
          if (lines < LINES && bytes < BYTES) return;
          await inTurn(() => until);
          onTheWay.push(until);
          // It goes on being said how far it is, meanwhile.
          if (onTheWay.length >= MOST_PARTS) await options.passed(onTheWay.shift()!);
        },
      },
      take,
    );
    await inTurn(() => until);
    if (!signal?.aborted) await inTurn(() => OVER);
    return read;
  } finally {
    clearInterval(timer);
  }
}

/** The name that lines of an input will have when they come live, for the rotated brothers of a file, too. */
function keyOf(name: string, inputs: readonly string[]): string {
  if (name === JOURNAL) return JOURNAL;
  const brother = inputs.find(
    (one) => dirname(one) === dirname(name) && isRotated(basename(name), basename(one)),
  );
  return `file:${brother ?? name}`;
}
