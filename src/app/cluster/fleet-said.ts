import type { Notice } from '../../core/notice.ts';
import type { DecideDaemon } from './decide-daemon.ts';
import type { Said } from './fleet-part.ts';
import { isOfAll } from './fleet-wrong.ts';
import type { ClusterProcess } from './process.ts';
import { ProcessView } from './process-view.ts';

/** What the one has that decides. */
export interface Deciding {
  readonly fence: number;
  /** By a clock that is never set, ms. */
  readonly since: number;
  /** Absent until it was made. */
  daemon?: DecideDaemon;
  /** What is wrong, as people are told of it. */
  troubles?: () => readonly Notice[];
}

/** What a process says of itself to the others. */
export function fleetSaid(process: ClusterProcess): Said {
  const { filter, detect, deciding, works, book } = process;
  const { lines, events, underWay } = new ProcessView(process).flow();
  const units = detect?.units ?? [];
  const sum = (of: (counters: { readonly deposed: number; readonly again: number }) => number) =>
    units.reduce((all, { counters }) => all + of(counters), 0) +
    (deciding?.daemon === undefined ? 0 : of(deciding.daemon.counters));
  const led = units.map(({ name, fence, since }) => ({ unit: name, fence, seconds: secondsSince(since) }));
  return {
    ...{ lines, events, underWayBytes: underWay },
    leads: [
      ...led,
      ...(deciding === null
        ? []
        : [{ unit: 'decide', fence: deciding.fence, seconds: secondsSince(deciding.since) }]),
    ],
    owns: [...(filter?.owned ?? [])].sort((a, b) => a - b),
    waiting: units.reduce((all, { waiting }) => all + waiting, 0),
    counters: {
      late: units.reduce((all, { late }) => all + late, 0),
      deposed: sum(({ deposed }) => deposed),
      again: sum(({ again }) => again),
      gaps: filter?.counters.gaps ?? 0,
    },
    keepsEvery: Math.max(detect?.keepsEvery ?? 0, deciding?.daemon?.keepsEvery ?? 0) / 1000,
    troubles: ofItself(deciding?.troubles?.() ?? book.troubles, works.node),
  };
}

/** Without what others told this one of themselves, and what is wrong with all of them. */
function ofItself(troubles: readonly Notice[], node: string): string[] {
  return troubles.flatMap(({ about, text }) => {
    const other = about.slice(about.lastIndexOf('@') + 1);
    const told = other !== about && other !== node && text.startsWith(`${other}: `);
    return told || isOfAll(about) ? [] : [text];
  });
}

function secondsSince(at: number): number {
  return Math.round((performance.now() - at) / 100) / 10;
}
