import type { Evidence } from '../core/finding.ts';
import type { IsolationForest } from '../ml/index.ts';
import { HourlyMost } from './hourly-most.ts';
import { Reservoir } from './reservoir.ts';
import { type MinuteRow, type Which, WindowModels } from './window-models.ts';
import { fitWindows, rowOfAll, rowOfHost } from './window-rows.ts';
import {
  COUNTED,
  clearly,
  type Measure,
  type Spared,
  type Usual,
  type WindowFacts,
  WindowSeries,
} from './window-series.ts';
import type { OddMinute } from './window-spells.ts';

/** Minutes kept to fit a forest on, per segment and in one pass. */
const SAMPLE = { segment: 1000, onePass: 4000 };
/** Minutes before anything is judged: in one pass a whole day, with the segments' both sides known eight hours. */
const ENOUGH = { segment: 480, onePass: 1440 };
/** Measures in which a minute must break what was known, if it is not by far in one that is bad. */
const WAYS = 2;
const BAD: ReadonlySet<Measure> = new Set(['errors', 'auth', 'links']);
const EVIDENCE_LINES = 5;

/** A minute of a host as it is kept in the sample. */
export interface SampledMinute {
  readonly series: WindowSeries;
  readonly facts: WindowFacts;
}

/** A minute that is over: of each host that spoke, and of all; with what of it is to be learnt from, if anything. */
export interface Minute {
  readonly all: WindowFacts;
  readonly learnt: WindowFacts;
  readonly hosts: readonly (SampledMinute & {
    readonly learnt: WindowFacts;
    readonly evidence: WindowSeries['evidence'];
  })[];
}

/**
 * What is known of the minutes before: sums per host, a sample of minutes, forests fitted on it. The forests need no
 * trimming: a tree sees 256 minutes, so that an incident of less than one part in 256 is mostly not among them, and
 * the tenth that is judged is left out.
 */
export class WindowHistory {
  all: WindowSeries;
  readonly hosts = new Map<string, WindowSeries>();
  readonly samples: { readonly all: Reservoir<SampledMinute>; readonly hosts: Reservoir<SampledMinute> }[];
  /** Two passes: forests by segment left out; for all and for hosts. */
  readonly #forests: { readonly all: IsolationForest; readonly hosts: IsolationForest | null }[] = [];
  /** One pass: the forests in use. */
  readonly models = new WindowModels();
  minutes = 0;
  readonly #segments: number;
  readonly #beyond: WindowSeries;

  /** @param segments 1 or 10 */
  constructor(segments: number) {
    this.#segments = segments;
    this.all = new WindowSeries(null, segments);
    this.all.hours = new HourlyMost(segments);
    this.#beyond = new WindowSeries(null, segments);
    const cap = segments === 1 ? SAMPLE.onePass : SAMPLE.segment;
    this.samples = Array.from({ length: segments }, () => ({
      all: new Reservoir<SampledMinute>(cap),
      hosts: new Reservoir<SampledMinute>(cap),
    }));
  }

  /** Whether anything can be judged in one pass. */
  get ready(): boolean {
    return this.#segments === 1 && this.models.of('all') !== null;
  }

  /** The only host there is, null when there are several or none has a name. */
  get onlyHost(): string | null {
    const [first, ...more] = this.hosts.keys();
    return first === undefined || first === '' || more.length > 0 ? null : first;
  }

