import { z } from 'zod';
import { incidentCard } from './api-home.ts';
import {
  type Answer,
  change,
  counts,
  gravity,
  idGiven,
  listed,
  pageOf,
  range,
  ranges,
  surprise,
  time,
  timeOrNone,
  urgencyWord,
  verdict,
} from './api-shared.ts';

/** GET /incidents: those that went on in the range, of all time where none is given. */
export const incidentsQuery = z.strictObject({
  ...range.shape,
  ...listed.shape,
  state: z.enum(['open', 'resolved']).optional(),
  host: z.string().min(1).max(255).optional().describe('That touch this host, by any of its names.'),
  category: z.string().min(1).max(40).optional(),
  urgency: urgencyWord.optional().describe('At least this.'),
  verdict: z.enum(['real', 'noise', 'expected', 'none']).optional(),
  text: z.string().min(1).max(200).optional().describe('Piece of the headline; case does not count.'),
  sort: z.enum(['latest', 'rank']).prefault('latest'),
});
export type IncidentsQuery = Answer<typeof incidentsQuery>;
export const incidentPage = pageOf(incidentCard);
export type IncidentPage = Answer<typeof incidentPage>;

export const incidentParams = z.strictObject({ id: idGiven });

/** A line of evidence. */
export const evidenceLine = z.object({
  source: z.string(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  /** `FILE:LINE`, or the name of its source. */
  place: z.string(),
  text: z.string(),
  odd: ranges,
});
export type EvidenceLine = Answer<typeof evidenceLine>;

/** A number, and the range in which such numbers usually lie. */
const figure = z.object({
  label: z.string(),
  low: z.number(),
  high: z.number(),
  typical: z.number(),
  seen: z.number(),
});

/** A finding of an incident: the root first, the others by time. */
export const storyStep = z.object({
  /** Of the finding. */
  id: z.string(),
  root: z.boolean(),
  detector: z.string(),
  about: z.object({
    host: z.string().nullable(),
    app: z.string().nullable(),
    template: z.string().nullable(),
    actor: z.string().nullable(),
    metric: z.string().nullable(),
  }),
  from: timeOrNone,
  to: timeOrNone,
  /** Ms after the first of the incident, and in words: "at once", "3 minutes later". */
  after: z.number().nullable(),
  afterWords: z.string(),
  because: z.string(),
  expected: z.string(),
  seen: z.string(),
  maturity: z.string(),
  count: z.number(),
  surprise,
  gravity,
  urgency: urgencyWord,
  category: z.string().nullable(),
  ongoing: z.boolean(),
  evidence: z.array(evidenceLine),
  /** Lines that it stands for beyond those shown. */
  moreLines: z.number(),
  /** What other detectors remarked about the same. */
  also: z.array(z.object({ detector: z.string(), because: z.string() })),
  figure: figure.nullable(),
});
export type StoryStep = Answer<typeof storyStep>;

/** A host on the map. `upstream`: what those in trouble hang on; `fellow`: hangs on the same and is well. */
export const mapNode = z.object({
  host: z.string(),
  part: z.enum(['root', 'symptom', 'upstream', 'fellow']),
  /** `switch`, `server`, …; null where nobody said. */
  role: z.string().nullable(),
  /** `HQ / A / 4`; null where nothing is known. */
  place: z.string().nullable(),
  parent: z.string().nullable(),
  /** How far from the top of the map: a parent stands a row above what hangs on it. */
  row: z.number(),
  findings: z.number(),
  /** When it began there; null for those that are well. */
  from: timeOrNone,
});
export const incidentMap = z.object({
  /** Whether anything is known of what hangs on what; without it all stand side by side. */
  known: z.boolean(),
  nodes: z.array(mapNode),
  /** From what hangs on something to that. */
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Hosts of the incident that are left out, and well ones beside them. */
  moreHosts: z.number(),
  moreFellows: z.number(),
});
export type IncidentMap = Answer<typeof incidentMap>;
export type MapNode = Answer<typeof mapNode>;

/** An incident explained; see `core/analysis.ts`. All of it is plain text. */
export const analysis = z.object({
  by: z.object({
    kind: z.enum(['logsift', 'model']),
    provider: z.string().nullable(),
    model: z.string().nullable(),
  }),
  at: time,
  headline: z.string(),
  happening: z.string(),
  cause: z.object({ text: z.string(), confidence: z.enum(['low', 'medium', 'high']) }).nullable(),
  urgency: z.enum(['now', 'today', 'later']),
  actions: z.array(z.object({ what: z.string(), reason: z.string(), command: z.string().nullable() })),
  findings: z.array(z.string()),
  unsure: z.array(z.string()),
  spent: z
    .object({ inputTokens: z.number(), outputTokens: z.number(), money: z.number().nullable() })
    .nullable(),
});
export type ApiAnalysis = Answer<typeof analysis>;

/** What a playbook would do, or did. The command is shown word by word, never run by the page. */
export const offer = z.object({
  /** To be approved by; another command is another id. */
  id: z.string(),
  playbook: z.string(),
  describe: z.string(),
  argv: z.array(z.string()),
  undo: z.array(z.string()).nullable(),
  /** What its values are, and the line that shows each. */
  values: z.array(z.object({ name: z.string(), value: z.string(), shown: z.string() })),
  dryRun: z.boolean(),
  state: z.enum([
    ...['offered', 'approved', 'running', 'done', 'failed', 'dry', 'lapsed', 'refused', 'unknown'],
  ] as const),
  by: z.string().nullable(),
  at: timeOrNone,
  outcome: z.string(),
  output: z.string(),
  canApprove: z.boolean(),
  canUndo: z.boolean(),
});
export type Offer = Answer<typeof offer>;

/** Something that people did about it, the latest first. */
export const deed = z.object({
  at: time,
  by: z.string(),
  what: z.enum(['ack', 'verdict', 'take-back', 'silence', 'ticket', 'action', 'told']),
  words: z.string(),
});
export type Deed = Answer<typeof deed>;

/** GET /incidents/:id, by its id, an older one, the beginning of either, or a finding of it. */
export const incidentDetail = z.object({
  card: incidentCard,
  aliases: z.array(z.string()),
  /** Why its findings are one matter; empty while there is one. */
  ties: z.array(z.object({ kind: z.string(), because: z.string() })),
  steps: z.array(storyStep),
  moreSteps: z.number(),
  map: incidentMap,
  changes: z.array(change),
  similar: z.array(
    z.object({
      id: z.string(),
      from: timeOrNone,
      headline: z.string(),
      likeness: z.number(),
      verdict: verdict.nullable(),
    }),
  ),
  /** `third time on a Monday morning; the last two were marked noise`; null where nothing like it came. */
  similarWords: z.string().nullable(),
  notes: z.array(z.string()),
  analysis: analysis.nullable(),
  offers: z.array(offer),
  /** Playbooks that are meant and cannot be done, and why. */
  refused: z.array(z.object({ playbook: z.string(), because: z.string() })),
  deeds: z.array(deed),
  tickets: z.object({
    /** Channels by which a ticket can be opened. */
    channels: z.array(z.string()),
    /** Those that are open; what the place that keeps them calls them. */
    open: z.array(z.object({ channel: z.string(), reference: z.string() })),
  }),
  /** The next and the one before in time, to go on by keyboard. */
  earlier: z.string().nullable(),
  later: z.string().nullable(),
});
export type IncidentDetail = Answer<typeof incidentDetail>;

/** A stretch that is usual, and what came. Times in epoch ms, ascending. */
const banded = z.object({
  at: time,
  low: z.number(),
  typical: z.number(),
  high: z.number(),
  /** Null for what is to come, or was not counted. */
  seen: z.number().nullable(),
});

/** A small picture of what was expected and what came. */
export const plot = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('profile'),
    title: z.string(),
    /** Of the step that it shows. */
    finding: z.string(),
    unit: z.string(),
    /** One hour each, seven days, from midnight of a Monday; the week of the incident on top of the usual one. */
    hours: z.array(banded),
    /** Weeks that the usual is made of. */
    weeks: z.number(),
    /** The day of the incident. */
    focus: z.object({ from: time, to: time }),
  }),
  z.object({
    kind: z.literal('lines'),
    title: z.string(),
    finding: z.string(),
    unit: z.string(),
    ...counts.shape,
    /** When it was. */
    focus: z.object({ from: time, to: time }),
  }),
  z.object({
    kind: z.literal('forecast'),
    title: z.string(),
    finding: z.string(),
    unit: z.string(),
    history: z.array(z.object({ at: time, value: z.number() })),
    ahead: z.array(z.object({ at: time, value: z.number(), low: z.number(), high: z.number() })),
    /** Share of what comes that lies within. */
    interval: z.number(),
    limit: z.number().nullable(),
    crossing: z.object({ from: time, to: timeOrNone, likely: time }).nullable(),
    method: z.string(),
  }),
  z.object({
    kind: z.literal('features'),
    title: z.string(),
    finding: z.string(),
    /** Of minutes like it; the ones farthest out of range first. */
    rows: z.array(
      z.object({
        name: z.string(),
        low: z.number(),
        typical: z.number(),
        high: z.number(),
        seen: z.number(),
        odd: z.boolean(),
      }),
    ),
  }),
  z.object({ kind: z.literal('figure'), title: z.string(), finding: z.string(), ...figure.shape }),
]);
export type Plot = Answer<typeof plot>;

