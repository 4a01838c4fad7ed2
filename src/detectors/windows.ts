import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { gravityOf } from '../core/gravity.ts';
import type { ModelReport } from '../core/model-report.ts';
import type { Sample } from '../core/sample.ts';
import { hashText } from '../kit/hash.ts';
import type { IsolationForest } from '../ml/index.ts';
import { TailRate } from '../ml/tail-rate.ts';
import { AUTH_FAILURE, kindOf, LINK_DOWN, READS_BAD } from './line-kinds.ts';
import { TemplateFlags } from './template-flags.ts';
import { WindowCounters } from './window-counters.ts';
import { figuresOf } from './window-figures.ts';
import { WindowHistory } from './window-history.ts';
import { loadWindows, type SavedWindows, saveWindows } from './window-saved.ts';
import type { WindowSeries } from './window-series.ts';
import {
  beginSpell,
  continueSpell,
  goesOn,
  judgeSpells,
  type OddMinute,
  placeOf,
  type Spell,
} from './window-spells.ts';
import { wordsFor } from './window-words.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Hosts told apart; what the others say counts for all together. */
const MAX_HOSTS = 8192;
const MAX_SPELLS = 500;
/** A line of a kind that makes out less than this share is rare enough to be shown. */
const RARE = 1e-3;
/** What is expected oftener than this per day, or in a log read twice, is not told. */
const SELDOM = { perDay: 1, perLog: 2 };
/** The detector sees what several others see better: it never reads worse than an ordinary error. */
const WORST = 0.55;
/** So many odd minutes are no moment. */
const LONG = 20;

export default defineDetector({
  name: 'windows',
  question: 'Is this minute of a host, or of all, unlike all other minutes in several ways at once?',
  capped: ['sample', 'of too many counters of errors that were not followed'],
  create: (context) => new Windows(context),
});

/**
 * Counts minutes and compares them by isolation forests, one for all hosts together and one for single hosts, each
 * measured against what is usual for itself. A minute is told only when it is odd to the forest and also breaks,
 * clearly, what any other minute had in two measures at least: one measure alone belongs to other detectors.
 */
