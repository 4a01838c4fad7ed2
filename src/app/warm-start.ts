import type { UnreadInput } from '../core/scan-result.ts';
import { rotatedOf } from '../sources/rotated.ts';
import { eachEvent } from './each-event.ts';
import { type InputOptions, openInputs, openSources } from './inputs.ts';
import type { LiveEngine } from './live-engine.ts';

const HOUR = 3_600_000;
/** What came in the last day of the history is reported, as far as findings go; older things are only learnt from. */
const REPORTED = 24 * HOUR;

export interface WarmStartOptions extends InputOptions {
  /** Epoch ms: now, and where the history begins. */
  readonly now: number;
  readonly since: number;
  /** Called between chunks: the world goes on, and how many lines were read. */
  readonly between?: (lines: number) => Promise<void> | void;
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
  const named = await Promise.all(
    options.inputs.map(async (input) =>
      input === 'journal' ? [input] : [...(await rotatedOf(input)), input],
    ),
  );
  const { sources, unread } = await openSources({ ...options, inputs: named.flat() });
  const reporting = engine.phase.reporting;
  engine.phase.reporting = false;
  let events = 0;
  try {
    const inputs = openInputs(sources, options);
    await eachEvent(inputs, {
      order: 'time',
      signal: options.signal,
      visit(event) {
        if (event.received < options.since) return;
        if (event.received > options.now - REPORTED) engine.phase.reporting = reporting;
        live.observe(event);
        events++;
      },
      between: () => options.between?.(events),
    });
    const failed = inputs.flatMap(({ error, name }) =>
      error === null ? [] : [{ name, code: error.code, reason: error.message }],
    );
    return {
      ...{ events, inputs: inputs.length, unread: [...unread, ...failed] },
      ...{ from: events === 0 ? Number.NaN : engine.from, to: events === 0 ? Number.NaN : engine.to },
    };
  } finally {
    engine.phase.reporting = reporting;
    for (const source of sources) await source.close();
  }
}
