import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import type { HourlyMost } from './hourly-most.ts';

/** One minute of one host, or of all. */
export interface WindowFacts {
  /** Epoch ms at which the minute begins, and the time that its first line says. */
  readonly from: number;
  readonly time: number;
  readonly lines: number;
  readonly errors: number;
  /** Sum of the severities, and how many lines carried one. */
  readonly severity: number;
  readonly graded: number;
  readonly auth: number;
  readonly links: number;
  readonly news: number;
  readonly hosts: number;
}

/** What is counted per minute and can be too much, in the order of `Usual.most`. */
export const MEASURES = ['lines', 'errors', 'auth', 'links', 'news', 'hosts'] as const;
export type Measure = (typeof MEASURES)[number];

const MOST = 8;
const FIELDS = MOST + MEASURES.length;
const EVIDENCE_LINES = 5;
/** Less than so many is never clearly more than none. */
const LEAST = 4;
const NONE: readonly Measure[] = [];

/** What can be counted of the lines of a minute, in the order in which it is saved. */
export const COUNTED = ['lines', 'errors', 'severity', 'graded', 'auth', 'links', 'news'] as const;
/** Of a minute, what its lines that nothing is to be learnt from add up to. */
export type Spared = Record<(typeof COUNTED)[number], number>;

/** What is usual in the minutes of a series, outside of a segment. */
export interface Usual {
  /** Minutes in which anything was said. */
  readonly minutes: number;
  /** Mean and standard deviation of the stabilised number of lines. */
  readonly level: number;
  readonly spread: number;
  readonly errorRatio: number;
  readonly severity: number;
  readonly auth: number;
  readonly links: number;
  /** Most that came in one minute. */
  readonly most: { readonly [K in Measure]: number };
}

/** Minutes of one host, or of all together: the present one being counted, and what is known of those before. */
export class WindowSeries {
  /** Canonical host, null for all. */
  readonly name: string | null;
  lines = 0;
  errors = 0;
  severity = 0;
  graded = 0;
  auth = 0;
  links = 0;
  news = 0;
  time = Number.NaN;
  /** Of these, the lines that nothing is to be learnt from; null while there are none. */
  spared: Spared | null = null;
  /** Rarest lines of the minute, and how often their kinds had come. */
  evidence: { readonly template: string; readonly rarity: number; readonly line: Evidence }[] = [];
  /** Lines taken as evidence, some of which gave way to rarer ones. */
  captured = 0;
  /** Number of lines at which one is kept as an example of many. */
  watch = Number.POSITIVE_INFINITY;
  /** The same for lines that read as errors. */
  watchErrors = Number.POSITIVE_INFINITY;
  /** Most lines by hour, where they are kept. */
  hours: HourlyMost | null = null;
  /** Sums per segment; in one pass all in the first. */
  #sums: Float64Array;

  constructor(name: string | null, segments: number) {
    this.name = name;
    this.#sums = new Float64Array(segments * FIELDS);
  }

  /** A line that was counted is not to be learnt from. */
  spare(
    { weight, severity }: Event,
    reads: { bad: boolean; fresh: boolean; auth: boolean; link: boolean },
  ): void {
    this.spared ??= { lines: 0, errors: 0, severity: 0, graded: 0, auth: 0, links: 0, news: 0 };
    const { spared } = this;
    spared.lines += weight;
    if (severity >= 0) {
      spared.severity += severity * weight;
      spared.graded += weight;
    }
    if (reads.bad) spared.errors += weight;
    if (reads.auth) spared.auth += weight;
    if (reads.link) spared.links += weight;
    if (reads.fresh) spared.news++;
  }

  /** Keeps a line as evidence if it is among the rarest of the minute. `rarity`: how often its kind came. */
  capture(event: Event, rarity: number): void {
    const { evidence } = this;
    if (this.captured >= 2 * EVIDENCE_LINES) return;
    if (evidence.length >= EVIDENCE_LINES && rarity >= evidence.at(-1)!.rarity) return;
    // One line of each kind: what came a hundred times is the same story.
    const template = event.template?.id ?? '';
    if (!evidence.some((one) => one.template === template)) this.#keep(evidenceOf(event), template, rarity);
  }

  /** Keeps what is to be shown of a metric, beside lines: rarer than any. */
  show(line: Evidence, metric: string): void {
    if (this.captured >= 2 * EVIDENCE_LINES) return;
    if (!this.evidence.some(({ template }) => template === metric)) this.#keep(line, metric, 0);
  }

