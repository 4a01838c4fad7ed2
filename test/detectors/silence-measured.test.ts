import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import silence from '../../src/detectors/silence.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('what is measured', () => {
  /** Values of hosts, a minute apart, but for what `keeps` leaves out. */
  function polled(
    days: number,
    keeps: (host: string, since: number) => boolean,
    hosts: readonly string[] = ['sw1', 'sw2', 'ups1'],
  ): Finding[] {
    const run = new DetectorRun(silence);
    for (let since = 0; since < days * DAY; since += MINUTE) {
      run.detector.tick(MADE_START + since);
      for (const host of hosts) {
        if (!keeps(host, since)) continue;
        const time = MADE_START + since;
        run.detector.measure({ metric: 'CPU used', host, time, value: 12, unit: '%' });
      }
    }
    return run.take();
  }

  test('is missed at a host where it stops, since it was due, and said again when it comes back', () => {
    const [gone, back] = [2.5 * DAY, 2.5 * DAY + 40 * MINUTE];
    const keeps = (host: string, since: number) => host !== 'sw1' || since < gone || since >= back;
    const all = polled(2.6, keeps);
    const [first, last] = [all[0]!, all.at(-1)!];
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(first).toMatchObject({ about: { host: 'sw1' }, from: MADE_START + gone, ongoing: true });
    expect(first.because).toMatch(/^What is measured at "sw1" stopped: nothing for \d+ minutes, /);
    expect(first.evidence[0]).toEqual({ source: 'samples', text: 'CPU used = 12 % on sw1' });
    expect(last.ongoing).toBeUndefined();
    expect(last.because).toMatch(/paused: nothing for 41 minutes, .* then it came back/);
  });

  test('goes on from a snapshot, and one of a version that knew only lines is taken', () => {
    const gone = 2.5 * DAY;
    const keeps = (host: string, since: number) => host !== 'sw1' || since < gone;
    const whole = polled(2.55, keeps);
    const before = new DetectorRun(silence);
    const after = new DetectorRun(silence);
    const feed = (run: DetectorRun, from: number, to: number) => {
      for (let since = from; since < to; since += MINUTE) {
        run.detector.tick(MADE_START + since);
        for (const host of ['sw1', 'sw2', 'ups1']) {
          const time = MADE_START + since;
          if (keeps(host, since))
            run.detector.measure({ metric: 'CPU used', host, time, value: 12, unit: '%' });
        }
      }
    };
    feed(before, 0, gone);
    const saved = JSON.parse(JSON.stringify(before.detector.snapshot())) as { book: Record<string, unknown> };
    after.detector.restore(saved);
    feed(after, gone, 2.55 * DAY);
    expect(after.take()).toEqual(whole);
    const { measured: _, measuredAt: __, ...book } = saved.book;
    expect(() => new DetectorRun(silence).detector.restore({ ...saved, book })).not.toThrow();
  });

  test('is not missed where nothing is measured anywhere, or only one host ever was', () => {
    const gone = (since: number) => since >= 2.5 * DAY && since < 2.5 * DAY + 3 * HOUR;
    expect(polled(2.8, (_, since) => !gone(since))).toEqual([]);
    expect(polled(2.8, (_, since) => !gone(since), ['sw1'])).toEqual([]);
  });
});
