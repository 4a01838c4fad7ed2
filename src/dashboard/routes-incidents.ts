import {
  ackBody,
  approveBody,
  type DoneAnswer,
  doneAnswer,
  type SilenceAnswer,
  type SilenceBody,
  type SilencesAnswer,
  silenceAnswer,
  silenceBody,
  silenceParams,
  silenceQuery,
  silencesAnswer,
  silencesQuery,
  ticketBody,
  type VerdictAnswer,
  type VerdictBody,
  verdictAnswer,
  verdictBody,
  verdictQuery,
} from '../core/api-actions.ts';
import {
  type IncidentDetail,
  type IncidentPage,
  type IncidentPlots,
  type IncidentsQuery,
  incidentDetail,
  incidentPage,
  incidentParams,
  incidentPlots,
  incidentsQuery,
  type LinesAround,
  type LinesQuery,
  linesAround,
  linesQuery,
} from '../core/api-incidents.ts';
import type { Incident } from '../core/incident.ts';
import { notKnown } from './problem.ts';
import { defineRoute, type Route } from './route.ts';

/** Who does something, and whether only its effect is wanted. */
export interface Doing {
  readonly by: string;
  readonly dryRun: boolean;
}

/** What the pages of incidents need of the world. What throws USAGE says what is wrong with what was asked. */
export interface IncidentsWorld {
  page(query: IncidentsQuery): IncidentPage;
  /** By its id, an older one, the beginning of either, or a finding of it; null where there is none, or several. */
  find(id: string): Incident | null;
  detail(incident: Incident): IncidentDetail;
  plots(incident: Incident): Promise<IncidentPlots>;
  /** Null where the incident has no such line. */
  lines(incident: Incident, query: LinesQuery): LinesAround | null;
  acknowledge(incident: Incident, by: string, note: string | undefined): DoneAnswer;
  judge(incident: Incident, body: VerdictBody, how: Doing): VerdictAnswer;
  takeBack(incident: Incident): DoneAnswer;
  openTicket(
    incident: Incident,
    asked: { channel: string; by: string; note?: string | undefined },
  ): DoneAnswer;
  approve(incident: Incident, asked: { action: string; undo?: boolean | undefined; by: string }): DoneAnswer;
  /** Those that hold or are to come, or all. */
  silences(over: boolean): SilencesAnswer['silences'];
  silence(body: SilenceBody, how: Doing): SilenceAnswer;
  endSilence(id: string, by: string): DoneAnswer;
}

/** Routes of incidents, and of what people do about them. */
export function incidentRoutes(world: IncidentsWorld): Route[] {
  return [...readingRoutes(world), ...actingRoutes(world), ...silenceRoutes(world)];
}

function readingRoutes(world: IncidentsWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/incidents', role: 'viewer', query: incidentsQuery, answer: incidentPage },
      describe: 'Incidents, open and past, part by part.',
      handle: ({ query }) => world.page(query),
    }),
    defineRoute({
      ...{
        method: 'GET',
        path: '/incidents/:id',
        role: 'viewer',
        params: incidentParams,
        answer: incidentDetail,
      },
      describe: 'The story of an incident, with everything that is known beside it.',
      handle: ({ params }) => world.detail(found(world, params.id)),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/incidents/:id/plots', role: 'viewer' },
      ...{ params: incidentParams, answer: incidentPlots },
      describe: 'Small pictures of what was expected against what came.',
      handle: ({ params }) => world.plots(found(world, params.id)),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/incidents/:id/lines', role: 'viewer' },
      ...{ params: incidentParams, query: linesQuery, answer: linesAround },
      describe: 'Lines before and after a line of evidence, as far as they are stored.',
      handle({ params, query }) {
        const lines = world.lines(found(world, params.id), query);
        if (lines === null) throw notKnown('line of this incident');
        return lines;
      },
    }),
  ];
}

function actingRoutes(world: IncidentsWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'POST', path: '/incidents/:id/ack', role: 'operator' },
      ...{ params: incidentParams, body: ackBody, answer: doneAnswer },
      describe: 'Says that the caller has taken up an incident.',
      handle: ({ params, body, caller }) =>
        world.acknowledge(found(world, params.id), caller.name, body.note),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/incidents/:id/verdict', role: 'operator' },
      ...{ params: incidentParams, query: verdictQuery, body: verdictBody, answer: verdictAnswer },
      describe:
        'Says of an incident whether it was worth it; with dry_run only what that would have kept back.',
      handle: ({ params, query, body, caller }) =>
        world.judge(found(world, params.id), body, { by: caller.name, dryRun: query.dry_run === true }),
    }),
    defineRoute({
      ...{ method: 'DELETE', path: '/incidents/:id/verdict', role: 'operator' },
      ...{ params: incidentParams, answer: doneAnswer },
      describe: 'Takes back what was said of an incident.',
      handle: ({ params }) => world.takeBack(found(world, params.id)),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/incidents/:id/ticket', role: 'operator' },
      ...{ params: incidentParams, body: ticketBody, answer: doneAnswer },
      describe: 'Asks for a ticket of an incident; the running logsift opens it.',
      handle: ({ params, body, caller }) =>
        world.openTicket(found(world, params.id), { ...body, by: caller.name }),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/incidents/:id/approve', role: 'operator' },
      ...{ params: incidentParams, body: approveBody, answer: doneAnswer },
      describe: 'Says yes to what a playbook offers to do, by the id of the offer, or takes it back.',
      handle: ({ params, body, caller }) =>
        world.approve(found(world, params.id), { ...body, by: caller.name }),
    }),
  ];
}

function silenceRoutes(world: IncidentsWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/silences', role: 'viewer', query: silencesQuery, answer: silencesAnswer },
      describe: 'What is not told for a while, with what that kept back.',
      handle: ({ query }) => ({ silences: world.silences(query.over === true) }),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/silences', role: 'operator' },
      ...{ query: silenceQuery, body: silenceBody, answer: silenceAnswer },
      describe:
        'Keeps things from being told for a while; with dry_run only says which open incidents it is about.',
      handle: ({ query, body, caller }) =>
        world.silence(body, { by: caller.name, dryRun: query.dry_run === true }),
    }),
    defineRoute({
      ...{
        method: 'DELETE',
        path: '/silences/:id',
        role: 'operator',
        params: silenceParams,
        answer: doneAnswer,
      },
      describe: 'Ends a silence before its time.',
      handle: ({ params, caller }) => world.endSilence(params.id, caller.name),
    }),
  ];
}

function found(world: IncidentsWorld, id: string): Incident {
  const incident = world.find(id);
  if (incident === null) throw notKnown('incident');
  return incident;
}
