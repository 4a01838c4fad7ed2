import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { Sample } from '../core/sample.ts';
import type { ScanResult } from '../core/scan-result.ts';
import { loadRules } from '../filter/load-rules.ts';
import type { Topology } from '../topology/topology.ts';
import { chooseDetectors } from './choose-detectors.ts';
import type { Engine } from './engine.ts';
import { filterReport, marksOf } from './filter-report.ts';
import { IncidentContext, MemorySource } from './incident-context.ts';
import type { Input } from './input.ts';
import { account, type InputOptions, openInputs, openSources, totalsOf } from './inputs.ts';
import { Pipeline } from './pipeline.ts';
import { SampleFeed } from './sample-feed.ts';
import { notesOf, Span } from './scan-notes.ts';
import { topologyOf } from './topology-of.ts';

const SECOND = 1000;
const UNWRITTEN = { topology: { window: 90_000 } };

export interface ReplayOptions extends InputOptions {
  readonly detectors?: readonly string[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly noPacks?: boolean | undefined;
  /** Files of samples (OTLP as lines of JSON), which come between the lines by their time. */
  readonly samples?: readonly string[] | undefined;
  /** What people wrote down of their network; the names of its hosts say where they are when absent. */
  readonly topology?: Topology | undefined;
  /** How many times faster than it was written the log is read; Infinity without waiting. */
  readonly speed: number;
  /** Incidents that changed in a second of the log's time, as they stand then. */
  readonly onIncidents: (incidents: readonly Incident[], at: number) => void | Promise<void>;
  /** Resolves after so many ms, or when the run is to end. */
  readonly wait: (ms: number) => Promise<void>;
  /** Ms that only run forward. */
  readonly monotonic: () => number;
}

/**
 * Logs that were written in the past, through the engine that runs live, on a clock of their own. What it finds in the
 * end is what `scan --baseline none` finds. Fails as `scan` does.
 */
export async function replay(options: ReplayOptions): Promise<ScanResult> {
  const samples = await SampleFeed.open(options.samples ?? [], options.signal);
  const { sources, unread } = await openSources(options);
  const topology = options.topology ?? topologyOf(UNWRITTEN);
  const started = options.monotonic();
  const all = new Map<string, Finding>();
  // As live, but for what people wrote down and said: the names of hosts, and what lines tell of changes.
  const context = new IncidentContext({
    ...{ topology, window: UNWRITTEN.topology.window, source: new MemorySource() },
    resolve: (id) => engine.miner.resolve(id) ?? id,
  });
  const pipeline: Pipeline = new Pipeline({
    rules: loadRules({ files: options.rules ?? [], noPacks: options.noPacks ?? false }),
    detectors: chooseDetectors(options.detectors),
    timeZone: options.timeZone,
    nameOf: (host) => topology.nameOf(host),
    incidents: context.incidents,
    onEvent: (event) =>
      context.observe(event, { seen: engine.to - engine.from, hosts: engine.profiles.hostCount }),
  });
  const { live } = pipeline;
  const engine: Engine = live.engine;
  const span = new Span();
  const measure = (sample: Sample) => {
    if (options.host === undefined || sample.host === options.host) live.measure(sample);
  };
  try {
    const inputs = openInputs(sources, options);
    const clock = new VirtualClock(options);
    const tell = async () => {
      context.second();
      const { remarked, incidents } = pipeline.outcome();
      for (const finding of remarked) all.set(finding.id, finding);
      if (incidents.length > 0) await options.onIncidents(incidents, engine.to);
    };
    let second = Number.NEGATIVE_INFINITY;
    for await (const input of inOrder(inputs, options.signal)) {
      const event = input.head!;
      if (event.received >= second) {
        await tell();
        await clock.until(event.received);
        second = Math.floor(event.received / SECOND) * SECOND + SECOND;
      }
      await samples.upTo(event.received, measure);
      if (options.host !== undefined && event.host !== options.host) continue;
      live.observe(event);
      span.add(event);
    }
    await samples.upTo(Number.POSITIVE_INFINITY, measure);
    engine.finish();
    await tell();
    const { read, unread: missed, notes } = account(inputs, unread);
    return {
      schemaVersion: 1,
      findings: engine.shown(all.values()),
      read: read.map((input) => input.report()),
      unread: missed,
      totals: totalsOf(read, {
        ...marksOf(engine.filter),
        filtered: read.reduce((sum, input) => sum + input.reader.counters.events, 0) - engine.events,
        templates: engine.miner.templates().length,
        seconds: (options.monotonic() - started) / SECOND,
      }),
      filter: filterReport(engine.filter),
      from: span.from,
      to: span.to,
      baseline: 'none',
      interrupted: options.signal?.aborted ?? false,
      notes: [...notes, ...samples.notes, ...notesOf(engine, read)],
    };
  } finally {
    await samples.close();
    for (const source of sources) await source.close();
  }
}

/** Time of the log, so many times as fast as that of the world. */
class VirtualClock {
  readonly #options: Pick<ReplayOptions, 'speed' | 'wait' | 'monotonic'>;
  #began = Number.NaN;
  #from = Number.NaN;

  constructor(options: Pick<ReplayOptions, 'speed' | 'wait' | 'monotonic'>) {
    this.#options = options;
  }

  /** Waits for a time of the log, epoch ms. */
  async until(time: number): Promise<void> {
    const { speed, wait, monotonic } = this.#options;
    if (speed === Number.POSITIVE_INFINITY) return;
    if (Number.isNaN(this.#from)) {
      this.#began = monotonic();
      this.#from = time;
    }
    const due = this.#began + (time - this.#from) / speed;
    const left = due - monotonic();
    if (left > 0) await wait(left);
  }
}

/** Inputs whose head is the next event in order of time, one after the other; equal times in the order given. */
export async function* inOrder(inputs: readonly Input[], signal?: AbortSignal): AsyncGenerator<Input> {
  const open: Input[] = [];
  for (const input of inputs) if (await input.fill(signal)) open.push(input);
  while (open.length > 0 && !signal?.aborted) {
    let first = open[0]!;
    for (const input of open) if (input.head!.received < first.head!.received) first = input;
    yield first;
    if (first.advance() || (await first.fill(signal))) continue;
    await first.stop();
    open.splice(open.indexOf(first), 1);
  }
  for (const input of open) await input.stop();
}
