import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import type { LiveBatch, LiveSourceDefinition } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import { mostSurprise } from '../core/odds.ts';
import { loadRules } from '../filter/load-rules.ts';
import { liveSources } from '../sources/live.ts';
import type { PlannedSource } from './daemon-sources.ts';
import { Intake } from './intake.ts';
import { LiveEngine } from './live-engine.ts';
import { SteadyClock } from './steady-clock.ts';
import { beginnings, type WarmStart, warmStart } from './warm-start.ts';

const SECOND = 1000;
/** Sources say where they begin within this. */
const LOOK_AROUND = 400;

export interface WatchOptions {
  readonly sources: readonly PlannedSource[];
  /** What was written before, to learn from: paths, and `journal`. */
  readonly history: readonly string[];
  /** How far back that goes, ms. */
  readonly back: number;
  readonly rules?: readonly string[] | undefined;
  readonly noPacks?: boolean | undefined;
  readonly timeZone?: string | undefined;
  readonly signal: AbortSignal;
  /** A line, with what the detectors remarked on seeing it; the oddest first. */
  readonly onLine: (event: Event, remarks: readonly Finding[]) => void;
  /** What was remarked on a tick and belongs to no single line: a silence, a rate. */
  readonly onRemark: (finding: Finding) => void;
  readonly onNotice: (notice: Notice) => void;
  readonly onWarm: (warm: WarmStart) => void;
}

/** Follows logs until `signal` aborts, and says of every line what does not fit. Keeps nothing. */
export async function watch(options: WatchOptions): Promise<void> {
  const clock = new SteadyClock(Date.now, () => performance.now());
  const now = () => clock.read().now;
  const remarks = new Map<string, Finding>();
  let past = true;
  const live = new LiveEngine({
    rules: loadRules({ files: options.rules ?? [], noPacks: options.noPacks ?? false }),
    timeZone: options.timeZone,
    onEvent(event) {
      if (past) return;
      options.onLine(event, oddestFirst(remarks));
      remarks.clear();
    },
    onFinding(finding) {
      if (past) return;
      const { engine } = live;
      const most = mostSurprise(engine.to - engine.from);
      remarks.set(finding.id, { ...finding, surprise: Math.min(most, finding.surprise) });
    },
  });
  const early: LiveBatch[] = [];
  const intake = new Intake({
    members: options.sources.map(({ type, options: given }) => ({
      source: (liveSources as { [type: string]: LiveSourceDefinition })[type]!.follow(given),
      rereadable: true,
    })),
    ring: null,
    sink: {
      deliver(batch) {
        if (past) early.push(batch);
        else {
          live.take(batch, now());
          intake.taken(batch.buffer.length);
        }
      },
      sample: (sample) => live.measure(sample),
      notice: options.onNotice,
      now,
    },
  });
  try {
    await intake.start(new Map());
    await pause(LOOK_AROUND, options.signal);
    const warm = await warmStart(live, {
      ...{ inputs: options.history, now: now(), since: now() - options.back, signal: options.signal },
      ...{ timeZone: options.timeZone, until: beginnings(early) },
      between: () => pause(0, options.signal),
    });
    if (options.signal.aborted) return;
    options.onWarm(warm);
    past = false;
    for (const batch of early) {
      live.take(batch, now());
      intake.taken(batch.buffer.length);
    }
    while (!options.signal.aborted) {
      await pause(SECOND, options.signal);
      live.idle(now());
      for (const finding of oddestFirst(remarks)) options.onRemark(finding);
      remarks.clear();
    }
  } finally {
    await intake.stop();
  }
}

function oddestFirst(remarks: ReadonlyMap<string, Finding>): Finding[] {
  return [...remarks.values()].sort((a, b) => b.surprise - a.surprise || b.gravity - a.gravity);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
  });
}
