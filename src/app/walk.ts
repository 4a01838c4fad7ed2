import type { UnreadInput } from '../core/scan-result.ts';
import { eachEvent } from './each-event.ts';
import type { Input } from './input.ts';
import { account, type InputOptions, openInputs, openSources } from './inputs.ts';
import type { Outcome, Pipeline } from './pipeline.ts';

const SECOND = 1000;

export interface WalkOptions extends InputOptions {
  readonly pipeline: Pipeline;
  /** Epoch ms of the log: what comes before is only learnt from. Absent: nothing is. */
  readonly from?: number;
  /** What came of a second of the log's time, and when that was (epoch ms). */
  readonly onOutcome: (outcome: Outcome, at: number) => void;
  /** Called between chunks with the number of events so far. */
  readonly between?: (events: number) => Promise<void> | void;
}

/** What was walked through. */
export interface Walked {
  readonly read: readonly Input[];
  readonly unread: readonly UnreadInput[];
  readonly notes: readonly string[];
  readonly events: number;
}

/**
 * Past logs through the engine that runs live, on their own clock and without waiting: at every moment only what came
 * before is known. The same events give the same incidents as live. Fails as `scan` does.
 */
export async function walk(options: WalkOptions): Promise<Walked> {
  const { pipeline, from = Number.NEGATIVE_INFINITY, onOutcome, signal } = options;
  const { sources, unread } = await openSources(options);
  let next = Number.NEGATIVE_INFINITY;
  let events = 0;
  let past = from > Number.NEGATIVE_INFINITY;
  if (past) pipeline.past();
  const { engine } = pipeline.live;
  try {
    const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = options;
    const inputs = openInputs(sources, options);
    await eachEvent(inputs, {
      order: 'time',
      signal,
      visit(event) {
        if (event.received < since || event.received > until) return;
        if (event.received >= next) {
          onOutcome(pipeline.outcome(), engine.to);
          next = Math.floor(event.received / SECOND) * SECOND + SECOND;
        }
        if (past && event.received >= from) {
          past = false;
          pipeline.present();
        }
        if (options.host !== undefined && event.host !== options.host) return;
        pipeline.live.observe(event);
        events++;
      },
      between: () => options.between?.(events),
    });
    engine.finish();
    if (past) pipeline.present();
    onOutcome(pipeline.outcome(), engine.to);
    return { ...account(inputs, unread), events };
  } finally {
    for (const source of sources) await source.close();
  }
}