  /** The series of a host; beyond the cap one that is only counted for all. */
  series(host: string, max: number): WindowSeries {
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    if (this.hosts.size >= max) return this.#beyond;
    const series = new WindowSeries(host, this.#segments);
    this.hosts.set(host, series);
    return series;
  }

  /** Takes back the sums of all series. */
  loadSums(
    all: { readonly sums: readonly number[]; readonly hours: readonly number[] },
    hosts: readonly (readonly [host: string, sums: readonly number[]])[],
  ): void {
    this.all = WindowSeries.load(null, all.sums);
    this.all.hours = HourlyMost.load(all.hours);
    for (const [host, sums] of hosts) this.hosts.set(host, WindowSeries.load(host, sums));
  }

  /** Ends the minute of the series that were active. */
  take(active: readonly WindowSeries[], from: number): Minute {
    const hosts = active.map((series) => {
      const { evidence, spared } = series;
      const facts = series.take(from, 1);
      series.spared = null;
      return { series, evidence, facts, learnt: without(facts, spared) };
    });
    const of = (which: 'facts' | 'learnt') => sumOf(hosts.map((one) => one[which]));
    return { all: of('facts'), learnt: of('learnt'), hosts };
  }

  /** Learns a minute, except of the series named in `odd`; in one pass fits forests when it is time. */
  learn({ learnt, hosts }: Minute, segment: number, odd: readonly (string | null)[]): void {
    this.minutes++;
    const sample = this.samples[Math.max(0, segment)]!;
    if (!odd.includes(null) && learnt.lines > 0) {
      this.all.learn(learnt, segment);
      sample.all.add({ series: this.all, facts: learnt });
    }
    for (const { series, learnt: facts } of hosts) {
      if (series === this.#beyond || (odd.length > 0 && odd.includes(series.name))) continue;
      if (facts.lines <= 0) continue;
      series.learn(facts, segment);
      sample.hosts.add({ series, facts });
    }
    if (this.#segments === 1) this.#follow({ learnt, hosts }, odd);
  }

  /** What the forests make of a usual minute, of all and of one host in turn; new ones when it is time. */
  #follow({ learnt, hosts }: Pick<Minute, 'learnt' | 'hosts'>, odd: readonly (string | null)[]): void {
    const { from } = learnt;
    if (!odd.includes(null) && learnt.lines > 0) this.models.observe('all', { from, row: rowOfAll(learnt) });
    const one = hosts[this.minutes % Math.max(1, hosts.length)];
    if (one !== undefined && one.learnt.lines > 0 && !odd.includes(one.series.name)) {
      if (one.series !== this.#beyond && this.hosts.size > 1) {
        this.models.observe('hosts', { from, row: rowOfHost(one.learnt, one.series.usual(-1)) });
      }
    }
    if (this.minutes < ENOUGH.onePass) return;
    const due = (which: Which) => this.models.isDue(which, from) && this.samples[0]![which].items.length > 0;
    if (due('all')) {
      this.models.fit('all', this.#rowsOfAll(-1), from);
      this.watch(-1);
    }
    if (this.hosts.size > 1 && due('hosts')) this.models.fit('hosts', this.#rowsOfHosts(-1), from);
  }

  /** Sets the numbers of lines from which on examples of many are kept. */
  watch(segment: number): void {
    for (const series of this.hosts.values()) {
      const { most } = series.usual(segment);
      series.watch = clearly(most.lines);
      series.watchErrors = clearly(most.errors);
    }
  }

  /** The series that are odd in this minute; what goes on from the minutes before needs less to be. */
  judge({ all, hosts }: Minute, segment: number, goesOn: (host: string | null) => boolean): OddMinute[] {
    const odd: OddMinute[] = [];
    const found = this.#judgeOne({ series: this.all, facts: all }, segment, goesOn(null));
    if (found !== null) odd.push({ ...found, evidence: rarestOf(hosts) });
    if (this.hosts.size < 2) return odd;
    for (const one of hosts) {
      const found =
        one.series === this.#beyond ? null : this.#judgeOne(one, segment, goesOn(one.series.name));
      if (found !== null) odd.push({ ...found, evidence: one.evidence.map(({ line }) => line) });
    }
    return odd;
  }

  /** The forest a minute was, or would be, judged by. */
  forest(all: boolean, segment: number): IsolationForest | null {
    const which = all ? 'all' : 'hosts';
    if (segment < 0) return this.models.of(which);
    this.#forests[segment] ??= this.#fit(segment);
    return this.#forests[segment][which];
  }

  /** Sampled minutes of the same series outside of the segment. */
  sampleOf({ host, segment }: OddMinute): WindowFacts[] {
    return this.#outside(segment, host === null ? 'all' : 'hosts')
      .filter(({ series }) => series.name === host)
      .map(({ facts }) => facts);
  }

  #judgeOne(
    { series, facts }: SampledMinute,
    segment: number,
    goesOn: boolean,
  ): Omit<OddMinute, 'evidence'> | null {
    const broken = series.broken(facts, segment);
    if (broken.length === 0) return null;
    const usual = series.usual(segment);
    if (broken.length < WAYS && !goesOn && !isWild(facts, usual, broken[0]!)) return null;
    if (usual.minutes < (segment < 0 ? ENOUGH.onePass : ENOUGH.segment)) return null;
    const forest = this.forest(series === this.all, segment);
    if (forest === null) return null;
    const row = series === this.all ? rowOfAll(facts) : rowOfHost(facts, usual);
    const score = forest.score(row);
    return score > forest.threshold ? { host: series.name, facts, row, score, segment, usual, broken } : null;
  }

  #fit(segment: number): { readonly all: IsolationForest; readonly hosts: IsolationForest | null } {
    const rowsOf = (minutes: readonly MinuteRow[]) => minutes.map(({ row }) => row);
    const hosts = this.#rowsOfHosts(segment);
    return {
      all: fitWindows(rowsOf(this.#rowsOfAll(segment))),
      hosts: hosts.length > 0 ? fitWindows(rowsOf(hosts)) : null,
    };
  }

  #rowsOfAll(segment: number): MinuteRow[] {
    return this.#outside(segment, 'all').map(({ facts }) => ({ from: facts.from, row: rowOfAll(facts) }));
  }

  #rowsOfHosts(segment: number): MinuteRow[] {
    const known = new Map<WindowSeries, Usual>();
    const usualOf = (series: WindowSeries) => {
      const usual = known.get(series) ?? series.usual(segment);
      known.set(series, usual);
      return usual;
    };
    return this.#outside(segment, 'hosts').map(({ series, facts }) => ({
      from: facts.from,
      row: rowOfHost(facts, usualOf(series)),
    }));
  }

  #outside(segment: number, which: 'all' | 'hosts'): SampledMinute[] {
    return this.samples.flatMap((sample, k) => (k === segment ? [] : sample[which].items));
  }
}

