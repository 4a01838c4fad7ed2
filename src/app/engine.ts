import type { Detector, DetectorDefinition, Feedback, Phase } from '../core/detector.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { FLAG } from '../core/flags.ts';
import type { ModelReport } from '../core/model-report.ts';
import type { Sample } from '../core/sample.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Template } from '../core/template.ts';
import { count } from '../core/words.ts';
import { detectors as usualDetectors } from '../detectors/index.ts';
import { createFilter, type Filter } from '../filter/filter.ts';
import type { Rule } from '../filter/rule.ts';
import { seededRandom } from '../kit/random.ts';
import { ThreadFits } from '../ml/index.ts';
import { LateSpans } from '../templates/late-spans.ts';
import { type Merge, Miner } from '../templates/miner.ts';
import { Profile, type SavedProfile } from '../templates/profile.ts';
import { Profiles } from '../templates/profiles.ts';
import { Rewordings, type SavedRewordings } from '../templates/rewordings.ts';
import { mergedFindings } from './merged-findings.ts';
import { Recall } from './recall.ts';
import { type SavedUntrained, Untrained } from './untrained.ts';

const MAX_FINDINGS = 10_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LONGEST_GAP = 400 * 86_400 * SECOND;
const REPEATED = Buffer.from('last message repeated ');

export interface EngineOptions {
  /** Seed of the detectors' random numbers. */
  readonly seed?: number;
  readonly phase?: Phase;
  /** Which detectors see the events; those that are on by default when absent. */
  readonly detectors?: readonly DetectorDefinition[];
  /** Rules of the filter, in order of precedence; none when absent. */
  readonly rules?: readonly Rule[];
  /** Events come marked: another filter has decided about them. */
  readonly marked?: boolean;
  /** Takes every version of every finding as it is emitted, instead of the engine; `findings()` is then empty. */
  readonly onFinding?: (finding: Finding) => void;
}

/**
 * The one streaming engine: everything that happens to an event, in order. It knows no files, no wall clock and no
 * screen; `scan` runs it over logs that end.
 */
