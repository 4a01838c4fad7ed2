import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DetectorDefinition } from '../core/detector.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { seededRandom } from '../kit/random.ts';
import type { Check } from './check.ts';
import { DetectorRun, faultsOf } from './detector-run.ts';
import { freshEvent, oddEvents } from './made-events.ts';

/** What the contract must know of a detector to put it to the test. */
export interface DetectorHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /**
   * A stream in which the detector has something to find: the same on each call, as fresh objects, at least 100
   * events. `once`: judged and learnt as it comes; `learn` and `judge`: the two passes over one log, as far as the
   * profiles hand out different `firsts` in them.
   */
  stream(pass: 'once' | 'learn' | 'judge'): readonly Event[];
  /** Index in the stream of the odd event: it must be found when it comes, not when it is known. */
  readonly odd: number;
  /** The i-th event of an endless stream that fills the detector's memory; fresh words in everything when absent. */
  fresh?(i: number): Event;
  /** How far the heap may grow over 100,000 such events once caps could have filled; 8 MB when absent. */
  readonly maxGrowthBytes?: number;
}

/**
 * The contract of a detector (see `src/core/detector.ts`) as checks. A detector that passes them can be run by the
 * engine in one pass and in two, live and from a file, and be stopped and continued anywhere.
 */
export function detectorChecks(definition: DetectorDefinition, harness: DetectorHarness): Check[] {
  const start = (random?: () => number) => new DetectorRun(definition, random);
  const once = () => {
    const run = start();
    run.observe(harness.stream('once'));
    return run.finish();
  };
  const twice = () => {
    const run = start();
    run.learn(harness.stream('learn'));
    return run.judge(harness.stream('judge'));
  };
  return [
    {
      name: 'is named like its file and says in one line what it asks',
      run() {
        assert.equal(definition.name, harness.fileName);
        assert.match(definition.question, /^\S.*\S$/);
      },
    },
    {
      name: 'finds the odd event when it comes, in one pass: it is scored, then learnt',
      run: () => assertFound(once(), harness.stream('once')[harness.odd]!),
    },
    {
      name: 'finds the odd event in two passes',
      run: () => assertFound(twice(), harness.stream('judge')[harness.odd]!),
    },
    {
      name: 'gives the same findings for the same seed and stream',
      run() {
        assert.deepEqual(once(), once());
        assert.deepEqual(twice(), twice());
      },
    },
    {
      name: 'hands out well-formed findings, one subject and one time per id',
      run() {
        assertWellFormed(once(), definition.name);
        assertWellFormed(twice(), definition.name);
      },
    },
    {
      name: 'a snapshot that went through JSON continues with the same findings, wherever it is taken',
      run: () => assertContinues(definition, harness),
    },
    {
      name: 'learns nothing while judging: the same events judged again give the same findings',
      run() {
        const run = start();
        run.learn(harness.stream('learn'));
        run.take();
        const first = run.judge(harness.stream('judge'));
        assert.deepEqual(run.judge(harness.stream('judge')), first);
      },
    },
    {
      name: 'says nothing while no findings are wanted',
      run() {
        const run = start();
        run.phase.reporting = false;
        run.observe(harness.stream('once'));
        assert.deepEqual(run.finish(), []);
      },
    },
    {
      name: 'keeps its memory bounded over 100,000 events of fresh words',
      run: () => assertBounded(definition, harness),
    },
    {
      name: 'does not change the events it is shown',
      run() {
        for (const pass of ['once', 'judge'] as const) {
          const events = harness.stream(pass);
          const before = events.map(pictureOf);
          // A write to a frozen event throws, even one that would be undone again.
          for (const event of events) Object.freeze(event);
          const run = start();
          if (pass === 'judge') run.learn(harness.stream('learn'));
          pass === 'judge' ? run.judge(events) : run.observe(events);
          assert.deepEqual(events.map(pictureOf), before);
        }
      },
    },
    ...oddEvents().map(([what, event]) => ({
      name: `takes an odd event: ${what}`,
      run() {
        const run = start();
        run.observe(harness.stream('once').slice(0, harness.odd));
        run.observe([event, event]);
        run.detector.tick(Number.isFinite(event.received) ? event.received + 3_600_000 : 0);
        assertWellFormed(run.finish(), definition.name);
      },
    })),
    {
      name: 'takes samples and feedback that mean nothing to it',
      run() {
        const { detector } = start();
        detector.measure({ metric: '', host: null, time: Number.NaN, value: Number.NaN });
        detector.feedback({ kind: 'verdict', finding: 'unknown', verdict: 'noise' });
        detector.feedback({ kind: 'expected', finding: 'unknown', until: Number.NaN });
        detector.feedback({ kind: 'closed', incident: 'unknown', findings: [] });
      },
    },
    {
      name: 'refuses a state that it did not write, with STATE_INVALID',
      run: () => assertRefuses(definition, harness),
    },
    {
      name: 'has nothing to say when nothing came',
      run() {
        const run = start();
        run.detector.tick(0);
        run.detector.learned();
        assert.deepEqual(run.finish(), []);
      },
    },
  ];
}