/** Whether so many lines that read bad are odd by themselves: twice as many as would clearly be more than ever. */
function isWild(facts: WindowFacts, { most }: Usual, measure: Measure): boolean {
  return BAD.has(measure) && facts[measure] > 2 * clearly(most[measure]);
}

/** What is left of a minute without some of its lines. */
function without(facts: WindowFacts, spared: Spared | null): WindowFacts {
  if (spared === null) return facts;
  const left: { -readonly [K in keyof WindowFacts]: WindowFacts[K] } = { ...facts };
  for (const key of COUNTED) left[key] -= spared[key];
  return left;
}

/** The minute of all hosts. */
function sumOf(hosts: readonly WindowFacts[]): WindowFacts {
  const { from, time } = hosts[0]!;
  const sum = {
    from,
    time,
    lines: 0,
    errors: 0,
    severity: 0,
    graded: 0,
    auth: 0,
    links: 0,
    news: 0,
    hosts: 0,
  };
  for (const facts of hosts) {
    if (facts.lines > 0) sum.hosts++;
    for (const key of COUNTED) sum[key] += facts[key];
  }
  return sum;
}

function rarestOf(hosts: Minute['hosts']): Evidence[] {
  const all = hosts.flatMap(({ evidence }) => evidence).sort((a, b) => a.rarity - b.rarity);
  return all.slice(0, EVIDENCE_LINES).map(({ line }) => line);
}
