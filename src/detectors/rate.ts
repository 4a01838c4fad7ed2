import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { rank } from '../core/finding.ts';
import { FLAG } from '../core/flags.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { inLatestWords, type Template } from '../core/template.ts';
import { PairMap } from '../kit/pair-map.ts';
import { ByTemplate } from './by-template.ts';
import { fewInAWeek, perDay } from './live-tail.ts';
import { judgeAcross } from './odd-runs.ts';
import type { RateRun } from './rate-judge.ts';
import { LiveRates, savedLiveRates } from './rate-live.ts';
import { addLine, findingOf, gravityFor, type Matter, sameMatter } from './rate-matter.ts';
import { corroborate, type Found, LEAST_RAW, mattersOf, RateSearch } from './rate-search.ts';
import { BUCKET, Series, Timeline } from './rate-timeline.ts';

const MAX_TEMPLATES = 5000;
const MAX_SERIES = 20_000;
const MAX_HOSTS = 64;
const MAX_ENTRIES = 2_000_000;
/** A stretch as odd is not expected in a week of such a log; where it reads badly, one may be. */
const SELDOM = 0.25;
const SELDOM_GRAVE = 1.5;
const GRAVE = 0.65;

export default defineDetector({
  name: 'rate',
  question: 'Does a kind of line come much more or much less often than it does at this hour of other days?',
  capped: ['line', 'of too many kinds not counted'],
  create: (context) => new Rates(context),
});

/** The series of a kind of line in two passes, by host; hosts beyond the cap share one. */
class Kind {
  readonly series = new Map<string, Series>();
}

/** What the second pass gathers lines for. */
interface Wanted {
  readonly run: RateRun;
  readonly matter: Matter;
}

/**
 * Counts each kind of line, host by host, in buckets of five minutes, and compares each bucket with what is usual at
 * its hour, on the square-root scale on which counts vary alike.
 */
class Rates implements Detector {
  readonly #context: DetectorContext;
  readonly #live: LiveRates;
  #kinds = new ByTemplate<Kind>(MAX_TEMPLATES, mergeKinds);
  /** Series that were looked up before, by the numbers of template and host (+1), and what version of the kinds they are of. */
  readonly #known = new PairMap<Series>();
  #version = 0;
  readonly #timeline = new Timeline();
  #series = 0;
  #entries = 0;
  #wanted = new Map<Template, Wanted[]>();

