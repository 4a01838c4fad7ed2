import assert from 'node:assert/strict';
import { hashText } from '../kit/hash.ts';
import type { Check } from './check.ts';

/** What a scenario says of itself. */
export interface ScenarioAbout {
  readonly name: string;
  readonly describe: string;
  readonly harmless: boolean;
}

/** A line of a made log; `planted` is −1 for ordinary ones. */
export interface ScenarioLine {
  readonly number: number;
  readonly time: number;
  readonly text: string;
  readonly planted: number;
}

/** The truth about the one scenario of a log. */
export interface ScenarioTruth {
  readonly kind: string;
  readonly harmless: boolean;
  readonly summary: string;
  readonly subjects: { readonly hosts: readonly string[] };
  readonly root: { readonly what: string };
  readonly from: string;
  readonly to: string;
  readonly firstSymptom: {
    readonly time: string;
    readonly line: number | null;
    readonly text: string | null;
  };
  readonly lines: {
    readonly count: number;
    readonly first: number | null;
    readonly numbers: readonly number[];
  };
  readonly silenced: number;
}

/** One made log, walked through line by line; `truth` is whole when it has been. */
export interface ScenarioLog {
  readonly start: number;
  readonly end: number;
  events(): Iterable<ScenarioLine>;
  truth(): ScenarioTruth;
}

/** What the contract must know of a scenario to put it to the test. */
export interface ScenarioHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /** A log with this scenario in it, or with none. */
  make(seed: number, planted: boolean): ScenarioLog;
  /** What shows it: lines of its own (or changed ones), lines that are not there, or nothing but the clock. */
  readonly shows: 'lines' | 'silence' | 'clock';
  /** Share of the log at which it may begin at the earliest; ⅔ when absent. */
  readonly earliest?: number;
}

interface Walked {
  readonly log: ScenarioLog;
  readonly truth: ScenarioTruth;
  readonly planted: readonly ScenarioLine[];
  readonly digest: string;
}

/**
 * The contract of a scenario as checks: what the labels say is so in the log, at the place and time they say, and
 * what the scenario does not touch is as it would be without it.
 */
export function scenarioChecks(scenario: ScenarioAbout, harness: ScenarioHarness): Check[] {
  let walked: Walked | undefined;
  const first = () => (walked ??= walk(harness.make(1, true)));
  return [
    {
      name: 'is named like its file and says in one line what happens',
      run() {
        assert.equal(scenario.name, harness.fileName);
        assert.match(scenario.describe, /^\S[^\n]{20,}\S$/);
      },
    },
    {
      name: 'tells the truth about itself: kind, harm, hosts, root, and times within the log',
      run() {
        const { log, truth } = first();
        assert.equal(truth.kind, scenario.name);
        assert.equal(truth.harmless, scenario.harmless);
        assert.ok(truth.summary.length > 10 && truth.root.what.length > 3);
        assert.ok(truth.subjects.hosts.length > 0);
        const times = [log.start, truth.from, truth.firstSymptom.time, truth.to, log.end].map(
          (t) => +new Date(t),
        );
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        const share = (times[1]! - log.start) / (log.end - log.start);
        assert.ok(share >= (harness.earliest ?? 2 / 3) - 1e-6, `begins at ${share} of the log`);
      },
    },
    {
      name: 'has its lines where the labels say',
      run() {
        const { truth, planted } = first();
        assert.equal(truth.lines.count, planted.length);
        assert.deepEqual(
          truth.lines.numbers.slice(0, 10_000),
          planted.slice(0, 10_000).map(({ number }) => number),
        );
        assert.equal(truth.lines.count > 0, harness.shows === 'lines');
        assert.ok(harness.shows !== 'silence' || truth.silenced > 0);
        for (const { time } of planted) assert.ok(time >= Date.parse(truth.from), 'a line before it began');
      },
    },
    {
      name: 'names the line that shows it first',
      run() {
        const { truth, planted } = first();
        const { line, text, time } = truth.firstSymptom;
        if (harness.shows !== 'lines') assert.equal(line, null);
        else {
          const shown = planted.find(({ number }) => number === line);
          assert.equal(shown?.text, text);
          assert.equal(shown?.time, Date.parse(time));
        }
      },
    },
    {
      name: 'is the same to the byte for the same seed, and another for another seed',
      run() {
        assert.equal(walk(harness.make(1, true)).digest, first().digest);
        assert.notEqual(walk(harness.make(2, true)).digest, first().digest);
      },
    },
    {
      name: 'leaves the log before it as it was',
      run() {
        const { truth, log } = first();
        const until = Date.parse(truth.from);
        assert.equal(walkUntil(harness.make(1, false), until), walkUntil(log, until));
      },
    },
  ];
}

function walk(log: ScenarioLog): Walked {
  const planted: ScenarioLine[] = [];
  let digest = '';
  let last = Number.NEGATIVE_INFINITY;
  for (const line of log.events()) {
    assert.ok(line.time >= last, `line ${line.number} is before the one before it`);
    last = line.time;
    digest = hashText(digest + line.text);
    if (line.planted >= 0) planted.push(line);
  }
  return { log, truth: log.truth(), planted, digest };
}

function walkUntil(log: ScenarioLog, until: number): string {
  let digest = '';
  for (const { time, text } of log.events()) {
    if (time >= until) break;
    digest = hashText(digest + text);
  }
  return digest;
}
