import type { Template } from '../core/template.ts';
import { judgePlace } from './odd-runs.ts';
import { NOTED, RateJudge, type RateRun } from './rate-judge.ts';
import { levelShift, linesOfParts } from './rate-shift.ts';
import { Series, type Timeline } from './rate-timeline.ts';

/** −log10 of the chance per look from which a stretch is compared with those elsewhere. */
export const LEAST_RAW = 3;
/** Buckets of the log before anything is judged, and of the wider ones. */
const LEAST_BUCKETS = 36;
const WIDE = 12;
/** Hosts of a kind of line that are looked at one by one. */
const FEW_HOSTS = 32;
/** A host with fewer lines of a kind than this is not looked at for itself. */
const LEAST_LINES = 10;
const TOGETHER = 15 * 60_000;
const NEARLY = 1;

/** A stretch that may be worth a word. */
export interface Found {
  readonly run: RateRun;
  readonly template: Template;
}

/** Searches the series of kinds of line for odd stretches, in buckets of two widths. */
export class RateSearch {
  readonly #judges: readonly RateJudge[];
  readonly #length: number;
  readonly #timeline: Timeline;
  readonly #lines: readonly number[];

  constructor(timeline: Timeline) {
    this.#length = timeline.length;
    this.#timeline = timeline;
    this.#lines = linesOfParts(timeline);
    const widths = timeline.length >= LEAST_BUCKETS * WIDE ? [1, WIDE] : [1];
    this.#judges = timeline.length < LEAST_BUCKETS ? [] : widths.map((by) => new RateJudge(timeline, by));
  }

  /** The odd stretches of a kind of line: of all hosts together, or of the one that they come from. */
  of(template: Template, hosts: readonly Series[]): Found[] {
    const all = hosts.length === 1 ? [] : [Series.sum(hosts, null)];
    const single = hosts.length <= FEW_HOSTS ? hosts.filter(({ total }) => total >= LEAST_LINES) : [];
    const lines = hosts.reduce((sum, { total }) => sum + total, 0);
    const runs = [...all, ...single].flatMap((series) => this.#runsOf(series, series.total === lines));
    // What lasts stands for all within it.
    runs.sort((a, b) => lastingFirst(b) - lastingFirst(a) || b.raw - a.raw || a.from - b.from);
    const kept: RateRun[] = [];
    for (const run of runs) {
      if (!kept.some((other) => run.from < other.to && other.from < run.to)) kept.push(run);
    }
    return kept.map((run) => ({ run, template }));
  }

  #runsOf(series: Series, whole: boolean): RateRun[] {
    const [narrow = [], wide = []] = this.#judges.map((judge) => {
      const found = judge.runsOf(series);
      judgePlace(found, { looks: this.#length, threshold: NOTED });
      return found;
    });
    const shift =
      this.#judges.length === 0
        ? null
        : levelShift(series, { timeline: this.#timeline, lines: this.#lines, whole });
    // What is known from one tenth only is for those who look for what is new.
    return [...joined(narrow, wide), ...(shift === null ? [] : [shift])].filter(
      ({ raw, more, usual, lasting = false }) => raw >= LEAST_RAW && (!more || usual > 0 || lasting),
    );
  }
}

function lastingFirst(run: RateRun): number {
  return run.lasting === true ? 1 : 0;
}

/** Stretches of wide buckets, with the bounds that narrow ones give them, and narrow ones that lie in none of these. */
function joined(narrow: readonly RateRun[], wide: readonly RateRun[]): RateRun[] {
  const left = new Set(narrow);
  const runs: RateRun[] = [];
  for (const run of wide) {
    const within = narrow.filter((one) => one.more === run.more && one.from < run.to && run.from < one.to);
    for (const one of within) left.delete(one);
    const [only] = within;
    if (only === undefined) runs.push(run);
    else if (within.length === 1) runs.push({ ...only, raw: Math.max(only.raw, run.raw) });
    else runs.push({ ...run, from: only.from, to: within.at(-1)!.to });
  }
  return [...runs, ...left];
}

/** The strongest of the stretches that begin at the same time: they count once when others are compared with them. */
export function mattersOf(runs: readonly RateRun[]): RateRun[] {
  const matters: RateRun[] = [];
  for (const run of [...runs].sort((a, b) => b.raw - a.raw)) {
    if (!matters.some(({ from }) => Math.abs(from - run.from) <= TOGETHER)) matters.push(run);
  }
  return matters;
}

/** What changes at the same time as something odd, and is nearly as odd by itself, is as odd. */
export function corroborate(runs: readonly RateRun[], matters: readonly RateRun[]): void {
  for (const run of runs) {
    for (const matter of matters) {
      if (Math.abs(matter.from - run.from) > TOGETHER || run.raw < matter.raw - NEARLY) continue;
      run.expected = Math.min(run.expected, matter.expected);
    }
  }
}