function assertFound(findings: readonly Finding[], odd: Event): void {
  const found = findings.some(({ from, to }) => from <= odd.received && to >= odd.received);
  assert.ok(found, `nothing found at the odd event, "${odd.message}"; ${findings.length} findings elsewhere`);
}

function assertWellFormed(findings: readonly Finding[], detector: string): void {
  const subjects = new Map<string, string>();
  for (const finding of findings) {
    assert.deepEqual(faultsOf(finding, detector), [], `finding ${JSON.stringify(finding).slice(0, 500)}`);
    const subject = JSON.stringify([finding.about, finding.from]);
    assert.equal(subjects.get(finding.id) ?? subject, subject, `id ${finding.id} stands for two things`);
    subjects.set(finding.id, subject);
  }
}

function assertContinues(definition: DetectorDefinition, harness: DetectorHarness): void {
  const { length } = harness.stream('once');
  for (const cut of [0, 1, length >> 1, harness.odd, harness.odd + 1, length]) {
    // One sequence of chance for both would be used up twice as fast: each gets its own, equally far on.
    const [random, sameRandom] = [seededRandom(1), seededRandom(1)];
    const [original, witness] = [
      new DetectorRun(definition, random),
      new DetectorRun(definition, sameRandom),
    ];
    const events = harness.stream('once');
    original.observe(events.slice(0, cut));
    witness.observe(events.slice(0, cut));
    original.take();
    const restored = new DetectorRun(definition, sameRandom);
    restored.resume(original);
    for (const run of [original, restored]) run.observe(events.slice(cut));
    assert.deepEqual(restored.finish(), original.finish(), `after a snapshot at event ${cut} of ${length}`);
  }
}

function assertBounded(definition: DetectorDefinition, harness: DetectorHarness): void {
  const run = new DetectorRun(definition);
  const fresh = harness.fresh ?? freshEvent;
  const fill = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      run.observe([fresh(i)]);
      if (i % 1000 === 0) run.take();
    }
    run.take();
    return usedHeap();
  };
  // Made events number their hosts, as the engine does: what that costs is not the detector's.
  for (let i = 0; i < 120_000; i++) fresh(i);
  const before = fill(0, 20_000);
  const grown = fill(20_000, 120_000) - before;
  const limit = harness.maxGrowthBytes ?? 8e6;
  assert.ok(grown <= limit, `the heap grew by ${(grown / 1e6).toFixed(1)} MB, more than ${limit / 1e6} MB`);
  // The run is still needed here, or it would have been collected before it was weighed.
  run.detector.finish();
}

function assertRefuses(definition: DetectorDefinition, harness: DetectorHarness): void {
  const run = new DetectorRun(definition);
  run.observe(harness.stream('once'));
  const good = JSON.stringify(run.detector.snapshot());
  const garbage: unknown[] = [null, 42, 'state', true, [], [1], {}, { version: 999 }, { version: '1' }];
  const state: unknown = JSON.parse(good);
  if (typeof state === 'object' && state !== null && !Array.isArray(state)) {
    for (const key of Object.keys(state)) {
      garbage.push({ ...state, [key]: undefined }, { ...state, [key]: 'garbage' }, { ...state, [key]: -1.5 });
    }
  }
  for (const bad of garbage) {
    if (JSON.stringify(bad) === good) continue;
    const { detector } = new DetectorRun(definition);
    assert.throws(
      () => detector.restore(bad),
      (error) => error instanceof LogsiftError && error.code === 'STATE_INVALID',
      `restore took ${JSON.stringify(bad)?.slice(0, 200)}`,
    );
  }
}

/** Everything of an event that a detector could change. */
function pictureOf(event: Event): unknown {
  return [event.toJSON(), event.received, event.weight, event.flags, structuredClone(event.firsts)];
}

/** Bytes of live objects, after a full collection. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
