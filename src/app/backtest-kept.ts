import { join } from 'node:path';
import { type BacktestDay, type BacktestDone, backtestDone } from '../core/api-settings.ts';
import type { BacktestResult } from '../core/backtest-result.ts';
import { readKept, writeKept } from '../store/kept-file.ts';

const KIND = { name: 'backtest', version: 1 } as const;
const FILE = 'backtest.state';
const DAY = 86_400_000;
const MOST = 500;
const MOST_DAYS = 400;

/** The last backtest that was made of a state folder; null when there is none, or none that can be used. Throws STATE_FILE. */
export async function readBacktest(folder: string): Promise<BacktestDone | null> {
  const kept = await readKept(join(folder, FILE), KIND);
  if (kept.state !== 'whole') return null;
  const { success, data } = backtestDone.safeParse(kept.data);
  return success ? data : null;
}

/** Keeps a backtest in place of the one before. Throws STATE_FILE. */
export async function keepBacktest(folder: string, done: BacktestDone): Promise<void> {
  await writeKept(join(folder, FILE), KIND, done);
}

/** What is kept of a backtest: day by day, with the headlines. */
export function doneOf(
  result: BacktestResult,
  {
    made,
    by,
    notes = [],
  }: { readonly made: number; readonly by: string; readonly notes?: readonly string[] },
): BacktestDone {
  const { from, to, since, budget, lines, pages, digest, silenced, incidents } = result;
  const told = pages.map(({ at, headline, incident: { id } }) => ({ at, headline, id }));
  const days = new Map<string, { -readonly [K in keyof BacktestDay]: BacktestDay[K] }>();
  const add = (at: number, what: 'pages' | 'digest' | 'silenced' | 'incidents') => {
    const day = dayOf(at);
    const known = days.get(day);
    if (known !== undefined) known[what]++;
  };
  for (let at = since; Number.isFinite(to) && dayOf(at) <= dayOf(to) && days.size < MOST_DAYS; at += DAY) {
    const day = dayOf(at);
    days.set(day, { day, pages: 0, digest: 0, silenced: 0, incidents: 0 });
  }
  for (const { at } of told) add(at, 'pages');
  for (const { at } of digest) add(at, 'digest');
  for (const { at } of silenced) add(at, 'silenced');
  for (const { from: began } of incidents) if (began >= since) add(began, 'incidents');
  const listed = (all: readonly { at: number; headline: string; id: string }[]) =>
    all.slice(0, MOST).map(({ at, headline, id }) => ({ at, headline, id }));
  return {
    ...{ made, by, from: numberOf(from), to: numberOf(to), since, lines },
    budget: `${budget.count}/${budget.perMs === DAY ? 'd' : `${budget.perMs / 3_600_000}h`}`,
    days: [...days.values()],
    ...{ pages: listed(told), digest: listed(digest), silenced: listed(silenced) },
    notes: [...notes, ...result.notes, ...result.unread.map(({ reason }) => reason)],
  };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function numberOf(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
