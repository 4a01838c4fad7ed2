import type {
  IncidentDetail,
  IncidentPage,
  IncidentsQuery,
  LinesAround,
  LinesQuery,
  NearLine,
} from '../../core/api-incidents.ts';
import { LogsiftError } from '../../core/errors.ts';
import { PAGE_LINE } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { similarWords } from '../../core/verdict-words.ts';
import type { IncidentsWorld } from '../../dashboard/routes-incidents.ts';
import type { KeptEvent } from '../../store/events.ts';
import { incidentBy } from '../incident-by.ts';
import { WebActions } from './actions.ts';
import { analysisOf } from './analysis.ts';
import { Cards } from './cards.ts';
import { deedsOf } from './deeds.ts';
import { cursorOf, placeOf, rangeIn } from './lists.ts';
import { mapOf } from './map.ts';
import { offersOf } from './offers.ts';
import type { WebParts } from './parts.ts';
import { Plots } from './plots.ts';
import { silencesOf } from './silences.ts';
import { evidenceOf, stepsOf } from './steps.ts';
import { ticketsOf } from './tickets.ts';
import { changeOf, timed, verdictOf } from './words.ts';

/** Ranks from which on an incident asks for so much attention; see `incidentUrgency`. */
const RANKS = { urgent: PAGE_LINE, odd: 1, minor: undefined } as const;
const LONGEST_LINE = 4000;

/** A part of the incidents. Throws USAGE for a range or cursor that is none. */
function incidentPageOf(parts: WebParts, query: IncidentsQuery): IncidentPage {
  const { store, topology } = parts;
  const { from, to, host, urgency, sort, limit, cursor, state, category, verdict, text } = query;
  // Without a range all of them are meant.
  const all = from === undefined && to === undefined;
  const range = all ? null : rangeIn({ from, to }, parts.now());
  const place = placeOf(cursor);
  const { incidents, next } = store.incidents.page({
    ...{ since: range?.from, until: range?.to },
    // Incidents have the one name of a host, whichever is asked for.
    host: host === undefined ? undefined : topology.canonical(host),
    minRank: urgency === undefined ? undefined : RANKS[urgency],
    ...{ order: sort, limit, state, category, verdict, text },
    after: place === null ? undefined : { by: place[0], id: place[1] },
  });
  const cards = new Cards(parts);
  return {
    items: incidents.map((incident) => cards.of(incident)),
    next: next === null ? null : cursorOf([next.by, next.id]),
  };
}

/** An incident by what somebody calls it; null where there is none, or it may be several. */
function incidentFor({ store }: Pick<WebParts, 'store'>, id: string): Incident | null {
  try {
    return incidentBy(store.incidents, id);
  } catch (error) {
    if (error instanceof LogsiftError && error.code === 'USAGE') return null;
    throw error;
  }
}

/** Everything that is told of an incident, but for its plots. */
function incidentDetailOf(parts: WebParts, incident: Incident): IncidentDetail {
  const now = parts.now();
  const { store, config, topology } = parts;
  const cards = new Cards(parts);
  const { steps, more } = stepsOf(incident);
  return {
    card: cards.of(incident),
    aliases: [...incident.aliases],
    ties: incident.ties.map(({ kind, because }) => ({ kind, because })),
    ...{ steps, moreSteps: more },
    map: mapOf(incident, topology, Object.keys(config.topology.network?.hosts ?? {})),
    changes: incident.changes.map((change) => changeOf(change, incident.from)),
    similar: incident.similar.map(({ id, from, headline, likeness, verdict }) => ({
      ...{ id, headline, likeness: Math.round(100 * likeness) / 100, from: timed(from) },
      verdict: verdictOf(verdict, now),
    })),
    similarWords: Number.isFinite(incident.from) ? similarWords(incident, config.timezone) : null,
    notes: [...incident.notes],
    analysis: analysisOf(parts, incident),
    ...offersOf(parts, incident),
    deeds: deedsOf(parts, incident, cards.tellings.messages(incident)),
    tickets: ticketsOf(parts, incident),
    ...store.incidents.neighbours(incident.id),
  };
}

/** What stands around a line of evidence; null where the incident has no such line. */
function linesAroundOf(
  { store }: Pick<WebParts, 'store'>,
  incident: Incident,
  { finding: id, evidence: index, around, same }: LinesQuery,
): LinesAround | null {
  const finding = [incident.root, ...incident.findings].find((one) => one.id.startsWith(id));
  const evidence = finding?.evidence[index];
  if (finding === undefined || evidence === undefined) return null;
  const { source, file = null, line = null, text } = evidence;
  const { from, to } = finding;
  const found = store.events.around({ source, file, line, text, from, to, around, same });
  const because =
    'The line itself was not stored, or is not kept any more; what stood around it is where it came from.';
  return {
    before: (found?.before ?? []).map(nearLine),
    line: evidenceOf(evidence, finding),
    after: (found?.after ?? []).map(nearLine),
    because: found === null ? because : null,
  };
}

function nearLine(event: KeptEvent): NearLine {
  const { id, time, received, host, app, severity, template, file, line, raw } = event;
  const text = raw.length > LONGEST_LINE ? `${raw.slice(0, LONGEST_LINE)}…` : raw;
  return { ...{ id, at: time ?? received, host, app, severity, template, file, line }, text };
}

/** Answers of the pages of incidents, out of a state folder. `idsOf`: all ids that lines of a kind were stored under. */
export function incidentsWorld(
  parts: WebParts,
  idsOf: (template: string) => readonly string[],
): IncidentsWorld {
  const plots = new Plots(parts, idsOf);
  const actions = new WebActions(parts);
  return {
    page: (query) => incidentPageOf(parts, query),
    find: (id) => incidentFor(parts, id),
    detail: (incident) => incidentDetailOf(parts, incident),
    plots: async (incident) => ({ plots: await plots.of(incident) }),
    lines: (incident, query) => linesAroundOf(parts, incident, query),
    acknowledge: (incident, by, note) => actions.acknowledge(incident, by, note),
    judge: (incident, body, how) => actions.judge(incident, body, how),
    takeBack: (incident) => actions.takeBack(incident),
    openTicket: (incident, asked) => actions.openTicket(incident, asked),
    approve: (incident, asked) => actions.approve(incident, asked),
    silences: (over) => silencesOf(parts, { over }),
    silence: (body, how) => actions.silence(body, how),
    endSilence: (id, by) => actions.endSilence(id, by),
  };
}
