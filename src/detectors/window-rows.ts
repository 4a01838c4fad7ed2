import { fitIsolationForest, type IsolationForest } from '../ml/index.ts';
import { stabilised, type Usual, type WindowFacts } from './window-series.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Lines that a ratio borrows from what is usual, so that one error in one line is no 100 %. */
const BORROWED = 5;
const TREES = 100;

/** Columns of both kinds of rows. */
export const COLUMNS = [
  'hour',
  'weekday',
  'lines',
  'error ratio',
  'severity',
  'auth',
  'links',
  'news',
  'hosts',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Row of a minute of everything: plain numbers, as there is one series only. */
export function rowOfAll(facts: WindowFacts): number[] {
  return [
    ...season(facts.time),
    facts.lines,
    facts.errors / facts.lines,
    facts.graded > 0 ? facts.severity / facts.graded : Number.NaN,
    facts.auth,
    facts.links,
    facts.news,
    facts.hosts,
  ];
}

/** Row of a minute of one host: how far it is from what is usual there, so that all hosts share one forest. */
export function rowOfHost(facts: WindowFacts, usual: Usual): number[] {
  const { lines, errors, graded } = facts;
  return [
    ...season(facts.time),
    (stabilised(lines) - usual.level) / usual.spread,
    (errors + BORROWED * usual.errorRatio) / (lines + BORROWED) - usual.errorRatio,
    (facts.severity + BORROWED * usual.severity) / (graded + BORROWED) - usual.severity,
    stabilised(facts.auth) - stabilised(usual.auth),
    stabilised(facts.links) - stabilised(usual.links),
    facts.news,
    1,
  ];
}

/**
 * Learns what usual minutes look like; the same rows give the same forest.
 *
 * @param share of the rows that are odd (0–0.5); null where nobody knows
 */
export function fitWindows(
  rows: readonly (readonly number[])[],
  share: number | null = null,
): IsolationForest {
  return fitIsolationForest(rows, { trees: TREES, seed: 1, names: COLUMNS, contamination: share ?? 'auto' });
}

function season(time: number): [hour: number, weekday: number] {
  // 1970-01-01 was a Thursday.
  const day = Math.floor(time / DAY);
  return [Math.floor((time - day * DAY) / HOUR), (((day + 3) % 7) + 7) % 7];
}
