import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One series of the Numenta Anomaly Benchmark with its windows of anomaly. */
export interface NabSeries {
  readonly name: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** First and last row of each window. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** What a false alarm and a missed window cost. */
export interface NabProfile {
  readonly falseAlarm: number;
  readonly missed: number;
}

export const NAB_PROFILES = {
  standard: { falseAlarm: 0.11, missed: 1 },
  'low FP': { falseAlarm: 0.22, missed: 1 },
  'low FN': { falseAlarm: 0.11, missed: 2 },
} as const satisfies { readonly [name: string]: NabProfile };

/** Reads `folder`/windows.json and the series it names. */
export function readNab(folder: string): NabSeries[] {
  const labels = JSON.parse(readFileSync(join(folder, 'windows.json'), 'utf8')) as Record<
    string,
    [string, string][]
  >;
  return Object.keys(labels)
    .sort()
    .map((name) => {
      const rows = readFileSync(join(folder, 'data', name), 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1);
      const cells = rows.map((row) => row.split(','));
      const times = cells.map((row) => epoch(row[0]!));
      const windows = labels[name]!.map(([from, to]) => {
        return [
          times.findIndex((time) => time >= epoch(from)),
          times.findLastIndex((time) => time <= epoch(to)),
        ] as const;
      });
      return { name, times, values: cells.map((row) => Number(row[1])), windows };
    });
}

function epoch(text: string): number {
  return Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);
}

/** Scaled sigmoid of the place in a window: nearly 1 at its start, 0 at its end, −1 long after. */
function sigmoid(place: number): number {
  return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}

/** What each score of one series would earn as a detection. */
export interface NabEarnings {
  /** By window: score and credit of each row in it. */
  readonly windows: readonly (readonly (readonly [score: number, credit: number])[])[];
  /** Score of each row outside, and what it costs, from −1 up. */
  readonly outside: readonly (readonly [score: number, cost: number])[];
}

/** Sorts out the scores of a series once, for any threshold. Rows of the probation are left out. */
export function earningsOf({ windows, values }: NabSeries, scores: ArrayLike<number>): NabEarnings {
  const probation = Math.floor(Math.min(0.15 * values.length, 750));
  const inside: [number, number][][] = windows.map(() => []);
  const outside: [number, number][] = [];
  let next = 0;
  for (let row = 0; row < values.length; row++) {
    while (next < windows.length && row > windows[next]![1]) next++;
    const score = scores[row]!;
    if (row < probation || !(score > 0)) continue;
    const window = windows[next];
    const before = windows[next - 1];
    if (window !== undefined && row >= window[0]) {
      const place = -(window[1] - row + 1) / (window[1] - window[0] + 1);
      inside[next]!.push([score, sigmoid(place) / sigmoid(-1)]);
    } else if (before === undefined) outside.push([score, -1]);
    else outside.push([score, sigmoid((row - before[1]) / (before[1] - before[0]))]);
  }
  return { windows: inside, outside };
}

/** Raw score of a series: credit of the best detection of each window, less what false alarms and misses cost. */
export function rawScore(earnings: NabEarnings, threshold: number, profile: NabProfile): number {
  let sum = 0;
  for (const window of earnings.windows) {
    const credits = window.flatMap(([score, credit]) => (score >= threshold ? [credit] : []));
    sum += credits.length > 0 ? Math.max(...credits) : -profile.missed;
  }
  for (const [score, cost] of earnings.outside) if (score >= threshold) sum += profile.falseAlarm * cost;
  return sum;
}

/** 0 for a detector that says nothing, 100 for a perfect one. */
export function normalised(raw: number, windows: number, { missed }: NabProfile): number {
  return (100 * (raw + missed * windows)) / (windows + missed * windows);
}
