import type { Event } from '../core/event.ts';
import type { LiveBatch } from '../core/live-source.ts';
import type { Sample } from '../core/sample.ts';
import type { UnreadInput } from '../core/scan-result.ts';
import { readRing } from '../store/ring-view.ts';
import { eachEvent } from './each-event.ts';
import type { Input } from './input.ts';
import { account, type InputOptions, openInputs, openSources } from './inputs.ts';
import type { Outcome, Pipeline } from './pipeline.ts';
import { inOrder } from './replay.ts';
import { placed } from './ring.ts';
import { SampleFeed } from './sample-feed.ts';

const SECOND = 1000;

export interface WalkOptions extends InputOptions {
  readonly pipeline: Pipeline;
  /** Epoch ms of the log: what comes before is only learnt from. Absent: nothing is. */
  readonly from?: number;
  /** Folder of a raw ring that is read as well; nothing in it is changed. */
  readonly ring?: string | undefined;
  /** Files of samples (OTLP as lines of JSON), which come between the lines by their time. */
  readonly samples?: readonly string[] | undefined;
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
  /** Lines of the ring. */
  readonly ringLines: number;
  readonly events: number;
}

/**
 * Past logs through the engine that runs live, on their own clock and without waiting: at every moment only what came
 * before is known. The same events give the same incidents as live. Fails as `scan` does.
 */
export async function walk(options: WalkOptions): Promise<Walked> {
  const samples = await SampleFeed.open(options.samples ?? [], options.signal);
  const { sources, unread } = await openSources(options);
  const way = new Way(options);
  try {
    const inputs = openInputs(sources, options);
    const { signal, ring, between } = options;
    let ringLines = 0;
    if (ring === undefined && options.samples === undefined) {
      await eachEvent(inputs, {
        ...{ order: 'time', signal },
        visit: (event) => way.observe(event),
        between: () => between?.(way.events),
      });
    } else ringLines = await withOthers(inputs, samples, { way, options });
    way.end();
    const { events } = way;
    const read =
      ringLines > 0 && inputs.length === 0 ? { read: [], unread, notes: [] } : account(inputs, unread);
    return { ...read, notes: [...read.notes, ...samples.notes], ringLines, events };
  } finally {
    await samples.close();
    for (const source of sources) await source.close();
  }
}

/** Events of the inputs, batches of the ring and samples, merged by when they came; gives the lines of the ring. */
async function withOthers(
  inputs: readonly Input[],
  samples: SampleFeed,
  { way, options }: { way: Way; options: WalkOptions },
): Promise<number> {
  const { signal, between, ring } = options;
  let lines = 0;
  const records = ring === undefined ? null : readRing(ring);
  const nextRecord = async () => (await records?.next())?.value || undefined;
  let record = await nextRecord();
  let measured = await samples.next();
  const othersUpTo = async (time: number) => {
    for (; record && record.received <= time && !signal?.aborted; record = await nextRecord()) {
      await samplesUpTo(record.received);
      if (way.take(placed(record, record.position))) lines += record.count;
      await between?.(way.events);
    }
    await samplesUpTo(time);
  };
  const samplesUpTo = async (time: number) => {
    if (measured > time) return;
    await samples.upTo(time, (sample) => way.measure(sample));
    measured = await samples.next();
  };
  for await (const input of inOrder(inputs, signal)) {
    const event = input.head!;
    if ((record && record.received <= event.received) || measured <= event.received) {
      await othersUpTo(event.received);
    }
    way.observe(event);
    if (way.events % 4096 === 0) await between?.(way.events);
  }
  await othersUpTo(Number.POSITIVE_INFINITY);
  await records?.return();
  return lines;
}

/** One walk while it goes on. */
class Way {
  events = 0;
  readonly #options: WalkOptions;
  readonly #since: number;
  readonly #until: number;
  #past: boolean;
  #next = Number.NEGATIVE_INFINITY;

  constructor(options: WalkOptions) {
    const { from, pipeline, since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = options;
    this.#options = options;
    this.#since = since;
    this.#until = until;
    this.#past = from !== undefined;
    if (this.#past) pipeline.past();
  }

  observe(event: Event): void {
    const { host, pipeline } = this.#options;
    if (!this.#comesTo(event.received) || (host !== undefined && event.host !== host)) return;
    pipeline.live.observe(event);
    this.events++;
  }

  /** Lines of the ring; false when they are not of the time that is wanted. */
  take(batch: LiveBatch): boolean {
    if (!this.#comesTo(batch.received)) return false;
    this.events += this.#options.pipeline.live.take(batch, batch.received);
    return true;
  }

  measure(sample: Sample): void {
    const { host, pipeline } = this.#options;
    if (!this.#comesTo(sample.time) || (host !== undefined && sample.host !== host)) return;
    pipeline.measure(sample);
  }

  end(): void {
    const { pipeline } = this.#options;
    pipeline.live.settle();
    pipeline.live.engine.finish();
    if (this.#past) pipeline.present();
    this.#tell();
  }

  /** Tells what came of the seconds before a moment (epoch ms); false when it is not wanted. */
  #comesTo(at: number): boolean {
    if (at < this.#since || at > this.#until) return false;
    if (at >= this.#next) {
      this.#tell();
      this.#next = Math.floor(at / SECOND) * SECOND + SECOND;
    }
    if (this.#past && at >= (this.#options.from ?? 0)) {
      this.#past = false;
      this.#options.pipeline.present();
    }
    return true;
  }

  #tell(): void {
    const { pipeline, onOutcome } = this.#options;
    onOutcome(pipeline.outcome(), pipeline.live.engine.to);
  }
}
