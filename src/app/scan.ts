import type { DetectorDefinition } from '../core/detector.ts';
import type { Finding } from '../core/finding.ts';
import type { Progress, ScanResult, UnreadInput } from '../core/scan-result.ts';
import type { Source } from '../core/source.ts';
import { loadRules } from '../filter/load-rules.ts';
import type { Rule } from '../filter/rule.ts';
import type { Recognition } from '../formats/reader.ts';
import type { Miner } from '../templates/miner.ts';
import { chooseDetectors } from './choose-detectors.ts';
import { eachEvent } from './each-event.ts';
import { Engine } from './engine.ts';
import { wanted } from './filter-events.ts';
import { filterReport, marksOf } from './filter-report.ts';
import type { Input } from './input.ts';
import {
  account,
  type InputOptions,
  measure,
  openInputs,
  openSources,
  readTwice,
  totalsOf,
} from './inputs.ts';
import { KeptBaseline, type KeptBaselineOptions } from './kept-baseline.ts';
import { Meter } from './meter.ts';
import { notesOf, Span } from './scan-notes.ts';
import { Segments } from './segments.ts';
import { overviewOf, TimelineCounter } from './timeline.ts';

/** Where reporting begins: every tenth is judged by the rest of the log, or one pass learns and reports. */
export type Baseline =
  | { readonly kind: 'rest-of-log' }
  | { readonly kind: 'none' }
  /** The first `share` (0–1) of the log is only learnt from. */
  | { readonly kind: 'share'; readonly share: number }
  /** The log at `path` is learnt from first. */
  | { readonly kind: 'file'; readonly path: string }
  /** What earlier runs over the same inputs learnt is taken up, and kept again; see `KeptBaseline`. */
  | ({ readonly kind: 'cached' } & KeptBaselineOptions);

export interface ScanOptions extends InputOptions {
  readonly baseline?: Baseline | undefined;
  /** Names of the detectors that look, with `+` those beside the usual ones; the usual ones when absent. */
  readonly detectors?: readonly string[] | undefined;
  /** Files of rules for the filter, asked before the packs. */
  readonly rules?: readonly string[] | undefined;
  /** Without the rules that come with logsift. */
  readonly noPacks?: boolean | undefined;
  /** Findings to leave out and only count, because a person called them fine. */
  readonly isExpected?: ((finding: Finding) => boolean) | undefined;
  /** Collect what a report with pictures shows beside the findings. */
  readonly overview?: boolean | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Reads logs to their end and says what does not fit in them. Rejects with NOTHING_READ when not one line could be
 * read, with UNKNOWN_FORMAT for a format name that is none; an aborted `signal` gives the partial result.
 */
export async function scan(options: ScanOptions): Promise<ScanResult> {
  const baseline = options.baseline ?? { kind: 'rest-of-log' };
  const { sources, unread } = await openSources(options);
  const run = new Run(options, baseline, unread);
  run.opened = sources;
  try {
    if (baseline.kind === 'rest-of-log') return await run.twice(sources);
    if (baseline.kind !== 'cached') return await run.once(sources);
    return await run.cached(sources, await KeptBaseline.open(baseline, options));
  } finally {
    for (const source of run.opened) await source.close();
  }
}

/** One scan while it runs. */
class Run {
  opened: Source[] = [];
  readonly #options: ScanOptions;
  readonly #baseline: Baseline;
  readonly #unread: readonly UnreadInput[];
  readonly #rules: readonly Rule[];
  readonly #detectors: readonly DetectorDefinition[];
  readonly #wanted: ReturnType<typeof wanted>;
  readonly #meter: Meter;
  readonly #span = new Span();
  readonly #timeline: TimelineCounter | null;
  readonly #notes: string[] = [];
  #filtered = 0;

  constructor(options: ScanOptions, baseline: Baseline, unread: readonly UnreadInput[]) {
    this.#options = options;
    this.#baseline = baseline;
    this.#unread = unread;
    this.#detectors = chooseDetectors(options.detectors);
    this.#rules = loadRules({ files: options.rules ?? [], noPacks: options.noPacks ?? false });
    this.#wanted = wanted(options);
    this.#meter = new Meter(options.onProgress);
    this.#timeline = options.overview === true ? new TimelineCounter() : null;
  }

