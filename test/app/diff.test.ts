import { describe, expect, it } from 'vitest';
import { diff } from '../../src/app/diff.ts';
import type { DiffResult } from '../../src/core/diff-result.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { logFile, syslogStamp, temporaryFolder } from './made-logs.ts';

const folder = temporaryFolder();
const DAY = Date.UTC(2026, 2, 1);
const HOUR = 3_600_000;

interface Traffic {
  readonly seed: number;
  readonly lines?: number;
  /** Seconds between two lines on average. */
  readonly every?: number;
  readonly start?: number;
  /** Text of a line, given a random number in [0, 1) and its ordinal; null leaves it out. */
  readonly text: (random: () => number, i: number) => string | null;
  readonly stamp?: boolean;
}

/** A log of `lines` lines at random times. */
function log(
  name: string,
  { seed, lines = 3000, every = 10, start = DAY, text, stamp = true }: Traffic,
): string {
  const random = seededRandom(seed);
  let time = start;
  const rows: string[] = [];
  for (let i = 0; i < lines; i++) {
    time -= Math.log(1 - random()) * every * 1000;
    const message = text(random, i);
    if (message !== null) rows.push(stamp ? `${syslogStamp(time)} web1 app[7]: ${message}` : message);
  }
  return logFile(folder, name, rows);
}

const pick = (random: () => number, of: readonly string[]) => of[Math.floor(random() * of.length)]!;

/** Ordinary lines of four kinds. */
function usual(random: () => number): string {
  const kind = random();
  if (kind < 0.4)
    return `request for /api/${pick(random, ['a', 'b'])} took ${Math.round(15 + random() * 10)} ms`;
  if (kind < 0.7) return `cache entry ${Math.round(random() * 1e6)} expired`;
  if (kind < 0.9) return `health check of backend 10.0.0.${Math.floor(random() * 3)} succeeded`;
  return `user u${Math.floor(random() * 500)} logged in`;
}

async function compare(a: string, b: string): Promise<DiffResult> {
  return diff({ a: { inputs: [a], timeZone: 'UTC' }, b: { inputs: [b], timeZone: 'UTC' } });
}

const kindsOf = ({ differences }: DiffResult) =>
  differences.map(({ kind, template }) => `${kind}: ${template.text}`);

