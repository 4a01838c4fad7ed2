import type { Timeline, TimelineQuery } from '../../core/api-home.ts';
import { LEVELS, type Level } from '../../core/api-shared.ts';
import { urgency } from '../../core/finding.ts';
import { incidentRank, incidentUrgency } from '../../core/incident.ts';
import type { Width } from '../../store/rollups.ts';
import { levelOf, rangeIn } from './lists.ts';
import type { WebParts } from './parts.ts';
import { changeOf } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths that people read at a glance. */
const COLUMNS = [
  ...[10_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 56 * DAY],
];
/** Widths in which lines are counted, and for how long each is kept for certain. */
const COUNTED: readonly { readonly width: Width; readonly keep: number }[] = [
  { width: HOUR, keep: 400 * DAY },
  { width: MINUTE, keep: 14 * DAY - HOUR },
  { width: 10_000, keep: DAY - HOUR },
];
const MOST = { findings: 500, incidents: 200, changes: 100 } as const;
const MOST_LOOKED_AT = 2000;

/** How time is cut: a column is some buckets. */
export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly bucket: Width;
}

/** Columns for a range (epoch ms), about as many as wanted, of what is still counted so finely at `now`. */
export function gridOf({ from, to }: { from: number; to: number }, buckets: number, now: number): Grid {
  const kept = COUNTED.filter(({ keep }) => from >= now - keep).map(({ width }) => width);
  const finest = Math.min(HOUR, ...kept);
  const wanted = (to - from) / buckets;
  const width = COLUMNS.find((one) => one >= wanted && one >= finest) ?? COLUMNS.at(-1)!;
  const bucket = [HOUR, MINUTE, 10_000].find(
    (one) => one <= width && width % one === 0 && (kept as number[]).includes(one),
  );
  return {
    ...{ from: Math.floor(from / width) * width, to: Math.ceil(to / width) * width, width },
    bucket: (bucket ?? HOUR) as Width,
  };
}

/** Lines of a range by level, with findings, incidents and changes beside them. */
export function timelineOf(parts: WebParts, query: TimelineQuery): Timeline {
  const now = parts.now();
  const range = rangeIn(query, now);
  const grid = gridOf(range, query.buckets, now);
  const series = seriesOf(parts, grid);
  return {
    ...{ from: grid.from, to: grid.to, width: grid.width, series },
    lines: series.reduce((all, { counts }) => all + counts.reduce((sum, n) => sum + n, 0), 0),
    countedTo: parts.store.snapshots.latest()?.taken ?? null,
    ...findingsOf(parts, grid),
    ...incidentsOf(parts, grid),
    ...changesOf(parts, grid),
  };
}

function seriesOf({ store }: WebParts, grid: Grid): { level: Level; counts: number[] }[] {
  const columns = Math.round((grid.to - grid.from) / grid.width);
  const by = new Map<Level, number[]>(LEVELS.map((level) => [level, new Array<number>(columns).fill(0)]));
  const { from, to, bucket } = grid;
  const spread = store.rollups.spread({ kind: 'severity', width: bucket, from, to }, MOST_BUCKETS);
  for (const [name, { counts }] of spread.series) {
    const into = by.get(levelOf(/^[0-7]$/.test(name) ? Number(name) : null))!;
    for (const [i, n] of counts.entries()) {
      const column = Math.floor((spread.from + i * spread.width - from) / grid.width);
      if (column >= 0 && column < columns) into[column]! += n;
    }
  }
  return LEVELS.map((level) => ({ level, counts: by.get(level)! }));
}

/** More than any grid has: buckets are joined here, where columns are round. */
const MOST_BUCKETS = 1_000_000;

function findingsOf({ store }: WebParts, { from, to }: Grid): Pick<Timeline, 'findings' | 'moreFindings'> {
  const found = store.findings
    .list({ since: from, until: to + DAY, order: 'rank', limit: MOST_LOOKED_AT })
    .flatMap(({ finding, rank, firstSeen }) => {
      const at = Number.isFinite(finding.from) ? finding.from : firstSeen;
      if (at < from || at >= to) return [];
      const { id, about, because } = finding;
      return [{ id, at, urgency: urgency(finding), rank, host: about.host ?? null, because }];
    });
  const findings = found.slice(0, MOST.findings).sort((a, b) => a.at - b.at);
  return { findings, moreFindings: found.length - findings.length };
}

function incidentsOf({ store }: WebParts, { from, to }: Grid): Pick<Timeline, 'incidents' | 'moreIncidents'> {
  const all = store.incidents
    .list({ since: from, until: to, order: 'rank', limit: MOST_LOOKED_AT })
    .filter((one) => Number.isFinite(one.from));
  const incidents = all.slice(0, MOST.incidents).map((one) => ({
    ...{ id: one.id, from: one.from, to: one.resolved ?? one.to, state: one.state },
    ...{ urgency: incidentUrgency(one), rank: incidentRank(one), headline: one.headline },
  }));
  return { incidents, moreIncidents: all.length - incidents.length };
}

function changesOf({ store }: WebParts, { from, to }: Grid): Pick<Timeline, 'changes' | 'moreChanges'> {
  const all = store.incidents.changes(from, to);
  return {
    changes: all.slice(0, MOST.changes).map((change) => changeOf(change)),
    moreChanges: Math.max(0, all.length - MOST.changes),
  };
}
