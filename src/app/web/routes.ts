import type { Route, Stream } from '../../dashboard/route.ts';
import { accessRoutes } from '../../dashboard/routes-access.ts';
import { exploreRoutes } from '../../dashboard/routes-explore.ts';
import { filterRoutes } from '../../dashboard/routes-filter.ts';
import { homeRoutes } from '../../dashboard/routes-home.ts';
import { incidentRoutes } from '../../dashboard/routes-incidents.ts';
import { liveStreams } from '../../dashboard/routes-live.ts';
import { modelRoutes } from '../../dashboard/routes-models.ts';
import { settingsRoutes } from '../../dashboard/routes-settings.ts';
import type { Hub } from '../../dashboard/sse.ts';
import { type Writable, writeBeside } from '../../store/write-beside.ts';
import { exploreWorld } from './explore.ts';
import { filterWorld } from './filter.ts';
import { homeWorld } from './home.ts';
import { incidentsWorld } from './incidents.ts';
import { KindBook } from './kinds.ts';
import { beatStatus } from './live.ts';
import { modelsWorld } from './models.ts';
import type { WebParts } from './parts.ts';
import { accessPages } from './people.ts';
import type { EngineLink, WebPlan } from './plan.ts';
import { settingsWorld } from './settings.ts';

/** What the answers of the dashboard are made of, and what can be done. */
export interface WebBase extends WebParts {
  readonly plan: WebPlan;
  /** Null where no daemon is at work: nothing can be changed. */
  readonly engine: EngineLink | null;
  /** What comes live is published on it. */
  readonly hub: Hub;
  /** One transaction beside the daemon; on the disk when it returns. Throws STATE_LOCKED, STATE_FILE. */
  write<T>(work: (state: Writable) => T): T;
}

/** All that the dashboard answers; a line for each area, see `dashboard/route.ts`. */
export function webRoutes(base: WebBase): Route[] {
  const book = new KindBook(() => base.store.snapshots);
  return [
    ...accessRoutes(accessPages(base)),
    ...homeRoutes(homeWorld(base)),
    ...incidentRoutes(incidentsWorld(base, (template) => book.now().idsOf(template))),
    ...exploreRoutes(exploreWorld(base, book)),
    ...modelRoutes(modelsWorld(base, book)),
    ...filterRoutes(filterWorld(base, book)),
    ...settingsRoutes(settingsWorld(base)),
  ];
}

/** What is told as it happens. */
export function webStreams(base: WebBase): Stream[] {
  beatStatus(base, base.hub);
  return liveStreams();
}

/** Writes beside the daemon of a folder. */
export function writingBeside(folder: string, now: () => number): WebBase['write'] {
  return (work) => writeBeside(folder, now, work);
}