describe('diff', () => {
  it('finds nothing between a log and itself', async () => {
    const path = log('same.log', { seed: 1, text: usual });
    const result = await compare(path, path);
    expect(result.differences).toEqual([]);
    expect(result.alike).toBe(4);
  });

  it.each([2, 3, 4, 5, 6])('finds nothing between two days that are alike (seed %i)', async (seed) => {
    const a = log(`day-a${seed}.log`, { seed, text: usual });
    const b = log(`day-b${seed}.log`, { seed: seed + 100, start: DAY + 24 * HOUR, text: usual });
    expect(kindsOf(await compare(a, b))).toEqual([]);
  });

  it('normalises by time: a log of two hours is like one of eight', async () => {
    const a = log('long.log', { seed: 8, lines: 3000, text: usual });
    const b = log('short.log', { seed: 9, lines: 700, text: usual });
    const result = await compare(a, b);
    expect(result.per).toBe('hour');
    expect(kindsOf(result)).toEqual([]);
  });

  it('puts a new line that reads bad before everything else, with its place', async () => {
    const a = log('calm.log', { seed: 10, text: usual });
    const b = log('bad.log', {
      seed: 11,
      text: (random, i) => {
        if (i === 1500) return 'cannot open the ledger: disk failure';
        const text = usual(random);
        return text.startsWith('health') ? null : text;
      },
    });
    const [first, second] = (await compare(a, b)).differences;
    expect(second).toMatchObject({ kind: 'gone' });
    expect(first).toMatchObject({
      kind: 'new',
      counts: [0, 1],
      evidence: { file: b, text: expect.stringContaining('cannot open the ledger') },
    });
  });

  it('finds what is gone, with a line of the log that had it', async () => {
    const a = log('both.log', { seed: 12, text: usual });
    const b = log('less.log', {
      seed: 13,
      text: (random) => {
        const text = usual(random);
        return text.startsWith('health') ? null : text;
      },
    });
    const [first, ...others] = (await compare(a, b)).differences;
    expect(first).toMatchObject({ kind: 'gone', evidence: { file: a } });
    expect(first!.surprise).toBeGreaterThan(20);
    expect(others).toEqual([]);
  });

  it('finds what comes more and less often, and by how much', async () => {
    const share = (keep: number) => (random: () => number) => {
      const text = usual(random);
      return text.startsWith('health') && random() > keep ? null : text;
    };
    const a = log('often.log', { seed: 14, text: share(1) });
    const b = log('seldom.log', { seed: 15, text: share(0.2) });
    const down = await compare(a, b);
    const up = await compare(b, a);
    expect(kindsOf(down)).toEqual(['slower: health check of backend <*> succeeded']);
    expect(kindsOf(up)).toEqual(['faster: health check of backend <*> succeeded']);
    const [change] = up.differences;
    expect(change!.kind === 'faster' && change!.ratio).toBeGreaterThan(3.5);
    expect(change!.kind === 'faster' && change!.ratio).toBeLessThan(7);
  });

  it('does not take bursts for a change of rate', async () => {
    // Forty lines at a time, at random moments: five bursts in one log and eight in the other.
    const bursts = (at: readonly number[]) => (random: () => number, i: number) =>
      at.some((from) => i >= from && i < from + 40) ? `retransmit to peer ${i % 7} queued` : usual(random);
    const a = log('bursts-a.log', { seed: 16, text: bursts([100, 700, 1300, 2000, 2600]) });
    const b = log('bursts-b.log', { seed: 17, text: bursts([50, 300, 800, 1200, 1600, 1900, 2300, 2900]) });
    expect(kindsOf(await compare(a, b))).toEqual([]);
  });

  it('finds a number whose median moved, and leaves counters alone', async () => {
    const text = (factor: number, from: number) => (random: () => number, i: number) =>
      random() < 0.5
        ? `query took ${Math.round((10 + random() * 50) * factor)} ms`
        : `job ${from + i} finished`;
    const a = log('fast.log', { seed: 18, text: text(1, 10_000) });
    const b = log('slow.log', { seed: 19, text: text(10, 90_000) });
    const result = await compare(a, b);
    expect(kindsOf(result)).toEqual(['number: query took <*>']);
    const [change] = result.differences;
    const [before, now] = change!.kind === 'number' ? change!.medians : [0, 0];
    expect(now / before).toBeGreaterThan(8);
    expect(now / before).toBeLessThan(12);
  });

  it('finds a slot that had {a, b} and now has {c}', async () => {
    const text = (of: readonly string[]) => (random: () => number) =>
      random() < 0.5 ? `worker=${pick(random, of)} took a job` : usual(random);
    const a = log('ab.log', { seed: 20, text: text(['east', 'west']) });
    const b = log('c.log', { seed: 21, text: text(['north']) });
    const result = await compare(a, b);
    expect(kindsOf(result)).toEqual(['values: worker=<*> took a job']);
    const [change] = result.differences;
    const shares = change!.kind === 'values' ? change!.values : [];
    expect(shares.find(({ value }) => value === 'north')).toMatchObject({ shares: [0, 1] });
    expect(shares.map(({ value }) => value).sort()).toEqual(['east', 'north', 'west']);
  });

  it('shares one tree: what only b shows to be variable is no difference', async () => {
    // In a the name is one word only; the lines of b turn it into a slot.
    const names = ['apple', 'pear', 'plum', 'quince', 'medlar', 'sloe', 'cherry', 'fig'];
    const text = (of: readonly string[]) => (random: () => number) =>
      `parcel of ${pick(random, of)} was weighed`;
    const a = log('one-word.log', { seed: 22, lines: 400, text: text(['apple']) });
    const b = log('words.log', { seed: 23, lines: 400, text: text(names) });
    const result = await compare(a, b);
    expect(result.a.kinds).toBe(1);
    expect(kindsOf(result)).toEqual(['values: parcel of <*> was weighed']);
  });

  it('takes lines as the measure where there are no times', async () => {
    const a = log('plain-a.log', { seed: 24, lines: 4000, stamp: false, text: usual });
    const b = log('plain-b.log', { seed: 25, lines: 1000, stamp: false, text: usual });
    const result = await compare(a, b);
    expect(result.per).toBe('1,000 lines');
    expect(kindsOf(result)).toEqual([]);
  });

  it('compares two times of one log', async () => {
    const path = log('days.log', {
      seed: 26,
      lines: 6000,
      text: (random, i) => (i > 4000 && i % 200 === 0 ? 'the spare pump was started' : usual(random)),
    });
    const noon = DAY + 6000 * 5 * 1000;
    const side = { inputs: [path], timeZone: 'UTC' };
    const result = await diff({ a: { ...side, until: noon }, b: { ...side, since: noon } });
    expect(kindsOf(result)).toEqual(['new: the spare pump was started']);
    expect(result.a.events + result.a.filtered).toBe(6000);
    expect(result.a.events + result.b.events).toBe(6000);
  });

  it('rejects when one side is missing, empty, or out of the time asked for', async () => {
    const path = log('there.log', { seed: 27, lines: 50, text: usual });
    const empty = logFile(folder, 'empty.log', []);
    await expect(compare(path, '/nowhere.log')).rejects.toMatchObject({ code: 'NOTHING_READ' });
    await expect(compare(empty, path)).rejects.toMatchObject({ code: 'NOTHING_READ' });
    const side = { inputs: [path], timeZone: 'UTC' };
    await expect(diff({ a: side, b: { ...side, since: DAY + 1000 * HOUR } })).rejects.toThrow(
      /none of its 50 lines is in the time asked for/,
    );
  });
});