  /** First pass learns, second pass judges each tenth by the rest. */
  async twice(given: readonly Source[]): Promise<ScanResult> {
    const { signal } = this.#options;
    this.opened = [...given];
    const sources = await readTwice(given, signal);
    this.opened = sources;
    const engine = new Engine({
      phase: { learning: true, reporting: true, segment: 0 },
      rules: this.#rules,
      detectors: this.#detectors,
    });
    const segments = new Segments();
    const inputs = openInputs(sources, this.#options);
    this.#meter.begin('learning', sources, 2);
    await this.#pass(inputs, (input) => {
      const event = input.head!;
      engine.phase.segment = segments.mark(engine.events, this.#meter.share);
      engine.observe(event);
      this.#span.add(event);
      this.#timeline?.add(event);
    });
    if (signal?.aborted) {
      this.#notes.push('stopped in the first pass, which only learns: nothing was judged yet');
    } else {
      engine.learned();
      segments.rewind();
      const known: Recognition[] = inputs.map((input) => input.reader.recognition);
      this.#meter.begin('judging', sources, 2);
      const counted = this.#filtered;
      await this.#pass(openInputs(sources, this.#options, known), (input) => {
        engine.phase.segment = segments.at(engine.events);
        engine.observe(input.head!);
      });
      this.#filtered = counted;
      engine.finish();
    }
    return this.#result(engine, inputs);
  }

  /** One pass that learns as it goes and reports from a point on. */
  async once(sources: Source[]): Promise<ScanResult> {
    const baseline = this.#baseline;
    this.opened = sources;
    const engine = this.#onePassEngine(baseline.kind === 'none');
    if (baseline.kind === 'file') await this.#learnFile(engine, baseline.path);
    const from = baseline.kind === 'share' ? baseline.share : 0;
    const inputs = openInputs(sources, this.#options);
    await measure(sources, this.#options.signal);
    this.#meter.begin('judging', sources, 1);
    await this.#pass(inputs, (input) => {
      if (!engine.phase.reporting && this.#meter.share >= from) engine.phase.reporting = true;
      engine.observe(input.head!);
      this.#span.add(input.head!);
      this.#timeline?.add(input.head!);
    });
    engine.finish();
    return this.#result(engine, inputs);
  }

  /** One pass that goes on from what earlier runs learnt; without any the log is judged by itself, then learnt. */
  async cached(sources: Source[], kept: KeptBaseline): Promise<ScanResult> {
    const known = this.#onePassEngine(true);
    const restored = await kept.restore(known);
    const judged = restored ? null : await this.twice(sources);
    const engine = restored ? known : this.#onePassEngine(false);
    const inputs = openInputs(this.opened, this.#options);
    if (judged?.interrupted !== true) {
      await measure(this.opened, this.#options.signal);
      this.#meter.begin(restored ? 'judging' : 'learning', this.opened, 1);
      await kept.positions.find(inputs, this.#options.signal);
      await this.#pass(inputs, (input) => {
        if (kept.positions.isKnown(input.head!, input)) return;
        engine.observe(input.head!);
        if (!restored) return;
        this.#span.add(input.head!);
        this.#timeline?.add(input.head!);
      });
      engine.finish();
    }
    const result = judged ?? this.#result(engine, inputs);
    if (this.#options.signal?.aborted) kept.dropped();
    else await kept.save(engine);
    const baseline = restored ? 'cached' : 'rest-of-log';
    return { ...result, baseline, notes: [...kept.notes, ...result.notes] };
  }

  #onePassEngine(reporting: boolean): Engine {
    return new Engine({
      phase: { learning: true, reporting, segment: -1 },
      rules: this.#rules,
      detectors: this.#detectors,
    });
  }

  async #learnFile(engine: Engine, path: string): Promise<void> {
    const { sources, unread } = await openSources({ ...this.#options, inputs: [path] });
    this.opened = [...this.opened, ...sources];
    const inputs = openInputs(sources, this.#options);
    await measure(sources, this.#options.signal);
    this.#meter.begin('learning', sources, 1);
    const { signal } = this.#options;
    await eachEvent(inputs, {
      order: 'time',
      signal,
      visit: (event, input) => {
        this.#meter.take(input);
        engine.observe(event);
      },
      between: () => this.#meter.tell(),
    });
    engine.filter.rewind();
    const { notes } = account(inputs, unread);
    this.#notes.push(...notes);
  }

  async #pass(inputs: readonly Input[], take: (input: Input) => void): Promise<void> {
    await eachEvent(inputs, {
      order: 'time',
      signal: this.#options.signal,
      visit: (event, input) => {
        this.#meter.take(input);
        if (this.#wanted(event)) take(input);
        else this.#filtered++;
      },
      between: () => this.#meter.tell(),
    });
  }

  #result(engine: Engine, inputs: readonly Input[]): ScanResult {
    const { read, unread, notes } = account(inputs, this.#unread);
    const templates = engine.miner.templates().length;
    const timeline = this.#timeline;
    const found = engine.findings();
    const { isExpected } = this.#options;
    const findings =
      isExpected === undefined
        ? found
        : found.filter((finding) => !namesOf(finding, engine.miner).some(isExpected));
    return {
      schemaVersion: 1,
      findings,
      read: read.map((input) => input.report()),
      unread,
      totals: totalsOf(read, {
        ...marksOf(engine.filter),
        filtered: this.#filtered,
        templates,
        seconds: this.#meter.seconds,
      }),
      filter: filterReport(engine.filter),
      from: this.#span.from,
      to: this.#span.to,
      baseline: this.#baseline.kind,
      interrupted: this.#options.signal?.aborted ?? false,
      notes: [...this.#notes, ...notes, ...notesOf(engine, read)],
      ...(findings.length < found.length ? { expected: found.length - findings.length } : {}),
      ...(timeline === null ? {} : { overview: overviewOf(engine, timeline) }),
    };
  }
}

/** A finding as it is, and as it was called before its kind of line was generalised: a mark may be older than that. */
function namesOf(finding: Finding, miner: Miner): Finding[] {
  const { about } = finding;
  if (about.template === undefined) return [finding];
  const former = miner.formerIds(about.template);
  return [finding, ...former.map((template) => ({ ...finding, about: { ...about, template } }))];
}
