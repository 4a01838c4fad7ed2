import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import windows from '../../src/detectors/windows.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const DAY = 1440;
const usual = madeTemplate('session opened for user <*>');

/** Minutes of two hosts that say a line or two. */
function quiet(from: number, to: number): Event[] {
  const random = seededRandom(from + 1);
  const events: Event[] = [];
  for (let minute = from; minute < to; minute++) {
    for (const host of ['web1', 'web2']) {
      const lines = random() < 0.3 ? 2 : 1;
      for (let i = 0; i < lines; i++) {
        const time = MADE_START + minute * MINUTE + i;
        events.push(madeEvent({ template: usual, host, time, line: events.length + 1 }));
      }
    }
  }
  return events;
}

function after(minutes: number): DetectorRun {
  const run = new DetectorRun(windows);
  run.observe(quiet(0, minutes));
  return run;
}

const reports = (run: DetectorRun) => run.detector.models!();
const versions = (run: DetectorRun) => reports(run).map(({ current }) => current?.version ?? null);

test('there are two, fitted after a day, then when there is half as much again', () => {
  const run = after(DAY - 10);
  expect(reports(run).map(({ name, learner }) => [name, learner])).toEqual([
    ['windows.all', 'isolation forest'],
    ['windows.hosts', 'isolation forest'],
  ]);
  expect(versions(run)).toEqual([null, null]);
  run.observe(quiet(DAY - 10, DAY + 10));
  expect(versions(run)).toEqual([1, 1]);
  const [all] = reports(run);
  expect(all!.current!.rows).toBe(DAY);
  expect(all!.nextFit).toBe(all!.current!.fittedAt + (DAY / 2) * MINUTE - MINUTE / 2);
  run.observe(quiet(DAY + 10, 2 * DAY));
  expect(versions(run)).toEqual([2, 2]);
  expect(reports(run)[0]!.duel).toMatchObject({ taken: true });
});

test('people have one fitted at once, and go back to the one before', () => {
  const run = after(DAY + 10);
  run.detector.feedback({ kind: 'retrain', models: ['windows.hosts'] });
  run.observe(quiet(DAY + 10, DAY + 13));
  expect(versions(run)).toEqual([1, 2]);
  run.detector.feedback({ kind: 'retrain', models: 'all' });
  run.observe(quiet(DAY + 13, DAY + 16));
  expect(versions(run)).toEqual([2, 3]);
  run.detector.feedback({ kind: 'rollback', model: 'windows.hosts', version: 1 });
  run.observe(quiet(DAY + 16, DAY + 600));
  expect(versions(run)[1]).toBe(1);
});

test('orders before the first line are heeded when there is enough to learn from', () => {
  const run = new DetectorRun(windows);
  run.detector.feedback({ kind: 'retrain', models: 'all' });
  run.observe(quiet(0, DAY + 3));
  expect(versions(run)).toEqual([1, 1]);
});

type Saved = {
  readonly models: { readonly all: readonly { readonly saved: { readonly threshold: number } }[] };
};

test('the share that people saw to be odd is what the forests call odd', () => {
  const run = after(DAY + 10);
  const threshold = () => (run.detector.snapshot() as Saved).models.all[0]!.saved.threshold;
  expect(threshold()).toBe(0.5);
  run.detector.feedback({ kind: 'contamination', share: 0.002 });
  run.observe(quiet(DAY + 10, DAY + 13));
  expect(versions(run)).toEqual([2, 2]);
  expect(threshold()).toBeGreaterThan(0.55);
  const later = new DetectorRun(windows);
  later.resume(run);
  later.detector.feedback({ kind: 'retrain', models: 'all' });
  later.observe(quiet(DAY + 13, DAY + 16));
  expect((later.detector.snapshot() as Saved).models.all[0]!.saved.threshold).toBeGreaterThan(0.55);
});

test('what was kept before there were versions is the first, and goes on', () => {
  const run = after(DAY + 10);
  const {
    keepers: _,
    counters: _none,
    models,
    ...rest
  } = JSON.parse(JSON.stringify(run.detector.snapshot()));
  const forests = { all: models.all[0].saved, hosts: models.hosts[0].saved };
  const old = { ...rest, version: 1, forests, fitAt: 2160 };
  const later = new DetectorRun(windows);
  later.detector.restore(old);
  expect(versions(later)).toEqual([1, 1]);
  later.observe(quiet(DAY + 10, DAY + 13));
  expect(versions(later)).toEqual([2, 2]);
});

test('what was kept before counters of devices were looked at goes on', () => {
  const run = after(DAY + 10);
  const { counters: _, ...rest } = JSON.parse(JSON.stringify(run.detector.snapshot()));
  const later = new DetectorRun(windows);
  later.detector.restore({ ...rest, version: 2 });
  expect(versions(later)).toEqual([1, 1]);
});

test('a forest that cannot be used gives way to the one before, and the rest of what was learnt stays', () => {
  const run = after(2 * DAY);
  const saved = JSON.parse(JSON.stringify(run.detector.snapshot()));
  saved.models.all[0].saved.paths = saved.models.all[0].saved.paths.slice(40);
  const later = new DetectorRun(windows);
  later.detector.restore(saved);
  expect(versions(later)).toEqual([1, 2]);
  expect(reports(later)[0]!.trouble).toContain('version 1 is used');
  later.observe(quiet(2 * DAY, 2 * DAY + 3));
  expect(versions(later)).toEqual([3, 2]);
  expect(reports(later)[0]!.trouble).toBeNull();
});