export class Engine {
  /** How it is being run; changed by whoever runs it. */
  readonly phase: Phase;
  readonly miner: Miner;
  readonly profiles: Profiles;
  readonly filter: Filter;
  readonly fits = new ThreadFits();
  /** Events taken in since the start or the last `rewind`. */
  events = 0;
  /** Findings beyond the cap, which were counted but not kept. */
  findingsOverCap = 0;
  readonly #detectors: ReadonlyMap<string, Detector>;
  readonly #list: readonly Detector[];
  readonly #definitions: readonly DetectorDefinition[];
  readonly #findings = new Map<string, Finding>();
  /** What each host said last, by the number the profiles gave it. */
  readonly #lastOfHost: (Template | undefined)[] = [];
  /** What the first of two passes found out; null in one pass, or when it would not hold for the second. */
  readonly #recall: Recall | null;
  readonly #lateSpans: LateSpans;
  readonly #rewordings = new Rewordings();
  readonly #untrained: Untrained;
  readonly #marked: boolean;
  #tick = Number.NaN;
  /** Span of the history, epoch ms. */
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  constructor(options: EngineOptions = {}) {
    this.phase = options.phase ?? { learning: true, reporting: true, segment: -1 };
    this.miner = new Miner({ onMerge: (change) => this.profiles.merge(change) });
    this.profiles = new Profiles(this.phase);
    this.#marked = options.marked ?? false;
    this.filter = createFilter(options.rules ?? [], { resolve: (id) => this.miner.resolve(id) });
    const twoPasses = this.phase.learning && this.phase.segment >= 0;
    this.#recall = twoPasses && this.filter.steady ? new Recall() : null;
    this.#lateSpans = new LateSpans(this.miner);
    const random = seededRandom(options.seed ?? 1);
    this.#untrained = new Untrained((id) => this.miner.resolve(id) ?? id);
    const told = options.onFinding ?? ((finding: Finding) => this.#keep(finding));
    const emit = (finding: Finding) => {
      told(finding);
      if (this.phase.segment < 0) this.#untrained.take(finding, this.#to, this.#to - this.#from);
    };
    const context = { phase: this.phase, random, emit, fits: this.fits };
    this.#definitions = options.detectors ?? usualDetectors;
    this.#detectors = new Map(this.#definitions.map((one) => [one.name, one.create(context)]));
    this.#list = [...this.#detectors.values()];
  }

  /** The way of an event: template, profile, filter, detectors. Its `received` must be set. */
  observe(event: Event): void {
    const number = this.events++;
    this.#advance(event.received);
    if ((event.flags & FLAG.repeated) !== 0 && this.#standsForOthers(event)) return;
    const again = this.#recall === null || this.phase.learning ? -1 : this.#recall.find(number, event);
    if (again < 0) this.#look(event, number);
    else this.#lookAgain(event, again);
    if (this.#untrained.size > 0) event.trains = !this.#untrained.covers(event);
    for (const detector of this.#list) detector.observe(event);
    event.spans = null;
    const { hostKey } = event;
    if (hostKey >= 0) this.#lastOfHost[hostKey] = event.template!;
  }

  #look(event: Event, number: number): void {
    event.template = this.miner.match(event.text, event.messageStart, event.messageEnd);
    event.spans = this.miner;
    const isNew = event.template.profile === null;
    this.profiles.observe(event);
    if (isNew && this.phase.learning) this.#rewordings.note(event);
    this.#mark(event);
    if (this.#recall !== null && this.phase.learning) this.#recall.note(number, event, this.filter.decided);
  }

  /** The same as `#look`, in a second pass, from what the first one found out. */
  #lookAgain(event: Event, found: number): void {
    event.template = this.#recall!.templateOf(found);
    event.spans = this.#lateSpans.of(event);
    this.profiles.observe(event);
    this.filter.markAgain(event, this.#recall!.ruleOf(found));
  }

  measure(sample: Sample): void {
    this.#advance(sample.time);
    for (const detector of this.#list) detector.measure(sample);
  }

  feedback(feedback: Feedback): void {
    if (feedback.kind === 'expected' || (feedback.kind === 'verdict' && feedback.verdict === 'noise')) {
      this.#untrained.forget(feedback.finding);
    }
    for (const detector of this.#list) detector.feedback(feedback);
  }

  /** The first pass is over: from now on events are judged, from the beginning, and nothing is learnt. */
  learned(): void {
    for (const reworded of this.#rewordings.all(this.#to)) rewordInHindsight(reworded);
    for (const template of this.miner.templates()) (template.profile as Profile | null)?.learned();
    for (const detector of this.#list) detector.learned();
    this.phase.learning = false;
    this.phase.segment = 0;
    this.filter.rewind();
    this.events = 0;
    this.#tick = Number.NaN;
    this.#lastOfHost.length = 0;
  }

  /** The input has ended. */
  finish(): void {
    for (const detector of this.#list) detector.finish();
  }

  /** What detectors did not follow to its end because of their caps, in words. */
  get capped(): string[] {
    const { refused, failed } = this.fits.counts;
    const fits = [
      ...(refused === 0 ? [] : [`too much at once for fits: ${count(refused, 'model')} not fitted`]),
      ...(failed === 0 ? [] : [`${count(failed, 'model')} could not be fitted; those before went on`]),
    ];
    const detectors = [...this.#detectors].flatMap(([name, { overCap = 0 }]) => {
      const words = this.#definitions.find((one) => one.name === name)?.capped;
      if (overCap === 0 || words === undefined) return [];
      return [`too much at once for ${name}: ${count(overCap, words[0])} ${words[1]}`];
    });
    return [...detectors, ...fits];
  }

  /** What is to be said of the models of all detectors. */
  models(): ModelReport[] {
    return this.#list.flatMap((detector) => detector.models?.() ?? []);
  }

  /** Findings so far, oddest first; what several detectors said about the same matter is one. */
  findings(): Finding[] {
    return this.shown(this.#findings.values());
  }

  /** Findings that were handed on, as they are shown now: see `findings`. */
  shown(findings: Iterable<Finding>): Finding[] {
    return mergedFindings(findings, this.#to - this.#from);
  }

  /** Moves the clock on though no event came: what waits for silence or the end of a minute hears of it. */
  advance(now: number): void {
    this.#advance(now);
  }

  /**
   * Nothing could be seen up to `to` (epoch ms): the clock goes there, and what did not come is no news. The history is
   * no longer for it: its beginning moves along.
   */
  blind(to: number): void {
    const from = this.#tick;
    if (Number.isNaN(from) || to <= from) return;
    this.#tick = Math.floor(to / SECOND) * SECOND;
    if (to > this.#to) {
      this.#from += to - this.#to;
      this.#to = to;
    }
    for (const detector of this.#list) detector.blind?.(from, this.#tick);
  }

  /** Epoch ms of the first event, later by all time in which nothing could be seen; Infinity before there is one. */
  get from(): number {
    return this.#from;
  }

  /** Epoch ms up to which time has come, −Infinity before the first event. */
  get to(): number {
    return this.#to;
  }

  /** Everything that was learnt, as JSON-safe data; `restore` continues as if nothing had happened. */
  snapshot(): EngineState {
    return {
      version: 1,
      tick: Number.isNaN(this.#tick) ? null : this.#tick,
      span: this.#to < this.#from ? null : [this.#from, this.#to],
      untrained: this.#untrained.save(),
      miner: this.miner.snapshot(),
      rewordings: this.#rewordings.save(),
      hosts: this.profiles.saveHosts(),
      profiles: this.miner
        .templates()
        .flatMap((one) => (one.profile === null ? [] : [[one.id, (one.profile as Profile).save()] as const])),
      detectors: Object.fromEntries([...this.#detectors].map(([name, one]) => [name, one.snapshot()])),
    };
  }

  /** Takes back what `snapshot` gave; STATE_INVALID for anything else. */
  restore(state: EngineState): void {
    try {
      if (state.version !== 1) throw new Error(`wanted version 1, got ${state.version}`);
      this.#restore(state);
    } catch (error) {
      if (error instanceof LogsiftError) throw error;
      throw stateInvalid('engine', error as Error);
    }
  }

  #restore(state: EngineState): void {
    this.#tick = state.tick ?? Number.NaN;
    if (state.span !== null) [this.#from, this.#to] = state.span;
    this.miner.restore(state.miner);
    this.#untrained.load(state.untrained);
    this.profiles.loadHosts(state.hosts);
    const profiles = new Map(state.profiles);
    for (const template of this.miner.templates()) {
      const saved = profiles.get(template.id);
      template.profile = saved === undefined ? null : Profile.load(saved);
    }
    if (state.rewordings !== undefined) this.#rewordings.load(state.rewordings, this.miner.templates());
    for (const [name, detector] of this.#detectors) {
      if (name in state.detectors) detector.restore(state.detectors[name]);
    }
  }

  /** "last message repeated N times" counts as N more of what the host said before. */
  #standsForOthers(event: Event): boolean {
    const { text, messageStart } = event;
    if (event.host === null) return false;
    if (text.compare(REPEATED, 0, REPEATED.length, messageStart, messageStart + REPEATED.length) !== 0)
      return false;
    let template = this.#lastOfHost[this.profiles.keyOf(event.host)];
    while (template?.successor) template = template.successor;
    if (template === undefined) return false;
    event.template = template;
    this.profiles.repeat(event, template);
    this.#mark(event);
    return true;
  }

  #mark(event: Event): void {
    if (this.#marked) this.filter.markAs(event, event.rule?.id ?? null);
    else this.filter.mark(event);
  }

  #keep(finding: Finding): void {
    if (this.#findings.size >= MAX_FINDINGS && !this.#findings.has(finding.id)) this.findingsOverCap++;
    else this.#findings.set(finding.id, finding);
  }

  /** Ticks for every whole second up to `now`; through a long silence every minute, and none through one of years. */
  #advance(now: number): void {
    if (now < this.#from) this.#from = now;
    if (now > this.#to) this.#to = now;
    if (now < this.#tick + SECOND) return;
    const last = Math.floor(now / SECOND) * SECOND;
    if (Number.isNaN(this.#tick) || last - this.#tick > LONGEST_GAP) this.#tick = last - SECOND;
    while (this.#tick < last) {
      this.#tick = Math.min(last, this.#tick + (last - this.#tick > MINUTE ? MINUTE : SECOND));
      if (this.phase.segment < 0) for (const one of this.#rewordings.due(this.#tick)) this.miner.reword(one);
      for (const detector of this.#list) detector.tick(this.#tick);
      if (this.#untrained.size > 0) this.#untrained.tick(this.#tick);
    }
  }
}

/** In the second pass lines of both are judged by their own words and values, and counted as one kind of line. */
function rewordInHindsight({ from, into }: Merge): void {
  from.rewordAs(into);
  for (const { profile } of [from, into]) if (profile !== null) (profile as Profile).isReworded = true;
}

/** JSON-safe state of the engine. */
export interface EngineState {
  readonly version: 1;
  readonly tick: number | null;
  /** Epoch ms of the first and last event. */
  readonly span: readonly [number, number] | null;
  readonly untrained: SavedUntrained;
  readonly miner: unknown;
  /** Absent in snapshots of versions that did not look for reworded lines. */
  readonly rewordings?: SavedRewordings | undefined;
  readonly hosts: readonly string[];
  readonly profiles: readonly (readonly [template: string, profile: SavedProfile])[];
  readonly detectors: { readonly [name: string]: unknown };
}
