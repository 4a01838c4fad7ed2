import {
  type ChartAnswer,
  type ChartQuery,
  type CompareAnswer,
  type CompareQuery,
  chartAnswer,
  chartQuery,
  compareAnswer,
  compareQuery,
  type EventsAnswer,
  type EventsQuery,
  eventsAnswer,
  eventsQuery,
  type HeatmapAnswer,
  type HeatmapQuery,
  type HostAnswer,
  type HostQuery,
  type HostsAnswer,
  type HostsQuery,
  heatmapAnswer,
  heatmapQuery,
  hostAnswer,
  hostQuery,
  hostsAnswer,
  hostsQuery,
  type TemplateAnswer,
  type TemplatesAnswer,
  type TemplatesQuery,
  templateAnswer,
  templateParams,
  templateQuery,
  templatesAnswer,
  templatesQuery,
} from '../core/api-explore.ts';
import type { Range } from '../core/api-shared.ts';
import { notKnown } from './problem.ts';
import { defineRoute, type Route } from './route.ts';

/** What the pages of exploring ask. Each throws USAGE for what cannot be asked. */
export interface ExploreWorld {
  events(query: EventsQuery): EventsAnswer;
  templates(query: TemplatesQuery): TemplatesAnswer;
  /** Null when there is no such kind of line. */
  template(id: string, range: Range): TemplateAnswer | null;
  hosts(query: HostsQuery): HostsAnswer;
  host(query: HostQuery): HostAnswer;
  compare(query: CompareQuery): CompareAnswer;
  chart(query: ChartQuery): ChartAnswer;
  heatmap(query: HeatmapQuery): HeatmapAnswer;
}

/** Past lines, kinds of lines, hosts, and what differs between two times. */
export function exploreRoutes(world: ExploreWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/events', role: 'viewer' },
      describe:
        'Lines that were kept, the newest first. A search stops after some 200 ms; `next` goes on, `reached` says how far it came.',
      ...{ query: eventsQuery, answer: eventsAnswer },
      handle: ({ query }) => world.events(query),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/templates', role: 'viewer' },
      describe: 'Kinds of lines with how often they came in a range, and before it.',
      ...{ query: templatesQuery, answer: templatesAnswer },
      handle: ({ query }) => world.templates(query),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/templates/:id', role: 'viewer' },
      describe: 'A kind of line: how often, when, from which hosts, and what stands in its slots.',
      ...{ params: templateParams, query: templateQuery, answer: templateAnswer },
      handle({ params, query }) {
        const found = world.template(params.id, query);
        if (found === null) throw notKnown('kind of line');
        return found;
      },
    }),
    defineRoute({
      ...{ method: 'GET', path: '/hosts', role: 'viewer' },
      describe: 'Hosts by how many lines they said in a range.',
      ...{ query: hostsQuery, answer: hostsAnswer },
      handle: ({ query }) => world.hosts(query),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/host', role: 'viewer' },
      describe: 'A host: where it stands, what it says, its incidents and silences.',
      ...{ query: hostQuery, answer: hostAnswer },
      handle: ({ query }) => world.host(query),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/compare', role: 'viewer' },
      describe: 'Kinds of lines that are new, gone, or come more or less often in one range than in another.',
      ...{ query: compareQuery, answer: compareAnswer },
      handle: ({ query }) => world.compare(query),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/chart', role: 'viewer' },
      describe: 'Lines over time: all, or of a severity, a host or a kind of line.',
      ...{ query: chartQuery, answer: chartAnswer },
      handle: ({ query }) => world.chart(query),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/heatmap', role: 'viewer' },
      describe: 'Lines by day of the week and hour.',
      ...{ query: heatmapQuery, answer: heatmapAnswer },
      handle: ({ query }) => world.heatmap(query),
    }),
  ];
}