  constructor(context: DetectorContext) {
    this.#context = context;
    this.#live = new LiveRates(LEAST_RAW, {
      emit: (matter, others) => context.emit(findingOf(matter, others)),
      reporting: () => context.phase.reporting,
    });
  }

  observe(event: Event): void {
    const { template, received } = event;
    if (template === null || Number.isNaN(received)) return;
    // A line from long before says nothing of how many come now.
    if ((event.flags & FLAG.late) !== 0 && received - event.time > BUCKET) return;
    const { learning, segment } = this.#context.phase;
    if (!learning) {
      if (this.#wanted.size > 0) this.#gather(event, template);
    } else if (segment < 0) this.#live.count(event, template);
    else this.#count(event, template, segment);
  }

  measure(): void {}

  feedback(): void {}

  tick(): void {}

  blind(from: number, to: number): void {
    this.#live.blind(from, to);
  }

  learned(): void {
    this.#kinds.settle();
    this.#known.clear();
    this.#wanted.clear();
    const { shift, length, width } = this.#timeline;
    const search = new RateSearch(this.#timeline);
    const found: Found[] = [];
    for (const kind of this.#kinds.all()) for (const one of kind.series.values()) one.settle(shift);
    for (const [template, kind] of this.#inLatestWords()) {
      found.push(...search.of(template, [...kind.series.values()]));
    }
    const span = length * width;
    const runs = found.map(({ run }) => run);
    const matters = mattersOf(runs);
    const judged = new Set(judgeAcross(runs, LEAST_RAW, matters));
    corroborate(runs, matters);
    for (const { run, template } of found) {
      if (!judged.has(run) || !fewInAWeek(run.expected, span, SELDOM_GRAVE)) continue;
      const wanted = { run, matter: matterOf(run, template, span) };
      const list = this.#wanted.get(template);
      if (list === undefined) this.#wanted.set(template, [wanted]);
      else list.push(wanted);
    }
  }

  finish(): void {
    const { segment, reporting } = this.#context.phase;
    if (segment < 0) this.#live.finish();
    else if (reporting) this.#tell();
  }

  /** Lines of kinds beyond the cap. */
  get overCap(): number {
    return this.#kinds.overCap + this.#live.overCap;
  }

  snapshot(): SavedRates {
    return { version: 1, live: this.#live.save() };
  }

  restore(state: unknown): void {
    const parsed = savedRates.safeParse(state);
    if (!parsed.success) throw stateInvalid('rate', parsed.error);
    this.#live.load(parsed.data.live);
  }

  /** What is said in other words since an upgrade comes as often as it did before. */
  #inLatestWords(): Map<Template, Kind> {
    const kinds = new Map<Template, Kind>();
    for (const [template, kind] of this.#kinds.entries()) {
      const latest = inLatestWords(template);
      const known = kinds.get(latest);
      if (known === undefined) kinds.set(latest, kind);
      else mergeKinds(known, kind);
    }
    return kinds;
  }

  #count(event: Event, template: Template, segment: number): void {
    const bucket = this.#timeline.count(event.received, event.weight, segment);
    const numbered = event.hostKey >= 0 || event.host === null;
    const known = numbered ? this.#known.get(template.index, event.hostKey + 1) : undefined;
    const series = known ?? this.#find(event, template);
    if (series === undefined || !series.add(bucket, event.weight, this.#timeline.shift)) return;
    if (++this.#entries > MAX_ENTRIES) this.#coarsen();
  }

  #find({ host, hostKey }: Event, template: Template): Series | undefined {
    const kind = this.#kinds.of(template, () => new Kind());
    if (this.#kinds.version !== this.#version) this.#known.clear();
    this.#version = this.#kinds.version;
    if (kind === undefined) return undefined;
    const series = this.#seriesOf(kind, host);
    if (hostKey >= 0 || host === null) this.#known.set(template.index, hostKey + 1, series);
    return series;
  }

  /** Too many entries: wider buckets for all. */
  #coarsen(): void {
    this.#timeline.halve();
    this.#entries = 0;
    for (const kind of this.#kinds.all()) {
      for (const series of kind.series.values()) {
        series.settle(this.#timeline.shift);
        this.#entries += series.at.length;
      }
    }
  }

  #seriesOf(kind: Kind, host: string | null): Series {
    const full = kind.series.size >= MAX_HOSTS || this.#series >= MAX_SERIES;
    let key = host === null ? '' : `h${host}`;
    if (full && !kind.series.has(key)) key = '';
    let series = kind.series.get(key);
    if (series === undefined) {
      series = new Series(key === '' ? null : host);
      series.settle(this.#timeline.shift);
      this.#series++;
      kind.series.set(key, series);
    }
    return series;
  }

  #gather(event: Event, template: Template): void {
    const { width } = this.#timeline;
    for (const { run, matter } of this.#wanted.get(inLatestWords(template)) ?? []) {
      // Where lines are missing, those around show what they were.
      const around = run.more ? 0 : 2 * width;
      if (event.received < run.from - around || event.received >= run.to + around) continue;
      if (matter.host !== null && matter.host !== event.host) continue;
      addLine(matter, event);
    }
  }

  #tell(): void {
    const span = this.#timeline.length * this.#timeline.width;
    const matters = [...this.#wanted.values()].flat().filter(({ run, matter }) => {
      if (matter.evidence.length === 0) return false;
      return fewInAWeek(run.expected, span, gravityFor(matter) >= GRAVE ? SELDOM_GRAVE : SELDOM);
    });
    const order = ({ matter }: Wanted) =>
      rank({ surprise: -Math.log10(matter.expected), gravity: gravityFor(matter) });
    matters.sort((a, b) => order(b) - order(a) || b.run.raw - a.run.raw || a.run.from - b.run.from);
    const groups: Matter[][] = [];
    for (const { matter } of matters) {
      const group = groups.find(([first]) => sameMatter(first!, matter));
      if (group === undefined) groups.push([matter]);
      else group.push(matter);
    }
    for (const [first, ...more] of groups) this.#context.emit(findingOf(first!, more.length));
  }
}

const savedRates = z.strictObject({ version: z.literal(1), live: savedLiveRates });
type SavedRates = z.input<typeof savedRates>;

function matterOf(run: RateRun, { id, text }: Template, span: number): Matter {
  return {
    template: { id, text },
    host: run.series.host,
    app: null,
    from: run.from,
    to: run.to,
    more: run.more,
    usual: run.usual,
    seen: run.seen,
    seasonal: run.seasonal,
    evidence: [],
    gravity: 0,
    raw: run.raw,
    expected: perDay(run.expected, span),
    history: span,
  };
}

function mergeKinds(into: Kind, from: Kind): void {
  for (const [key, series] of from.series) {
    const known = into.series.get(key);
    into.series.set(key, known === undefined ? series : Series.sum([known, series], series.host));
  }
}