  #keep(line: Evidence, kind: string, rarity: number): void {
    const { evidence } = this;
    this.captured++;
    evidence.push({ template: kind, rarity, line });
    evidence.sort((a, b) => a.rarity - b.rarity);
    if (evidence.length > EVIDENCE_LINES) evidence.pop();
  }

  /** Ends the minute: what it held; counting begins anew. */
  take(from: number, hosts: number): WindowFacts {
    const { time, lines, errors, severity, graded, auth, links, news } = this;
    this.lines = this.errors = this.severity = this.graded = 0;
    this.auth = this.links = this.news = this.captured = 0;
    this.time = Number.NaN;
    if (this.evidence.length > 0) this.evidence = [];
    return { from, time: time || from, lines, errors, severity, graded, auth, links, news, hosts };
  }

  /** Learns a minute. */
  learn(facts: WindowFacts, segment: number): void {
    const sums = this.#sums;
    const at = Math.max(0, segment) * FIELDS;
    const y = stabilised(facts.lines);
    sums[at]! += 1;
    sums[at + 1]! += y;
    sums[at + 2]! += y * y;
    sums[at + 3]! += facts.errors / facts.lines;
    sums[at + 4]! += facts.severity;
    sums[at + 5]! += facts.graded;
    sums[at + 6]! += facts.auth;
    sums[at + 7]! += facts.links;
    this.hours?.learn(facts.time, facts.lines, segment);
    for (let m = 0; m < MEASURES.length; m++) {
      const value = facts[MEASURES[m]!];
      if (value > sums[at + MOST + m]!) sums[at + MOST + m] = value;
    }
  }

  /** What is usual outside of a segment; −1: in all that was learnt. */
  usual(segment: number): Usual {
    const total = new Float64Array(FIELDS);
    for (let at = 0; at < this.#sums.length; at += FIELDS) {
      if (at === segment * FIELDS) continue;
      for (let i = 0; i < MOST; i++) total[i]! += this.#sums[at + i]!;
      if (near(at / FIELDS, segment)) continue;
      for (let i = MOST; i < FIELDS; i++) total[i] = Math.max(total[i]!, this.#sums[at + i]!);
    }
    const minutes = total[0]!;
    const n = Math.max(1, minutes);
    const level = total[1]! / n;
    return {
      minutes,
      level,
      spread: Math.max(1, Math.sqrt(Math.max(0, total[2]! / n - level * level))),
      errorRatio: total[3]! / n,
      severity: total[5]! > 0 ? total[4]! / total[5]! : 6,
      auth: total[6]! / n,
      links: total[7]! / n,
      most: Object.fromEntries(MEASURES.map((name, m) => [name, total[MOST + m]!])) as Usual['most'],
    };
  }

  /** Measures in which a minute is clearly more than any outside of the segment; what is new belongs to `novelty`. */
  broken(facts: WindowFacts, segment: number): readonly Measure[] {
    const sums = this.#sums;
    let broken: Measure[] | null = null;
    for (let m = 0; m < MEASURES.length; m++) {
      const name = MEASURES[m]!;
      const value = facts[name];
      if (value < LEAST || name === 'news') continue;
      let most = 0;
      for (let at = 0, k = 0; at < sums.length; at += FIELDS, k++) {
        if (!near(k, segment) && sums[at + MOST + m]! > most) most = sums[at + MOST + m]!;
      }
      const far =
        value > clearly(most) || (name === 'lines' && value > clearly(this.#mostAt(facts, segment)));
      if (far) (broken ??= []).push(name);
    }
    return broken ?? NONE;
  }

  #mostAt({ time }: WindowFacts, segment: number): number {
    return this.hours?.most(time, (k) => near(k, segment)) ?? Number.POSITIVE_INFINITY;
  }

  /** JSON-safe sums. */
  save(): number[] {
    return [...this.#sums];
  }

  /** A series with the sums that `save` gave. */
  static load(name: string | null, sums: readonly number[]): WindowSeries {
    const series = new WindowSeries(name, 1);
    series.#sums = Float64Array.from(sums);
    return series;
  }

  /** How many numbers `save` gives in one pass. */
  static readonly fields = FIELDS;
}

/** The judged segment and those beside it: what crosses a border must not be known from its other side. */
function near(k: number, segment: number): boolean {
  return segment >= 0 && Math.abs(k - segment) <= 1;
}

/** How much is clearly more than the most there ever was: half as much again, and beyond what chance adds. */
export function clearly(most: number): number {
  return most + Math.max(0.5 * most, 3 * Math.sqrt(most + 1));
}

/** Anscombe's transform: counts whose spread does not depend on their level. */
export function stabilised(count: number): number {
  return 2 * Math.sqrt(count + 0.375);
}

/** The count that has this stabilised value. */
export function unstabilised(y: number): number {
  return y <= stabilised(0) ? 0 : (y / 2) ** 2 - 0.375;
}