/** GET /incidents/:id/plots. */
export const incidentPlots = z.object({ plots: z.array(plot) });
export type IncidentPlots = Answer<typeof incidentPlots>;

/** GET /incidents/:id/lines: what stands around a line of evidence. */
export const linesQuery = z.strictObject({
  finding: idGiven.describe('Id of a step.'),
  evidence: z.coerce.number().int().min(0).max(100).prefault(0).describe('Which of its lines.'),
  around: z.coerce.number().int().min(1).max(50).prefault(10).describe('Lines to either side.'),
  same: z
    .enum(['source', 'host', 'all'])
    .prefault('source')
    .describe('Which lines count: of the same input, of the same host, or all.'),
});
export type LinesQuery = Answer<typeof linesQuery>;
const nearLine = z.object({
  id: z.string(),
  at: timeOrNone,
  host: z.string().nullable(),
  app: z.string().nullable(),
  severity: z.number().nullable(),
  template: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  text: z.string(),
});
export const linesAround = z.object({
  /** In the order of the log. */
  before: z.array(nearLine),
  line: evidenceLine,
  after: z.array(nearLine),
  /** Why there are none, as a sentence: the line was not stored, or is gone by now; null where there are. */
  because: z.string().nullable(),
});
export type LinesAround = Answer<typeof linesAround>;
export type NearLine = LinesAround['before'][number];
