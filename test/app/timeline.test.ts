import { describe, expect, it } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { logFile, loginLog, temporaryFolder } from './made-logs.ts';

const folder = temporaryFolder();

describe('the overview of a scan', () => {
  it('is not collected unless it is asked for', async () => {
    const path = logFile(folder, 'plain.log', loginLog(500));
    expect((await scan({ inputs: [path], timeZone: 'UTC' })).overview).toBeUndefined();
  });

  it('has every event once, by severity, in a bounded number of buckets', async () => {
    const lines = loginLog(20_000).map(
      (line, i) => `<${i % 100 === 0 ? 35 : i % 10 === 0 ? 36 : 38}>${line}`,
    );
    const path = logFile(folder, 'severities.log', lines);
    const { overview } = await scan({ inputs: [path], timeZone: 'UTC', overview: true });
    const { timeline, templates } = overview!;
    const totals = timeline!.counts.map(({ level, counts }) => [level, counts.reduce((a, b) => a + b, 0)]);
    expect(totals).toEqual([
      ['error', 200],
      ['warning', 1800],
      ['info', 18_000],
      ['unknown', 0],
    ]);
    const buckets = timeline!.counts.map(({ counts }) => counts.length);
    expect(new Set(buckets).size).toBe(1);
    expect(buckets[0]).toBeGreaterThan(75);
    expect(buckets[0]).toBeLessThanOrEqual(160);
    expect(templates.reduce((n, { count }) => n + count, 0)).toBe(20_000);
  });

  it('puts each level on the same grid', async () => {
    // Errors only in the second half.
    const lines = loginLog(4000).map((line, i) => `<${i >= 2000 ? 35 : 38}>${line}`);
    const path = logFile(folder, 'halves.log', lines);
    const { overview } = await scan({ inputs: [path], timeZone: 'UTC', overview: true });
    const [error, , info] = overview!.timeline!.counts;
    const half = error!.counts.length / 2;
    expect(Math.abs(error!.counts.findIndex((n) => n > 0) - half)).toBeLessThan(half * 0.1);
    expect(Math.abs(info!.counts.findLastIndex((n) => n > 0) - half)).toBeLessThan(half * 0.1);
  });

  it.each([
    ['first', 1970],
    ['first', 2035],
    ['last', 2035],
  ])('is not squeezed by a host in the wrong year whose lines come %s (%i)', async (place, year) => {
    const usual = loginLog(2000).map(
      (line, i) => `2026-03-01T${new Date(i * 20_000).toISOString().slice(11, 19)}Z ${line.slice(16)}`,
    );
    const wrong = Array.from(
      { length: 20 },
      (_, i) => `${year}-01-01T00:00:${10 + i}Z old sshd[7]: Connection closed`,
    );
    const path = logFile(
      folder,
      `year-${place}-${year}.log`,
      place === 'first' ? [...wrong, ...usual] : [...usual, ...wrong],
    );
    const { overview } = await scan({ inputs: [path], overview: true });
    const { from, width, counts, notShown } = overview!.timeline!;
    const shown = counts.flatMap((one) => one.counts).reduce((a, b) => a + b, 0);
    expect(shown + notShown).toBe(2020);
    expect(from.slice(0, 10)).toMatch(/^2026-0[23]/);
    expect(width).toBeLessThan(600_000);
    expect(notShown).toBeLessThan(50);
  });

  it('has no timeline without times', async () => {
    const path = logFile(
      folder,
      'untimed.log',
      Array.from({ length: 300 }, (_, i) => `step ${i} done`),
    );
    const { overview } = await scan({ inputs: [path], overview: true });
    expect(overview!.timeline).toBeNull();
  });
});
