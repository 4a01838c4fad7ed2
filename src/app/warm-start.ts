import type { Event } from '../core/event.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { UnreadInput } from '../core/scan-result.ts';
import { readToken } from '../sources/follow-state.ts';
import { rotatedOf } from '../sources/rotated.ts';
import { eachEvent } from './each-event.ts';
import { type InputOptions, openInputs, openSources } from './inputs.ts';
import type { LiveEngine } from './live-engine.ts';

export interface WarmStartOptions extends Omit<InputOptions, 'until' | 'since'> {
  /** Epoch ms: now, and where the history begins. */
  readonly now: number;
  readonly since: number;
  /** Where the live sources began: they have what lies behind. */
  readonly until: Beginnings;
  /** Called before each event with its place in time, epoch ms. */
  readonly before?: (at: number) => void;
  /** Called between chunks: the world goes on, and how many lines were read. */
  readonly between?: (lines: number) => Promise<void> | void;
}

/** Where live sources began to read, by path: nothing from there on is of the past. */
export type Beginnings = ReadonlyMap<string, number>;

/** Where files are read on, as the first batches of live sources say. */
export function beginnings(batches: readonly LiveBatch[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const { origin, resume } of batches) {
    if (origin.source !== 'file' || origin.file === null || resume === null || places.has(origin.file))
      continue;
    const last = readToken(resume)?.files.at(-1);
    if (last !== undefined) places.set(origin.file, last.pos);
  }
  return places;
}

/** What a warm start read. */
export interface WarmStart {
  readonly events: number;
  readonly inputs: number;
  /** Epoch ms of the first and last event; NaN when there was none. */
  readonly from: number;
  readonly to: number;
  readonly unread: readonly UnreadInput[];
}

/**
 * Learns from what was written before the first run: files with their rotated brothers, and the journal, all merged by
 * time. What is read here is read again by nobody: the live sources begin behind it. Inputs that cannot be read are
 * given back with the reason; only an aborted `signal` ends it early.
 */
export async function warmStart(live: LiveEngine, options: WarmStartOptions): Promise<WarmStart> {
  const { engine } = live;
  const read = await eachOfPast(options, (event) => {
    options.before?.(event.received);
    live.observe(event);
  });
  const none = read.events === 0;
  return { ...read, from: none ? Number.NaN : engine.from, to: none ? Number.NaN : engine.to };
}

/** Reads what was written before the first run, as `warmStart` does, and hands every event of it to `visit`. */
export async function eachOfPast(
  options: Omit<WarmStartOptions, 'before'>,
  visit: (event: Event) => void,
): Promise<Pick<WarmStart, 'events' | 'inputs' | 'unread'>> {
  const named = await Promise.all(
    options.inputs.map(async (input) =>
      input === 'journal' ? [input] : [...(await rotatedOf(input)), input],
    ),
  );
  const { sources, unread } = await openSources({
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
    ...{ inputs: named.flat(), since: options.since, until: options.now },
  });
  let events = 0;
  try {
    const inputs = openInputs(sources, { inputs: options.inputs, timeZone: options.timeZone });
    await eachEvent(inputs, {
      order: 'time',
      signal: options.signal,
      visit(event) {
        if (event.received < options.since || event.received > options.now) return;
        const { file } = event.origin;
        if (file !== null && event.position >= (options.until.get(file) ?? Number.POSITIVE_INFINITY)) return;
        visit(event);
        events++;
      },
      between: () => options.between?.(events),
    });
    const failed = inputs.flatMap(({ error, name }) =>
      error === null ? [] : [{ name, code: error.code, reason: error.message }],
    );
    return { events, inputs: inputs.length, unread: [...unread, ...failed] };
  } finally {
    for (const source of sources) await source.close();
  }
}