class Windows implements Detector {
  readonly #context: DetectorContext;
  readonly #kinds = new TemplateFlags(kindOf);
  #history: WindowHistory | null = null;
  #rate = new TailRate();
  #counters = new WindowCounters();
  #spells: Spell[] = [];
  readonly #active: WindowSeries[] = [];
  /** Series that were looked up before, by the number of the host (+1). */
  #known: (WindowSeries | undefined)[] = [];
  #start = Number.NaN;
  #end = Number.NEGATIVE_INFINITY;
  #segment = -1;
  #learning = true;
  /** What is odd is left out of what is learnt also while nothing is wanted of it. */
  #judging = false;
  #capturing = false;
  #seen = 0;
  /** Lines from before this time are of one in which nothing could be seen, epoch ms; and how much of it there was, ms. */
  #unseen: readonly [until: number, all: number] = [Number.NEGATIVE_INFINITY, 0];
  /** Epoch ms of the first and last minute. */
  #span: [number, number] | null = null;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get overCap(): number {
    return this.#counters.overCap;
  }

  observe(event: Event): void {
    if (event.received < this.#unseen[0]) return;
    if (!(event.received < this.#end)) this.#open(event.received);
    const { weight, severity, template } = event;
    const numbered = event.hostKey >= 0 || event.host === null;
    const series = (numbered ? this.#known[event.hostKey + 1] : undefined) ?? this.#seriesOf(event);
    if (series.lines === 0) {
      this.#active.push(series);
      series.time = event.time;
    }
    this.#seen += weight;
    series.lines += weight;
    if (severity >= 0) {
      series.severity += severity * weight;
      series.graded += weight;
    }
    if (template === null) return;
    const kind = this.#kinds.of(template);
    const bad = severity >= 0 ? severity <= 3 : (kind & READS_BAD) !== 0;
    if (bad) series.errors += weight;
    if ((kind & AUTH_FAILURE) !== 0) series.auth += weight;
    if ((kind & LINK_DOWN) !== 0) series.links += weight;
    const fresh = event.firsts !== null && event.firsts[0]!.kind === 'template';
    if (fresh) series.news++;
    if (!event.trains) {
      const auth = (kind & AUTH_FAILURE) !== 0;
      series.spare(event, { bad, fresh, auth, link: (kind & LINK_DOWN) !== 0 });
    }
    if (this.#capturing) {
      const rarity = template.profile?.count ?? 0;
      const told = (kind & (AUTH_FAILURE | LINK_DOWN)) !== 0;
      const many = series.lines >= series.watch || (bad && series.errors >= series.watchErrors);
      if (told || many || rarity < RARE * this.#seen) series.capture(event, rarity);
    }
  }

  /** A counter of errors that goes where it never was is as a line of its host that reads as an error. */
  measure(sample: Sample): void {
    const { time, host } = sample;
    if (this.#context.phase.segment >= 0 || !Number.isFinite(time) || time < this.#unseen[0]) return;
    const shown = this.#counters.take(sample);
    if (shown === null) return;
    if (!(time < this.#end)) this.#open(time);
    const series = this.#history!.series(host ?? '', MAX_HOSTS);
    if (series.lines === 0) {
      this.#active.push(series);
      series.time = time;
    }
    series.lines++;
    series.errors++;
    if (this.#capturing) series.show(shown, sample.metric);
  }

  feedback(feedback: Feedback): void {
    const { kind } = feedback;
    if (kind !== 'retrain' && kind !== 'rollback' && kind !== 'contamination') return;
    if (this.#context.phase.segment >= 0) return;
    this.#history ??= new WindowHistory(1);
    this.#history.models.obey(feedback, this.#span?.[1] ?? 0);
  }

  models(): readonly ModelReport[] {
    return (this.#history ?? new WindowHistory(1)).models.reports();
  }

  tick(time: number): void {
    if (time >= this.#end) this.#close();
  }

  /** Lines that are read of that time later come all at once, and say nothing of a minute. */
  blind(from: number, to: number): void {
    this.#close();
    this.#unseen = [to, this.#unseen[1] + to - from];
  }

  learned(): void {
    this.#close();
    this.#segment = -1;
    this.#seen = 0;
    this.#spells = [];
  }

  finish(): void {
    this.#close();
    if (this.#context.phase.segment < 0) return;
    const [from, to] = this.#span ?? [0, 0];
    const share = to - from > DAY ? DAY / (to - from) : 1;
    judgeSpells(this.#spells, share);
    for (const spell of this.#spells) {
      if (spell.expected < SELDOM.perLog * share) this.#emit(spell);
    }
    this.#spells = [];
  }

  snapshot(): SavedWindows {
    return saveWindows({
      ...{ history: this.#history ?? new WindowHistory(1), rate: this.#rate, spells: this.#spells },
      ...{ active: this.#active, window: [this.#start, this.#end], seen: this.#seen, span: this.#span },
      ...{ unseen: this.#unseen, counters: this.#counters },
    });
  }

  restore(state: unknown): void {
    const saved = loadWindows(state);
    this.#history = saved.history;
    this.#rate = saved.rate;
    this.#counters = saved.counters;
    this.#spells = saved.spells;
    this.#active.length = 0;
    this.#active.push(...saved.active);
    [this.#start, this.#end] = saved.window;
    this.#seen = saved.seen;
    this.#span = saved.span;
    this.#unseen = saved.unseen;
    this.#known = [];
    this.#judging = this.#capturing = saved.history.ready;
  }

  #seriesOf({ host, hostKey }: Event): WindowSeries {
    this.#history ??= new WindowHistory(this.#context.phase.segment < 0 ? 1 : 10);
    const series = this.#history.series(host ?? '', MAX_HOSTS);
    // Of hosts without a number only the lines that name none have a series that is always theirs.
    if (hostKey < 0 && host !== null) return series;
    while (this.#known.length <= hostKey) this.#known.push(undefined);
    this.#known[hostKey + 1] = series;
    return series;
  }

  #open(time: number): void {
    this.#close();
    const { phase } = this.#context;
    if (Number.isNaN(time)) return;
    this.#history ??= new WindowHistory(phase.segment < 0 ? 1 : 10);
    this.#start = Math.floor(time / MINUTE) * MINUTE;
    this.#end = this.#start + MINUTE;
    if (phase.segment !== this.#segment && !phase.learning) this.#history?.watch(phase.segment);
    this.#segment = phase.segment;
    this.#learning = phase.learning;
    this.#judging = !phase.learning || (phase.segment < 0 && this.#history?.ready === true);
    this.#capturing = this.#judging && phase.reporting;
  }

  /** The minute is over: it is judged, then learnt. */
  #close(): void {
    const active = this.#active.splice(0);
    const history = this.#history;
    if (active.length === 0 || history === null || Number.isNaN(this.#start)) return;
    const segment = this.#segment;
    const onePass = segment < 0;
    const minute = history.take(active, this.#start);
    this.#end = Number.NEGATIVE_INFINITY;
    const last = this.#spells.at(-1);
    const odd = this.#judging
      ? history.judge(minute, segment, (host) => goesOn(last, host, this.#start))
      : [];
    const told =
      odd.length > 0 && this.#found(odd, { onePass, trains: minute.learnt.lines === minute.all.lines });
    if (!this.#learning) return;
    // An incident must not become normal while it is told.
    history.learn(minute, segment, told ? odd.map(({ host }) => host) : []);
    const [from, to] = this.#span ?? [this.#start, this.#start];
    this.#span = [Math.min(from, this.#start), Math.max(to, this.#start)];
    if (onePass) this.#rate.advance(this.#start - this.#unseen[1]);
  }

  /** Tells of odd series of a minute; false when they have been odd for so long that they are normal. */
  #found(odd: readonly OddMinute[], how: { onePass: boolean; trains: boolean }): boolean {
    const { onePass } = how;
    const last = this.#spells.at(-1);
    const place = placeOf(last, odd[0]!.facts.from);
    if (place === 'begins') {
      const spell = beginSpell(odd);
      this.#keep(spell, how);
      if (onePass && spell.expected < SELDOM.perDay) this.#emit(spell);
      return true;
    }
    continueSpell(last!, odd);
    if (onePass && last!.expected < SELDOM.perDay) this.#emit(last!);
    return place === 'goes on';
  }

  #keep(spell: Spell, { onePass, trains }: { onePass: boolean; trains: boolean }): void {
    if (onePass) {
      const raw = rawOf(spell);
      spell.expected = Math.min(1e9, this.#rate.expected(raw, Math.min(DAY, this.#rate.age)));
      if (trains) this.#rate.add(raw);
      this.#spells = [spell];
      return;
    }
    this.#spells.push(spell);
    if (this.#spells.length <= MAX_SPELLS) return;
    const weakest = this.#spells
      .slice(0, -1)
      .reduce((a, b) => (b.strongest.score < a.strongest.score ? b : a));
    this.#spells.splice(this.#spells.indexOf(weakest), 1);
  }

  #emit(spell: Spell): void {
    if (spell.evidence.length === 0 || !this.#context.phase.reporting) return;
    const { strongest } = spell;
    const history = this.#history!;
    const forest: IsolationForest = history.forest(strongest.host === null, strongest.segment)!;
    const host = strongest.host ?? history.onlyHost;
    const sample = history.sampleOf(strongest);
    const figures = figuresOf(strongest, sample);
    const finding: Finding = {
      id: hashText(`windows\0${host ?? 'all'}\0${spell.from}`),
      detector: 'windows',
      about: host === null ? { metric: 'lines of all hosts' } : { host },
      ...{ from: spell.from, to: spell.to, count: spell.lines },
      surprise: Math.max(0, -Math.log10(spell.expected)),
      rawSurprise: rawOf(spell),
      gravity: gravityOfSpell(spell),
      evidence: [...spell.evidence],
      ...wordsFor(spell, forest.explain(strongest.row).reasons, sample),
      ...(figures.length === 0 ? {} : { figures }),
    };
    this.#context.emit(finding);
  }
}

/** What its lines say, and what was too much: errors read bad whatever their words are, the more so the longer. */
function gravityOfSpell({ evidence, strongest, minutes }: Spell): number {
  const { broken } = strongest;
  const reads = Math.max(...evidence.map(({ text }) => gravityOf(-1, text)));
  const bad = broken.includes('errors')
    ? 0.55
    : broken.includes('auth') || broken.includes('links')
      ? 0.5
      : 0;
  return Math.min(WORST, Math.max(reads, bad)) + (bad > 0 && minutes >= LONG ? 0.1 : 0);
}

/** A score as a number whose steps are about equally rare. */
function rawOf({ strongest }: Spell): number {
  return Math.max(0, (strongest.score - 0.4) * 20);
}
