import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { at, rawOf } from './odd-runs.ts';
import { savedEvidence } from './saved-evidence.ts';
import { savedUsual, type Usual } from './value-judge.ts';
import { leastStep } from './value-scale.ts';
import type { Windows } from './value-windows.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Numbers are looked at in blocks of so many ms, those of a block with fewer numbers with the next one. */
const BLOCK = 6 * HOUR;
const LEAST_LINES = 6;
const LEAST_WINDOWS = 2;
/** Blocks in a row outside of all that was before it is said: a day has ups and downs. */
const IN_A_ROW = 2;
/** What is usual is what was so long ago or longer: it must not be carried along. Half of the history where that is short. */
const LAG = 7 * DAY;
const LEAST_BASELINE = 5 * DAY;
const LEAST_BLOCKS = 12;
/** Away from the middle by a tenth, and from all that was by half as far as that is wide. */
const LEAST_EFFECT = 0.1;
const LEAST_BEYOND = 0.5;
/** So many of the windows may still be as ever. */
const FEW_INSIDE = 0.15;
const MOST_LINES = 4;

/** A stretch of time that was told of and is not learnt as usual, epoch ms; with what it is to habits. */
export type Spell = readonly [from: number, to: number, key: string];

/** Numbers that crept away from all that they were. Times in epoch ms. */
export interface Drift {
  readonly from: number;
  to: number;
  readonly side: number;
  readonly usual: Usual;
  /** Where the numbers lie now, and where they did when it was first noted. */
  level: number;
  readonly first: number;
  raw: number;
  windows: number;
  /** Lines in it. */
  lines: number;
  told: boolean;
  /** What was told, as habits know it (empty before), and how far it was away then. */
  key: string;
  said: number;
  readonly evidence: Evidence[];
}

/** Middle of the windows of each block, and when it was over. */
interface Block {
  readonly from: number;
  readonly end: number;
  readonly middle: number;
  readonly lines: number;
  readonly windows: number;
}

/** Whether a block of time is over with the window that begins at `start`, the one before it having begun at `before`. */
export function endsBlock(before: number, start: number): boolean {
  return Math.floor(before / BLOCK) !== Math.floor(start / BLOCK);
}

/** A quick look: whether the numbers of the last block, up to the i-th window, are in the mean what nine in ten are. */
export function isUsual(windows: Windows, last: number, { low, high }: Usual): boolean {
  const since = windows.startOf(last) - BLOCK;
  let [sum, count] = [0, 0];
  for (let i = last; i >= 0 && windows.startOf(i) > since; i--) {
    sum += windows.means[i]!;
    count++;
  }
  const mean = sum / count;
  return mean >= low && mean <= high;
}

/**
 * Whether the numbers up to the i-th window have left all that they were a week ago and before, for good as far as one
 * can tell. `known`: the drift that goes on already.
 */
export function driftOf(
  windows: Windows,
  of: { last: number; grain: number; spells: readonly Spell[]; known: Drift | null; event: Event },
): Drift | null {
  const { last, grain, spells, known, event } = of;
  const now = windows.startOf(last) + windows.width;
  const start = windows.startOf(0);
  const until = known?.from ?? Math.max(now - LAG, start + (now - start) / 2);
  if (until - start < LEAST_BASELINE) return null;
  const blocks = blocksOf(windows, last);
  const before = blocks.filter(
    ({ from, end }) => end <= until && !spells.some(([a, b]) => from < b && end > a),
  );
  if (before.length < LEAST_BLOCKS) return null;
  const middles = Float64Array.from(before, ({ middle }) => middle).sort();
  const [low, high] = [middles[0]!, middles.at(-1)!];
  const usual = {
    ...{ middle: at(middles, 0.5), low: at(middles, 0.05), high: at(middles, 0.95) },
    spread: leastStep(at(middles, 0.5), grain),
  };
  const far = Math.max(LEAST_BEYOND * (high - low), usual.spread);
  const side = Math.sign(blocks.at(-1)!.middle - usual.middle);
  const beyond = (place: number) => (side > 0 ? place - high : low - place);
  const out = ({ middle }: Block) => beyond(middle);
  const recent = blocks.slice(-IN_A_ROW);
  // What has begun goes on while it is outside at all.
  if (known !== null && (known.side !== side || !recent.every((block) => out(block) > 0))) return null;
  if (known === null) {
    if (!recent.every((block) => out(block) >= far)) return null;
    if (Math.abs(blocks.at(-1)!.middle - usual.middle) < LEAST_EFFECT) return null;
    // Not the middle alone: nearly all of them are outside.
    const count = recent.reduce((sum, block) => sum + block.windows, 0);
    const single = Float64Array.from(windows.means.slice(last + 1 - count, last + 1), beyond).sort();
    if (at(single, FEW_INSIDE) <= 0) return null;
  }
  let first = blocks.length - 1;
  while (first > 0 && blocks[first - 1]!.end > until && out(blocks[first - 1]!) >= far / 2) first--;
  const within = blocks.slice(first);
  const level = blocks.at(-1)!.middle;
  const drift = known ?? {
    ...{ from: within[0]!.from, to: now, side, usual, level, first: within[0]!.middle },
    ...{ raw: 0, windows: 0, lines: 0, told: false, key: '', said: 0, evidence: [] },
  };
  drift.to = now;
  drift.level = level;
  drift.lines = within.reduce((sum, { lines }) => sum + lines, 0);
  drift.windows = before.length;
  drift.raw = Math.max(
    drift.raw,
    rawOf(out(blocks.at(-1)!) / far, { seen: 0, sum: 0, looks: before.length }),
  );
  if (drift.evidence.length >= MOST_LINES) drift.evidence.pop();
  drift.evidence.push(evidenceOf(event));
  return drift;
}

function blocksOf(windows: Windows, last: number): Block[] {
  const blocks: Block[] = [];
  const { means, counts } = windows;
  let [first, lines] = [0, 0];
  for (let i = 0; i <= last; i++) {
    lines += counts[i]!;
    const over = i === last || endsBlock(windows.startOf(i), windows.startOf(i + 1));
    const few = lines < LEAST_LINES || i + 1 - first < LEAST_WINDOWS;
    if (!over || (few && i < last)) continue;
    const from = few ? (blocks.pop() ?? null) : null;
    const begin = from === null ? first : first - from.windows;
    const middle = at(Float64Array.from(means.slice(begin, i + 1)).sort(), 0.5);
    blocks.push({
      ...{ from: windows.startOf(begin), end: windows.startOf(i) + windows.width, middle },
      ...{ lines: lines + (from?.lines ?? 0), windows: i + 1 - begin },
    });
    [first, lines] = [i + 1, 0];
  }
  return blocks;
}

/** JSON-safe state of a drift. */
export const savedDrift = z.strictObject({
  ...{ from: z.number(), to: z.number(), side: z.number(), usual: savedUsual, level: z.number() },
  ...{ first: z.number(), raw: z.number(), windows: z.number(), lines: z.number(), told: z.boolean() },
  key: z.string(),
  said: z.number(),
  evidence: z.array(savedEvidence).max(MOST_LINES),
});
