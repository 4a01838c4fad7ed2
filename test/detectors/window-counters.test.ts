import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Sample } from '../../src/core/sample.ts';
import { WindowCounters } from '../../src/detectors/window-counters.ts';
import windows from '../../src/detectors/windows.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const [MINUTES, ODD, PORTS] = [1700, 1600, 8];
const saved = madeTemplate('configuration saved by <*>');
const down = madeTemplate('Interface <*> changed state to down');

/** More than a day of two switches whose eight ports are polled; in one minute of it links go down, errors come, or both. */
function day(what: { links?: true; errors?: true }, restartAt = Number.NaN) {
  const random = seededRandom(3);
  let run = new DetectorRun(windows);
  const found = new Map();
  const seen = () => {
    for (const finding of run.take()) found.set(finding.id, finding);
  };
  for (let minute = 0; minute < MINUTES; minute++) {
    const time = MADE_START + minute * MINUTE;
    if (minute === restartAt) {
      seen();
      const next = new DetectorRun(windows);
      next.resume(run);
      run = next;
    }
    const events: Event[] = ['sw1', 'sw2'].map((host) => madeEvent({ host, template: saved, time }));
    if (what.links && minute === ODD) {
      for (let port = 1; port <= PORTS; port++) {
        const message = `Interface Gi1/0/${port} changed state to down`;
        // As devices say it of a port: a notice.
        events.push(madeEvent({ host: 'sw1', template: down, severity: 5, message, time: time + port }));
      }
    }
    run.observe(events);
    for (const host of ['sw1', 'sw2']) {
      for (let port = 1; port <= PORTS; port++) {
        const odd = what.errors === true && minute === ODD && host === 'sw1';
        const value = odd ? 40 + port : random() < 0.05 ? 0.1 : 0;
        const metric = `errors in of Gi1/0/${port}`;
        run.detector.measure({ metric, host, time: time + 20_000, value, unit: '/s' });
      }
    }
  }
  for (const finding of run.finish()) found.set(finding.id, finding);
  return [...found.values()];
}

describe('a minute of a switch', () => {
  test('in which links go down and counters of errors leave all that they were is told once, with both', () => {
    const [finding, ...more] = day({ links: true, errors: true });
    expect(more).toEqual([]);
    expect(finding.about).toEqual({ host: 'sw1' });
    expect(finding.because).toContain('8 links going down where none came in a minute before');
    expect(finding.because).toMatch(/\d+ % errors where 0 % are normal/);
    const texts = finding.evidence.map(({ text }: { text: string }) => text).join('\n');
    expect(texts).toMatch(/^errors in of Gi1\/0\/\d = 4\d \/s on sw1$/m);
    expect(texts).toContain('changed state to down');
  });

  test('the same after a restart in between', () => {
    const texts = (found: readonly { because: string }[]) => found.map(({ because }) => because);
    expect(texts(day({ links: true, errors: true }, 1400))).toEqual(
      texts(day({ links: true, errors: true })),
    );
  });

  test('in which nothing is odd is not told', () => {
    expect(day({})).toEqual([]);
  });
});

describe('a counter of errors', () => {
  const sample = (value: number, more: Partial<Sample> = {}): Sample => ({
    ...{ metric: 'errors in of Gi1/0/1', host: 'sw1', time: MADE_START, value, unit: '/s' },
    ...more,
  });
  const settled = () => {
    const counters = new WindowCounters();
    for (let i = 0; i < 60; i++) counters.take(sample(i % 10 === 0 ? 0.5 : 0));
    return counters;
  };

  test('is shown when it is clearly more than it ever was, and not before much is known of it', () => {
    const counters = settled();
    expect(counters.take(sample(0.6))).toBe(null);
    expect(counters.take(sample(30))).toEqual({
      source: 'samples',
      text: 'errors in of Gi1/0/1 = 30 /s on sw1',
    });
    expect(new WindowCounters().take(sample(30))).toBe(null);
  });

  test('is as it should be when it has been so for an hour', () => {
    const counters = settled();
    const shown = Array.from({ length: 80 }, () => counters.take(sample(30))).filter((one) => one !== null);
    expect(shown).toHaveLength(60);
  });

  test('is nothing else than one of errors or discards: not traffic, not what is no rate, not a wild number', () => {
    const counters = new WindowCounters();
    for (let i = 0; i < 60; i++) {
      for (const metric of ['traffic in of Gi1/0/1', 'errors']) counters.take(sample(0, { metric }));
      counters.take(sample(0, { unit: '%' }));
      counters.take(sample(Number.NaN));
    }
    expect(counters.save()).toEqual([]);
  });

  test('is one of so many at most; the others are counted', () => {
    const counters = new WindowCounters();
    for (let i = 0; i < 20_010; i++) counters.take(sample(0, { host: `sw${i}` }));
    expect(counters.overCap).toBe(10);
  });
});
