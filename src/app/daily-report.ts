import type { DailyReport, Listed, Missed } from '../core/daily-report.ts';
import { incidentRank } from '../core/incident.ts';
import type { StoreView } from '../store/store.ts';
import { precisionOf } from './precision.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Counts by the minute are kept for so long; before that by the hour. */
const BY_MINUTE = 14 * 24 * HOUR;
const MOST_LOOKED_AT = 50_000;
const LISTED = 10;

/** What happened between two times (epoch ms), out of what is stored; nothing of it is estimated. */
export function dailyReport(store: StoreView, from: number, to: number): DailyReport {
  const messages = store.told.between(from, to);
  const pages = messages.filter(({ kind }) => kind === 'page');
  const incidents = store.incidents.list({ since: from, until: to, limit: MOST_LOOKED_AT });
  const told = new Set(pages.flatMap((page) => page.incidents).map((id) => store.incidents.resolve(id)));
  const below = incidents
    .filter(({ id }) => !told.has(id))
    .toSorted((a, b) => incidentRank(b) - incidentRank(a));
  const findings = store.findings
    .list({ since: from, until: to, order: 'rank', limit: MOST_LOOKED_AT })
    .map(({ finding }) => finding);
  const of = (detector: string) => listed(findings.filter((finding) => finding.detector === detector));
  return {
    ...{ from, to, messages: listed(messages, MOST_LOOKED_AT), below: listed(below) },
    ...{ novel: of('novelty'), silent: of('silence'), chronic: of('chronic') },
    ...{ precision: precisionOf(store, from, to), missed: listed(missedBetween(store, from, to)) },
    open: incidents.filter(({ state }) => state === 'open').length,
    reduction: {
      lines: linesBetween(store, from, to),
      stored: store.events.countBetween(from, to),
      findings: findings.length,
      incidents: incidents.length,
      pages: pages.length,
    },
  };
}

function missedBetween({ judgements }: StoreView, from: number, to: number): Missed[] {
  const found = judgements.list(MOST_LOOKED_AT).flatMap(({ missed, note, by, takenBack }): Missed[] => {
    if (missed === undefined || takenBack !== null || missed.at < from || missed.at >= to) return [];
    return [{ ...missed, ...(note === undefined ? {} : { note }), by }];
  });
  return found.sort((a, b) => a.at - b.at);
}

function listed<T>(all: readonly T[], most = LISTED): Listed<T> {
  return { count: all.length, first: all.slice(0, most) };
}

/** Null where nothing was counted in that time. */
function linesBetween({ rollups }: StoreView, from: number, to: number): number | null {
  const width = to - from <= BY_MINUTE ? MINUTE : HOUR;
  const lines = rollups.query({ kind: 'all', width, from, to }).counts.reduce((sum, count) => sum + count, 0);
  return lines === 0 ? null : lines;
}
