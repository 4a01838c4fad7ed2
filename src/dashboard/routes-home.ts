import {
  type Home,
  home,
  type Timeline,
  type TimelineQuery,
  timeline,
  timelineQuery,
} from '../core/api-home.ts';
import { defineRoute, type Route } from './route.ts';

/** What the first page needs of the world. */
export interface HomeWorld {
  home(): Promise<Home>;
  /** Throws USAGE for a range that is none. */
  timeline(query: TimelineQuery): Timeline;
}

/** Routes of the first page. */
export function homeRoutes(world: HomeWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/home', role: 'viewer', answer: home },
      describe:
        'Whether anything is wrong: open incidents, sources, forecasts, silences, and how logsift itself is.',
      handle: () => world.home(),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/timeline', role: 'viewer', query: timelineQuery, answer: timeline },
      describe:
        'Lines by how bad they call themselves over time, with findings, incidents and changes beside them.',
      handle: ({ query }) => world.timeline(query),
    }),
  ];
}
