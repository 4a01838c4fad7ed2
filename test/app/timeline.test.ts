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
